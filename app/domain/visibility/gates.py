"""The row gate: is this goal, this participant, … shown to the citizen at all. A type without a gate never is."""

from collections.abc import Callable
from typing import Any

from app.domain.consent import Consent, ConsentGiver
from app.domain.follow_up import FollowUp
from app.domain.goal import Goal
from app.domain.intervention import Intervention, InterventionStatus
from app.domain.meeting import Meeting
from app.domain.part import find
from app.domain.participant import Participant
from app.domain.plan import Plan
from app.domain.summons import Invitation, Summons
from app.domain.unit import Unit


def _goal_shown(plan: Plan, goal: Goal) -> bool:
    if goal.withheld_from_patient:
        return False
    if goal.parent_id is None:
        return True
    parent = find(plan.goals, goal.parent_id)
    return parent is not None and _goal_shown(plan, parent)


def _intervention_shown(plan: Plan, one: Intervention) -> bool:
    goal = find(plan.goals, one.goal_id)
    return goal is not None and _goal_shown(plan, goal) and not one.withheld_from_patient


ROW_GATES: dict[type, Callable[[Plan, Any], bool]] = {
    Unit: lambda plan, one: True,
    Participant: lambda plan, one: not one.protected,
    Consent: lambda plan, one: one.given_by is not ConsentGiver.ASSESSMENT,
    Summons: lambda plan, one: True,
    Invitation: lambda plan, one: True,
    Meeting: lambda plan, one: True,
    Goal: _goal_shown,
    Intervention: _intervention_shown,
    InterventionStatus: lambda plan, one: any(
        _intervention_shown(plan, parent) for parent in plan.interventions if parent.id == one.intervention_id
    ),
    FollowUp: lambda plan, one: not one.withheld_from_patient,
}


def row_shown(plan: Plan, row: Any) -> bool:
    """Whether the row passes its gate; a type without a gate never does."""
    gate = ROW_GATES.get(type(row))
    return gate is not None and gate(plan, row)
