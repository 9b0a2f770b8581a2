"""Canary text in everything that is withheld, and then: no canary anywhere but in the answers of staff.

Which fields must hold one is found by walking the ledger, and which texts can be sent by walking the request schemas,
so a new field without a canary fails here. (`tests.callers.check` and `tests.aftermath` look on: every citizen answer,
every problem, every log line and every stored copy of the suite.)
"""

from collections.abc import Iterator
from dataclasses import fields
from datetime import UTC, datetime, timedelta
from typing import Any, get_type_hints
from weakref import WeakKeyDictionary

import pytest
from sqlalchemy import select

from app.domain.consent import Consent
from app.domain.follow_up import FollowUp
from app.domain.goal import Goal
from app.domain.intervention import Intervention
from app.domain.mapping import Mapping
from app.domain.participant import Participant
from app.domain.person import Person
from app.domain.plan import Plan
from app.domain.unit import Unit
from app.domain.visibility import LEDGER, ROW_GATES, Shown
from app.models.audit import audit_entry
from app.models.base import metadata
from app.models.mapping import mapping_version
from app.models.outbox import outbox_event
from app.repositories import plans
from tests.callers import CANARY, JOURNAL, citizen
from tests.house.operations import never, of_contract
from tests.house.whole_plan import WholePlan, ago, build, copied, private
from tests.persons import Persons
from tests.service import Service

# Texts that cannot hold a canary, because only certain shapes are taken; they are looked for as they are.
SHAPED = {
    (Unit, "hsa_id"),
    (Unit, "principal_org_number"),
    (Participant, "hsa_id"),
    (Participant, "sealed_number"),
    (Person, "key"),
    (Person, "sealed_number"),
    (Plan, "legal_bases"),
    (Plan, "source_owner"),
}
# The kinds of which single rows may be withheld, and their texts with them.
WITHHELD_ROWS = {Goal, Intervention, FollowUp, Participant, Consent}
OF_A_WITHHELD_ROW = " of a withheld row"


class Words:
    """Says a canary for what is withheld and plain words for what is shown; remembers what it was asked."""

    def __init__(self, protected: bool) -> None:
        self.protected = protected
        self.asked: set[tuple[type, str]] = set()

    def withheld(self, kind: type, name: str) -> bool:
        if name.endswith(OF_A_WITHHELD_ROW) or kind not in LEDGER:
            return True
        entry = LEDGER[kind][name]
        return not isinstance(entry, Shown) or (self.protected and entry.hidden_when_protected)

    def __call__(self, kind: type, name: str) -> str:
        self.asked.add((kind, name))
        return f"{CANARY if self.withheld(kind, name) else 'Visas'} {kind.__name__} {name}"


def texts_of(kind: type) -> list[str]:
    hints = get_type_hints(kind)
    return [f.name for f in fields(kind) if hints[f.name] in (str, str | None, tuple[str, ...])]


def correct_everything(plan: WholePlan) -> None:
    """Every text once more, by the way of a correction."""
    say, ids = plan.say, plan.ids
    plan.patch("", {"title": say(Plan, "title"), "reason": say(Plan, "reason")})
    body = {"name": say(Unit, "name"), "kind": say(Unit, "kind"), "principalName": say(Unit, "principal_name")}
    plan.patch(f"/units/{ids['units']}", body)
    plan.patch(f"/participants/{ids['participants']}", private(say))
    plan.patch(f"/goals/{ids['goals']}", {"text": say(Goal, "text")})
    responsible = {"kind": "other", "name": say(Intervention, "responsible_name")}
    other = plan.coordinator.get(f"{plan.home}/interventions").json()["interventions"][-1]["id"]
    plan.patch(f"/interventions/{other}", {"text": say(Intervention, "text"), "responsible": responsible})
    body = {"howIsItGoing": "how_is_it_going", "helped": "helped", "hindered": "hindered"}
    plan.patch(f"/follow-ups/{ids['follow-ups']}", {member: say(FollowUp, name) for member, name in body.items()})
    # Once more, now that the plan is shown: what a mapping does to a plan that is shown, it does now.
    entry = {"lifeArea": "sleep", "text": say(Mapping, "text")}
    plan.put("mapping", {"situation": say(Mapping, "situation"), "entries": [entry]})


_made: WeakKeyDictionary[Service, dict[bool, WholePlan]] = WeakKeyDictionary()


