"""A record system's own ids: whose they are, what is brought by them, and that one id means one thing whoever races."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any
from urllib.parse import quote

import httpx
import pytest
from sqlalchemy import func, select

from app.domain import room
from app.models.audit import audit_entry
from app.models.plan import plan as plan_table
from app.models.source import source_identifier
from tests.api.standing import Office, pointers, refused, unchanged
from tests.api.test_blocks import register, unit_of
from tests.callers import JOURNAL, citizen, staff
from tests.house.operations import trace_of
from tests.house.whole_plan import another
from tests.persons import Persons
from tests.service import Service

J = "/journal/v1"
NO_TAG = {"headers": {"If-Match": '"0"'}}


@pytest.fixture
def office(service: Service, persons: Persons) -> Office:
    return Office(service, persons)


def place(office: Office, system: str = "journalen") -> str:
    """An id that no other test has: the unit's is new."""
    return f"{J}/sources/{system}/plans/SIP-{office.unit}"


def put(office: Office, body: dict[str, Any], path: str = "", **headers: str) -> httpx.Response:
    return office.caller.ask("PUT", path or place(office), json=body, headers=headers)


def colleague(service: Service, persons: Persons, office: Office, **more: Any) -> Office:
    """At another unit of the same principal."""
    other = Office(service, persons)
    other.caller = staff(service, other.unit, other.person, **more)
    other.citizen = office.citizen
    return other


def entries(service: Service, answer: httpx.Response) -> list[tuple[str, str, str | None]]:
    async def left() -> list[tuple[str, str, str | None]]:
        async with service.database.journal() as connection:
            query = select(audit_entry).where(audit_entry.c.trace_id == trace_of(answer))
            return [(row.kind, row.outcome, row.reason) for row in await connection.execute(query)]

    return service.run(left())


def test_a_new_id_makes_a_plan_and_a_known_one_keeps_it_in_step(service: Service, office: Office) -> None:
    body = office.body()
    made = put(office, body)
    assert made.status_code == 201, made.text
    plan = made.json()
    assert plan["source"] == {"system": "journalen", "id": f"SIP-{office.unit}"}
    assert made.headers["location"] == f"{service.url}{J}/plans/{plan['id']}"
    assert made.headers["etag"] == '"1"' and entries(service, made) == [("Skriva", "allowed", None)]
    again = put(office, body)
    assert (again.status_code, again.json()["version"]) == (200, 1), "nothing differs: no version"
    assert entries(service, again) == [("Läsa", "allowed", None)]
    changed = body | {"title": "Ny rubrik"}
    with unchanged(service):
        refused(put(office, changed), 428)
        refused(put(office, changed, **{"If-Match": '"7"'}), 412)
    answer = put(office, changed, **{"If-Match": '"1"'})
    assert (answer.status_code, answer.json()["version"], answer.json()["title"]) == (200, 2, "Ny rubrik")
    assert entries(service, answer) == [("Skriva", "allowed", None)]
    retry = put(office, changed, **{"If-Match": '"1"'})
    assert (retry.status_code, retry.json()["version"]) == (200, 2), "the answer was lost, and it is sent again"
    read = office.caller.get(place(office))
    assert read.json() == office.caller.get(f"{J}/plans/{plan['id']}").json()
    found = office.caller.get(f"{J}/plans?sourceId=SIP-{office.unit}").json()["plans"]
    assert [one["id"] for one in found] == [plan["id"]]


def test_what_is_left_out_stands_and_protection_is_not_lifted(office: Office) -> None:
    body = office.body(dischargeReadyAt="2026-03-04T08:00:00Z")
    body["person"] |= {"protectedIdentity": "protectedRegistration"}
    put(office, body)
    answer = put(office, office.body(reason="Nytt skäl"), **{"If-Match": "*"}).json()
    assert answer["person"]["protectedIdentity"] == "protectedRegistration"
    assert (answer["dischargeReadyAt"], answer["reason"]) == ("2026-03-04T08:00:00Z", "Nytt skäl")


def test_an_id_is_never_moved_to_another_person_or_time(service: Service, persons: Persons, office: Office) -> None:
    put(office, office.body())
    other = office.body(person={"personnummer": persons.adult(), "name": "Elsa Lindqvist"})
    later = office.body(initiatedAt="2026-03-04T10:15:00Z")
    with unchanged(service):
        document = refused(put(office, other, **{"If-Match": "*"}), 409, "source-of-another-person")
        assert pointers(document) == [("/person/personnummer", "source-of-another-person")]
        refused(put(office, later, **{"If-Match": "*"}), 409, "stands-as-entered")


