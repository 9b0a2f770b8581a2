"""The row gate: is this goal, this participant, … shown to the citizen at all. A type without a gate never is."""

from collections.abc import Callable
from typing import Any

from app.domain.consent import Consent, ConsentGiver
from app.domain.follow_up import FollowUp
from app.domain.goal import Goal
from app.domain.intervention import Intervention, InterventionStatus
from app.domain.meeting import Meeting
from app.domain.participant import Participant
from app.domain.summons import Invitation, Summons
from app.domain.unit import Unit
from app.domain.visibility.lookup import Lookup


def _goal_shown(lookup: Lookup, goal: Goal) -> bool:
    if goal.withheld_from_patient:
        return False
    if goal.parent_id is None:
        return True
    parent = lookup.goals.get(goal.parent_id)
    return parent is not None and _goal_shown(lookup, parent)


def _intervention_shown(lookup: Lookup, one: Intervention) -> bool:
    goal = lookup.goals.get(one.goal_id)
    return goal is not None and _goal_shown(lookup, goal) and not one.withheld_from_patient


def _status_shown(lookup: Lookup, one: InterventionStatus) -> bool:
    intervention = lookup.interventions.get(one.intervention_id)
    return intervention is not None and _intervention_shown(lookup, intervention)


ROW_GATES: dict[type, Callable[[Lookup, Any], bool]] = {
    Unit: lambda lookup, one: True,
    Participant: lambda lookup, one: not one.protected,
    Consent: lambda lookup, one: one.given_by is not ConsentGiver.ASSESSMENT,
    Summons: lambda lookup, one: True,
    Invitation: lambda lookup, one: True,
    Meeting: lambda lookup, one: True,
    Goal: _goal_shown,
    Intervention: _intervention_shown,
    InterventionStatus: _status_shown,
    FollowUp: lambda lookup, one: not one.withheld_from_patient,
}


def row_shown(lookup: Lookup, row: Any) -> bool:
    """Whether the row passes its gate; a type without a gate never does."""
    gate = ROW_GATES.get(type(row))
    return gate is not None and gate(lookup, row)