@pytest.fixture(params=[False, True], ids=["open", "protected"])
def plan(service: Service, persons: Persons, request: pytest.FixtureRequest) -> WholePlan:
    """One for all these tests: whoever changes it, changes a copy."""
    made = _made.setdefault(service, {})
    if request.param not in made:
        made[request.param] = build(service, persons, Words(request.param), protected=request.param)
        correct_everything(made[request.param])
    return made[request.param]


def test_every_withheld_text_of_the_ledger_holds_a_canary(plan: WholePlan) -> None:
    assert isinstance(plan.say, Words)
    missing = []
    for kind in LEDGER:
        for name in texts_of(kind):
            if plan.say.withheld(kind, name) and (kind, name) not in plan.say.asked | SHAPED:
                missing.append(f"{kind.__name__}.{name}")
            if kind in WITHHELD_ROWS and LEDGER[kind][name] and (kind, name) not in SHAPED:
                row = f"{name}{OF_A_WITHHELD_ROW}"
                if (kind, row) not in plan.say.asked and (kind, name) != (Intervention, "responsible_name"):
                    missing.append(f"{kind.__name__}.{row}")
    missing = [one for one in missing if one != "Consent.relatives" + OF_A_WITHHELD_ROW]
    assert not missing, f"give these a canary in whole_plan: {missing}"
    marks = {"withheld_from_patient", "protected_identity"}
    marked = {kind for kind in ROW_GATES if marks & {f.name for f in fields(kind)}}
    assert marked <= WITHHELD_ROWS


def test_every_text_that_can_be_sent_was_sent(plan: WholePlan) -> None:
    sent: set[tuple[str, str, str]] = set()
    for method, path, document in plan.sent:
        inside = path if path == "/plans" else f"/plans/{plan.plan_id}" + (f"/{path.strip('/')}" if path else "")
        template = JOURNAL.template(inside)
        assert template is not None, inside
        sent |= {(method, template, place) for place in sent_texts(document)}
    can = {
        (method, path, place)
        for method, path, operation in JOURNAL.operations()
        for content in operation.get("requestBody", {}).get("content", {}).values()
        for place in free_texts(content["schema"])
    }
    assert len(can) > 30
    assert not can - sent, f"send these from whole_plan: {sorted(can - sent)}"


def free_texts(schema: Any, place: str = "") -> Iterator[str]:
    """Where a schema takes any text."""
    schema = JOURNAL._resolve(schema)
    for part in (*schema.get("anyOf", ()), *schema.get("allOf", ())):
        yield from free_texts(part, place)
    for name, member in schema.get("properties", {}).items():
        yield from free_texts(member, f"{place}/{name}")
    if "items" in schema:
        yield from free_texts(schema["items"], place)
    shaped = schema.keys() & {"pattern", "enum", "format", "const"}
    if schema.get("type") == "string" and not shaped:
        yield place


def sent_texts(value: Any, place: str = "") -> Iterator[str]:
    if isinstance(value, dict):
        for name, member in value.items():
            yield from sent_texts(member, f"{place}/{name}")
    elif isinstance(value, list):
        for item in value:
            yield from sent_texts(item, place)
    elif isinstance(value, str):
        yield place


def reading_as_the_citizen(plan: WholePlan, at: str | None) -> Iterator[str]:
    her = citizen(plan.service, plan.number)
    for path in ("plans", f"plans/{plan.plan_id}", "consents", "accesses?limit=100", f"plans/{CANARY}"):
        response = her.get(f"/citizen/v1/{path}", at=at)
        yield response.text + str(response.headers)
    yield her.get(f"/citizen/v1/plans?{CANARY}={CANARY}", at=at).text
    yield her.get("/citizen/v1/plans", at=at, headers={"Accept": CANARY.encode()}).text


def require_nothing_hidden(plan: WholePlan, texts: Iterator[str]) -> None:
    for text in texts:
        assert CANARY not in text
        for hidden in (*plan.hidden_numbers, plan.number, "HSL 16:4"):
            assert hidden not in text, "a number, or what stands instead of a canary"


def test_the_citizen_never_reads_one(service: Service, plan: WholePlan, persons: Persons) -> None:
    year = timedelta(days=365)
    times = [None, "2020-01-01T00:00:00Z", ago(days=5), ago(hours=1)]
    times += [f"{datetime.now(UTC) + after:%Y-%m-%dT%H:%M:%SZ}" for after in (year, 3 * year)]
    for at in times:
        require_nothing_hidden(plan, reading_as_the_citizen(plan, at))
    shown = citizen(service, plan.number).get(f"/citizen/v1/plans/{plan.plan_id}").text
    assert "Visas Goal text" in shown and "Visas FollowUp how_is_it_going" in shown, "nothing shown proves nothing"
    shown += citizen(service, plan.number).get("/citizen/v1/consents").text
    for kind, name in plan.say.asked:  # type: ignore[attr-defined]
        if not plan.say.withheld(kind, name):  # type: ignore[attr-defined]
            assert f"Visas {kind.__name__} {name}" in shown, "it is to be shown"
    closed = copied(plan, persons)
    closed.take("close", reason="moved")
    require_nothing_hidden(closed, reading_as_the_citizen(closed, None))
    view = plan.coordinator.get(f"{closed.home}/citizen-view").text
    assert CANARY not in view and "Visas Goal text" in view


