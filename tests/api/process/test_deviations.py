"""Deviations (domain rules, process): reported by one unit about another, handled jointly, never mirrored."""

from typing import Any

from tests.api.process.acting import AFTER, coordinator, every_citizen_answer, ok, said_no
from tests.callers import CANARY, Caller
from tests.persons import Persons
from tests.playing import Played
from tests.service import Service

LATER = "2026-04-21T10:00:00+02:00"  # Lars's plan is established the day before


def _report(played: Played, who: Caller, by: str, about: str, at: str = AFTER) -> Any:
    body = {"reportedByUnitId": played.player.ids[by], "concernsUnitId": played.player.ids[about]}
    body |= {"text": f"Larmet kom sent. {CANARY}", "reportedAt": at}
    return who.post(f"{played.path}/deviations", at=at, json=body)


def _step(played: Played, who: Caller, deviation: dict[str, Any], kind: str, at: str = AFTER, **more: Any) -> Any:
    body = {"kind": kind, "text": f"Vi har sett över det. {CANARY}", "takenAt": at, **more}
    return who.post(f"{played.path}/deviations/{deviation['id']}/steps", at=at, json=body)


def _reported(service: Service, persons: Persons) -> tuple[Played, dict[str, Any], Caller, Caller]:
    """Elsa's plan, the rehabilitation's report about the needs assessment, and somebody at each."""
    played = Played(service, persons, "elsa-hemgang", "establish")
    rehab = played.staff("at")
    return played, ok(_report(played, rehab, "rehab", "bist"), 201), rehab, played.staff("bh")


def _state(played: Played, one: dict[str, Any]) -> str:
    return str(ok(coordinator(played).get(f"{played.path}/deviations/{one['id']}", at=AFTER))["state"])


def test_a_deviation_is_addressed_answered_by_both_and_closed(service: Service, persons: Persons) -> None:
    """Domain rules, process: when it concerns another party it is handled jointly."""
    played, deviation, rehab, needs = _reported(service, persons)
    assert deviation["state"] == "reported" and deviation["steps"] == []
    assert said_no(_step(played, rehab, deviation, "closed")) == (409, "deviation-not-answered")
    ok(_step(played, needs, deviation, "addressed"), 201)
    assert _state(played, deviation) == "addressed"
    ok(_step(played, needs, deviation, "answered"), 201)
    assert _state(played, deviation) == "addressed", "one answer is not both"
    assert said_no(_step(played, needs, deviation, "closed")) == (409, "deviation-not-answered")
    ok(_step(played, rehab, deviation, "answered"), 201)
    assert _state(played, deviation) == "answered"
    ok(_step(played, needs, deviation, "closed"), 201)
    assert _state(played, deviation) == "closed"
    for kind in ("addressed", "answered", "closed"):
        assert said_no(_step(played, rehab, deviation, kind)) == (409, "deviation-closed")
    [told] = played.plan(AFTER)["deviations"]
    ids = played.player.ids
    assert [(one["kind"], one["unitId"]) for one in told["steps"]] == [
        ("addressed", ids["bist"]),
        ("answered", ids["bist"]),
        ("answered", ids["rehab"]),
        ("closed", ids["bist"]),
    ]


def test_only_the_two_units_handle_it(service: Service, persons: Persons) -> None:
    """Domain rules, process: the parties of the deviation, and not the coordinator for a unit that can log in."""
    played, deviation, rehab, _ = _reported(service, persons)
    nurse = coordinator(played)
    assert said_no(_step(played, nurse, deviation, "addressed")) == (403, "not-a-party")
    for unit in ("bist", "rehab"):
        refused = _step(played, nurse, deviation, "addressed", unitId=played.player.ids[unit])
        assert said_no(refused) == (403, "not-yours-to-do")
    refused = _step(played, rehab, deviation, "answered", unitId=played.player.ids["bist"])
    assert said_no(refused) == (403, "not-yours-to-do")
    assert played.colleague("hemtj", persons).get(f"{played.path}/deviations", at=AFTER).status_code == 403
    ok(_step(played, rehab, deviation, "answered", unitId=played.player.ids["rehab"]), 201)


def test_the_coordinator_speaks_for_a_unit_that_cannot_log_in(service: Service, persons: Persons) -> None:
    """Domain rules, process: Försäkringskassan has no HSA-id; a participant does not speak for it."""
    played = Played(service, persons, "lars-revideras", "establish")
    rehab, fk = played.staff("ft"), played.player.ids["fk"]
    deviation = ok(_report(played, rehab, "neuro", "fk", LATER), 201)
    assert said_no(_step(played, rehab, deviation, "answered", LATER, unitId=fk)) == (403, "not-yours-to-do")
    ok(_step(played, coordinator(played), deviation, "answered", LATER, unitId=fk), 201)
    ok(_step(played, rehab, deviation, "answered", LATER), 201)
    ok(_step(played, coordinator(played), deviation, "closed", LATER, unitId=fk), 201)


def test_a_unit_reports_for_itself_and_about_another(service: Service, persons: Persons) -> None:
    """Domain rules, process: each reports by its own routine."""
    played = Played(service, persons, "elsa-hemgang", "establish")
    rehab = played.staff("at")
    assert said_no(_report(played, rehab, "bist", "rehab")) == (403, "not-yours-to-do")
    assert said_no(_report(played, rehab, "rehab", "rehab")) == (422, "same-unit")
    assert said_no(_report(played, played.colleague("hemtj", persons), "hemtj", "bist"))[0] == 403
    assert played.plan(AFTER)["deviations"] == []


def test_a_step_is_of_a_deviation_of_this_plan_and_has_happened(service: Service, persons: Persons) -> None:
    """What another plan holds is as good as nothing."""
    played, deviation, rehab, _ = _reported(service, persons)
    _, foreign, _, _ = _reported(service, persons)
    assert said_no(_step(played, rehab, foreign, "answered")) == (404, "not-found")
    late = _step(played, rehab, deviation, "answered", takenAt="2026-03-07T10:00:01Z")
    assert said_no(late) == (422, "in-the-future")


def test_the_unit_that_it_concerns_is_told_until_it_has_addressed_it(service: Service, persons: Persons) -> None:
    """Domain rules, deadlines: computed and exposed as data."""
    played, deviation, _, needs = _reported(service, persons)

    def due() -> list[str]:
        found = played.plan(AFTER)["deadlines"]
        return [one["unit"] for one in found if one["subjectId"] == deviation["id"]]

    assert due() == [one["hsaId"] for one in played.case["units"] if one["ref"] == "bist"]
    ok(_step(played, needs, deviation, "addressed"), 201)
    assert due() == []


def test_a_deviation_is_never_shown_to_her(service: Service, persons: Persons) -> None:
    """Domain rules, withheld always: deviations; no byte of hers changes, no step is shown."""
    played, deviation, rehab, needs = _reported(service, persons)
    before = played.citizen.get("/citizen/v1/plans", at=AFTER)
    for who in (rehab, needs):
        ok(_step(played, who, deviation, "answered"), 201)
    after = played.citizen.get("/citizen/v1/plans", at=AFTER)
    assert after.content == before.content
    text = every_citizen_answer(played, AFTER)
    assert "Larmet kom sent" not in text and "sett över" not in text and "deviation" not in text