def test_within_a_unit_it_is_the_tokens_client_that_says_whose_an_id_is(service: Service, office: Office) -> None:
    put(office, office.body())
    near = staff(service, office.unit, office.person, client="another-record-system")
    with unchanged(service):
        answer = near.ask("PUT", place(office), json=office.body(title="Överskriven"), headers={"If-Match": "*"})
        refused(answer, 409, "already-exists")
        assert entries(service, answer) == [("Skriva", "denied", "already-exists")]
        refused(near.get(place(office)), 404)


def test_no_unit_takes_another_s_id_or_is_told_of_it(service: Service, persons: Persons, office: Office) -> None:
    """Of the same principal, by the same record system or another, or of none: as if nobody had stated it before."""
    made = put(office, office.body()).json()
    near = [colleague(service, persons, office, **more) for more in ({}, {"client": "another-record-system"})]
    far = Office(service, persons, "SE2129990023")
    for one in (*near, far):
        body = one.body(title="En annan plan", person={"personnummer": persons.adult(), "name": "Ester"})
        if one is far:
            body["unit"] |= {"principalType": "municipality", "principalName": "Kommunen"}
        refused(one.caller.get(place(office)), 404)
        theirs = put(one, body, place(office))
        assert theirs.status_code == 201 and theirs.json()["id"] != made["id"], theirs.text
        assert one.caller.get(place(office)).json() == theirs.json()
        # Nor is what they state first taken from her.
        source = {"system": "journalen", "id": f"{one.unit}-{office.unit}"}
        for unit, told in ((one, body), (office, office.body())):
            assert unit.caller.post(f"{J}/plans", json=told | {"source": source}).status_code == 201
    kept = office.caller.get(place(office)).json()
    assert kept == office.caller.get(f"{J}/plans/{made['id']}").json()
    assert (kept["title"], put(office, office.body()).json()["version"]) == ("Hem efter höftfraktur", 1)


def test_a_plan_that_two_units_follow_has_the_same_id_of_each(service: Service, persons: Persons) -> None:
    plan = another(service, persons)
    body = {"system": "journalen", "id": plan.plan_id}
    for caller in (plan.coordinator, plan.partner):
        assert caller.post(f"{plan.home}/source-identifiers", json=body).status_code == 201
        assert caller.get(f"{J}/sources/journalen/plans/{plan.plan_id}").json()["id"] == plan.plan_id
    listed = plan.partner.get(f"{plan.home}/source-identifiers").json()["sourceIdentifiers"]
    units = {one["id"]: one["hsaId"] for one in plan.read()["units"]}
    assert [one["unit"] for one in listed] == [units[plan.ids["own"]], units[plan.ids["units"]]]
    assert [one["principal"] for one in listed] == [one["unit"].partition("-")[0] for one in listed]


def test_out_of_reach_one_s_own_is_taken_and_tells_nothing_more(service: Service, persons: Persons) -> None:
    plan = another(service, persons)
    body = {"system": "journalen", "id": plan.plan_id}
    assert plan.partner.post(f"{plan.home}/source-identifiers", json=body).status_code == 201
    unit = unit_of(plan)
    register(plan, unit)
    again = Office(service, persons).body()
    again["unit"] |= {"hsaId": unit, "principalType": "municipality", "principalName": "Kommunen"}
    again["unit"]["principalOrgNumber"] = unit.partition("-")[0]
    at = f"{J}/sources/journalen/plans/{plan.plan_id}"
    with unchanged(service):
        answer = plan.partner.put(at, json=again)
        assert pointers(refused(answer, 409, "already-exists")) == [("/source", "already-exists")]
        refused(plan.partner.get(at), 404)
    assert entries(service, answer) == [("Skriva", "denied", "already-exists")]


def test_created_with_a_source_or_by_it_is_the_same(service: Service, office: Office) -> None:
    source = {"system": "journalen", "id": f"SIP-{office.unit}"}
    made = office.caller.post(f"{J}/plans", json=office.body(source=source)).json()
    assert office.caller.get(place(office)).json()["id"] == made["id"]
    assert put(office, office.body()).json()["version"] == 1
    refused(office.caller.post(f"{J}/plans", json=office.body(source=source)), 409, "already-exists")


@pytest.mark.parametrize("number", ["194208179814", "19420817-9814", "420817-9814", "SIP 4208179814"])
def test_a_personnummer_is_no_id(service: Service, office: Office, number: str) -> None:
    with unchanged(service):
        refused(put(office, office.body(), f"{J}/sources/journalen/plans/{number}"), 422, "source-identifies-a-person")


