"""The feed of events: who is told of what, in which order, and how one goes on."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from cryptography.fernet import Fernet
from sqlalchemy import select

from app.domain.event import Event
from app.models.audit import audit_entry
from app.services import events
from app.services.renewing import republish
from app.services.republishing import OPERATOR
from app.services.sweeping import sweep_reach
from app.services.work import Work
from tests.api.following import PATH, Following, link, types
from tests.api.process.acting import AFTER, coordinator, ok, step
from tests.callers import Caller, staff, system
from tests.house.staffed_plan import ago
from tests.house.whole_plan import MUNICIPALITY, another, build
from tests.persons import Persons
from tests.playing import Played
from tests.service import Service


@pytest.fixture
def played(service: Service, persons: Persons) -> Played:
    return Played(service, persons, "elsa-hemgang", "establish")


def partner(played: Played) -> Caller:
    """Somebody at a unit that takes part and does not coordinate."""
    return played.staff("at")


def unit_of(played: Played, unit: str) -> str:
    return str(next(one["hsaId"] for one in played.case["units"] if one["ref"] == unit))


def of(found: list[dict[str, Any]], played: Played) -> list[dict[str, Any]]:
    return [one for one in found if one["planId"] == played.path.rpartition("/")[2]]


def test_whoever_reads_the_plan_is_told_of_every_version_in_order(service: Service, persons: Persons) -> None:
    plan = build(service, persons)
    every = Following(plan.coordinator, limit=7)
    every.place = f"{PATH}?limit=7"
    mine = [one for one in every.rest() if one["planId"] == plan.plan_id]
    versions = plan.coordinator.get(f"{plan.home}/versions?limit=100").json()["versions"]
    assert [one["version"] for one in mine] == sorted(one["version"] for one in versions)
    assert types(mine) == [one["change"] for one in sorted(versions, key=lambda one: one["version"])]
    assert not any(one["removed"] for one in mine)
    assert len({one["id"] for one in mine}) == len(mine)
    assert all(set(one) == {"id", "type", "planId", "version", "occurredAt", "removed"} for one in mine)


def test_a_stranger_is_told_nothing_and_neither_is_a_colleague_without_a_part(
    service: Service, persons: Persons, played: Played
) -> None:
    strangers = [staff(service, persons.unit(), persons.person()), system(service, persons.unit())]
    following = [Following(one, at=AFTER) for one in strangers]
    ok(coordinator(played).post(f"{played.path}/notes", at=AFTER, json={"text": "Ringt", "writtenAt": AFTER}), 201)
    assert [one.rest() for one in following] == [[], []]
    for one in strangers:
        everything = ok(one.get(f"{PATH}?limit=1000", at=AFTER))
        assert everything["events"] == []


def test_who_is_let_out_is_told_so_and_of_nothing_since(played: Played) -> None:
    """Her unit's consent to information is taken back: the plan goes on without her."""
    who, lead = partner(played), coordinator(played)
    following, leading = Following(who, at=AFTER), Following(lead, at=AFTER)
    body = {"withdrawnBy": "person", "withdrawnAt": AFTER}
    ok(lead.put(f"{played.consent('information_sharing')}/withdrawal", at=AFTER, json=body), 204)
    ok(lead.post(f"{played.path}/notes", at=AFTER, json={"text": "Ringt", "writtenAt": AFTER}), 201)
    assert who.get(played.path, at=AFTER).status_code in (403, 404)
    told = following.rest()
    assert types(told) == ["reach.ended"] and told[0]["removed"] is True
    assert types(leading.rest())[-1] == "note.added"
    # From the beginning, too: nothing of what she once could read.
    again = of(ok(who.get(f"{PATH}?limit=1000", at=AFTER))["events"], played)
    assert "goal.added" not in types(again) and told[0] in again


def test_an_annulled_plan_leaves_everybody_but_the_coordinator(played: Played) -> None:
    who = partner(played)
    following, leading = Following(who, at=AFTER), Following(coordinator(played), at=AFTER)
    ok(step(coordinator(played), played, "annul", AFTER, text="Fel person."))
    assert [(one["type"], one["removed"]) for one in following.rest()] == [("reach.ended", True)]
    assert [(one["type"], one["removed"]) for one in leading.rest()] == [("plan.annul", False)]


def test_a_withdrawn_sip_consent_is_told_to_those_it_lets_out(service: Service, persons: Persons) -> None:
    plan = another(service, persons)
    following = Following(plan.partner)
    path, body = plan.withdrawal()
    ok(plan.coordinator.put(path, json=body), 204)
    mine = [one for one in following.rest() if one["planId"] == plan.plan_id]
    assert [(one["type"], one["removed"]) for one in mine] == [("reach.ended", True)]
    assert plan.partner.get(plan.home).status_code == 403


