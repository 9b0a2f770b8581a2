"""Many plans at once: each by itself, nothing twice; the same plan is told by person and id, never by text."""

import signal
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from threading import Barrier
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest
from sqlalchemy import func, select

from app.http import minting
from app.keys import load
from app.models.audit import audit_entry
from app.models.plan import plan as plan_table
from app.settings import Settings
from tests.api.disk_full import full_after
from tests.api.standing import Office, pointers, refused, unchanged
from tests.callers import CANARY, JOURNAL, Caller, staff, with_scopes
from tests.conftest import database_url
from tests.house.test_killed import started
from tests.house.whole_plan import another
from tests.migrated import make_present
from tests.persons import Persons
from tests.service import Service, development

IMPORTS = "/journal/v1/plan-imports"


@pytest.fixture
def office(service: Service, persons: Persons) -> Office:
    return Office(service, persons)


def item(office: Office, number: int | str, system: str = "journalen", **members: Any) -> dict[str, Any]:
    return office.body(source={"system": system, "id": f"{office.unit}:{number}"}) | members


def person(number: str, name: str = "Elsa Lindqvist") -> dict[str, Any]:
    return {"person": {"personnummer": number, "name": name}}


def bring(caller: Caller, *items: Any, key: str | None = None) -> dict[str, Any]:
    headers = {"Idempotency-Key": key} if key else {}
    answer = caller.post(IMPORTS, json={"items": list(items)}, headers=headers)
    assert answer.status_code == 200, answer.text
    document: dict[str, Any] = answer.json()
    results = document["results"]
    assert [one["position"] for one in results] == list(range(1, len(items) + 1))
    counts = Counter(one["outcome"] for one in results)
    names = ("created", "unchanged", "updated", "merged", "refused")
    assert {name: document[name] for name in names} == {name: counts[name] for name in names}
    return document


def outcomes(document: dict[str, Any]) -> list[str]:
    return [one["outcome"] for one in document["results"]]


def test_each_by_itself_with_one_result(service: Service, persons: Persons, office: Office) -> None:
    known = bring(office.caller, item(office, 1))["results"][0]
    document = bring(
        office.caller,
        item(office, 2, **person(persons.adult())),
        item(office, 1),
        item(office, 1, title="Utan version"),
        item(office, 1, title="Ny rubrik", version=1),
        item(office, 1, title="Igen", version=1),
        item(office, 3, **person("194208179815")),
        item(office, 4, title="") | {"199707119880": 1},
        "inget objekt",
        item(office, 5, legalBases=["SoL 2:7"], **person(persons.adult())),
        item(office, 6, unit=Office(service, persons).body()["unit"], **person(persons.adult())),
        item(office, 1, **person(persons.adult())),
        item(office, "194208179814", **person(persons.adult())),
        item(office, 7, **person(persons.adult())),
    )
    found = outcomes(document)
    assert found == ["created", "unchanged", "refused", "updated", *["refused"] * 8, "created"]
    results = document["results"]
    assert (results[1]["planId"], results[1]["version"]) == (known["planId"], 1)
    assert (results[3]["planId"], results[3]["version"]) == (known["planId"], 2)
    said = [(one["problem"]["status"], one["problem"]["type"].rpartition("/")[2]) for one in results if one["problem"]]
    assert said == [
        (428, "if-match-missing"),
        (412, "version-passed"),
        (422, "not-a-personnummer"),
        (422, "invalid-request"),
        (422, "invalid-request"),
        (422, "legal-basis-not-in-force"),
        (422, "not-your-unit"),
        (409, "source-of-another-person"),
        (422, "source-identifies-a-person"),
    ]
    assert ("/title", "string_too_short") in pointers(results[6]["problem"])
    assert "199707119880" not in str(document), "a name may be somebody's number"


def test_a_number_that_is_none_is_told_where_it_stands(office: Office) -> None:
    """Of a plan that is made, of one whose id is known already, and in a search."""
    assert outcomes(bring(office.caller, item(office, 1))) == ["created"]
    wrong = person("194208179815")
    document = bring(office.caller, item(office, 1, **wrong), item(office, 2, **wrong))
    tried = [one["problem"] for one in document["results"]]
    tried.append(refused(office.caller.post("/journal/v1/plans", json=office.body(**wrong)), 422, "not-a-personnummer"))
    assert [pointers(one) for one in tried] == [[("/person/personnummer", "not-a-personnummer")]] * 3
    search = office.caller.post("/journal/v1/plan-searches", json={"personnummer": wrong["person"]["personnummer"]})
    assert pointers(refused(search, 422, "not-a-personnummer")) == [("/personnummer", "not-a-personnummer")]