def test_several_systems_know_the_same_plan(service: Service, persons: Persons) -> None:
    plan = another(service, persons)
    for caller, system in ((plan.coordinator, "regionens"), (plan.partner, "kommunens")):
        body = {"system": system, "id": plan.plan_id}
        made = caller.post(f"{plan.home}/source-identifiers", json=body)
        assert made.status_code == 201, made.text
        refused(caller.post(f"{plan.home}/source-identifiers", json=body), 409, "already-exists")
        found = caller.get(f"{J}/sources/{system}/plans/{plan.plan_id}")
        assert found.json()["id"] == plan.plan_id
    version = plan.read()["version"]
    part = {"system": "regionens", "id": "mål-1", "partId": plan.ids["goals"]}
    headers = {"Idempotency-Key": plan.plan_id}
    answers = [plan.coordinator.post(f"{plan.home}/source-identifiers", json=part, headers=headers) for _ in range(2)]
    assert answers[0].status_code == 201 and answers[0].content == answers[1].content
    assert plan.read()["version"] == version + 1, "a retry is no second change"
    wrong = {"system": "regionens", "id": "möte-1", "partId": plan.ids["meetings"]}
    refused(
        plan.coordinator.post(f"{plan.home}/source-identifiers", json=wrong), 422, "part-without-source-identifiers"
    )
    listed = plan.partner.get(f"{plan.home}/source-identifiers").json()["sourceIdentifiers"]
    assert [(one["system"], one["kind"], one["principal"]) for one in listed] == [
        ("regionens", "plan", "SE2329990015"),
        ("kommunens", "plan", "SE2129990023"),
        ("regionens", "goal", "SE2329990015"),
    ]
    shown = "".join(citizen(service, plan.number).get(f"/citizen/v1/{what}").text for what in ("plans", "accesses"))
    assert not [name for name in ("regionens", "kommunens", "mål-1") if name in shown]


def test_goals_and_interventions_are_kept_in_step_by_id(service: Service, persons: Persons) -> None:
    plan = another(service, persons)
    who = plan.ids["coordinator"]
    goal = {"term": "short", "lifeArea": "sleep", "text": "Sova", "followUpResponsibleId": who}
    at = f"{plan.home}/sources/journalen/goals/mål-{plan.plan_id}"
    version = plan.read()["version"]
    made = plan.coordinator.ask("PUT", at, json=goal)
    assert made.status_code == 201, made.text
    again = plan.coordinator.ask("PUT", at, json=goal, headers=NO_TAG["headers"])
    assert (again.status_code, again.json()["id"], again.json()["version"]) == (200, made.json()["id"], 1)
    assert plan.read()["version"] == version + 1
    refused(plan.coordinator.ask("PUT", at, json=goal | {"text": "Sova gott"}), 428)
    refused(plan.coordinator.ask("PUT", at, json=goal | {"text": "Sova gott"}, headers={"If-Match": '"2"'}), 412)
    changed = plan.coordinator.ask("PUT", at, json=goal | {"text": "Sova gott"}, headers={"If-Match": '"1"'})
    assert (changed.json()["text"], changed.json()["version"]) == ("Sova gott", 2)
    assert plan.read()["version"] == version + 2
    below = goal | {"text": "Sova gott", "parentId": plan.ids["goals"]}
    document = refused(plan.coordinator.put(at, json=below), 409, "stands-as-entered")
    assert pointers(document) == [("/parentId", "stands-as-entered")]
    does = {"goalId": made.json()["id"], "text": "Samtal", "position": 1, "responsible": {"kind": "person"}}
    place = f"{plan.home}/sources/journalen/interventions/mål-{plan.plan_id}"
    first = plan.coordinator.ask("PUT", place, json=does)
    assert first.status_code == 201, "another kind of thing may have the same id"
    assert plan.coordinator.ask("PUT", place, json=does).json()["id"] == first.json()["id"]
    refused(plan.coordinator.put(place, json=does | {"state": "completed"}), 409, "stands-as-entered")
    moved = {"state": "ongoing", "since": "2026-03-01T10:00:00Z"}
    statuses = f"{plan.home}/interventions/{first.json()['id']}/statuses"
    assert plan.coordinator.post(statuses, json=moved).status_code == 201
    assert plan.coordinator.ask("PUT", place, json=does).status_code == 200, "as it was brought, whatever came of it"
    assert plan.coordinator.put(place, json=does | {"position": 2}).json()["position"] == 2
    elsewhere = another(service, persons)
    refused(elsewhere.coordinator.put(f"{elsewhere.home}/sources/journalen/goals/mål-{plan.plan_id}", json=goal), 409)


async def _rows(service: Service, office: Office) -> tuple[int, int]:
    async with service.database.journal() as connection:
        mine = (source_identifier.c.source_id == f"SIP-{office.unit}", source_identifier.c.system == "journalen")
        known = select(func.count()).select_from(source_identifier).where(*mine)
        made = select(func.count()).select_from(plan_table).where(plan_table.c.source_id == f"SIP-{office.unit}")
        return (await connection.execute(known)).scalar_one(), (await connection.execute(made)).scalar_one()


