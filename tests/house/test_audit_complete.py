"""Every access leaves its entry, and no entry is without an access (HSLF-FS 2016:40 4:9, PDL 8:5)."""

from typing import Any
from uuid import UUID

import httpx
import pytest
from sqlalchemy import select

from app.domain.purpose import stated
from app.models.audit import audit_entry
from tests.api.standing import Office
from tests.callers import Caller, citizen, staff
from tests.house.asked import asked, bodies
from tests.house.operations import PUBLIC, Operation, of_contract, trace_of
from tests.house.staffed_plan import ago
from tests.house.test_strangers import address, entries, everything
from tests.house.whole_plan import WholePlan, another, build, copied, young
from tests.persons import Persons, coordinated
from tests.service import Service

JOURNAL, CITIZEN = of_contract("journal"), of_contract("citizen")
REPRESENTED = {one.name for one in CITIZEN if one.path.startswith("/represented")}
# Whose success needs somebody else, or another status; each is called in a test of its own below.
ELSEWHERE = {"createPlan", "listPlans", "searchPlans", "nameCoordinator", "getNotice", "addDeviation", "addHandover"}
ELSEWHERE |= {
    "acceptHandover",
    "refuseHandover",
    "getMapping",
    "getMappingVersion",
    "acknowledgeNotice",
    "takeOverPlan",
    "getNumberChange",
    "undoNumberChange",
}
EVERY_DAY = [one for one in JOURNAL if one.name not in PUBLIC | ELSEWHERE and one.on_a_plan]


@pytest.fixture
def plan(service: Service, persons: Persons) -> WholePlan:
    return another(service, persons)


def left_by(service: Service, response: httpx.Response) -> list[Any]:
    return service.run(entries(service, [trace_of(response)]))


def require_one(service: Service, plan: WholePlan, one: Operation, response: httpx.Response) -> None:
    """One entry, about this plan and person, of the right kind, by this caller."""
    assert response.status_code < 300, f"{one.name}: {response.text}"
    found = left_by(service, response)
    assert len(found) == 1, f"{one.name} left {len(found)} entries"
    (entry,) = found
    assert entry["outcome"] == "allowed" and entry["reason"] is None
    assert entry["kind"] == ("Läsa" if one.method == "get" else "Skriva"), one.name
    assert entry["plan_id"] == UUID(plan.plan_id)
    assert entry["person_key"] == service.keys.person_key(plan.number)
    assert entry["actor_kind"] == "staff" and entry["purpose"] == "Vård och behandling"
    assert entry["unit"] and entry["unit_name"] and entry["principal"] and entry["client"]


def test_every_operation_on_a_plan_leaves_one_entry(service: Service, plan: WholePlan, persons: Persons) -> None:
    for one in EVERY_DAY:
        # Each of a person who can get another number.
        mine = plan if one.method == "get" else copied(plan, persons, coordinated(young(persons)))
        response = asked(mine, one)
        require_one(service, mine, one, response)
        assert left_by(service, response)[0]["person"] == plan.hidden_numbers[0]


def test_the_others_too(service: Service, persons: Persons) -> None:
    """Those that take another caller or another status."""
    named = {one.name: one for one in JOURNAL}
    plan = build(service, persons)
    now = bodies(plan)["addNote"]["writtenAt"]

    def left(name: str, who: Caller, body: Any = None) -> None:
        one = named[name]
        require_one(service, plan, one, one.ask(who, address(one, plan), body))

    def hand_over(who: Caller, to: str) -> None:
        left("addHandover", who, {"toId": plan.ids[to], "offeredAt": now})
        plan.ids["handovers"] = who.get(f"{plan.home}/handovers?limit=100").json()["handovers"][-1]["id"]

    left("getMapping", plan.coordinator)
    left("getMappingVersion", plan.coordinator)
    deviation = {"reportedByUnitId": plan.ids["units"], "concernsUnitId": plan.ids["own"], "text": "Larmet"}
    left("addDeviation", plan.partner, deviation | {"reportedAt": now})
    left("refuseHandover", plan.partner, {"refusedAt": now})
    hand_over(plan.coordinator, "partner")
    left("acceptHandover", plan.partner, {"acceptedAt": now})
    hand_over(plan.partner, "coordinator")
    left("acceptHandover", plan.coordinator, {"acceptedAt": now})
    left("takeOverPlan", plan.manager, bodies(plan)["takeOverPlan"])
    left("takeTransition", plan.manager, {"transition": "close", "reason": "moved"})
    notices = plan.manager.get(f"{plan.home}/notices?limit=100").json()["notices"]
    plan.ids["notices"] = next(one["id"] for one in notices if one["unitId"] == plan.ids["units"])
    left("getNotice", plan.partner)
    left("acknowledgeNotice", plan.partner, {"acknowledgedAt": ago()})