def test_whoever_is_blocked_is_told_what_whoever_is_let_out_otherwise_is_told(
    service: Service, persons: Persons
) -> None:
    """By a block, by a withdrawal, by an annulment: the same, so that nobody can tell which it was."""
    told = []
    for how in ("block", "withdrawal", "annul"):
        plan = another(service, persons)
        following = Following(plan.partner)
        if how == "block":
            unit = next(one["hsaId"] for one in plan.read()["units"] if one["id"] == plan.ids["units"])
            body = {"kind": "unit", "hsaId": unit, "name": "Den spärrade", "form": "oral", "requestedAt": ago()}
            plan.post("blocks", body | {"registeredById": plan.ids["coordinator"]})
        elif how == "withdrawal":
            path, body = plan.withdrawal()
            ok(plan.coordinator.put(path, json=body), 204)
        else:
            plan.post("transitions", {"transition": "annul", "text": "Fel person."}, headers={"If-Match": "*"})
        mine = [one for one in following.rest() if one["planId"] == plan.plan_id]
        told.append([(set(one), one["type"], one["removed"]) for one in mine])
    assert told[0] == told[1] == told[2] and told[0][0][1:] == ("reach.ended", True)


def block_and_lift(plan: Any, unit: str) -> None:
    body = {"kind": "unit", "hsaId": unit, "name": "Spärrad", "form": "oral", "requestedAt": ago()}
    block = plan.post("blocks", body | {"registeredById": plan.ids["coordinator"]})["id"]
    lifted = {"liftedAt": ago(), "liftedById": plan.ids["coordinator"], "liftedForm": "written"}
    plan.put(f"blocks/{block}/lifting", lifted)


def test_whoever_was_blocked_and_let_in_again_is_not_told_that_she_was(service: Service, persons: Persons) -> None:
    """Called, or reading: the block has no name before her, then or afterwards; whoever leads the plan knows of it."""
    plan = another(service, persons)
    unit = persons.unit(MUNICIPALITY)
    called, reader = Following(staff(service, unit, persons.person(MUNICIPALITY))), Following(plan.partner)
    machine, leading = Following(system(service, unit)), Following(plan.coordinator)
    body = {"name": "Hemtjänst", "kind": "home_care", "hsaId": unit, "principalType": "municipality"}
    body |= {"principalName": "Exempelkommun", "principalOrgNumber": unit.partition("-")[0]}
    added = ok(plan.coordinator.post(f"{plan.home}/units", json=body), 201)
    summons = {"form": "written", "sentAt": ago(), "meetingAt": ago(days=-1), "purpose": "Uppföljning"}
    summons |= {"occasion": "follow_up", "invited": [{"unitId": added["id"]}]}
    ok(plan.coordinator.post(f"{plan.home}/summonses", json=summons), 201)
    assert types(called.rest()) == ["summons.added"] == types(machine.rest())
    reader.rest()
    (own,) = [one["hsaId"] for one in plan.read()["units"] if one["id"] == plan.ids["units"]]
    for blocked in (unit, str(own)):
        block_and_lift(plan, blocked)
    for who in (called, machine):
        told = who.rest()
        assert {one["type"] for one in told} <= {"plan.corrected", "reach.changed", "reach.ended"}
        assert (told[-1]["type"], told[-1]["removed"]) == ("reach.changed", False)
    assert types(reader.rest()) == ["plan.corrected"] * 4
    mine = [one["type"] for one in leading.rest() if one["planId"] == plan.plan_id]
    assert mine[-4:] == ["block.added", "block.lifted"] * 2


def test_a_called_unit_is_told_of_its_summons_and_of_nothing_else(service: Service, persons: Persons) -> None:
    plan = another(service, persons)
    unit = persons.unit(MUNICIPALITY)
    called = staff(service, unit, persons.person(MUNICIPALITY))
    following, machine = Following(called), Following(system(service, unit))
    body = {"name": "Hemtjänst", "kind": "home_care", "hsaId": unit, "principalType": "municipality"}
    body |= {"principalName": "Exempelkommun", "principalOrgNumber": unit.partition("-")[0]}
    added = ok(plan.coordinator.post(f"{plan.home}/units", json=body), 201)
    summons = {"form": "written", "sentAt": ago(), "meetingAt": ago(days=-1), "purpose": "Uppföljning"}
    summons |= {"occasion": "follow_up", "invited": [{"unitId": added["id"]}]}
    made = ok(plan.coordinator.post(f"{plan.home}/summonses", json=summons), 201)
    ok(plan.coordinator.post(f"{plan.home}/notes", json={"text": "Ringt", "writtenAt": ago()}), 201)
    told = following.rest()
    assert types(told) == ["summons.added"] and told[0]["removed"] is False
    assert machine.rest() == told
    invitation = made["invitations"][0]["id"]
    reply = {"reply": "declines", "repliedAt": ago()}
    answered = called.put(f"{plan.home}/summonses/{made['id']}/invitations/{invitation}/reply", json=reply)
    assert answered.is_success, answered.text
    assert [(one["type"], one["removed"]) for one in following.rest()] == [("reach.ended", True)]


