"""The plan as it stood: at a version, or at a time. Whoever reads it now reads how it was."""

from datetime import datetime, timedelta

import pytest

from tests.persons import Persons
from tests.playing import Played
from tests.service import Service


def shown(played: Played, as_of: str) -> dict[str, object]:
    answer = played.staff(played.case["coordinator"]).get(played.path, params={"asOf": as_of}, at=played.at)
    assert answer.status_code == 200, answer.text
    plan: dict[str, object] = answer.json()
    return plan


def test_a_version_and_the_time_when_it_stood_are_the_same_plan(service: Service, persons: Persons) -> None:
    played = Played(service, persons, "lars-revideras", "follow-up")
    listed = played.staff("k1").get(f"{played.path}/versions?limit=100", at=played.at).json()["versions"]
    for one in listed[::7]:
        by_version = shown(played, str(one["version"]))
        assert by_version["version"] == one["version"]
    met = next(one for one in listed if one["change"] == "meeting.added")
    last_then = next(one for one in listed if one["changedAt"] == met["changedAt"])
    by_time = shown(played, met["changedAt"])
    assert by_time["version"] == last_then["version"]
    before = datetime.fromisoformat(met["changedAt"]) - timedelta(seconds=1)
    assert shown(played, before.isoformat())["status"] == "summoned"


def test_the_text_of_a_goal_before_it_was_revised(service: Service, persons: Persons) -> None:
    played = Played(service, persons, "lars-revideras", "follow-up")
    texts = [one["text"] for one in played.plan(played.at)["goals"]]
    former = [one["text"] for one in shown(played, "2026-05-01T12:00:00+02:00")["goals"]]  # type: ignore[attr-defined]
    assert former[0] == "Lars leder en träning i höst." and texts[0] != former[0] and texts[1] == former[1]


def test_a_consent_that_ended_is_in_force_as_of_before_it_ended(service: Service, persons: Persons) -> None:
    played = Played(service, persons, "mikael-aterkallar", "withdrawal")
    then = shown(played, "2026-03-30T08:29:59+02:00")
    assert then["status"] == "established"
    assert next(one["inForce"] for one in then["consents"]) is True  # type: ignore[attr-defined]
    assert next(one["inForce"] for one in played.plan(played.at)["consents"]) is False


@pytest.mark.parametrize("as_of", ["0", "-1", "2026-03-30", "i går", "9999999999", ""])
def test_what_is_neither_is_refused(service: Service, persons: Persons, as_of: str) -> None:
    played = Played(service, persons, "mikael-aterkallar", "create")
    answer = played.staff("hl").get(played.path, params={"asOf": as_of}, at=played.at)
    assert answer.status_code == 422, answer.text


def test_the_future_and_what_never_was(service: Service, persons: Persons) -> None:
    played = Played(service, persons, "mikael-aterkallar", "create")
    caller = played.staff("hl")
    for as_of, status in (("2099-01-01T00:00:00Z", 422), ("4711", 404), ("1999-01-01T00:00:00Z", 404)):
        assert caller.get(played.path, params={"asOf": as_of}, at=played.at).status_code == status
