"""A person gets another number: her plans follow, and the old number shows nothing."""

from datetime import UTC, datetime
from typing import Any

import httpx
import pytest
from sqlalchemy import select

from app.http.minting import MintingFault
from app.models.audit import audit_entry
from tests.api.auditors import PURPOSE, SCOPES
from tests.api.numbers import (
    WHY,
    Entrusted,
    J,
    changed,
    consented,
    coordination,
    entered,
    found,
    known_by,
    plan_of,
    reserve,
    shown,
    undone,
)
from tests.api.standing import Office, pointers, refused, unchanged
from tests.callers import citizen, entrusted, staff
from tests.house.operations import trace_of
from tests.house.whole_plan import MUNICIPALITY, build, copied, young
from tests.persons import Persons, coordinated
from tests.service import Service


@pytest.fixture
def office(service: Service, persons: Persons) -> Office:
    return Entrusted(service, persons)


def test_reserve_then_samordningsnummer_then_personnummer(service: Service, persons: Persons, office: Office) -> None:
    first, second, third = reserve(), coordination(), persons.adult()
    path = plan_of(office, first)
    for former, now, kinds in (
        (first, second, ("reserve", "coordination")),
        (second, third, ("coordination", "personal")),
    ):
        version = office.caller.get(path).json()["version"]
        answer = changed(office.caller, path, now)
        assert answer.status_code == 201, answer.text
        assert (answer.json()["former"], answer.json()["kind"]) == kinds
        assert office.caller.get(path).json()["version"] == version + 1
        assert known_by(office, path) == now
        assert now not in answer.text and former not in answer.text
    assert found(office, first) == found(office, second) == found(office, third) == {path}
    other = plan_of(office, first)
    assert known_by(office, other) == third, "entered under her first number, it is hers"
    assert found(office, third) == {path, other}
    listed = office.caller.get(f"{path}/number-changes").json()["numberChanges"]
    assert [one["kind"] for one in listed] == ["coordination", "personal"]


def test_a_number_is_never_changed_back_or_to_itself(persons: Persons, office: Office) -> None:
    first, second = coordination(), persons.adult()
    path = plan_of(office, first)
    with unchanged(office.caller.service):
        refused(changed(office.caller, path, first), 409, "number-change-backwards")
        refused(changed(office.caller, path, reserve()), 409, "number-change-backwards")
        refused(changed(office.caller, path, coordination()), 409, "number-change-backwards")
        wrong = refused(changed(office.caller, path, "194208179815"), 422, "not-a-personnummer")
        assert pointers(wrong) == [("/personnummer", "not-a-personnummer")]
    assert changed(office.caller, path, second).status_code == 201
    others = known_by(office, plan_of(office, persons.adult()))
    with unchanged(office.caller.service):
        # Whoever's it is, and whether anybody has it: another person's plan is never hers.
        for other in (first, second, persons.adult(), others):
            refused(changed(office.caller, path, other), 409, "number-change-backwards")


def test_a_unit_that_has_only_entered_her_number_moves_nothing(service: Service, persons: Persons) -> None:
    """Neither somebody's whose plan is another unit's, nor in any status before she has said yes."""
    her = copied(build(service, persons), persons, coordinated(young(persons)))
    intruder = Entrusted(service, persons)
    path = entered(intruder, her.number)
    before = shown(service, her.number)
    assert before["plans"]
    with unchanged(service):
        refused(changed(intruder.caller, path, persons.adult()), 409, "not-in-this-status")
        bare = staff(service, intruder.unit, intruder.person)
        refused(changed(bare, path, persons.adult()), 403, "scope-missing")
        refused(changed(bare, f"{J}/plans/{her.plan_id}", persons.adult()), 403, "scope-missing")
    assert shown(service, her.number)["plans"] == before["plans"]


def test_whoever_enters_an_old_number_is_not_told_the_new_one(
    service: Service, persons: Persons, office: Office
) -> None:
    """A change of hers is hers to let a unit know of: with her SIP consent, as the plans that it moves."""
    first, second = coordination(), persons.adult()
    assert changed(office.caller, plan_of(office, first), second).status_code == 201
    stranger = Entrusted(service, persons)
    path = entered(stranger, first)
    assert known_by(stranger, path) == first
    for answer in (stranger.caller.get(path), stranger.caller.get(f"{path}/versions/1")):
        assert answer.status_code == 200 and second not in answer.text


def test_nobody_logs_in_with_a_reserve_number(service: Service) -> None:
    """No token for one holds, and so none is minted."""
    with pytest.raises(MintingFault, match="personnummer"):
        citizen(service, reserve())


