"""The auditor's reading of the log: exactly her principal's entries, for every filter; no names of others' staff."""

import random
from datetime import UTC, datetime, timedelta
from itertools import product
from typing import Any
from uuid import UUID, uuid4

import pytest

from app.domain.auditing import Sought
from app.repositories import audit_search
from tests.api.auditors import add, auditor, entry, ids, pages, principal
from tests.callers import Caller, citizen, staff
from tests.house.test_audit_complete import left_by
from tests.house.whole_plan import MUNICIPALITY, REGION, WholePlan, another
from tests.persons import Persons
from tests.service import Service

NOW = datetime.now(UTC)
LATELY, LONG_AGO = NOW - timedelta(days=2), NOW - timedelta(days=200)
Entries = list[dict[str, Any]]


@pytest.fixture
def plan(service: Service, persons: Persons) -> WholePlan:
    return another(service, persons)


class Written:
    """One entry of every kind: who did it × whose plan × what × outcome × when × which unit."""

    def __init__(self, service: Service, persons: Persons) -> None:
        self.ours, self.theirs, self.strangers = principal(), principal(), principal()
        self.plans, self.numbers = [uuid4(), uuid4()], [persons.adult(), persons.adult()]
        self.staff = {one: [persons.person(one) for _ in range(2)] for one in (self.ours, self.theirs)}
        self.units = {one: [persons.unit(one) for _ in range(2)] for one in (self.ours, self.theirs)}
        self.entries: Entries = []
        chance = random.Random(7)
        acting, whose = (self.ours, self.theirs, None), (self.ours, self.theirs, None)
        for actor, owner, kind, outcome, at, place in product(
            acting, whose, ("Läsa", "Skriva", "Nödöppning"), ("allowed", "denied"), (LATELY, LONG_AGO), (0, 1)
        ):
            one = entry(at + timedelta(milliseconds=len(self.entries)), chance)
            self.entries.append(
                one
                | {"principal": actor, "coordinated_by": owner, "kind": kind, "outcome": outcome}
                | {"plan_id": self.plans[place], "person_key": service.keys.person_key(self.numbers[1 - place])}
                | {"unit": self.units[actor][place] if actor else None, "client": "svartbokssystem"}
                | {"person": self.staff[actor][1 - place] if actor else None}
                | {"actor_kind": "staff" if actor else "service"}
            )
        add(service, self.entries)

    def expected(self, who: str, asked: dict[str, Any], since: datetime) -> list[UUID]:
        """What an auditor of `who` is shown: written apart from the code, one entry at a time."""
        found = []
        for one in self.entries:
            mine = one["principal"] == who
            in_my_plan = one["coordinated_by"] == who
            if not mine and (not in_my_plan or "staff" in asked):
                continue
            columns = {"unit": "unit", "staff": "person", "kind": "kind", "outcome": "outcome"}
            same = all(one[column] == asked[name] for name, column in columns.items() if name in asked)
            if same and ("planId" not in asked or str(one["plan_id"]) == asked["planId"]) and one["at"] >= since:
                found.append(one["id"])
        return sorted(found, reverse=True)


def test_every_filter_shows_exactly_what_the_rule_says(service: Service, persons: Persons) -> None:
    """Principals × units × staff × kinds × outcomes × plans, page by page, against an oracle of its own."""
    log = Written(service, persons)
    asked_for = 0
    for who in (log.ours, log.theirs, log.strangers):
        caller = auditor(service, persons, who)
        own_reading = {"staff": "", "action": "journal:audit.read"}
        for unit, person, kind, outcome, planned in product(
            (None, log.units[log.ours][0], log.units[log.theirs][1]),
            (None, log.staff[log.ours][0], log.staff[log.theirs][1]),
            (None, "Läsa", "Nödöppning"),
            (None, "denied"),
            (None, str(log.plans[0])),
        ):
            asked = {"unit": unit, "staff": person, "kind": kind, "outcome": outcome, "planId": planned}
            asked = {name: value for name, value in asked.items() if value is not None}
            shown = pages(caller, "/audit", 50, **asked)
            shown = [one for one in shown if one["action"] != own_reading["action"]]
            since = LONG_AGO if planned else NOW - timedelta(days=29)
            assert ids(shown) == log.expected(who, asked, since), (who, asked)
            asked_for += 1
            if who == log.strangers:
                assert shown == []
            for one in shown:
                assert (one["staff"] is not None) is (one["principal"] == who)
                assert (one["client"] is not None) is (one["principal"] in (who, None)), "a command is nobody's staff"
    assert asked_for == 3 * 3 * 3 * 3 * 2 * 2