def test_a_system_is_told_what_its_units_are_told_and_an_unbound_one_nothing(
    service: Service, persons: Persons, played: Played
) -> None:
    lead = coordinator(played)
    unit = unit_of(played, "vc")
    machine, hers = Following(system(service, unit), at=AFTER), Following(lead, at=AFTER)
    ok(lead.post(f"{played.path}/notes", at=AFTER, json={"text": "Ringt", "writtenAt": AFTER}), 201)
    assert types(machine.rest()) == ["note.added"] == types(hers.rest())
    assert system(service, unit).get(played.path, at=AFTER).status_code == 403, "a system reads no plan"
    refused = system(service).get(PATH)
    assert (refused.status_code, refused.json()["type"].rpartition("/")[2]) == (403, "no-units-named")
    refused = system(service, unit, scopes=("other:thing",)).get(PATH)
    assert (refused.status_code, refused.json()["type"].rpartition("/")[2]) == (403, "scope-missing")


def test_each_request_leaves_one_entry_about_no_plan(service: Service, persons: Persons, played: Played) -> None:
    unit = unit_of(played, "vc")

    async def left(trace: str) -> list[Any]:
        async with service.database.journal() as connection:
            query = select(audit_entry).where(audit_entry.c.trace_id == trace)
            return list((await connection.execute(query)).mappings())

    for caller, kind in ((coordinator(played), "staff"), (system(service, unit), "system")):
        for path in (f"{PATH}?limit=5", f"{PATH}?wait=1&after=" + ok(caller.get(PATH))["cursor"]):
            answer = caller.get(path, at=AFTER)
            (entry,) = service.run(left(answer.headers["traceparent"].split("-")[1]))
            assert (entry["action"], entry["outcome"], entry["actor_kind"]) == ("journal:events.read", "allowed", kind)
            assert (entry["plan_id"], entry["person_key"], entry["unit"]) == (None, None, unit)
            assert entry["principal"] == unit.partition("-")[0]


def test_a_cursor_that_is_none_is_refused(service: Service, persons: Persons) -> None:
    who = staff(service, persons.unit(), persons.person())
    sealed = service.keys.seal("12").rstrip("=")
    for cursor in ("", "12", "å", sealed, "x" * 200):
        answer = who.get(PATH, params={"after": cursor})
        assert answer.status_code == 422
        assert answer.json()["errors"][0]["code"] == "cursor-unknown"
    assert who.get(PATH, params={"wait": "31"}).status_code == 422


def test_a_cursor_that_is_too_old_is_gone_with_a_way_back(service: Service, played: Played) -> None:
    who = coordinator(played)
    old = ok(who.get(f"{PATH}?limit=1"))["cursor"]

    later = {"at": (datetime.now(UTC) + timedelta(days=service.settings.event_days + 2)).isoformat()}
    gone = who.get(PATH, params={"after": old}, **later)
    assert (gone.status_code, gone.json()["type"].rpartition("/")[2]) == (410, "cursor-too-old")
    document = gone.json()
    assert link(document, "collection", service) == "/journal/v1/plans"
    assert ok(who.get(link(document, "last", service), **later))["events"] == []
    # Whoever begins anew begins after what is kept no longer, and can go on.
    begun = ok(who.get(PATH, **later))
    assert begun["events"] == []
    ok(who.get(link(begun, "next", service), **later))
    assert ok(who.get(PATH, params={"after": old}))["events"]


def test_few_known_among_many_are_found_window_by_window(
    service: Service, persons: Persons, monkeypatch: pytest.MonkeyPatch
) -> None:
    """From before all of them: others' plans, hers, and others' again, by windows that hold less than any of these."""
    monkeypatch.setattr(events, "WINDOW", 3)
    monkeypatch.setattr(events, "WINDOWS", 2)
    before = Following(staff(service, persons.unit(), persons.person()), limit=2)
    _, played, _ = (Played(service, persons, "elsa-hemgang", until) for until in ("meeting", "establish", "meeting"))

    who, place, found, empty = coordinator(played), before.place, list[Any](), 0
    # A page that has looked through as many as it may is empty though there is more; two windows of three, at most.
    while empty < 40:
        document = ok(who.get(place, at=AFTER))
        found += document["events"]
        empty = 0 if document["events"] else empty + 1
        place = link(document, "next", service)
    assert [one["version"] for one in found] == list(range(1, played.plan(AFTER)["version"] + 1))
    assert Event.PLAN_CREATED in types(found)


