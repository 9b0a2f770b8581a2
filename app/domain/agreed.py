"""What one unit has agreed to do, as a text for its own record system (journalföringsplikt).

Source: domain rules, process: each unit documents its own agreed interventions in its own record system; PDL
(2008:355) 3 kap. says that it must. The text is in Swedish, as the record is.
"""

from uuid import UUID

from app.domain.deadline import next_follow_up_on
from app.domain.intervention import Intervention, InterventionState, present_states
from app.domain.plan import Plan
from app.domain.swedish_time import day_of

STATES = {
    InterventionState.NEEDED: "planerad",
    InterventionState.ONGOING: "pågår",
    InterventionState.COMPLETED: "slutförd",
    InterventionState.DISCONTINUED: "avbruten",
}


def own_interventions(plan: Plan, unit_id: UUID) -> list[Intervention]:
    """The unit's interventions, in order."""
    mine = [one for one in plan.interventions if one.responsible_unit_id == unit_id]
    return sorted(mine, key=lambda one: (one.position, one.id))


def version(plan: Plan) -> int:
    """The version in which what is agreed stands: while the plan is revised, the one that was adopted."""
    return plan.version if plan.revises is None else plan.revises


def text(plan: Plan, unit_id: UUID) -> str:
    """A short text of the unit's own part, and of nobody else's. The plan is as agreed (`adopted.as_agreed`)."""
    begun = f", upprättad {day_of(plan.established_at)}" if plan.established_at else ", ännu inte upprättad"
    lines = [f"Samordnad individuell plan{begun}, version {version(plan)}."]
    found = own_interventions(plan, unit_id)
    lines.append("Enhetens överenskomna insatser:" if found else "Enheten har inga överenskomna insatser.")
    states, goals = present_states(plan.intervention_statuses), {goal.id: goal.text for goal in plan.goals}
    for place, one in enumerate(found, 1):
        times = f" från {one.starts_on}" if one.starts_on else ""
        times += f" till {one.ends_on}" if one.ends_on else ""
        state = STATES[states[one.id]]
        lines.append(f"{place}. {one.text}{times} ({state}). Mål: {goals.get(one.goal_id, '')}")
    following = next_follow_up_on(plan)
    if following is not None:
        lines.append(f"Nästa uppföljning {following}.")
    return "\n".join(lines)
