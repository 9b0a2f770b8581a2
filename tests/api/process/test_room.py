"""Whoever only takes part fills at most half of each kind, so that those who drive the plan always have room."""

import pytest

from app.services import parts
from tests.api.process.acting import AFTER, coordinator, ok, place_of, said_no, unit_body
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
    monkeypatch.setattr(parts, "MOST_PARTS", 2 * (there // 5))
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
    monkeypatch.setattr(parts, "MOST_PARTS", 2 * len(played.plan(AFTER)["units"]))
    home_care = played.colleague("hemtj", persons)
    assert said_no(home_care.put(path, at=AFTER, json=body)) == (409, "too-many-parts")
    ok(coordinator(played).put(path, at=AFTER, json=body))