@pytest.mark.parametrize(
    "name",
    [
        "listWorklist",
        "listCalendarSubscriptions",
        "addCalendarSubscription",
        "endCalendarSubscription",
        "getPlanImport",
    ],
)
def test_what_is_about_no_plan_leaves_one_about_the_caller(service: Service, persons: Persons, name: str) -> None:
    plan = build(service, persons)
    one = next(one for one in JOURNAL if one.name == name)
    response = asked(plan, one)
    assert response.status_code < 300, response.text
    (entry,) = left_by(service, response)
    assert (entry["outcome"], entry["plan_id"], entry["person_key"]) == ("allowed", None, None)
    assert entry["kind"] == ("Läsa" if one.method == "get" else "Skriva")
    assert entry["person"] == plan.hidden_numbers[0]


def a_plan_of(caller: Caller, persons: Persons, unit: str, number: str) -> httpx.Response:
    body = next(one for one in JOURNAL if one.name == "createPlan").document()
    body["unit"] |= {"hsaId": unit, "principalType": "region", "principalOrgNumber": unit.partition("-")[0]}
    body["person"]["personnummer"] = number
    body["source"]["id"] = persons.unit()
    return caller.post("/journal/v1/plans", json=body)


def test_creating_leaves_one(service: Service, persons: Persons) -> None:
    unit = persons.unit()
    response = a_plan_of(staff(service, unit, persons.person()), persons, unit, persons.adult())
    assert response.status_code == 201
    (entry,) = left_by(service, response)
    assert (entry["kind"], str(entry["plan_id"])) == ("Skriva", response.json()["id"])


def test_a_retry_is_an_access_and_no_second_change(service: Service, plan: WholePlan) -> None:
    body = bodies(plan)["addNote"]
    answers = [
        plan.coordinator.post(f"{plan.home}/notes", json=body, headers={"Idempotency-Key": plan.plan_id})
        for _ in range(2)
    ]
    assert answers[0].content == answers[1].content
    assert [[entry["kind"] for entry in left_by(service, answer)] for answer in answers] == [["Skriva"], ["Läsa"]]


def test_a_dry_run_is_an_access_and_no_change(service: Service, plan: WholePlan) -> None:
    """It answers with the plan as it would be; the plan is as it was, and so is all that is told of it."""
    before = service.run(everything(service))
    version = plan.read()["version"]
    for step in ({"transition": "close", "reason": "moved", "text": "Flyttat"}, {"transition": "annul"}):
        response = plan.coordinator.post(
            f"{plan.home}/transitions", json=step | {"dryRun": True}, headers={"If-Match": "*"}
        )
        assert response.status_code == 200, response.text
        assert response.json()["status"] == {"close": "closed", "annul": "annulled"}[step["transition"]]
        assert [entry["kind"] for entry in left_by(service, response)] == ["Läsa"]
    assert (plan.read()["status"], plan.read()["version"]) == ("established", version)
    assert service.run(everything(service)) == before


def test_a_list_leaves_one_for_each_plan_that_it_shows(service: Service, persons: Persons) -> None:
    unit = persons.unit()
    caller = staff(service, unit, persons.person())
    numbers = [persons.adult() for _ in range(3)]
    made = [a_plan_of(caller, persons, unit, number).json()["id"] for number in numbers]
    for page, shown in (("?limit=2", made[:0:-1]), ("?limit=2&page=2", made[:1]), ("?page=0", []), ("?page=9", [])):
        response = caller.get(f"/journal/v1/plans{page}")
        assert [one["id"] for one in response.json()["plans"]] == shown
        found = left_by(service, response)
        # A page that shows nothing has answered a total all the same: one entry, about no plan.
        assert sorted(str(entry["plan_id"]) for entry in found) == (sorted(shown) or ["None"])
        assert len({entry["person_key"] for entry in found}) == (len(shown) or 1)
    response = caller.post("/journal/v1/plan-searches", json={"personnummer": numbers[1]})
    (entry,) = left_by(service, response)
    assert str(entry["plan_id"]) == made[1] and entry["outcome"] == "allowed"


def test_a_search_that_finds_nothing_leaves_one_about_the_person(service: Service, persons: Persons) -> None:
    caller, number = staff(service, persons.unit(), persons.person()), persons.adult()
    response = caller.post("/journal/v1/plan-searches", json={"personnummer": number})
    (entry,) = left_by(service, response)
    assert entry["plan_id"] is None
    assert entry["person_key"] == service.keys.person_key(number)