def test_the_same_key_again_is_the_same_answer_and_another_body_is_refused(office: Office, service: Service) -> None:
    key = str(uuid4())
    first = bring(office.caller, item(office, 1), item(office, 2, matching="new"), key=key)
    assert outcomes(first) == ["created", "created"]
    with unchanged_but_reads(service):
        assert bring(office.caller, item(office, 1), item(office, 2, matching="new"), key=key) == first
        answer = office.caller.post(IMPORTS, json={"items": [item(office, 1)]}, headers={"Idempotency-Key": key})
        refused(answer, 422, "idempotency-key-reused")


@contextmanager
def unchanged_but_reads(service: Service) -> Iterator[None]:
    """No plan more and no version more; that it was answered again is an access."""
    before = service.run(_versions(service))
    yield
    assert service.run(_versions(service)) == before


async def _versions(service: Service) -> list[Any]:
    async with service.database.journal() as connection:
        return sorted(map(tuple, await connection.execute(select(plan_table.c.id, plan_table.c.version))))


def test_limits_and_rights(service: Service, office: Office) -> None:
    reads = staff(service, office.unit, office.person, scopes=("journal:read",))
    with unchanged(service):
        refused(office.caller.post(IMPORTS, json={"items": []}), 422)
        refused(office.caller.post(IMPORTS, json={"items": [item(office, n) for n in range(101)]}), 422)
        refused(reads.post(IMPORTS, json={"items": [item(office, 1)]}), 403, "scope-missing")


def test_two_systems_bring_the_same_plan_and_it_is_one(service: Service, persons: Persons) -> None:
    """By the person, and by what both read; the texts are another's, and are left as they are."""
    plan = another(service, persons)
    unit = next(one for one in plan.read()["units"] if one["id"] == plan.ids["units"])
    municipal = Office(service, persons, "SE2129990023")
    municipal.unit, municipal.citizen, municipal.caller = unit["hsaId"], plan.number, plan.partner
    own = {"unit": {name: unit[name] for name in municipal.body()["unit"]}, "title": "Kommunens rubrik"}
    before = plan.read()
    result = bring(plan.partner, item(municipal, plan.plan_id, "kommunens", **own))["results"][0]
    assert (result["outcome"], result["planId"]) == ("merged", plan.plan_id)
    after = plan.read()
    assert (after["title"], after["version"]) == (before["title"], before["version"] + 1)
    # The system has an id for that plan already: what it brings of the same person is another one.
    further = bring(plan.partner, item(municipal, f"{plan.plan_id}-2", "kommunens", **own))["results"][0]
    assert further["outcome"] == "created" and further["planId"] != plan.plan_id
    # Another system of the same unit reads both.
    third = item(municipal, plan.plan_id, "tredje", **own)
    result = bring(plan.partner, third)["results"][0]
    assert result["outcome"] == "refused"
    assert result["problem"]["type"].endswith("/several-plans-of-the-person")
    assert "planId" in result["problem"]["detail"] and "matching" in result["problem"]["detail"]
    assert sorted(result["candidates"]) == sorted([plan.plan_id, further["planId"]])
    told = {UUID(one) for one in result["candidates"]}
    assert service.run(_denied(service, "several-plans-of-the-person", told)) == Counter(told), "each is in the log"
    writes = with_scopes(plan.partner, "journal:write")
    result = bring(writes, third)["results"][0]
    assert (result["problem"]["type"].rpartition("/")[2], result["candidates"]) == ("scope-missing", [])
    assert bring(plan.partner, third | {"planId": plan.plan_id})["results"][0]["planId"] == plan.plan_id
    listed = plan.coordinator.get(f"{plan.home}/source-identifiers").json()["sourceIdentifiers"]
    assert [one["system"] for one in listed] == ["kommunens", "tredje"]


