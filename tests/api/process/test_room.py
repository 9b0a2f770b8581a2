"""Whoever only takes part fills at most half of each kind, so that those who drive the plan always have room."""

import pytest

from app.domain import contents, room
from app.services import takeovers
from tests.api.process.acting import AFTER, coordinator, ok, place_of, said_no, summon, unit_body
from tests.callers import staff
from tests.persons import Persons
from tests.playing import Played
from tests.service import Service

MUNICIPALITY = "SE2129990023"


def test_half_of_the_statuses_are_left_to_those_who_drive_the_plan(
    service: Service, persons: Persons, monkeypatch: pytest.MonkeyPatch
) -> None:
    played = Played(service, persons, "elsa-hemgang", "establish")
    plan, rehab = played.plan(AFTER), played.staff("at")
    own = next(one for one in plan["interventions"] if one["responsible"]["unitId"] == played.player.ids["rehab"])
    path, body = f"{played.path}/interventions/{own['id']}/statuses", {"state": "ongoing", "since": AFTER}
    # A status is never changed, so there are five for each part.
    there = len(plan["interventionStatuses"])
    monkeypatch.setattr(room, "MOST_PARTS", 2 * (there // 5))
    assert there >= 5
    assert said_no(rehab.post(path, at=AFTER, json=body)) == (409, "too-many-parts")
    ok(coordinator(played).post(path, at=AFTER, json=body), 201)


def test_who_sends_a_summons_on_fills_the_plan_with_no_units(
    service: Service, persons: Persons, monkeypatch: pytest.MonkeyPatch
) -> None:
    played = Played(service, persons, "elsa-hemgang", "summons")
    [summons] = played.plan(AFTER)["summonses"]
    path = f"{place_of(played, summons, played.player.ids['hemtj'])}/forwarding"
    body = {"unit": unit_body(persons.unit(MUNICIPALITY), "Hemtjänsten Söder", "municipality"), "repliedAt": AFTER}
    monkeypatch.setattr(room, "MOST_PARTS", 2 * len(played.plan(AFTER)["units"]))
    home_care = played.colleague("hemtj", persons)
    assert said_no(home_care.put(path, at=AFTER, json=body)) == (409, "too-many-parts")
    ok(coordinator(played).put(path, at=AFTER, json=body))


def test_a_plan_calls_units_to_as_many_meetings_as_it_has_room_for(
    service: Service, persons: Persons, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A plan lasts for years: what bounds the summonses must not end the calling long before them."""
    played = Played(service, persons, "elsa-hemgang", "summons")
    called = sum(len(one["invitations"]) for one in played.plan(AFTER)["summonses"])
    monkeypatch.setattr(contents.added, "__defaults__", (called,))
    monkeypatch.setattr(room, "MOST_PARTS", called)
    ok(summon(coordinator(played), played, AFTER, "rehab"), 201)
    monkeypatch.setattr(room, "MOST_PARTS", called + 1)
    monkeypatch.setitem(room.TIMES, "invitations", 1)
    assert said_no(summon(coordinator(played), played, AFTER, "rehab")) == (409, "too-many-parts")


def test_a_full_plan_is_taken_over_all_the_same(
    service: Service, persons: Persons, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Domain rules, who may do what: an orphaned plan is taken over; its fullness keeps nobody from that."""
    played = Played(service, persons, "elsa-hemgang", "establish")
    there = len(played.plan(AFTER)["units"])
    monkeypatch.setattr(contents.added, "__defaults__", (there,))
    monkeypatch.setattr(takeovers, "FOR_TAKING_OVER", 2 * there)
    unit = persons.unit()
    boss = staff(service, unit, persons.person(), scopes=("journal:read", "journal:write", "journal:takeover"))
    body = {"reason": "Samordnaren har slutat.", "takenAt": AFTER, "name": "Oskar Ahl", "role": "chef"}
    ok(boss.post(f"{played.path}/takeovers", at=AFTER, json=body | {"unit": unit_body(unit)}), 201)
