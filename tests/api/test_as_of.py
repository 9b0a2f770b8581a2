"""The plan as it stood: at a version, or at a time. Whoever reads it now reads how it was."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from app.domain.actor import Staff
from app.services import versions
from app.services.work import Work
from tests.api.past import Told, ask, coordinator, later
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


def _plan_at(service: Service, played: Played, **which: Any) -> tuple[Any, int]:
    """Asks the service itself, as the coordinator."""
    who = next(one for one in played.case["staff"] if one["ref"] == played.case["coordinator"])
    unit = next(one for one in played.case["units"] if one["ref"] == who["unit"])["hsaId"]
    scopes = frozenset({"journal:read"})
    actor = Staff(person=who["hsaId"], unit=unit, principal=unit[:12], purpose="TREAT", client="c", scopes=scopes)
    now = datetime.fromisoformat(played.at)

    async def look() -> tuple[Any, int]:
        async with service.database.journal() as connection:
            work = Work(connection, actor, service.keys, now, datetime.now(now.tzinfo), "0" * 32)
            return await versions.plan_at(work, UUID(played.player.plan_id), **which)

    return service.run(look())


def test_the_plan_as_of_an_instant_is_the_newest_version_there_was(service: Service, persons: Persons) -> None:
    told = Told(service, persons, "elsa-hemgang")
    listed = ask(coordinator(told.played), told.played, "versions?limit=100")["versions"]
    times = {one["version"]: datetime.fromisoformat(one["changedAt"]) for one in listed}
    for number, whole in told.then.items():
        for at in (times[number], times[number] - timedelta(microseconds=1), times[number] + timedelta(minutes=1)):
            there = [version for version, changed in times.items() if changed <= at]
            if there:
                old, found = _plan_at(service, told.played, at=at)
                assert found == old.version == max(there)
        old, found = _plan_at(service, told.played, version=number)
        assert (found, old.version, old.status) == (number, number, whole["status"])
        assert len(old.goals) == len(whole["goals"])
    for which in ({}, {"version": 1, "at": datetime.fromisoformat(told.played.at)}):
        with pytest.raises(ValueError, match="a version, or an instant"):
            _plan_at(service, told.played, **which)


def test_before_its_first_version_there_was_no_plan(service: Service, persons: Persons) -> None:
    played = Played(service, persons, "elsa-hemgang", "prepare")
    with pytest.raises(versions.Unreachable):
        _plan_at(service, played, at=datetime.fromisoformat(later(played.at, days=-400)))


def test_a_consent_that_had_ended_by_then_had_closed_the_plan(service: Service, persons: Persons) -> None:
    """On the instant, and without a version of its own; as a version it is what it was when it came."""
    played = Played(service, persons, "elsa-hemgang", "establish", sip_until="2026-04-30")
    established, number = _plan_at(service, played, at=datetime.fromisoformat("2026-04-30T23:59:59+02:00"))
    ended, same = _plan_at(service, played, at=datetime.fromisoformat("2026-05-01T00:00:00+02:00"))
    assert (established.status, ended.status, number) == ("established", "closed", same)
    assert ask(coordinator(played), played, f"versions/{number}", "2026-05-02T00:00:00Z")["status"] == "established"
    computed = ("status", "closed_at", "closing_reason", "deadlines", "next_follow_up_on", "consents")
    assert ended.model_copy(update={name: getattr(established, name) for name in computed}) == established


def test_a_condition_that_cannot_be_read_is_refused_then_as_now(service: Service, persons: Persons) -> None:
    played = Played(service, persons, "elsa-hemgang", "establish")
    for params in ({}, {"asOf": "1"}):
        for condition, status in (("", 400), ("3", 400), ('"none"', 200)):
            headers = {"If-None-Match": condition}
            answer = played.staff(played.case["coordinator"]).get(played.path, params=params, headers=headers)
            assert answer.status_code == status, (params, condition)