def test_a_no_about_a_plan_is_an_entry_and_one_about_a_form_is_none(service: Service, plan: WholePlan) -> None:
    """What the law still wants of a plan, or that it has moved on, tells of it."""
    goal, any_version = f"{plan.home}/goals/{plan.ids['goals']}", {"If-Match": "*"}
    move, ahead = f"{plan.home}/transitions", {"text": "Ringt", "writtenAt": "2100-01-01T00:00:00Z"}
    refused = [
        (plan.coordinator.patch(goal, json={"text": "Igen"}, headers={"If-Match": '"99"'}), 412),
        (plan.coordinator.post(move, json={"transition": "offer"}, headers=any_version), 409),
        (plan.coordinator.post(move, json={"transition": "offer", "dryRun": True}, headers=any_version), 409),
        (plan.coordinator.post(f"{plan.home}/notes", json=ahead), 422),
    ]
    for response, expected in refused:
        assert response.status_code == expected, response.text
        (entry,) = left_by(service, response) or pytest.fail(response.text)
        assert (entry["outcome"], str(entry["plan_id"])) == ("denied", plan.plan_id)
        assert entry["kind"] == "Skriva"
        assert response.json()["type"].endswith("/" + entry["reason"])
    form = plan.coordinator.patch(goal, json={"text": ""}, headers=any_version)
    assert (form.status_code, left_by(service, form)) == (422, [])


def test_a_no_after_a_plan_was_looked_at_is_an_entry_about_it(
    service: Service, plan: WholePlan, persons: Persons
) -> None:
    """Whatever it is that is refused: the no may tell of the plan. Of an id that is taken, only that it is."""
    other = copied(plan, persons, young(persons))
    source = {"system": "journal", "id": plan.plan_id[-12:]}
    who, office = plan.coordinator, plan.read()
    assert who.post(f"{plan.home}/source-identifiers", json=source).status_code == 201
    body = {name: office[name] for name in ("title", "reason", "legalBases", "initiatedAt")}
    unit = next(one for one in office["units"] if one["id"] == plan.ids["own"])
    body["unit"] = {name: unit[name] for name in ("hsaId", "name", "kind", "principalType", "principalName")}
    body["person"] = {"personnummer": plan.number, "name": "Elsa"}
    place, star = f"/journal/v1/sources/journal/plans/{source['id']}", {"If-Match": "*"}
    old = who.ask("PUT", place, json=body | {"legalBases": ["SoL 2:7"]}, headers=star)
    goal = {name: office["goals"][0][name] for name in ("term", "lifeArea", "text", "followUpResponsibleId")}
    assert who.ask("PUT", f"{plan.home}/sources/jour/goals/1", json=goal, headers=star).status_code == 201
    hers = who.get(other.home).json()["goals"][0]
    elsewhere = who.ask(
        "PUT", f"{other.home}/sources/jour/goals/1", json={name: hers[name] for name in goal}, headers=star
    )
    taken = who.post("/journal/v1/plans", json=body | {"source": source})
    backwards = who.get(f"{plan.home}/comparisons?from=2&to=1")
    for answer, status, about in (
        (old, 422, plan.plan_id),
        (elsewhere, 409, other.plan_id),
        (taken, 409, None),
        (backwards, 422, plan.plan_id),
    ):
        assert answer.status_code == status, answer.text
        (entry,) = left_by(service, answer)
        assert (entry["outcome"], entry["reason"]) == ("denied", answer.json()["type"].rpartition("/")[2])
        assert entry["plan_id"] == (UUID(about) if about else None)


def test_a_no_that_tells_that_she_has_no_plan_is_an_entry_about_her(service: Service, persons: Persons) -> None:
    """A plan that is brought is matched first: what is refused of a new one tells that none was found."""
    office = Office(service, persons)
    body = office.body(legalBases=["SoL 2:7"])
    answer = office.caller.put("/journal/v1/sources/journal/plans/1", json=body)
    assert answer.status_code == 422, answer.text
    (entry,) = left_by(service, answer)
    assert (entry["outcome"], entry["kind"], entry["plan_id"]) == ("denied", "Läsa", None)
    assert entry["person_key"] == service.keys.person_key(office.citizen)


def test_every_read_of_the_citizen_leaves_one(service: Service, plan: WholePlan, persons: Persons) -> None:
    for number in (plan.number, persons.adult()):
        for one in CITIZEN:
            if one.name in PUBLIC | REPRESENTED or (one.on_a_plan and number != plan.number):
                continue
            response = one.ask(citizen(service, number), address(one, plan))
            assert response.status_code == 200
            (entry,) = left_by(service, response)
            assert (entry["actor_kind"], entry["kind"], entry["outcome"]) == ("citizen", "Läsa", "allowed")
            assert entry["person_key"] == service.keys.person_key(number)
            assert entry["person"] is None and entry["unit"] is None