def test_the_mirror_follows_and_the_old_number_shows_nothing(service: Service, persons: Persons) -> None:
    """Plans, consents, summonses and who has read: all of it under the new number, in the answer's own instant."""
    plan = copied(build(service, persons), persons, old := coordinated(young(persons)))
    plan.coordinator = entrusted(plan.coordinator)
    new = young(persons)
    before = shown(service, old)
    assert all(before.values()), before
    answer = changed(plan.coordinator, plan.home, new)
    assert answer.status_code == 201, answer.text
    nothing = {"plans": [], "consents": [], "summonses": [], "accesses": []}
    assert shown(service, old) == nothing
    after = shown(service, new)
    for what in ("plans", "summonses"):
        assert after[what] == before[what]
    # What was said for a child lasts until she comes of age, by the number that she has now.
    lasting = [[one.pop("validUntil") for one in shows["consents"][0]["consents"]] for shows in (before, after)]
    assert after["consents"] == before["consents"] and lasting[0] != lasting[1]
    assert after["accesses"][-len(before["accesses"]) :] == before["accesses"], "what was read before is hers to see"
    assert citizen(service, old).get(f"/citizen/v1/plans/{plan.plan_id}").status_code == 404
    assert undone(plan.coordinator, plan.home, answer.json()).status_code == 200
    assert shown(service, new) == nothing
    again = shown(service, old)
    assert [one.pop("validUntil") for one in again["consents"][0]["consents"]] == lasting[0]
    assert all(again[what] == before[what] for what in ("plans", "consents", "summonses"))
    assert len(again["accesses"]) == len(before["accesses"]) + 2, (
        "what was done meanwhile is hers to see, and hers alone"
    )


def test_whoever_reads_for_her_goes_on_and_with_her_own_new_number(service: Service, persons: Persons) -> None:
    plan = copied(build(service, persons), persons, coordinated(young(persons)))
    plan.coordinator = entrusted(plan.coordinator)
    place = f"/citizen/v1/represented/{plan.ids['representations']}/plans"
    before = citizen(service, plan.representative).get(place)
    assert before.status_code == 200
    assert changed(plan.coordinator, plan.home, young(persons)).status_code == 201
    assert citizen(service, plan.representative).get(place).json()["plans"] == before.json()["plans"]
    # The ombud has a plan of her own, in which her number changes.
    office, new = Entrusted(service, persons), persons.adult()
    assert changed(office.caller, plan_of(office, plan.representative), new).status_code == 201
    assert citizen(service, plan.representative).get(place).status_code == 404
    assert citizen(service, new).get(place).json()["plans"] == before.json()["plans"]


def test_her_age_is_the_new_number_s_in_all_her_plans(service: Service, persons: Persons, office: Office) -> None:
    """A reserve number's date may be made up: by it she was seventeen. What her guardian said holds no more."""
    today = datetime.now(UTC).date()
    first = reserve(today.replace(year=today.year - 17, day=1))
    second = persons.born(today.replace(year=today.year - 19, day=1))
    elsewhere = Entrusted(service, persons)
    mine = consented(office, entered(office, first), persons.adult())
    theirs = consented(elsewhere, entered(elsewhere, first), persons.adult(), herself=False)
    link = changed(office.caller, mine, second)
    assert link.status_code == 201, link.text
    assert office.caller.get(mine).json()["status"] == "preparing", "she has said yes herself"
    closed = elsewhere.caller.get(theirs).json()
    assert (closed["status"], closed["closingReason"]) == ("closed", "consent_ended")
    names = [one["change"] for one in elsewhere.caller.get(f"{theirs}/versions").json()["versions"]]
    assert names[:2] == ["number.changed", "plan.lapsed"]
    assert undone(office.caller, mine, link.json()).status_code == 200
    assert known_by(elsewhere, theirs) == first
    assert elsewhere.caller.get(theirs).json()["status"] == "closed", "what has closed is not opened again"


def test_the_answer_is_the_same_whether_the_new_number_has_plans(service: Service, persons: Persons) -> None:
    answers = []
    for there in (False, True):
        office, new = Entrusted(service, persons), persons.adult()
        if there:
            entered(Office(service, persons), new, protectedIdentity="protectedRegistration")
        path = plan_of(office, reserve())
        document = changed(office.caller, path, new).json()
        whole = office.caller.get(path).json()
        hidden = {"id", "enteredAt", "changedAt", "_links", "units", "initiatedByUnitId", "person", "deadlines"}
        hidden |= {"coordinatorId", "participants", "consents", "offers"}
        answers.append(
            [{name: one[name] for name in one if name not in hidden} for one in (document, whole)]
            + [whole["person"]["protectedIdentity"]]
        )
    assert answers[0] == answers[1]