def test_staff_read_them_all(plan: WholePlan) -> None:
    """Otherwise their absence elsewhere would prove nothing."""
    whole = plan.coordinator.get(plan.home).text
    whole += plan.coordinator.get(f"{plan.home}/mapping").text
    for kind, name in plan.say.asked:  # type: ignore[attr-defined]
        if plan.say.withheld(kind, name):  # type: ignore[attr-defined]
            assert f"{CANARY} {kind.__name__} {name}" in whole


def test_no_event_copy_or_log_entry_holds_one(service: Service, plan: WholePlan, persons: Persons) -> None:
    closed = copied(plan, persons)
    path, body = closed.withdrawal()
    assert plan.coordinator.put(path, json=body).status_code == 204

    async def rows() -> dict[str, str]:
        async with service.database.journal() as connection:
            found = {}
            for table in (outbox_event, audit_entry, *metadata.tables.values()):
                if table in (outbox_event, audit_entry) or table.schema == "mirror":
                    found[table.name] = repr((await connection.execute(select(table))).all())
            found["mapping"] = repr((await connection.execute(select(mapping_version))).all())
        return found

    tables = service.run(rows())
    assert CANARY in tables.pop("mapping")
    for name, text in tables.items():
        # A unit's name is the audit's own, and told to nobody whose place must not be known.
        allowed = f"{CANARY} Unit" if name == "audit_entry" else "nothing"
        for place in text.split(CANARY)[1:]:
            assert f"{CANARY}{place}".startswith(allowed), f"a canary in {name}"
        if name != "audit_entry":
            assert not any(hidden in text for hidden in plan.hidden_numbers), name


def test_no_problem_holds_one(service: Service, plan: WholePlan, monkeypatch: pytest.MonkeyPatch) -> None:
    """400, 404, 409, 412, 415, 422, 428 and 500, each with canaries in what was sent and in what is stored."""
    goal = f"{plan.home}/goals/{plan.ids['goals']}"
    staff = plan.coordinator
    got = [
        staff.post(f"{plan.home}/transitions", json={"transition": "offer"}, headers={"If-Match": "*"}),
        staff.patch(goal, json={"text": f"{CANARY} again"}, headers={"If-Match": '"99"'}),
        staff.ask("PATCH", goal, json={"text": f"{CANARY} again"}),
        staff.patch(goal, json={"lifeArea": CANARY, CANARY: CANARY, "text": 5, "term": [CANARY]}),
        staff.patch(goal, content=f'{{"text": "{CANARY}'.encode(), headers={"Content-Type": "application/json"}),
        staff.patch(goal, content=CANARY.encode(), headers={"Content-Type": "text/plain"}),
        staff.get(f"/journal/v1/plans/{never(plan.plan_id)}?page={CANARY}"),
        staff.get(f"/journal/v1/{CANARY}"),
        staff.post(f"{plan.home}/notes", json={"text": CANARY, "writtenAt": CANARY}),
        staff.post("/journal/v1/plan-searches", json={"personnummer": CANARY}),
        staff.get(f"{plan.home}/goals?limit={CANARY}"),
        staff.get(plan.home, headers={"Accept": CANARY.encode()}),
    ]

    async def broken(*stored: Any) -> None:
        raise RuntimeError(f"{CANARY} {stored!r}")

    with monkeypatch.context() as patch:
        patch.setattr(plans, "save", broken)
        got.append(staff.patch(goal, json={"text": f"{CANARY} again"}))
    assert {response.status_code for response in got} >= {400, 404, 406, 409, 412, 415, 422, 428, 500}
    for response in got:
        assert response.status_code >= 400
        assert CANARY not in response.text + str(response.headers)
        assert plan.number not in response.text


def test_the_mapping_is_no_part_of_what_is_projected() -> None:
    """Neither the ledger nor the citizen's contract has a word for it."""
    assert Mapping not in LEDGER
    assert "mapping" not in str(of_contract("citizen")).lower()