def test_every_read_for_another_leaves_one_as_the_representative_s(
    service: Service, persons: Persons, plan: WholePlan
) -> None:
    """About the person who is read about, by the representative, in her capacity; and the person is told of each."""
    key = service.keys.person_key
    reader = citizen(service, plan.representative)
    before = len(citizen(service, plan.number).get("/citizen/v1/accesses?limit=100").json()["accesses"])
    for one in CITIZEN:
        if one.name not in REPRESENTED:
            continue
        response = one.ask(reader, address(one, plan))
        assert response.status_code == 200, response.text
        # The list has one for each person whom she reads for; the others are about one.
        found = [entry for entry in left_by(service, response) if entry["person_key"] == key(plan.number)]
        (entry,) = found if one.name == "listRepresented" else left_by(service, response)
        assert (entry["actor_kind"], entry["kind"], entry["outcome"]) == ("authorised", "Läsa", "allowed")
        assert (entry["person"], entry["plan_id"]) == (key(plan.representative), UUID(plan.plan_id))
        assert entry["unit"] is None and entry["reason"] is None
    told = citizen(service, plan.number).get("/citizen/v1/accesses?limit=100").json()["accesses"]
    assert len(told) - before == len(REPRESENTED) == 5
    for one in told[: len(REPRESENTED)]:
        assert (one["representative"], one["action"], one["unit"]) == ("authorised", "Läsa", None)


def test_a_read_for_nobody_is_denied_and_leaves_one(service: Service, persons: Persons, plan: WholePlan) -> None:
    number = persons.adult()
    for one in CITIZEN:
        if one.name in REPRESENTED:
            response = one.ask(citizen(service, number), address(one, plan))
            (entry,) = left_by(service, response)
            listed = one.name == "listRepresented"
            assert (response.status_code, entry["outcome"]) == ((200, "allowed") if listed else (404, "denied"))
            assert entry["person"] == service.keys.person_key(number)
            assert (entry["actor_kind"], entry["person_key"], entry["plan_id"]) == ("citizen", None, None)


def test_an_answer_that_is_not_modified_is_an_access(service: Service, plan: WholePlan) -> None:
    for caller, path in (
        (plan.coordinator, plan.home),
        (citizen(service, plan.number), f"/citizen/v1/plans/{plan.plan_id}"),
    ):
        tag = caller.get(path).headers["etag"]
        response = caller.get(path, headers={"If-None-Match": tag})
        assert response.status_code == 304
        assert len(left_by(service, response)) == 1


async def staffs(service: Service, plan: WholePlan) -> list[Any]:
    """What the log has of staff's accesses to her plans, newest first."""
    async with service.database.journal() as connection:
        hers = audit_entry.c.person_key == service.keys.person_key(plan.number)
        query = select(audit_entry).where(hers, audit_entry.c.outcome == "allowed", audit_entry.c.actor_kind == "staff")
        return list((await connection.execute(query.order_by(audit_entry.c.at.desc()))).mappings())


def test_she_is_told_of_exactly_the_accesses_of_staff(service: Service, plan: WholePlan) -> None:
    plan.coordinator.get(plan.home)
    plan.partner.get(f"{plan.home}/goals")
    plan.coordinator.patch(f"{plan.home}/goals/{plan.ids['goals']}", json={"text": "Nytt mål"})
    plan.coordinator.patch(f"{plan.home}/goals/{plan.ids['goals']}", json={"text": "Nej"}, headers={"If-Match": '"99"'})
    her = citizen(service, plan.number)
    her.get("/citizen/v1/plans")
    answer = her.get("/citizen/v1/accesses?limit=100")
    stored = service.run(staffs(service, plan))
    told = answer.json()["accesses"]
    assert len(told) == len(stored) == answer.json()["_meta"]["totalRecords"] >= 4
    for one, entry in zip(told, stored, strict=True):
        assert one["planId"] == str(entry["plan_id"])
        assert (one["action"], one["unit"]) == (entry["kind"], entry["unit_name"])
        assert one["principal"] == f"{entry['principal_name']} ({entry['principal']})"
        words = stated(entry["purpose"])
        assert (one["purpose"], one["purposeInEnglish"]) == (words.sv, words.en)
        members = {"at", "action", "unit", "principal", "purpose", "purposeInEnglish", "planId", "representative"}
        assert one.keys() == members
        assert one["representative"] is None
    for entry in stored:
        for number in (entry["person"], entry["unit"], entry["client"], entry["trace_id"]):
            assert number not in answer.text


def test_staff_are_told_of_staff_and_never_of_when_she_reads(service: Service, plan: WholePlan) -> None:
    assert citizen(service, plan.number).get(f"/citizen/v1/plans/{plan.plan_id}").status_code == 200
    plan.partner.get(f"{plan.home}/goals")
    answer = plan.coordinator.get(f"{plan.home}/accesses?limit=100").json()["accesses"]
    assert answer[0]["action"] == "journal:plan.read", "this very reading"
    assert all(one["action"].startswith("journal:") for one in answer)
