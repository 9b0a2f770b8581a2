"""What else may become of a plan that has one of everything: each a copy of it, for another person.

The one that is annulled is the second of the person whose first is closed: what an annulled plan notes of protected
identity no longer counts, and she is to be as protected as in the others.
"""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from app.domain.goal import Goal
from app.domain.intervention import Intervention
from app.domain.meeting import Meeting
from app.domain.plan import Plan
from app.domain.summons import Summons
from tests.house.staffed_plan import OF_A_DRAFT, WholePlan, ago
from tests.house.whole_plan import copied
from tests.persons import Persons


def close(one: WholePlan) -> None:
    """Closed, and a unit that was told has said that it knows."""
    one.take("close", reason="moved", text=one.say(Plan, "closing_text"))
    notices = one.partner.get(f"{one.home}/notices").json()["notices"]
    mine = next(notice["id"] for notice in notices if notice["unitId"] == one.ids["units"])
    one.put(f"notices/{mine}/acknowledgement", {"acknowledgedAt": ago()}, who=one.partner)
    one.ids["notices"] = mine


def annul(one: WholePlan) -> None:
    one.take("annul", text=one.say(Plan, "annulment_reason"))


def hold_back(one: WholePlan) -> None:
    """The release is held back for a week."""
    until = (datetime.now(UTC) + timedelta(days=7)).isoformat().replace("+00:00", "Z")
    why = {"until": until, "reason": one.say(Plan, "held_back_reason"), "responsibleId": one.ids["coordinator"]}
    one.put("release", {"approvedForPatient": True, "heldBack": why})


def revise(one: WholePlan) -> None:
    """Called and met anew; what has been written since it was adopted is a draft."""
    say, ids = one.say, one.ids
    body = {"form": "oral", "sentAt": ago(), "meetingAt": ago(), "purpose": say(Summons, "purpose")}
    one.post("summonses", body | {"invited": [{"unitId": ids["units"]}]})
    draft = {"text": say(Goal, f"text{OF_A_DRAFT}")}
    one.patch(f"/goals/{ids['goals']}", draft)
    goal = one.post("goals", draft | {"term": "short", "lifeArea": "sleep"})["id"]
    draft = {"text": say(Intervention, f"text{OF_A_DRAFT}")}
    one.patch(f"/interventions/{ids['interventions']}", draft)
    body = draft | {"goalId": goal, "position": 1, "responsible": {"kind": "person"}}
    one.post("interventions", body)
    body = {"heldAt": ago(), "form": "digital", "whatMatters": say(Meeting, f"what_matters{OF_A_DRAFT}")}
    one.post("meetings", body)
    one.patch("", {"reason": say(Plan, f"reason{OF_A_DRAFT}")})


VARIANTS: dict[str, Callable[[WholePlan], None]] = {
    "closed": close,
    "annulled": annul,
    "held back": hold_back,
    "revised": revise,
}


def variants(one: WholePlan, persons: Persons) -> dict[str, WholePlan]:
    made = {name: copied(one, persons) for name in VARIANTS if name != "annulled"}
    made["annulled"] = copied(one, persons, made["closed"].number)
    for name, become in VARIANTS.items():
        become(made[name])
    return made
