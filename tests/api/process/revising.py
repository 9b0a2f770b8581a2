"""A plan that is being revised, for the tests of it."""

from typing import Any

import httpx

from tests.api.process.acting import AFTER, coordinator, meet, ok, summon
from tests.persons import Persons
from tests.playing import Played
from tests.service import Service

MET = "2026-03-08T10:00:00Z"
DRAFT = "Elsa flyttar till söder."
ADOPTED = ("goals", "interventions", "followUps", "meetings", "reason", "mainResponsible")
ADOPTED += ("overallResponsible", "firstFollowUpOn", "establishedAt", "approvedForPatient")


def revised(service: Service, persons: Persons, *, met: bool = True) -> Played:
    """Elsa's plan, established and released, then called to planning anew, and met unless nothing is said."""
    played = Played(service, persons, "elsa-hemgang", "establish")
    ok(summon(coordinator(played), played, AFTER, "rehab", "bist"), 201)
    if met:
        ok(meet(coordinator(played), played, MET, whatMatters="Att bo i söder."), 201)
    return played


def served(played: Played, at: str = MET) -> httpx.Response:
    return played.citizen.get("/citizen/v1/plans", at=at)


def goal(played: Played, which: str, at: str = MET, **values: Any) -> None:
    ok(coordinator(played).patch(f"{played.path}/goals/{played.player.ids[which]}", at=at, json=values))
