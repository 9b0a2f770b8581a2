"""The work in a plan that has one of everything: goals, interventions, follow-ups, deviations, hand-overs, copies.

Of each kind that can be said in her own words there is one that is, with the professional text beside it, and one that
is not; and one that is withheld from her.
"""

from app.domain.deviation import Deviation, DeviationStep
from app.domain.follow_up import FollowUp, GoalResult
from app.domain.goal import Goal
from app.domain.intervention import Intervention
from tests.house.staffed_plan import BESIDE_HER_WORDS, OF_A_WITHHELD_ROW, Say, WholePlan, ago, ahead


def in_her_words(say: Say, kind: type, name: str = "text") -> dict[str, str]:
    """The professional text, which she is not shown, and the wording that she is shown instead."""
    member = {"how_is_it_going": "howIsItGoing"}.get(name, name)
    return {member: say(kind, f"{name}{BESIDE_HER_WORDS}"), "citizenText": say(kind, "citizen_text")}


def withheld(say: Say, kind: type) -> dict[str, str | bool]:
    texts = {"text": "text", "citizenText": "citizen_text"}
    said = {member: say(kind, f"{name}{OF_A_WITHHELD_ROW}") for member, name in texts.items()}
    return said | {"withheldFromPatient": True}


def goals(one: WholePlan) -> None:
    say, ids = one.say, one.ids
    shown, hidden = say(Goal, "text"), withheld(say, Goal)
    common = {"term": "long", "lifeArea": "mobility", "followUpResponsibleId": ids["protected"]}
    ids["goals"] = one.post("goals", common | {"text": shown})["id"]
    above = one.post("goals", common | hidden)["id"]
    below = one.post("goals", common | hidden | {"parentId": above, "withheldFromPatient": False})["id"]
    one.post("goals", common | in_her_words(say, Goal) | {"parentId": ids["goals"]})
    shown, hidden = say(Intervention, "text"), withheld(say, Intervention)
    body = {"position": 1, "startsOn": "2026-01-01", "responsible": {"kind": "unit", "unitId": ids["units"]}}
    mine = body | {"goalId": ids["goals"]}
    ids["interventions"] = one.post("interventions", mine | {"text": shown})["id"]
    one.post("interventions", mine | hidden)
    one.post("interventions", body | hidden | {"goalId": below, "withheldFromPatient": False})
    after = {"dependsOn": [ids["interventions"]], "position": 2}
    one.post("interventions", mine | after | in_her_words(say, Intervention))
    mine["responsible"] = {"kind": "other", "name": say(Intervention, "responsible_name")}
    one.post("interventions", mine | {"text": shown})


def follow_ups(one: WholePlan) -> None:
    say, ids = one.say, one.ids
    one.post(f"interventions/{ids['interventions']}/statuses", {"state": "ongoing", "since": ago()})
    texts = {"howIsItGoing": "how_is_it_going", "helped": "helped", "hindered": "hindered"}
    body = {"heldAt": ago(), "continuedCoordination": True, "interventionsContinue": True, "decision": "continue"}
    body |= {"nextOn": ahead(60), "attendeeIds": [ids["coordinator"], ids["protected"]]}
    body |= {"results": [{"goalId": ids["goals"], "outcome": "achieved", "text": say(GoalResult, "text")}]}
    words = {member: say(FollowUp, name) for member, name in texts.items()}
    ids["follow-ups"] = one.post("follow-ups", body | words)["id"]
    one.post("follow-ups", body | words | in_her_words(say, FollowUp, "how_is_it_going"))
    texts["citizenText"] = "citizen_text"
    hidden = {member: say(FollowUp, f"{name}{OF_A_WITHHELD_ROW}") for member, name in texts.items()}
    one.post("follow-ups", body | hidden | {"withheldFromPatient": True})


def between_the_units(one: WholePlan) -> None:
    """A deviation that awaits one of the two answers; hand-overs refused, taken back and awaiting; copies given."""
    say, ids = one.say, one.ids
    body = {"reportedByUnitId": ids["units"], "concernsUnitId": ids["own"], "reportedAt": ago()}
    ids["deviations"] = one.post("deviations", body | {"text": say(Deviation, "text")}, who=one.partner)["id"]
    for kind, who in (("addressed", one.coordinator), ("answered", one.partner)):
        step = {"kind": kind, "text": say(DeviationStep, "text"), "takenAt": ago()}
        one.post(f"deviations/{ids['deviations']}/steps", step, who=who)
    for ended, who in (("refusal", one.partner), ("withdrawal", one.coordinator), ("", None)):
        ids["handovers"] = one.post("handovers", {"toId": ids["partner"], "offeredAt": ago()})["id"]
        member = {"refusal": "refusedAt", "withdrawal": "withdrawnAt"}.get(ended)
        if member:
            one.put(f"handovers/{ids['handovers']}/{ended}", {member: ago()}, who=who)
    for recipient in (ids["partner"], None):
        ids["copies"] = one.post("copies", {"recipientId": recipient, "form": "paper", "givenAt": ago()})["id"]
