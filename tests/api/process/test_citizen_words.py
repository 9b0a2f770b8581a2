"""Her own wording beside the professional one (domain rules, release): shown instead, and only where there is one."""

import json
from typing import Any

import pytest

from tests.api.process.acting import AFTER, coordinator, meet, ok, shown
from tests.callers import CANARY
from tests.persons import Persons
from tests.playing import Played
from tests.service import Service

PROFESSIONAL, HERS = "Självständig förflyttning utomhus.", "Du går till affären."
FOLLOWED = "2026-04-17T08:00:00Z"


def _made(played: Played, kind: str, **more: Any) -> str:
    """A part with the professional text, by its address."""
    bodies: dict[str, dict[str, Any]] = {
        "goals": {
            "term": "short",
            "lifeArea": "mobility",
            "text": PROFESSIONAL,
            "followUpResponsibleId": played.player.ids["dsk"],
        },
        "interventions": {
            "goalId": played.player.ids["goal 0"],
            "text": PROFESSIONAL,
            "position": 1,
            "responsible": {"kind": "person"},
        },
        "follow-ups": {
            "heldAt": FOLLOWED,
            "howIsItGoing": PROFESSIONAL,
            "continuedCoordination": True,
            "decision": "continue",
            "nextOn": "2026-06-12",
        },
    }
    made = ok(coordinator(played).post(f"{played.path}/{kind}", at=FOLLOWED, json=bodies[kind] | more), 201)
    return f"{played.path}/{kind}/{made['id']}"


@pytest.mark.parametrize("kind", ["goals", "interventions", "follow-ups"])
def test_her_wording_is_shown_instead_of_the_professional_one(service: Service, persons: Persons, kind: str) -> None:
    """Domain rules, release: staff text may have a citizen-facing wording beside the professional one."""
    played = Played(service, persons, "elsa-hemgang", "establish")
    path = _made(played, kind, citizenText=HERS)
    text = json.dumps(shown(played, FOLLOWED), ensure_ascii=False)
    assert HERS in text and PROFESSIONAL not in text and "citizenText" not in text
    part = ok(coordinator(played).get(path, at=FOLLOWED))
    assert part["citizenText"] == HERS and PROFESSIONAL in part.values(), "staff have both"
    ok(coordinator(played).patch(path, at=FOLLOWED, json={"citizenText": None}))
    text = json.dumps(shown(played, FOLLOWED), ensure_ascii=False)
    assert HERS not in text and PROFESSIONAL in text, "without one she is shown the text there is"
    assert ok(coordinator(played).get(path, at=FOLLOWED))["citizenText"] is None


@pytest.mark.parametrize("kind", ["goals", "interventions", "follow-ups"])
def test_what_is_withheld_is_withheld_in_both_wordings(service: Service, persons: Persons, kind: str) -> None:
    """Domain rules, withheld always: free text that is not approved for the patient."""
    played = Played(service, persons, "elsa-hemgang", "establish")
    _made(played, kind, citizenText=HERS, withheldFromPatient=True)
    text = json.dumps(shown(played, FOLLOWED), ensure_ascii=False)
    assert HERS not in text and PROFESSIONAL not in text


@pytest.mark.parametrize("kind", ["goals", "interventions", "follow-ups"])
def test_the_professional_text_reaches_no_answer_of_hers(service: Service, persons: Persons, kind: str) -> None:
    """Domain rules, release; `check` looks for the canary in every answer to a citizen."""
    played = Played(service, persons, "elsa-hemgang", "establish")
    name = "howIsItGoing" if kind == "follow-ups" else "text"
    _made(played, kind, citizenText=HERS, **{name: CANARY})
    assert HERS in json.dumps(shown(played, FOLLOWED), ensure_ascii=False)


@pytest.mark.parametrize("empty", ["", "   "])
def test_an_empty_wording_is_none(service: Service, persons: Persons, empty: str) -> None:
    """A blank would hide the goal from her while it looks as if it were shown."""
    played = Played(service, persons, "elsa-hemgang", "establish")
    goal = f"{played.path}/goals/{played.player.ids['goal 0']}"
    assert coordinator(played).patch(goal, at=AFTER, json={"citizenText": empty}).status_code == 422


def test_a_new_wording_is_a_draft_while_the_plan_is_revised(service: Service, persons: Persons) -> None:
    """Domain rules, lifecycle: she sees what was adopted, in the words that it was adopted in."""
    played = Played(service, persons, "elsa-hemgang", "establish")
    goal = f"{played.path}/goals/{played.player.ids['goal 0']}"
    ok(coordinator(played).patch(goal, at=AFTER, json={"citizenText": HERS}))
    ok(meet(coordinator(played), played, AFTER), 201)
    ok(coordinator(played).patch(goal, at=AFTER, json={"citizenText": "Du går till torget."}))
    texts = [one["text"] for one in shown(played, AFTER)["goals"]]
    assert HERS in texts and "Du går till torget." not in texts
