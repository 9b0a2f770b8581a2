"""Establishing a plan checks what the law demands (HSL 16:4, SoL 10:9) and lists what is missing."""

from tests.persons import Persons
from tests.playing import Played
from tests.service import Service


def test_everything_that_is_missing_is_listed_with_its_source(service: Service, persons: Persons) -> None:
    played = Played(service, persons, "elsa-hemgang", "meeting")
    step = {"transition": "establish"}
    headers = {"If-Match": "*", "Accept-Language": "en"}
    refused = played.staff("dsk").post(f"{played.path}/transitions", at=played.at, json=step, headers=headers)
    assert refused.status_code == 409
    problem = refused.json()
    assert problem["type"].endswith("/problems/requirements-missing")
    assert [(error["code"], error["pointer"]) for error in problem["errors"]] == [
        ("goals-missing", "/goals"),
        ("interventions-missing", "/interventions"),
        ("overall-responsible-missing", "/overallResponsible"),
        ("first-follow-up-missing", "/firstFollowUpOn"),
    ]
    assert problem["errors"][0]["detail"] == "No goal is stated."
    assert played.plan(played.at)["status"] == "met"


def test_a_transition_is_taken_once(service: Service, persons: Persons) -> None:
    played = Played(service, persons, "elsa-hemgang", "establish")
    step = {"transition": "establish", "approvedForPatient": True}
    again = played.staff("dsk").post(f"{played.path}/transitions", at=played.at, json=step, headers={"If-Match": "*"})
    assert again.status_code == 409 and again.json()["type"].endswith("/problems/not-in-this-status")


def test_no_plan_without_consent(service: Service, persons: Persons) -> None:
    played = Played(service, persons, "elsa-hemgang", "offer")
    step = {"transition": "prepare"}
    refused = played.staff("avd").post(f"{played.path}/transitions", at=played.at, json=step, headers={"If-Match": "*"})
    assert refused.status_code == 409
    assert [error["code"] for error in refused.json()["errors"]] == ["sip-consent-missing", "coordinator-missing"]


def test_the_due_times_are_computed(service: Service, persons: Persons) -> None:
    """Documentation three days after the meeting; summons three days after ready for discharge (2017:612 4:3)."""
    played = Played(service, persons, "elsa-hemgang", "meeting")
    plan = played.plan(played.at)
    assert plan["summonsDueAt"] == "2026-03-06T09:15:00Z"
    assert plan["meetings"][0]["documentationDueAt"] == "2026-03-09T12:00:00Z"