def test_of_an_entry_of_another_kind_without_a_principal_nobody_is_named(service: Service, persons: Persons) -> None:
    """A kind that comes later is told by name when somebody has decided it; what the service did is told as before."""
    ours, person = principal(), persons.person(REGION)
    entries = [
        entry(LATELY, random.Random(3)) | {"principal": None, "coordinated_by": ours, "unit": None} | more
        for more in (
            {"actor_kind": "kiosk", "person": person, "client": "kiosken"},
            {"actor_kind": "service", "person": None, "client": "sip erase"},
        )
    ]
    add(service, entries)
    shown = {one["id"]: one for one in pages(auditor(service, persons, ours), "/audit", 50)}
    kiosk, service_s = (shown[str(one["id"])] for one in entries)
    assert (kiosk["staff"], kiosk["client"]) == (None, None)
    assert (service_s["staff"], service_s["client"]) == (None, "sip erase")


def test_a_page_never_shifts_and_the_pages_are_the_whole(service: Service, persons: Persons) -> None:
    log = Written(service, persons)
    caller = auditor(service, persons, log.ours)
    since = (LONG_AGO - timedelta(days=1)).isoformat()
    whole = log.expected(log.ours, {}, LONG_AGO)
    for limit in (1, 7, len(whole) // 2, 100):
        # Her own readings come in front, and so in the first page alone.
        shown = pages(caller, "/audit", limit, **{"from": since, "to": NOW.isoformat()})
        assert ids(shown) == whole


def test_the_time_asked_for_begins_with_its_first_instant_and_ends_before_its_last(
    service: Service, persons: Persons
) -> None:
    log = Written(service, persons)
    caller = auditor(service, persons, log.ours)
    mine = [one for one in log.entries if one["id"] in log.expected(log.ours, {}, LONG_AGO)]
    first, last = mine[3], mine[-3]
    shown = pages(caller, "/audit", 100, **{"from": first["at"].isoformat(), "to": last["at"].isoformat()})
    assert ids(shown) == sorted((one["id"] for one in mine if first["at"] <= one["at"] < last["at"]), reverse=True)


def test_about_a_patient_all_that_hers_have_done_and_what_was_done_in_her_plans(
    service: Service, persons: Persons
) -> None:
    log = Written(service, persons)
    for who, number in product((log.ours, log.theirs, log.strangers), log.numbers):
        caller = auditor(service, persons, who)
        shown = pages(caller, "/audit/searches", 20, body={"personnummer": number})
        # The search before this page, and it is hers to see.
        found = [one for one in shown if one["action"] != "journal:audit.search"]
        key = service.keys.person_key(number)
        hers = {one["id"] for one in log.entries if one["person_key"] == key}
        assert set(ids(found)) == hers & set(log.expected(who, {}, LONG_AGO))
        assert who == log.strangers or found


def test_the_patient_is_a_pseudonym_of_each_principals_own(service: Service, persons: Persons) -> None:
    log = Written(service, persons)
    answers = {
        who: pages(auditor(service, persons, who), "/audit", 100, planId=str(log.plans[0]))
        for who in (log.ours, log.theirs)
    }
    told = {who: {one["patient"] for one in shown if one["patient"]} for who, shown in answers.items()}
    assert [len(one) for one in told.values()] == [1, 1], "one plan, one person"
    assert not told[log.ours] & told[log.theirs]
    for shown, number in product(answers.values(), log.numbers):
        assert number not in str(shown) and service.keys.person_key(number) not in str(shown)


def test_only_an_auditor_reads_and_a_no_is_logged(service: Service, persons: Persons) -> None:
    who = principal()
    for scopes, purpose, rule in (
        (("journal:read", "journal:write", "journal:takeover"), "Kvalitetssäkring", "scope-missing"),
        (("journal:audit",), "Vård och behandling", "purpose-not-for-checks"),
    ):
        caller = auditor(service, persons, who, scopes=scopes, purpose=purpose)
        for answer in (
            caller.get("/journal/v1/audit"),
            caller.post("/journal/v1/audit/searches", json={"personnummer": persons.adult()}),
        ):
            assert answer.status_code == 403 and answer.json()["type"].endswith(f"/{rule}")
            (left,) = left_by(service, answer)
            assert (left["outcome"], left["reason"]) == ("denied", rule)
            assert left["action"].startswith("journal:audit.")


def test_an_auditor_reads_no_plan(service: Service, plan: WholePlan, persons: Persons) -> None:
    caller = auditor(service, persons, REGION)
    for path in ("", "/goals", "/mapping", "/accesses"):
        assert caller.get(plan.home + path).status_code == 403
    assert caller.get("/journal/v1/plans").status_code == 403


def test_her_own_reading_is_logged_about_the_plan_or_patient_that_she_asked_of(
    service: Service, plan: WholePlan, persons: Persons
) -> None:
    caller = auditor(service, persons, REGION)
    plan.coordinator.get(plan.home)
    (left,) = left_by(service, caller.get("/journal/v1/audit"))
    assert (left["action"], left["kind"], left["outcome"]) == ("journal:audit.read", "Läsa", "allowed")
    assert (left["plan_id"], left["person_key"], left["purpose"]) == (None, None, "Kvalitetssäkring")
    (left,) = left_by(service, caller.get("/journal/v1/audit", params={"planId": plan.plan_id}))
    assert left["plan_id"] == UUID(plan.plan_id)
    answer = caller.post("/journal/v1/audit/searches", json={"personnummer": plan.number})
    (left,) = left_by(service, answer)
    assert left["person_key"] == service.keys.person_key(plan.number)
    newest = citizen(service, plan.number).get("/citizen/v1/accesses").json()["accesses"][0]
    assert (newest["purposeInEnglish"], newest["planId"]) == ("Checking that the work is of good quality", None)


def test_she_is_told_that_the_log_of_her_plan_was_looked_through_as_who_reads_for_her_is(
    service: Service, plan: WholePlan, persons: Persons
) -> None:
    """Whatever is shown of it: one entry of a no, say, which names nobody."""
    hers = citizen(service, plan.number), "accesses"
    readers = citizen(service, plan.representative), f"represented/{plan.ids['representations']}/accesses"

    def checks() -> list[int]:
        of_all = [who.get(f"/citizen/v1/{path}?limit=100").json()["accesses"] for who, path in (hers, readers)]
        words = "Kontroll av att arbetet håller god kvalitet"
        return [sum((one["planId"], one["purpose"]) == (plan.plan_id, words) for one in told) for told in of_all]

    stranger = staff(service, persons.unit(REGION), persons.person(REGION))
    assert stranger.get(plan.home).status_code == 404
    caller = auditor(service, persons, REGION)
    for times, asked in enumerate(({}, {"outcome": "denied"}), 1):
        shown = caller.get("/journal/v1/audit", params={"planId": plan.plan_id} | asked).json()["entries"]
        assert shown and all(one["planId"] == plan.plan_id for one in shown)
        assert asked == {} or {one["patient"] for one in shown} == {None}
        assert checks() == [times, times]


def test_a_stranger_leaves_nothing_in_the_list_of_a_plan_that_showed_her_nothing(
    service: Service, plan: WholePlan, persons: Persons
) -> None:
    caller = auditor(service, persons, principal())
    answer = caller.get("/journal/v1/audit", params={"planId": plan.plan_id})
    assert answer.json()["entries"] == []
    (left,) = left_by(service, answer)
    assert (left["outcome"], left["plan_id"]) == ("allowed", None)


def in_a_plan(caller: Caller, plan: WholePlan) -> Entries:
    return pages(caller, "/audit", 100, planId=plan.plan_id)


def test_the_coordinators_principal_sees_what_another_has_done_in_the_plan_but_not_who(
    service: Service, plan: WholePlan, persons: Persons
) -> None:
    """With entries of the service's own making: the one door and the readings say whose plan it was."""
    trace = plan.partner.get(plan.home)
    assert trace.status_code == 200
    (left,) = left_by(service, trace)
    assert (left["principal"], left["coordinated_by"]) == (MUNICIPALITY, REGION)
    for who, named in ((REGION, False), (MUNICIPALITY, True)):
        shown = next(one for one in in_a_plan(auditor(service, persons, who), plan) if UUID(one["id"]) == left["id"])
        assert (shown["unit"], shown["unitName"]) == (left["unit"], left["unit_name"])
        assert (shown["staff"] == left["person"]) is named and (shown["client"] is not None) is named
    plan.coordinator.get(plan.home)
    done_by = {one["principal"] for one in in_a_plan(auditor(service, persons, MUNICIPALITY), plan)}
    assert done_by == {MUNICIPALITY}, "it does not coordinate the plan"


def test_what_a_stranger_was_denied_is_for_her_own_principal(
    service: Service, plan: WholePlan, persons: Persons
) -> None:
    """No plan was come to, so whose it was is not said."""
    who = principal()
    (left,) = left_by(service, staff(service, persons.unit(who), persons.person(who)).get(plan.home))
    assert (left["outcome"], left["coordinated_by"]) == ("denied", None)
    assert left["id"] in ids(pages(auditor(service, persons, who), "/audit", 10, outcome="denied"))
    assert left["id"] not in ids(in_a_plan(auditor(service, persons, REGION), plan))


def test_a_question_that_cannot_be_asked_is_refused(service: Service, persons: Persons) -> None:
    caller = auditor(service, persons, principal())
    for params in ({"kind": "Allt"}, {"outcome": "x"}, {"staff": "199001019802"}, {"cursor": "1"}, {"limit": "0"}):
        answer = caller.get("/journal/v1/audit", params=params)
        assert answer.status_code == 422
        assert not set(params.values()) - {"1", "0", "x"} & set(answer.text.split('"'))


def test_both_walks_go_along_an_index(service: Service) -> None:
    """At half a billion entries nothing else is fast enough. SQLite says which way it takes; PostgreSQL chooses by how
    much there is, and so it is asked whether it has the ways."""

    async def told() -> str:
        query = audit_search.statement(principal(), Sought(since=LONG_AGO), UUID(int=1 << 100), 21)
        async with service.database.journal() as connection:
            if connection.dialect.name == "sqlite":
                written = str(query.compile(dialect=connection.dialect, compile_kwargs={"literal_binds": True}))
                question = "EXPLAIN QUERY PLAN " + written.replace("audit.audit_entry", "audit_entry")
            else:
                question = "SELECT indexdef FROM pg_indexes WHERE tablename = 'audit_entry'"
            return "\n".join(str(row) for row in await connection.exec_driver_sql(question))

    ways = service.run(told())
    for index in ("ix_audit_entry_principal_id", "ix_audit_entry_coordinated_by_id"):
        assert index in ways, ways