def test_what_was_merged_is_brought_night_after_night_without_harm(service: Service, persons: Persons) -> None:
    """The same item again with a new key: the plan's own time stands, and its texts unless one says so."""
    plan = another(service, persons)
    unit = next(one for one in plan.read()["units"] if one["id"] == plan.ids["own"])
    # The second system of a unit that leads the plan: it may change it.
    office = Office(service, persons)
    office.unit, office.citizen = unit["hsaId"], plan.number
    second = staff(service, unit["hsaId"], plan.hidden_numbers[0], client="second-system")
    row = item(office, plan.plan_id, "andra", title="Andra rubriken", legalBases=["SoL 2:7"])
    row["unit"] = {name: unit[name] for name in row["unit"]}
    merged = bring(second, row)["results"][0]
    assert (merged["outcome"], merged["planId"]) == ("merged", plan.plan_id)
    before = plan.read()
    assert before["initiatedAt"] != row["initiatedAt"], "its own time is not the plan's"
    for _night in range(3):
        again = bring(second, row, key=str(uuid4()))["results"][0]
        assert (again["outcome"], again["planId"], again["version"]) == ("unchanged", plan.plan_id, before["version"])
    single = second.ask("PUT", f"/journal/v1/sources/andra/plans/{row['source']['id']}", json=_put(row))
    assert (single.status_code, single.json()["title"]) == (200, before["title"])
    assert plan.read() == before, "nothing is overwritten unsaid"
    # Protection that the other system knows of is not passed over.
    protected = row | {"person": row["person"] | {"protectedIdentity": "protectedRegistration"}}
    told = bring(second, protected)["results"][0]
    assert told["problem"]["type"].endswith("/if-match-missing")
    meant = row | {"legalBases": before["legalBases"]}
    assert bring(second, meant | {"version": 1})["results"][0]["problem"]["type"].endswith("/version-passed")
    old = bring(second, row | {"version": before["version"]})["results"][0]
    assert old["problem"]["type"].endswith("/legal-basis-not-in-force")
    changed = bring(second, meant | {"version": before["version"]})["results"][0]
    assert (changed["outcome"], changed["version"]) == ("updated", before["version"] + 1)
    after = plan.read()
    assert (after["title"], after["initiatedAt"]) == ("Andra rubriken", before["initiatedAt"])
    other = bring(second, row | person(persons.adult()))["results"][0]
    assert other["problem"]["type"].endswith("/source-of-another-person")


def test_an_id_that_the_plan_was_made_by_is_held_to_its_row(office: Office) -> None:
    made = bring(office.caller, item(office, 1))["results"][0]
    later = item(office, 1, initiatedAt="2026-03-04T10:15:00Z")
    assert bring(office.caller, later)["results"][0]["problem"]["type"].endswith("/stands-as-entered")
    said = bring(office.caller, item(office, 1, title="Utan version"))["results"][0]
    assert said["problem"]["type"].endswith("/if-match-missing")
    # Beside it, a second id of the same unit's, given by hand.
    body = {"system": "annat", "id": f"{office.unit}:1"}
    path = f"/journal/v1/plans/{made['planId']}/source-identifiers"
    assert office.caller.post(path, json=body).status_code == 201
    assert outcomes(bring(office.caller, item(office, 1, "annat", title="Annan"))) == ["unchanged"]


def _put(row: dict[str, Any]) -> dict[str, Any]:
    """The item as the body of a single call."""
    return {name: value for name, value in row.items() if name != "source"}


async def _denied(service: Service, reason: str, plan_ids: set[UUID]) -> Counter[UUID]:
    """Of which of these plans the log tells that something was denied for that reason, and how many times."""
    async with service.database.journal() as connection:
        query = select(audit_entry.c.plan_id).where(audit_entry.c.outcome == "denied", audit_entry.c.reason == reason)
        return Counter((await connection.execute(query.where(audit_entry.c.plan_id.in_(plan_ids)))).scalars())


def test_what_is_out_of_reach_is_no_match_and_no_candidate(service: Service, persons: Persons, office: Office) -> None:
    plan = another(service, persons)
    mine = item(office, 1, **person(plan.number))
    assert outcomes(bring(office.caller, mine)) == ["created"], "as for a person without any plan"
    with unchanged(service):
        other = bring(office.caller, item(office, 2, planId=plan.plan_id, **person(plan.number)))["results"][0]
    assert (other["problem"]["status"], other["candidates"]) == (404, [])
    wrong = bring(office.caller, item(office, 3, planId=plan.plan_id[:-4] + "0000", **person(plan.number)))
    assert wrong["results"][0]["problem"] | {"type": ""} == other["problem"] | {"type": ""}
    assert CANARY not in str(other)


