"""What is asked before a plan is established (HSL 16:4, SoL 10:9, the guideline): told before it is tried."""

from typing import Any

import pytest

from tests.api.process.acting import coordinator, manager, ok, said_no, step, written
from tests.api.standing import Office
from tests.persons import Persons
from tests.playing import Played
from tests.service import Service

ALL = [
    *("sip-consent-missing", "coordinator-missing", "region-part-missing", "municipality-part-missing"),
    *("meeting-missing", "main-responsible-missing", "goals-missing", "goal-follow-up-responsible-missing"),
    *("interventions-missing", "principal-intervention-missing", "overall-responsible-missing"),
    *("first-follow-up-missing", "first-follow-up-passed"),
]


def _asked(played: Played, who: Any = None) -> dict[str, Any]:
    return ok((who or coordinator(played)).get(f"{played.path}/requirements", at=played.at))


def _missing(asked: dict[str, Any]) -> list[str]:
    return [one["code"] for one in asked["requirements"] if not one["met"]]


def _same_as_when_tried(played: Played) -> None:
    """The list is the one that establishing is refused with, in the same order and at the same places."""
    asked = _asked(played)
    told = [(one["code"], pointer) for one in asked["requirements"] for pointer in one["pointers"]]
    tried = step(coordinator(played), played, "establish", played.at, dryRun=True)
    if asked["ready"]:
        ok(tried)
        assert told == []
    else:
        assert tried.status_code == 409
        assert [(one["code"], one["pointer"]) for one in tried.json()["errors"]] == told != []


def test_every_requirement_is_told_with_its_source(service: Service, persons: Persons) -> None:
    """HSL 16:4, SoL 10:9: four points of law, and the guideline's; met or not, each is told."""
    played = Played(service, persons, "elsa-hemgang", "create")
    asked = _asked(played, played.staff("avd"))
    assert [one["code"] for one in asked["requirements"]] == ALL and asked["ready"] is False
    for one in asked["requirements"]:
        assert one["source"] and one["swedish"].endswith(".") and one["english"].endswith(".")
        assert one["met"] is (one["pointers"] == [])
    assert {"region-part-missing", "municipality-part-missing"} <= set(_missing(asked)), "nobody takes part yet"


def test_what_is_missing_is_what_establishing_is_refused_for(service: Service, persons: Persons) -> None:
    """The list that is told beforehand and the list of the 409 are one and the same, at each step on the way."""
    played = Played(service, persons, "elsa-hemgang", "meeting")
    assert _missing(_asked(played)) == [
        *("goals-missing", "interventions-missing", "overall-responsible-missing", "first-follow-up-missing")
    ]
    _same_as_when_tried(played)
    who = coordinator(played)
    goal = {"term": "long", "lifeArea": "mobility", "text": "Gå till affären."}
    first = ok(who.post(f"{played.path}/goals", at=played.at, json=goal), 201)
    ok(who.post(f"{played.path}/goals", at=played.at, json=goal), 201)
    assert "goals-missing" not in _missing(_asked(played))
    [row] = [one for one in _asked(played)["requirements"] if one["code"] == "goal-follow-up-responsible-missing"]
    assert row["pointers"] == ["/goals/0/followUpResponsibleId", "/goals/1/followUpResponsibleId"]
    _same_as_when_tried(played)
    herself = {"goalId": first["id"], "text": "Gå i trappan", "position": 1, "responsible": {"kind": "person"}}
    ok(who.post(f"{played.path}/interventions", at=played.at, json=herself), 201)
    assert "principal-intervention-missing" in _missing(_asked(played)), "which of them each principal answers for"
    _same_as_when_tried(played)


def test_a_plan_that_lacks_nothing_is_ready_and_is_established(service: Service, persons: Persons) -> None:
    """Domain rules, established: when every requirement is met the step is taken."""
    played = Played(service, persons, "elsa-hemgang", "meeting")
    written(played)
    assert _asked(played)["ready"] is True and _missing(_asked(played)) == []
    _same_as_when_tried(played)
    ok(step(coordinator(played), played, "establish", played.at))


def test_a_consent_that_is_taken_back_is_missing_at_once(service: Service, persons: Persons) -> None:
    """Domain rules, consent: no consent, no plan; the list is of this instant."""
    played = Played(service, persons, "elsa-hemgang", "consent", sip_until="2099-12-31")
    ward = played.staff("avd")
    assert "sip-consent-missing" not in _missing(_asked(played, ward))
    played.at = "2100-01-01T00:00:00+01:00"
    assert "sip-consent-missing" in _missing(_asked(played, ward))


def test_requirements_are_plan_content(service: Service, persons: Persons) -> None:
    """Domain rules, who may do what: told to who reads the plan; to others in reach a no, to strangers nothing."""
    played = Played(service, persons, "elsa-hemgang", "summons")
    path = f"{played.path}/requirements"
    ok(played.staff("at").get(path, at=played.at))
    assert said_no(played.colleague("hemtj", persons).get(path, at=played.at)) == (403, "summons-not-accepted")
    assert said_no(manager(played, persons).get(path, at=played.at)) == (403, "not-yours-to-do")
    assert said_no(played.staff("avd").get(path, at=played.at)) == (404, "not-found")


@pytest.mark.parametrize(
    ("begun", "law"), [("2025-06-30T21:59:59Z", "HSL 16:4, SoL 2:7"), ("2025-06-30T22:00:00Z", "HSL 16:4, SoL 10:9")]
)
def test_the_law_that_is_told_is_that_of_the_plans_day(
    service: Service, persons: Persons, begun: str, law: str
) -> None:
    """SoL 2:7 until the end of June 2025 in Sweden, and the new socialtjänstlag since; the guideline is as it was."""
    office = Office(service, persons)
    made = ok(office.caller.post("/journal/v1/plans", at=begun, json=office.body(initiatedAt=begun)), 201)
    path = f"/journal/v1/plans/{made['id']}"
    ok(office.caller.post(f"{path}/transitions", at=begun, json={"transition": "offer"}, headers={"If-Match": "*"}))
    asked = {
        one["code"]: one["source"] for one in ok(office.caller.get(f"{path}/requirements", at=begun))["requirements"]
    }
    assert asked["sip-consent-missing"] == law
    assert asked["overall-responsible-missing"] == f"{law} fjärde punkten"
    assert asked["goals-missing"] == "Riktlinje SIP"
    # What it is told later is by the plan's day, too.
    told = ok(office.caller.get(f"{path}/actions", at="2026-03-03T10:15:00Z"))["actions"]
    (prepare,) = [one for one in told if one["action"] == "plan.prepare"]
    assert {one["code"]: one["source"] for one in prepare["reasons"]} == {
        "sip-consent-missing": law,
        "coordinator-missing": "Riktlinje SIP",
    }
