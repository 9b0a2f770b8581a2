"""A consent that ends with time (domain rules, consent): its effect at once for everyone; the trail by the sweeper.

The times lie far off, so that neither the sweeper of the running service nor another test comes to them.
"""

import asyncio
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select

from app.models.outbox import outbox_event
from app.services.sweeping import sweep
from tests.api.process.acting import coordinator, established, ok, said_no, step
from tests.api.standing import unchanged
from tests.persons import Persons
from tests.playing import Played
from tests.service import Service

DAY, LAST, OVER = "2098-12-31", "2098-12-31T23:59:59+01:00", "2099-01-01T00:00:00+01:00"
LATER = "2099-01-02T10:00:00+01:00"
UNITS = ("vc", "ort", "rehab", "hemtj", "bist")


def _ending(service: Service, persons: Persons) -> Played:
    """Elsa's plan, established and released, on a SIP consent that ends, and units let in for longer."""
    played = Played(service, persons, "elsa-hemgang", "consent", sip_until=DAY)
    played.case["consents"][1]["validUntil"] = "2099-12-31"
    for consent in played.case["consents"][1:]:
        played.player._consent(consent)
    established(played)
    return played


def _sweep(service: Service, at: str = LATER) -> int:
    """Sweeps until there is nothing left to write, and says how much there was."""
    written = 0
    while some := service.run(sweep(service.database.journal, service.keys, lambda: datetime.fromisoformat(at))):
        written += some
    return written


def _events(service: Service, played: Played) -> list[str]:
    async def read() -> list[str]:
        async with service.database.journal() as connection:
            query = select(outbox_event.c.type).where(outbox_event.c.plan_id == UUID(played.player.plan_id))
            return list((await connection.execute(query.order_by(outbox_event.c.number))).scalars())

    return service.run(read())


def _nobody_sees_it(played: Played, persons: Persons, at: str) -> None:
    assert played.plans(at) == []
    assert played.citizen.get("/citizen/v1/summonses", at=at).json()["summonses"] == []
    for who in (played.staff("at"), played.staff("bh"), played.colleague("vc", persons)):
        assert who.get(played.path, at=at).status_code in (403, 404)
        assert who.get(f"{played.path}/mapping", at=at).status_code in (403, 404)
        assert who.get("/journal/v1/plans", at=at).json()["plans"] == []


def _versions(played: Played, at: str = LATER) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = ok(coordinator(played).get(f"{played.path}/versions", at=at))["versions"]
    return found


def test_before_any_write_nobody_sees_what_the_consent_no_longer_covers(service: Service, persons: Persons) -> None:
    """Domain rules, consent: the same effect as a withdrawal, on that instant and without anyone acting."""
    played = _ending(service, persons)
    version = played.plan(LAST)["version"]
    assert len(played.plans(LAST)) == 1 and ok(played.staff("at").get(played.path, at=LAST))
    _nobody_sees_it(played, persons, OVER)
    plan = played.plan(OVER)
    assert (plan["status"], plan["closingReason"], plan["version"]) == ("closed", "consent_ended", version)
    assert plan["notices"] == [] and "plan.lapsed" not in _events(service, played)
    note = {"text": "För sent.", "writtenAt": OVER}
    assert said_no(coordinator(played).post(f"{played.path}/notes", at=OVER, json=note)) == (409, "not-in-this-status")


def test_the_sweep_writes_one_version_one_event_and_tells_who_was_let_in(service: Service, persons: Persons) -> None:
    """Domain rules, closed: closure is documented and everyone involved is told."""
    played = _ending(service, persons)
    before = played.plan(LAST)["version"]
    assert _sweep(service) >= 1
    plan = played.plan(LATER)
    assert (plan["status"], plan["closingReason"], plan["version"]) == ("closed", "consent_ended", before + 1)
    assert plan["closedAt"] == "2098-12-31T23:00:00Z", "when it ended, not when it was written"
    assert sorted(one["unitId"] for one in plan["notices"]) == sorted(played.player.ids[unit] for unit in UNITS)
    assert _events(service, played).count("plan.lapsed") == 1
    assert _events(service, played)[-1] == "plan.lapsed"
    _nobody_sees_it(played, persons, LATER)


def test_the_units_reach_their_notice_and_acknowledge_it(service: Service, persons: Persons) -> None:
    """Domain rules, closed: told by the service as by a person, and the same to acknowledge."""
    played = _ending(service, persons)
    who = played.staff("at")
    assert who.get(f"{played.path}/notices", at=OVER).status_code == 404
    _sweep(service)
    [notice] = ok(who.get(f"{played.path}/notices", at=LATER))["notices"]
    assert notice["unitId"] == played.player.ids["rehab"]
    path = f"{played.path}/notices/{notice['id']}/acknowledgement"
    ok(who.put(path, at=LATER, json={"acknowledgedAt": LATER}))
    assert said_no(who.put(path, at=LATER, json={"acknowledgedAt": LATER})) == (409, "already-acknowledged")


def test_what_the_sweep_wrote_can_be_read_in_versions_and_accesses(service: Service, persons: Persons) -> None:
    """PDL 3:14, 8:5: the history and the audit log tell of the service as of anybody, to staff and to her."""
    played = _ending(service, persons)
    _sweep(service)
    newest = _versions(played)[0]
    assert newest["change"] == "plan.lapsed" and newest["subjectId"] == played.player.plan_id
    accesses = ok(coordinator(played).get(f"{played.path}/accesses?limit=100", at=LATER))["accesses"]
    assert "journal:plan.close" in [one["action"] for one in accesses if one["kind"] == "Skriva"]
    hers = played.citizen.get("/citizen/v1/accesses?limit=100", at=LATER)
    assert hers.status_code == 200 and len(hers.json()["accesses"]) > 20