def test_of_many_who_bring_the_same_at_once_one_makes_it(service: Service, office: Office) -> None:
    """By `PUT` at its address and by `POST` with it, each on a connection of its own: one plan, and all are told it."""
    many = 16
    together = Barrier(many)
    source = {"system": "journalen", "id": f"SIP-{office.unit}"}
    headers = {"Authorization": f"Bearer {office.caller.token}"}
    limits = httpx.Limits(max_connections=many, max_keepalive_connections=many)
    with httpx.Client(base_url=service.url, timeout=30, limits=limits, trust_env=False) as client:

        def bring(number: int) -> httpx.Response:
            together.wait(20)
            if number % 4:
                return client.put(place(office), json=office.body(), headers=headers)
            more = headers | {"Idempotency-Key": f"{office.unit}-{number}"}
            return client.post(f"{J}/plans", json=office.body(source=source), headers=more)

        with ThreadPoolExecutor(many) as clients:
            answers = list(clients.map(bring, range(many)))
    for answer in answers:
        JOURNAL.check(answer.request.method, answer.request.url.path.removeprefix(J), answer)
    counts = Counter(answer.status_code for answer in answers)
    assert counts[201] == 1 and counts.keys() <= {201, 200, 409, 503}, counts
    assert counts[503] < many / 2, counts
    assert len({one.json()["id"] for one in answers if one.status_code in (200, 201)}) == 1
    assert service.run(_rows(service, office)) == (1, 1)


def test_a_plan_holds_so_many_ids_of_a_kind_and_an_annulled_one_takes_no_more(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(room, "MOST_PARTS", 3)
    plan = put(office, office.body()).json()
    path = f"{J}/plans/{plan['id']}/source-identifiers"
    body = {"system": "annat", "id": f"A-{plan['id']}"}
    statuses = [office.caller.post(path, json=body | {"id": f"{n}-{office.unit}"}).status_code for n in range(2)]
    assert statuses == [201, 201]
    refused(office.caller.post(path, json=body), 409, "too-many-parts")
    again = f"{J}/sources/tredje/plans/A-{office.unit}"
    refused(put(office, office.body(planId=plan["id"]), again), 409, "too-many-parts")
    assert office.caller.get(path).json()["_meta"]["totalRecords"] == 3
    monkeypatch.undo()
    step = {"transition": "annul"}
    done = office.caller.post(f"{J}/plans/{plan['id']}/transitions", json=step, headers={"If-Match": "*"})
    assert done.status_code == 200, done.text
    refused(office.caller.post(path, json=body), 409, "not-in-this-status")


def test_a_plan_is_created_with_no_id_that_is_a_number_of_a_person(service: Service, office: Office) -> None:
    with unchanged(service):
        for told in (office.citizen, "19500101X123"):
            body = office.body(source={"system": "journalen", "id": f"SIP {told}"})
            document = refused(office.caller.post(f"{J}/plans", json=body), 422, "source-identifies-a-person")
            assert pointers(document) == [("/source/id", "source-identifies-a-person")]


@pytest.mark.parametrize(
    "name", ["SIP/1", ".", "..", " 1", "-1", "a?b", "a#b", "a%b", "a\\b", "a;b", "a\tb", "naïve", "1\n"]
)
def test_whichever_way_it_is_brought_an_id_fits_an_address(service: Service, office: Office, name: str) -> None:
    """Of a system too; in a body as in the path, where nothing else could find it again."""
    plan = office.plan()
    with unchanged(service):
        for member, source in (("system", {"system": name, "id": "1"}), ("id", {"system": "journalen", "id": name})):
            answer = office.caller.post(f"{J}/plans", json=office.body(source=source))
            assert pointers(refused(answer, 422)) == [(f"/source/{member}", "source-fits-no-address")]
            refused(office.caller.post(f"{plan}/source-identifiers", json=source), 422)
            item = office.body(source=source)
            [result] = office.caller.post(f"{J}/plan-imports", json={"items": [item]}).json()["results"]
            assert (result["outcome"], result["problem"]["status"]) == ("refused", 422)
            assert "ska ha formen" in result["problem"]["errors"][0]["detail"], "as it is told of a single one"


def test_what_is_created_with_an_id_is_found_by_it(office: Office) -> None:
    name = f"Å_1:2.3~4@5+6 -{office.unit}"
    made = office.caller.post(f"{J}/plans", json=office.body(source={"system": "ett system.", "id": name})).json()
    found = office.caller.get(f"{J}/sources/{quote('ett system.', safe='')}/plans/{quote(name, safe='')}")
    assert found.json()["id"] == made["id"]
