"""No canary anywhere but in the answers of staff: what is withheld is in no answer, copy, event or log entry.

That everything withheld holds one is shown by `test_canaries_planted`. (`tests.callers.check` and `tests.aftermath`
look on: every citizen answer, every problem, every log line and every stored copy of the suite.)
"""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from app.domain.mapping import Mapping
from app.domain.visibility.ledger import LEDGER
from app.models.audit import audit_entry
from app.models.base import metadata
from app.models.deadline import plan_deadline
from app.models.mapping import mapping_version
from app.models.outbox import outbox_event
from app.repositories import plans
from tests.callers import CANARY, citizen
from tests.house.canaries import Variants, auditing
from tests.house.operations import never, of_contract
from tests.house.staffed_plan import WholePlan, ago
from tests.house.whole_plan import copied
from tests.persons import Persons
from tests.service import Service

OF_HER = ("plans", "summonses", "consents")


def reading_as_the_citizen(plan: WholePlan, at: str | None) -> Iterator[str]:
    her = citizen(plan.service, plan.number)
    for path in (
        "plans",
        f"plans/{plan.plan_id}",
        "summonses",
        "consents",
        "accesses?limit=100",
        "presence",
        f"plans/{CANARY}",
    ):
        response = her.get(f"/citizen/v1/{path}", at=at)
        yield response.text + str(response.headers)
    yield her.get(f"/citizen/v1/plans?{CANARY}={CANARY}", at=at).text
    yield her.get("/citizen/v1/plans", at=at, headers={"Accept": CANARY.encode()}).text


def reading_as_her_ombud(plan: WholePlan, at: str | None) -> Iterator[str]:
    ombud = citizen(plan.service, plan.representative)
    one = f"represented/{plan.ids['representations']}"
    for path in (
        "represented",
        *(f"{one}/{what}" for what in (*OF_HER, "accesses?limit=100")),
        f"represented/{CANARY}",
    ):
        response = ombud.get(f"/citizen/v1/{path}", at=at)
        yield response.text + str(response.headers)


def require_nothing_hidden(plan: WholePlan, texts: Iterator[str]) -> None:
    for text in texts:
        assert CANARY not in text
        for hidden in (*plan.hidden_numbers, plan.number, "HSL 16:4"):
            assert hidden not in text, "a number, or what stands instead of a canary"


def test_the_citizen_never_reads_one(service: Service, plan: WholePlan, others: Variants) -> None:
    year = timedelta(days=365)
    times = [None, "2020-01-01T00:00:00Z", ago(days=5), ago(hours=1)]
    times += [f"{datetime.now(UTC) + after:%Y-%m-%dT%H:%M:%SZ}" for after in (year, 3 * year)]
    for at in times:
        for one in (plan, *others.values()):
            require_nothing_hidden(one, reading_as_the_citizen(one, at))
            require_nothing_hidden(one, reading_as_her_ombud(one, at))


def test_what_is_to_be_shown_is(service: Service, plan: WholePlan, others: Variants) -> None:
    """Otherwise the absence of what is not would prove nothing."""
    her = citizen(service, plan.number)
    shown = her.get(f"/citizen/v1/plans/{plan.plan_id}").text + her.get("/citizen/v1/consents").text
    assert "Visas Goal text" in shown and "Visas FollowUp how_is_it_going" in shown
    for kind, name in plan.say.asked:  # type: ignore[attr-defined]
        if not plan.say.withheld(kind, name):  # type: ignore[attr-defined]
            assert f"Visas {kind.__name__} {name}" in shown
    assert "Visas Summons purpose" in her.get("/citizen/v1/summonses").text
    for name, one in others.items():
        seen = citizen(service, one.number).get(f"/citizen/v1/plans/{one.plan_id}").text
        assert ("Visas Goal text" in seen) is (name in ("closed", "revised")), name


def test_her_ombud_is_shown_what_she_is_shown(plan: WholePlan, others: Variants) -> None:
    """The very same, of each of them; and of a protected person nothing."""
    protected = plan.read()["person"]["protectedIdentity"] != "none"
    for one in (plan, *others.values()):
        path = f"/citizen/v1/represented/{one.ids['representations']}"
        for what in OF_HER:
            hers = citizen(one.service, one.number).get(f"/citizen/v1/{what}").json()[what]
            hers = [each for each in hers if one.plan_id in (each.get("id"), each.get("planId"))]
            answer = citizen(one.service, one.representative).get(f"{path}/{what}")
            over = protected or one is others["annulled"]
            assert answer.status_code == (404 if over else 200)
            if not over:
                assert answer.json()[what] == hers


def test_staff_see_of_her_view_what_she_sees(plan: WholePlan, others: Variants) -> None:
    for name in ("closed", "revised"):
        view = plan.coordinator.get(f"{others[name].home}/citizen-view").text
        assert CANARY not in view and "Visas Goal text" in view, name


def test_staff_and_auditors_read_them_all(service: Service, plan: WholePlan, others: Variants) -> None:
    """Otherwise their absence elsewhere would prove nothing."""
    whole = "".join(plan.coordinator.get(one.home).text for one in (plan, *others.values()))
    for path in ("mapping", "blocks", "source-identifiers"):
        whole += plan.coordinator.get(f"{plan.home}/{path}").text
    whole += plan.coordinator.get(f"/journal/v1/plans/{plan.ids['another number']}/number-changes").text
    whole += auditing(service).get("/journal/v1/audit/samples").text
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
            told = (outbox_event, audit_entry, plan_deadline)
            for table in metadata.tables.values():
                if table in told or table.schema == "mirror":
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
