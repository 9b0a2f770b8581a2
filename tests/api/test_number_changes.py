"""A person gets another number: her plans follow, the old number shows nothing, and a wrong link is undone."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from itertools import count
from threading import Barrier
from typing import Any
from uuid import UUID

import httpx
import pytest
from sqlalchemy import select

from app.http.minting import MintingFault
from app.models.audit import audit_entry
from app.models.history import plan_version
from app.models.mirror import mirrored_number
from app.models.person import person
from app.models.plan import plan as plan_table
from tests.api.auditors import PURPOSE, SCOPES
from tests.api.standing import Office, refused, unchanged
from tests.callers import Caller, citizen, entrusted, staff
from tests.house.operations import trace_of
from tests.house.staffed_plan import ago
from tests.house.whole_plan import MUNICIPALITY, build, copied, young
from tests.persons import Persons, coordinated, number
from tests.service import Service

J = "/journal/v1"
_next = count()
WHY = {"reason": "Folkbokföringen har meddelat numret."}


def reserve() -> str:
    """What care calls somebody who has no number yet; nobody's, as there is no such register here."""
    turn = next(_next)
    return f"{date(1950, 1, 1) + timedelta(days=turn // 1000):%Y%m%d}X{turn % 1000:03}"


def coordination() -> str:
    """A samordningsnummer of the range set apart for tests."""
    turn = next(_next)
    return coordinated(number(date(1930, 1, 1) + timedelta(days=turn // 20), 980 + turn % 20))


class Entrusted(Office):
    """Somebody who may state number changes, too."""

    def __init__(self, service: Service, persons: Persons) -> None:
        super().__init__(service, persons)
        self.caller = entrusted(self.caller)


@pytest.fixture
def office(service: Service, persons: Persons) -> Office:
    return Entrusted(service, persons)


def entered(office: Office, personnummer: str, **members: Any) -> str:
    """The path of a new plan of whoever has that number, who has said nothing yet."""
    told = {"personnummer": personnummer, "name": "Elsa Lindqvist"} | members
    made = office.caller.post(f"{J}/plans", json=office.body(person=told))
    assert made.status_code == 201, made.text
    return f"{J}/plans/{made.json()['id']}"


def plan_of(office: Office, personnummer: str, **members: Any) -> str:
    """The same, and it rests on her consent."""
    return consented(office, entered(office, personnummer, **members))


def consented(office: Office, path: str, guardian: str | None = None, *, herself: bool = True) -> str:
    """She says yes herself, and the guardian with that number if there is one; or the guardian alone."""

    def done(method: str, place: str, **body: Any) -> dict[str, Any]:
        answer = office.caller.ask(method, f"{path}{place}", json=body, headers={"If-Match": "*"})
        assert answer.status_code in (200, 201), answer.text
        return dict(answer.json())

    staff = {
        "kind": "staff",
        "hsaId": office.person,
        "name": "Anna",
        "unitId": office.caller.get(path).json()["units"][0]["id"],
    }
    one = done("POST", "/participants", **staff)["id"]
    done("PUT", "/coordinator", participantId=one)
    done("POST", "/transitions", transition="offer", happenedAt=ago(hours=1))
    given = {"kind": "sip", "givenBy": "person", "form": "oral", "givenAt": ago(hours=1), "registeredById": one}
    if guardian is not None:
        told = {"kind": "guardian", "name": "Eva Lindqvist", "personnummer": guardian}
        by = {"givenBy": "guardian", "guardianId": done("POST", "/participants", **told)["id"]}
        done("POST", "/consents", **given | by)
    if herself:
        done("POST", "/consents", **given)
    done("POST", "/transitions", transition="prepare")
    return path


def changed(caller: Caller, path: str, to: str, **options: Any) -> httpx.Response:
    return caller.post(f"{path}/number-changes", json={"personnummer": to} | WHY, **options)


def undone(caller: Caller, path: str, change: dict[str, Any], **headers: str) -> httpx.Response:
    place = f"{path}/number-changes/{change['id']}/undoing"
    return caller.put(place, json={"undoReason": "Fel person."}, headers=headers)


def known_by(office: Office, path: str) -> str:
    return str(office.caller.get(path).json()["person"]["personnummer"])


def found(office: Office, personnummer: str) -> set[str]:
    answer = office.caller.post(f"{J}/plan-searches", json={"personnummer": personnummer})
    return {f"{J}/plans/{one['id']}" for one in answer.json()["plans"]}


def shown(service: Service, personnummer: str) -> dict[str, Any]:
    """All that whoever logs in with that number is shown."""
    her = citizen(service, personnummer)
    return {
        what: her.get(f"/citizen/v1/{what}").json()[what] for what in ("plans", "consents", "summonses", "accesses")
    }


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
        refused(changed(office.caller, path, "194208179815"), 422, "not-a-personnummer")
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
    for what in ("plans", "consents", "summonses"):
        assert after[what] == before[what]
    assert after["accesses"][-len(before["accesses"]) :] == before["accesses"], "what was read before is hers to see"
    assert citizen(service, old).get(f"/citizen/v1/plans/{plan.plan_id}").status_code == 404
    assert undone(plan.coordinator, plan.home, answer.json()).status_code == 200
    assert shown(service, new) == nothing
    again = shown(service, old)
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


def test_two_who_both_have_plans_are_one_and_are_parted_again(
    service: Service, persons: Persons, office: Office
) -> None:
    """Each unit goes on seeing its own plan alone, and neither is told that the other has one."""
    first, second = reserve(), persons.adult()
    elsewhere = Entrusted(service, persons)
    mine, theirs = plan_of(office, first), plan_of(elsewhere, second)
    further = plan_of(elsewhere, first)
    versions = {
        path: one.caller.get(path).json()["version"] for one, path in ((elsewhere, theirs), (elsewhere, further))
    }
    link = changed(office.caller, mine, second)
    assert link.status_code == 201
    assert found(office, second) == {mine} and found(elsewhere, second) == {theirs, further}
    assert elsewhere.caller.get(theirs).json()["version"] == versions[theirs], "its number is what it was"
    followed = elsewhere.caller.get(further).json()
    assert (followed["version"], followed["person"]["personnummer"]) == (versions[further] + 1, second)
    # What is told of the change in the other unit's plan names nobody.
    told = service.run(_told(service, further, versions[further] + 1))
    assert told == [("number.changed", None, None), ("service", None, None)]
    [one] = elsewhere.caller.get(f"{further}/number-changes").json()["numberChanges"]
    assert (one["id"], one["reason"]) == (link.json()["id"], None), "its grounds are another plan's"
    assert elsewhere.caller.get(f"{theirs}/number-changes").json()["numberChanges"] == []
    since = plan_of(elsewhere, first)
    assert known_by(elsewhere, since) == second
    with unchanged(service):
        refused(undone(elsewhere.caller, theirs, link.json()), 404)
        refused(undone(office.caller, mine, link.json(), **{"If-Match": '"7"'}), 412)
    assert undone(office.caller, mine, link.json()).json()["version"] == 2
    refused(undone(office.caller, mine, link.json()), 409, "number-change-undone")
    assert known_by(office, mine) == first
    assert {known_by(elsewhere, one) for one in (further, since)} == {first}, "each is where it was entered"
    assert known_by(elsewhere, theirs) == second
    assert found(elsewhere, second) == {theirs} and found(elsewhere, first) == {further, since}


def test_whoever_leads_a_plan_that_it_moved_undoes_it(service: Service, persons: Persons, office: Office) -> None:
    first, second = reserve(), persons.adult()
    elsewhere = Entrusted(service, persons)
    mine, theirs = plan_of(office, first), entered(elsewhere, first)
    link = changed(office.caller, mine, second).json()
    with unchanged(service):
        bare = staff(service, elsewhere.unit, elsewhere.person)
        refused(undone(bare, theirs, link), 403, "scope-missing")
    back = undone(elsewhere.caller, theirs, link)
    assert back.status_code == 200, back.text
    assert (back.json()["version"], back.json()["reason"]) == (2, None)
    assert known_by(office, mine) == known_by(elsewhere, theirs) == first
    assert found(office, second) == found(elsewhere, second) == set()
    [stated] = office.caller.get(f"{mine}/number-changes").json()["numberChanges"]
    assert (stated["version"], stated["undoReason"], stated["reason"]) == (2, "Fel person.", WHY["reason"])


async def _told(service: Service, path: str, version: int) -> list[tuple[Any, ...]]:
    plan_id = UUID(path[-36:])
    async with service.database.journal() as connection:
        query = select(plan_version).where(plan_version.c.plan_id == plan_id, plan_version.c.version == version)
        row = (await connection.execute(query)).one()
        query = select(audit_entry).where(audit_entry.c.plan_id == plan_id, audit_entry.c.kind == "Skriva")
        entry = (await connection.execute(query.order_by(audit_entry.c.id.desc()))).first()
        assert entry is not None
        return [(row.change, row.unit, row.person), (entry.actor_kind, entry.unit, entry.person)]


def test_her_age_is_the_new_number_s_in_all_her_plans(service: Service, persons: Persons, office: Office) -> None:
    """A reserve number's date may be made up: by it she was seventeen. What her guardian said holds no more."""
    today = datetime.now(UTC).date()
    first = f"{today.replace(year=today.year - 17, day=1):%Y%m%d}X{next(_next) % 1000:03}"
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
    assert (read.headers["etag"], read.json()["reason"]) == ('"1"', WHY["reason"])
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


def test_links_of_links_are_undone_in_any_order(persons: Persons, office: Office) -> None:
    first, second, third = reserve(), coordination(), persons.adult()
    path, other = plan_of(office, first), plan_of(office, second)
    one = changed(office.caller, path, second).json()
    two = changed(office.caller, other, third).json()
    assert {known_by(office, each) for each in (path, other)} == {third}
    assert undone(office.caller, path, one).status_code == 200
    assert (known_by(office, path), known_by(office, other)) == (first, third)
    assert undone(office.caller, other, two).status_code == 200
    assert (known_by(office, path), known_by(office, other)) == (first, second)
    again = changed(office.caller, path, third)
    assert again.status_code == 201 and known_by(office, path) == third


@pytest.mark.parametrize("rounds", [2, pytest.param(8, marks=pytest.mark.slow)])
def test_a_plan_that_is_created_by_the_old_number_meanwhile_follows(
    service: Service, persons: Persons, rounds: int
) -> None:
    """Creates, changes of protection and the link, all at once: afterwards every plan is hers, under the new number."""
    for _ in range(rounds):
        _race(service, persons)


def _race(service: Service, persons: Persons) -> None:
    offices = [Entrusted(service, persons) for _ in range(6)]
    old, new = coordination(), persons.adult()
    paths = [plan_of(one, old) for one in offices[:2]]
    together = Barrier(8)

    def ask(number: int) -> int:
        one = offices[number % 6]
        with httpx.Client(base_url=service.url, timeout=30, trust_env=False) as client:
            headers = {"Authorization": f"Bearer {one.caller.token}", "Idempotency-Key": f"{one.unit}-{number}"}
            headers["If-Match"] = "*"
            together.wait(20)
            while True:
                if number == 0:
                    answer = client.post(
                        f"{paths[0]}/number-changes", json={"personnummer": new} | WHY, headers=headers
                    )
                elif number == 1:
                    noting = {"protectedIdentity": "confidentialityMarking"}
                    answer = client.patch(paths[1], json=noting, headers=headers)
                else:
                    told = {"personnummer": new if number == 7 else old, "name": "Elsa"}
                    answer = client.post(f"{J}/plans", json=one.body(person=told), headers=headers)
                if answer.status_code != 503:
                    return answer.status_code

    with ThreadPoolExecutor(8) as pool:
        statuses = Counter(pool.map(ask, range(8)))
    assert statuses == {201: 7, 200: 1}, statuses
    for one in offices:
        assert found(one, new) == found(one, old) != set()
    for one, path in zip(offices, paths, strict=False):
        assert known_by(one, path) == new
    rows = service.run(_rows(service, service.keys.person_key(new), service.keys.person_key(old)))
    assert rows == (8, {True}, set()), "all are under the new number's row, and all of them know of the protection"


async def _rows(service: Service, new: str, old: str) -> tuple[int, set[bool], set[Any]]:
    """How many plans she has, what their rows note, and what the old number's row in the mirror's numbers lacks."""
    async with service.database.journal() as connection:
        ids = select(person.c.id).where(person.c.key.in_([new, old]))
        plans = (await connection.execute(select(plan_table.c.id).where(plan_table.c.person_id.in_(ids)))).all()
        protected = set((await connection.execute(select(person.c.protected).where(person.c.id.in_(ids)))).scalars())
        numbers = set(
            map(tuple, await connection.execute(select(mirrored_number).where(mirrored_number.c.person_key == new)))
        )
        return len(plans), protected, {(old, new)} - numbers