def test_a_plan_is_not_given_to_another_person_by_its_id(service: Service, persons: Persons, office: Office) -> None:
    made = bring(office.caller, item(office, 1))["results"][0]["planId"]
    answer = bring(office.caller, item(office, 1, "annat", planId=made, **person(persons.adult())))
    assert answer["results"][0]["problem"]["type"].endswith("/source-of-another-person")
    assert service.run(_denied(service, "source-of-another-person", {UUID(made)})) == {UUID(made): 1}


def test_two_systems_that_bring_the_same_person_at_once_make_one_plan(
    service: Service, persons: Persons, office: Office
) -> None:
    many = 8
    together = Barrier(many)
    callers = [staff(service, office.unit, office.person, client=f"system-{number}") for number in range(many)]

    def send(number: int) -> str:
        together.wait(20)
        brought = item(office, 1, f"system-{number}")
        headers = {"Authorization": f"Bearer {callers[number].token}", "Idempotency-Key": f"{office.unit}{number}"}
        with httpx.Client(base_url=service.url, timeout=30, trust_env=False) as client:
            while (answer := client.post(IMPORTS, json={"items": [brought]}, headers=headers)).status_code == 503:
                time.sleep(0.05)
        JOURNAL.check("POST", "/plan-imports", answer)
        return str(answer.json()["results"][0]["outcome"])

    with ThreadPoolExecutor(many) as pool:
        assert Counter(pool.map(send, range(many))) == {"created": 1, "merged": many - 1}


def test_broken_off_it_goes_on_where_it_stood(service: Service, persons: Persons, office: Office) -> None:
    """The database takes four commits and then no more; sent again, the first ones are told as they were."""
    items = [item(office, number, **person(persons.adult())) for number in range(8)]
    with full_after(service, 4):
        key = str(uuid4())
        broken = office.caller.post(IMPORTS, json={"items": items}, headers={"Idempotency-Key": key})
    assert broken.status_code >= 500
    made = office.caller.get("/journal/v1/plans?limit=100").json()["plans"]
    assert 0 < len(made) < 8
    document = bring(office.caller, *items, key=key)
    assert outcomes(document) == ["created"] * 8
    assert {one["id"] for one in made} <= {one["planId"] for one in document["results"]}
    assert office.caller.get("/journal/v1/plans").json()["_meta"]["totalRecords"] == 8


@pytest.fixture
def settings(request: pytest.FixtureRequest, database_kind: str, tmp_path: Path) -> Settings:
    return development(tmp_path, database_url=database_url(request, database_kind, f"imported_{uuid4().hex[:8]}"))


class Killed(Office):
    """An office of a service that is a process of its own."""

    def __init__(self, settings: Settings, persons: Persons) -> None:
        self.unit, self.person, self.citizen = persons.unit(), persons.person(), persons.adult()
        self.token = minting.staff(settings, load(settings), unit=self.unit, person=self.person)


@pytest.mark.slow
def test_killed_in_the_middle_it_goes_on_where_it_stood(settings: Settings, database_kind: str) -> None:
    make_present(settings)
    persons = Persons()
    office = Killed(settings, persons)
    items = [item(office, number, **person(persons.adult())) for number in range(100)]
    headers = {"Authorization": f"Bearer {office.token}", "Idempotency-Key": "k"}
    server = started(settings)
    with httpx.Client(headers=headers, timeout=60, trust_env=False) as client, ThreadPoolExecutor(1) as pool:
        sent = pool.submit(client.post, f"{server.address}{IMPORTS}", json={"items": items})
        with httpx.Client(headers=headers, timeout=60, trust_env=False) as watching:
            plans = f"{server.address}/journal/v1/plans?limit=1"
            while watching.get(plans).json().get("_meta", {"totalRecords": 0})["totalRecords"] < 5:
                time.sleep(0.01)
        server.process.send_signal(signal.SIGKILL)
        server.process.wait()
        with pytest.raises(httpx.TransportError):
            sent.result()
    whole = Service(database_kind, settings, migrated=True)
    try:
        before = whole.run(_count(whole))
        assert 5 <= before < 100
        document = bring(Caller(whole, office.token), *items, key="k")
        assert outcomes(document) == ["created"] * 100 and len({one["planId"] for one in document["results"]}) == 100
        assert whole.run(_count(whole)) == 100
    finally:
        whole.stop()


async def _count(service: Service) -> int:
    async with service.database.journal() as connection:
        return int((await connection.execute(select(func.count()).select_from(plan_table))).scalar_one())