def test_protection_follows_both_ways(service: Service, persons: Persons) -> None:
    """Noted under one of her numbers, it holds in the mirror of all; undone, it holds where it was noted."""
    plan = copied(build(service, persons), persons, old := coordinated(young(persons)))
    plan.coordinator = entrusted(plan.coordinator)
    open_places = shown(service, old)["summonses"]
    assert '"place":null' not in str(open_places).replace("'", '"').replace(" ", "").replace("None", "null")
    new = young(persons)
    elsewhere = Office(service, persons)
    entered(elsewhere, new, protectedIdentity="confidentialityMarking")
    link = changed(plan.coordinator, plan.home, new).json()
    assert {one["unit"] for one in shown(service, new)["accesses"]} == {None}, "no unit is named to her"
    assert shown(service, new)["summonses"] != open_places
    assert undone(plan.coordinator, plan.home, link).status_code == 200
    assert shown(service, old)["summonses"] == open_places
    assert {one["unit"] for one in shown(service, new)["accesses"]} == {None}
    # And the other way: what is noted in hers shuts the other's.
    protected, plain = Entrusted(service, persons), copied(plan, persons, third := young(persons))
    path = plan_of(protected, reserve(), protectedIdentity="protectedRegistration")
    before = shown(service, third)["summonses"]
    link = changed(protected.caller, path, third).json()
    assert shown(service, third)["summonses"] != before
    assert undone(protected.caller, path, link).status_code == 200
    assert shown(service, third)["summonses"] == before
    assert plain.read()["version"] == 1, "what others note is mirrored, and is no change of the plan"


def test_who_may_and_what_is_left_of_it(service: Service, persons: Persons) -> None:
    plan = copied(build(service, persons), persons, coordinated(young(persons)))
    new = young(persons)
    with unchanged(service):
        refused(changed(plan.coordinator, plan.home, new), 403, "scope-missing")
    plan.coordinator, plan.partner = entrusted(plan.coordinator), entrusted(plan.partner)
    with unchanged(service):
        refused(changed(plan.partner, plan.home, new), 403, "not-yours-to-do")
        stranger = entrusted(staff(service, persons.unit(MUNICIPALITY), persons.person(MUNICIPALITY)))
        refused(changed(stranger, plan.home, new), 404)
    key = {"Idempotency-Key": plan.plan_id}
    answers = [changed(plan.coordinator, plan.home, new, headers=key) for _ in range(2)]
    assert answers[0].status_code == 201 and answers[0].content == answers[1].content
    kinds = [[entry["kind"] for entry in _entries(service, answer)] for answer in answers]
    assert kinds == [["Skriva"], ["Läsa"]]
    # By the number that the plan was entered under: an entry goes where the plan goes when a link is undone.
    assert _entries(service, answers[0])[0]["person_key"] == service.keys.person_key(plan.number)
    place = f"{plan.home}/number-changes/{answers[0].json()['id']}"
    read = plan.coordinator.get(place)
    assert read.headers["etag"].startswith('"1.') and read.json()["reason"] == WHY["reason"]
    assert [entry["kind"] for entry in _entries(service, read)] == ["Läsa"]
    with unchanged(service):
        refused(plan.coordinator.put(place + "/undoing", json={"undoReason": "X"}, headers={"If-Match": '"2"'}), 412)
        refused(plan.partner.put(place + "/undoing", json={"undoReason": "X"}), 403, "not-yours-to-do")
    back = undone(plan.coordinator, plan.home, answers[0].json())
    assert [entry["kind"] for entry in _entries(service, back)] == ["Skriva"]
    names = [one["change"] for one in plan.coordinator.get(f"{plan.home}/versions?limit=100").json()["versions"]]
    assert names[:2] == ["number.restored", "number.changed"] and names.count("number.changed") == 1


def _entries(service: Service, answer: httpx.Response) -> list[Any]:
    async def left() -> list[Any]:
        async with service.database.journal() as connection:
            query = select(audit_entry).where(audit_entry.c.trace_id == trace_of(answer))
            return list((await connection.execute(query)).mappings())

    return service.run(left())


def test_the_audit_extract_follows_the_person(service: Service, persons: Persons, office: Office) -> None:
    first, second = reserve(), persons.adult()
    path = plan_of(office, first)
    office.caller.get(path)
    changed(office.caller, path, second)
    auditor = staff(service, office.unit, persons.person(), scopes=SCOPES, purpose=PURPOSE)
    extracts = [
        auditor.post(f"{J}/audit/searches", json={"personnummer": one}).json()["entries"] for one in (first, second)
    ]
    about = [[(one["at"], one["action"]) for one in each if one["planId"] == path[-36:]] for each in extracts]
    assert about[0] == about[1]
    done = [action for _, action in reversed(about[0])]
    assert (done[0], *done[-2:]) == ("journal:plan.create", "journal:plan.read", "journal:number.change")


def test_a_record_system_that_still_has_the_old_number_is_in_step(persons: Persons, office: Office) -> None:
    first, second = reserve(), persons.adult()
    place = f"{J}/sources/journalen/plans/SIP-{office.unit}"
    body = office.body(person={"personnummer": first, "name": "Elsa Lindqvist"})
    made = office.caller.put(place, json=body).json()
    path = consented(office, f"{J}/plans/{made['id']}")
    assert changed(office.caller, path, second).status_code == 201
    version = office.caller.get(path).json()["version"]
    for one in (first, second):
        told = {"person": {"personnummer": one, "name": "Elsa Lindqvist"}}
        again = office.caller.put(place, json=body | told)
        assert (again.status_code, again.json()["version"]) == (200, version)