def test_sweeping_again_writes_nothing(service: Service, persons: Persons) -> None:
    """What is written is written once; a plan whose consent lasts is left alone."""
    played, lasting = _ending(service, persons), Played(service, persons, "elsa-hemgang", "establish")
    _sweep(service)
    version = played.plan(LATER)["version"]
    with unchanged(service):
        assert _sweep(service) == 0
    assert played.plan(LATER)["version"] == version
    assert lasting.plan("2026-03-07T10:00:00Z")["status"] == "established"


def test_a_sweep_before_the_end_writes_nothing(service: Service, persons: Persons) -> None:
    """Domain rules, consent: the last day is a day that it holds, to its end in Sweden."""
    _sweep(service, OVER)
    played = _ending(service, persons)
    with unchanged(service):
        assert _sweep(service, LAST) == 0
    assert _sweep(service, OVER) == 1
    assert played.plan(LATER)["closingReason"] == "consent_ended"


def test_two_sweeps_at_once_write_once(service: Service, persons: Persons) -> None:
    """Several processes may sweep: one version, one event, one notice for each unit."""
    played = _ending(service, persons)
    before = played.plan(LAST)["version"]
    at = datetime.fromisoformat(LATER)

    async def both() -> list[int]:
        begin = service.database.journal
        return await asyncio.gather(*(sweep(begin, service.keys, lambda: at) for _ in range(2)))

    assert sum(service.run(both())) >= 1
    _sweep(service)
    plan = played.plan(LATER)
    assert plan["version"] == before + 1 and len(plan["notices"]) == len(UNITS)
    assert _events(service, played).count("plan.lapsed") == 1


def test_a_write_that_comes_first_leaves_the_sweep_nothing(service: Service, persons: Persons) -> None:
    """Who acts on a lapsed plan writes its closure first, as the service's own change, and then her own."""
    played = _ending(service, persons)
    before = played.plan(LAST)["version"]
    goal = {"withdrawnBy": "person", "withdrawnAt": LATER}
    path = f"{played.consent('information_sharing')}/withdrawal"
    assert coordinator(played).put(path, at=LATER, json=goal).status_code == 204
    plan = played.plan(LATER)
    assert (plan["status"], plan["version"]) == ("closed", before + 2) and len(plan["notices"]) == len(UNITS)
    _sweep(service)
    assert played.plan(LATER)["version"] == before + 2
    assert _events(service, played)[-2:] == ["plan.lapsed", "consent.withdrawn"]
    hers, services = _versions(played)[:2]
    assert (hers["change"], services["change"]) == ("consent.withdrawn", "plan.lapsed")
    assert hers["unit"] is not None and services["unit"] is None, "by the service itself"


def test_an_annulment_that_comes_first_leaves_the_closure_told(service: Service, persons: Persons) -> None:
    """Domain rules, closed: everyone involved is told, though the plan is then said to be entered in error."""
    played = _ending(service, persons)
    who = coordinator(played)
    tried = ok(step(who, played, "annul", LATER, text="Fel person", dryRun=True))
    ok(step(who, played, "annul", LATER, text="Fel person"))
    plan = played.plan(LATER)
    assert (plan["status"], plan["closingReason"]) == ("annulled", "consent_ended")
    for told in (tried, plan):
        assert sorted(one["unitId"] for one in told["notices"]) == sorted(played.player.ids[unit] for unit in UNITS)
    assert _events(service, played)[-2:] == ["plan.lapsed", "plan.annul"]


def test_whoever_saw_it_closed_by_time_builds_on_that(service: Service, persons: Persons) -> None:
    """RFC 9110 13.1.1: the closure is a change; she has seen it, written or not, or she has not."""

    def annul(played: Played, tag: str, **more: bool) -> int:
        headers = {"If-Match": tag}
        return step(coordinator(played), played, "annul", LATER, text="Fel", headers=headers, **more).status_code

    for swept in (False, True):
        played = _ending(service, persons)
        seen_open = coordinator(played).get(played.path, at=LAST).headers["etag"]
        seen_closed = coordinator(played).get(played.path, at=LATER).headers["etag"]
        assert seen_closed.partition(".")[0] == seen_open.partition(".")[0] + "-ended"
        if swept:
            _sweep(service)
        for dry in (True, False):
            assert annul(played, seen_open, dryRun=dry) == 412
            assert annul(played, seen_closed, dryRun=dry) == 200
        assert annul(played, seen_closed) in (409, 412), "something else has happened since"


def test_a_refused_change_leaves_the_closure_to_the_sweep(service: Service, persons: Persons) -> None:
    """Raising leaves nothing behind, the closure no more than the change that brought it."""
    played = _ending(service, persons)
    with unchanged(service):
        note = {"text": "För sent.", "writtenAt": OVER}
        assert coordinator(played).post(f"{played.path}/notes", at=OVER, json=note).status_code == 409
    assert _sweep(service) >= 1 and _events(service, played)[-1] == "plan.lapsed"


def test_a_sweep_in_the_middle_of_a_revision_closes_what_was_adopted(service: Service, persons: Persons) -> None:
    """Domain rules, lifecycle: from every open status, at once, and without anything left to see."""
    played = _ending(service, persons)
    at = played.at
    body = {"heldAt": at, "form": "digital", "whatMatters": "Att bo kvar."}
    ok(coordinator(played).post(f"{played.path}/meetings", at=at, json=body), 201)
    assert played.plan(at)["revises"] is not None
    _sweep(service)
    assert played.plan(LATER)["status"] == "closed"
    _nobody_sees_it(played, persons, LATER)