def test_a_unit_whose_own_consent_ends_on_its_day_is_told(service: Service, played: Played) -> None:
    """Elsa's consent to information is valid until the last of December; the SIP consent has no end."""
    later = "2027-01-02T10:00:00Z"
    who, lead = Following(partner(played), at=later), Following(coordinator(played), at=later)
    assert partner(played).get(played.path, at="2026-12-31T22:59:59Z").status_code == 200
    version = played.plan(later)["version"]

    def swept() -> int:
        at = datetime.fromisoformat(later)
        return service.run(sweep_reach(service.database.journal, service.keys, lambda: at, most=100_000))

    assert swept() > 0
    (told,) = of(who.rest(), played)
    assert (told["type"], told["removed"], told["version"]) == ("reach.ended", True, version)
    (told,) = of(lead.rest(), played)
    assert (told["type"], told["removed"], told["version"]) == ("reach.changed", False, version)
    assert swept() == 0, "told twice"
    ok(coordinator(played).post(f"{played.path}/notes", at=later, json={"text": "Ringt", "writtenAt": later}), 201)
    assert of(who.rest(), played) == []


def test_what_nobody_has_told_of_is_told_by_the_next_change(played: Played) -> None:
    later = "2027-01-02T10:00:00Z"
    who = Following(partner(played), at=later)
    ok(coordinator(played).post(f"{played.path}/notes", at=later, json={"text": "Ringt", "writtenAt": later}), 201)
    assert [(one["type"], one["removed"]) for one in of(who.rest(), played)] == [("reach.ended", True)]


async def republished(service: Service, played: Played, at: datetime) -> None:
    async with service.database.journal() as connection:
        work = Work(connection, OPERATOR, service.keys, at, datetime.now(UTC), trace_id="0" * 32)
        assert await republish(work, UUID(played.path.rpartition("/")[2]))


def test_what_has_been_told_is_not_told_again_because_the_plan_is_republished(service: Service, played: Played) -> None:
    later = datetime(2027, 1, 2, 10, tzinfo=UTC)
    who, lead = (Following(one(played), at=later.isoformat()) for one in (partner, coordinator))

    def swept() -> None:
        service.run(sweep_reach(service.database.journal, service.keys, lambda: later, most=100_000))

    swept()
    assert types(of(lead.rest(), played)) == ["reach.changed"]
    service.run(republished(service, played, later))
    swept()
    assert types(of(lead.rest(), played)) == []
    assert types(of(who.rest(), played)) == ["reach.ended"]


def test_whom_time_has_let_out_is_told_by_republishing_and_by_no_sweep_after_it(
    service: Service, played: Played
) -> None:
    later = datetime(2027, 1, 2, 10, tzinfo=UTC)
    who, lead = (Following(one(played), at=later.isoformat()) for one in (partner, coordinator))

    service.run(republished(service, played, later))
    service.run(republished(service, played, later))
    service.run(sweep_reach(service.database.journal, service.keys, lambda: later, most=100_000))
    assert types(of(who.rest(), played)) == ["reach.ended"]
    assert types(of(lead.rest(), played)) == ["reach.changed"]


def test_a_cursor_sealed_by_a_key_that_is_gone_has_a_way_back(service: Service, persons: Persons) -> None:
    who = staff(service, persons.unit(), persons.person())
    for key in (Fernet(Fernet.generate_key()) for _ in range(2)):
        lost = key.encrypt(b"events:12").decode().rstrip("=")
        gone = who.get(PATH, params={"after": lost})
        assert (gone.status_code, gone.json()["type"].rpartition("/")[2]) == (410, "cursor-too-old")
        assert link(gone.json(), "collection", service) == "/journal/v1/plans"
        assert ok(who.get(link(gone.json(), "last", service)))["events"] == []


def test_a_system_of_several_principals_leaves_an_entry_for_each(service: Service, persons: Persons) -> None:
    units = [persons.unit(), persons.unit(), persons.unit(MUNICIPALITY)]
    answer = system(service, *units).get(PATH)
    assert answer.status_code == 200

    async def left() -> list[Any]:
        async with service.database.journal() as connection:
            trace = audit_entry.c.trace_id == answer.headers["traceparent"].split("-")[1]
            return list(await connection.execute(select(audit_entry.c.principal, audit_entry.c.unit).where(trace)))

    own, other = units[0].partition("-")[0], units[2].partition("-")[0]
    assert own != other
    assert {tuple(one) for one in service.run(left())} == {(own, None), (other, units[2])}
