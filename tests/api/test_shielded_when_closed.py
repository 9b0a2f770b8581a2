"""A plan that has closed is shown for twelve months more: what she is not to be shown is noted in it all the same."""

from typing import Any

import pytest

from tests.api.standing import refused
from tests.callers import citizen
from tests.house.whole_plan import WholePlan, another
from tests.persons import Persons
from tests.service import Service

MARKED, NONE = {"protectedIdentity": "protectedRegistration"}, {"protectedIdentity": "none"}
WITHHELD, SHOWN = {"withheldFromPatient": True}, {"withheldFromPatient": False}


@pytest.fixture
def closed(service: Service, persons: Persons) -> WholePlan:
    plan = another(service, persons)
    plan.take("close", reason="moved")
    return plan


def mirror(plan: WholePlan) -> dict[str, Any]:
    [one] = citizen(plan.service, plan.number).get("/citizen/v1/plans").json()["plans"]
    return dict(one)


def test_her_own_protection_is_noted_in_a_closed_plan_and_undone(closed: WholePlan) -> None:
    """Domain rules, what the citizen sees: no place of any meeting, and nobody reads for her."""
    reader = citizen(closed.service, closed.representative)
    place = f"/citizen/v1/represented/{closed.ids['representations']}/plans"

    def seen() -> tuple[bool, int]:
        return mirror(closed)["meetings"][0]["place"] is not None, reader.get(place).status_code

    assert seen() == (True, 200)
    closed.patch("", MARKED)
    assert seen() == (False, 404)
    # What was noted in error, or has ended, is undone where it was noted: it holds in all her plans.
    closed.patch("", NONE)
    assert seen() == (True, 200)


def test_a_participants_protection_is_noted_in_a_closed_plan(closed: WholePlan) -> None:
    """Withheld always: the row of whoever has a protected identity."""
    before = [one["name"] for one in mirror(closed)["participants"] if one["kind"] == "guardian"]
    closed.patch(f"/participants/{closed.ids['second guardian']}", MARKED)
    after = [one["name"] for one in mirror(closed)["participants"] if one["kind"] == "guardian"]
    assert len(after) == len(before) - 1


@pytest.mark.parametrize(("kind", "place"), [("goals", "goals"), ("followUps", "follow-ups")])
def test_what_is_withheld_of_a_closed_plan_leaves_the_mirror(closed: WholePlan, kind: str, place: str) -> None:
    """Withheld always: free text that is marked as not approved for the patient."""
    before = mirror(closed)[kind]
    closed.patch(f"/{place}/{before[-1]['id']}", WITHHELD)
    assert len(mirror(closed)[kind]) == len(before) - 1
    closed.patch(f"/{place}/{before[-1]['id']}", SHOWN)
    assert mirror(closed)[kind] == before


def test_an_intervention_is_withheld_in_a_closed_plan(closed: WholePlan) -> None:
    one = closed.patch(f"/interventions/{closed.ids['interventions']}", WITHHELD)
    assert one["withheldFromPatient"] and one["id"] not in str(mirror(closed))


def test_nothing_else_is_corrected_with_it(closed: WholePlan) -> None:
    """Beside another member it is the correction of the plan that it was, and a closed plan is not corrected."""
    goal, person = f"/goals/{closed.ids['goals']}", f"/participants/{closed.ids['participants']}"
    for place, member, other in (
        ("", MARKED, {"title": "Ny"}), (goal, WITHHELD, {"text": "Nytt"}), (person, MARKED, {"name": "Ny"}),
    ):  # fmt: skip
        refused(closed.coordinator.patch(closed.home + place, json=member | other), 409, "not-in-this-status")
        refused(closed.coordinator.patch(closed.home + place, json=other), 409, "not-in-this-status")


def test_an_annulled_plan_notes_nothing(closed: WholePlan) -> None:
    """It may be about the wrong person, and nothing of it is shown."""
    closed.take("annul", text="Fel person")
    for place, member in (("", MARKED), (f"/goals/{closed.ids['goals']}", WITHHELD)):
        refused(closed.coordinator.patch(closed.home + place, json=member), 409, "not-in-this-status")


def test_a_follow_up_is_withheld_while_the_plan_is_revised(service: Service, persons: Persons) -> None:
    plan = another(service, persons)
    if plan.read()["status"] == "established":
        plan.post("summonses", {
            "form": "oral", "sentAt": "2026-01-01T00:00:00Z", "meetingAt": "2099-01-01T00:00:00Z", "purpose": "Igen",
            "invited": [{"unitId": plan.ids["units"]}],
        })  # fmt: skip
    assert plan.read()["status"] == "summoned"
    assert plan.patch(f"/follow-ups/{plan.ids['follow-ups']}", WITHHELD)["withheldFromPatient"]
