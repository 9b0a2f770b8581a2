"""What may stand in a plan of the work itself: goals, interventions, follow-ups, deviations."""

from datetime import datetime

from app.domain.contents.asking import ENDS_BEFORE, not_in_future, refuse_if, require_staff
from app.domain.deviation import (
    ALREADY_CLOSED,
    NOT_A_PARTY,
    NOT_ANSWERED,
    Deviation,
    DeviationState,
    DeviationStep,
    DeviationStepKind,
    state,
)
from app.domain.follow_up import FollowUp, FollowUpDecision, GoalResult
from app.domain.goal import Goal
from app.domain.intervention import Intervention, InterventionStatus, ResponsibleKind
from app.domain.part import require
from app.domain.plan import Plan, PlanStatus
from app.domain.refusal import Conflict, Forbidden
from app.domain.requirements import GOAL_RESPONSIBLE
from app.domain.rule import Rule
from app.domain.swedish_time import day_of

ONE_RESPONSIBLE = Rule(
    "exactly-one-responsible",
    "En insats har exakt en ansvarig: en enhet hos region eller kommun, en annan aktör eller personen själv.",
    "An intervention has exactly one responsible: a unit of region or municipality, another actor, or the person.",
    "HSL 16:4, SoL 10:9",
)
NOT_A_PRINCIPALS_UNIT = Rule(
    "not-a-principals-unit",
    "En aktör utanför region och kommun anges som annan aktör.",
    "An actor outside region and municipality is stated as another actor.",
    "HSL 16:4, SoL 10:9",
)
PARENT = Rule(
    "goal-below-itself", "Ett mål kan inte vara delmål till sig självt.", "A goal cannot be a sub-goal of itself."
)
DEEPEST = 5
TOO_DEEP = Rule("goal-too-deep", "Mål har högst fem nivåer.", "Goals have at most five levels.")
DEPENDS = Rule(
    "depends-on-itself",
    "En insats kan inte vänta på sig själv, inte heller genom andra.",
    "An intervention cannot wait for itself, nor through others.",
)
DEPENDS_TWICE = Rule(
    "depends-twice", "En insats väntar på en annan högst en gång.", "An intervention waits for another at most once."
)
SAME_UNIT = Rule("same-unit", "En avvikelse gäller en annan enhet.", "A deviation concerns another unit.")
NEXT_DATE = Rule(
    "next-date",
    "Nästa uppföljning anges när planen fortsätter eller revideras, och bara då.",
    "The next follow-up is stated when the plan continues or is revised, and only then.",
    "Riktlinje SIP",
)
FOLLOWED_UP_BEFORE = Rule(
    "followed-up-before-initiated",
    "Uppföljningen är daterad före det att planen initierades.",
    "The follow-up is dated before the plan was initiated.",
)
NEXT_IS_LATER = Rule(
    "next-follow-up-later",
    "Nästa uppföljning är en senare dag än den uppföljning som har hållits.",
    "The next follow-up is on a later day than the one that was held.",
    "Riktlinje SIP",
)
RESULT_TWICE = Rule(
    "result-twice", "Målet har redan ett resultat vid den uppföljningen.", "The goal has a result at that follow-up."
)


def goal(plan: Plan, one: Goal, now: datetime) -> None:
    if one.follow_up_responsible_id is not None:
        require_staff(plan, one.follow_up_responsible_id, "/followUpResponsibleId")
    # What a plan had to have to be adopted, it has for as long as it stands.
    adopted = plan.status is PlanStatus.ESTABLISHED
    refuse_if(adopted and one.follow_up_responsible_id is None, GOAL_RESPONSIBLE, "/followUpResponsibleId")
    above, parent_id = set(), one.parent_id
    while parent_id is not None:
        refuse_if(parent_id == one.id or parent_id in above, PARENT, "/parentId")
        above.add(parent_id)
        refuse_if(len(above) >= DEEPEST, TOO_DEEP, "/parentId")
        parent_id = require(plan.goals, parent_id, "/parentId").parent_id


def intervention(plan: Plan, one: Intervention, now: datetime) -> None:
    require(plan.goals, one.goal_id, "/goalId")
    by_unit = one.responsible_kind is ResponsibleKind.UNIT
    refuse_if(by_unit != (one.responsible_unit_id is not None), ONE_RESPONSIBLE, "/responsible/unitId")
    by_other = one.responsible_kind is ResponsibleKind.OTHER
    named = bool(one.responsible_name) if by_other else one.responsible_name is not None
    refuse_if(by_other != named, ONE_RESPONSIBLE, "/responsible/name")
    if one.responsible_unit_id is not None:
        unit = require(plan.units, one.responsible_unit_id, "/responsible/unitId")
        refuse_if(not unit.must_attend, NOT_A_PRINCIPALS_UNIT, "/responsible/unitId")
    if one.starts_on is not None and one.ends_on is not None:
        refuse_if(one.ends_on < one.starts_on, ENDS_BEFORE, "/endsOn")
    refuse_if(len(set(one.depends_on)) < len(one.depends_on), DEPENDS_TWICE, "/dependsOn")
    before, ahead = set(), list(one.depends_on)
    while ahead:
        other = require(plan.interventions, ahead.pop(), "/dependsOn")
        refuse_if(other.id == one.id, DEPENDS, "/dependsOn")
        if other.id not in before:
            before.add(other.id)
            ahead += other.depends_on


def status(plan: Plan, one: InterventionStatus, now: datetime) -> None:
    require(plan.interventions, one.intervention_id, "/interventionId")
    not_in_future(one.since, now, "/since")


def follow_up(plan: Plan, one: FollowUp, now: datetime) -> None:
    not_in_future(one.held_at, now, "/heldAt")
    refuse_if(one.held_at < plan.initiated_at, FOLLOWED_UP_BEFORE, "/heldAt")
    for place, attendee in enumerate(one.attendee_ids):
        require(plan.participants, attendee, f"/attendeeIds/{place}")
    refuse_if((one.decision is FollowUpDecision.CLOSE) != (one.next_on is None), NEXT_DATE, "/nextOn")
    refuse_if(one.next_on is not None and one.next_on <= day_of(one.held_at), NEXT_IS_LATER, "/nextOn")


def result(plan: Plan, one: GoalResult, now: datetime) -> None:
    require(plan.follow_ups, one.follow_up_id, "/followUpId")
    require(plan.goals, one.goal_id, "/goalId")
    others = {(other.follow_up_id, other.goal_id) for other in plan.goal_results if other.id != one.id}
    refuse_if((one.follow_up_id, one.goal_id) in others, RESULT_TWICE, "/results")


def deviation(plan: Plan, one: Deviation, now: datetime) -> None:
    require(plan.units, one.reported_by_unit_id, "/reportedByUnitId")
    require(plan.units, one.concerns_unit_id, "/concernsUnitId")
    refuse_if(one.reported_by_unit_id == one.concerns_unit_id, SAME_UNIT, "/concernsUnitId")
    not_in_future(one.reported_at, now, "/reportedAt")


def deviation_step(plan: Plan, one: DeviationStep, now: datetime) -> None:
    about = require(plan.deviations, one.deviation_id, "/deviationId")
    not_in_future(one.taken_at, now, "/takenAt")
    if one.unit_id not in (about.reported_by_unit_id, about.concerns_unit_id):
        raise Forbidden(NOT_A_PARTY)
    so_far = state(about, (step for step in plan.deviation_steps if step.id != one.id))
    if so_far is DeviationState.CLOSED:
        raise Conflict(ALREADY_CLOSED)
    if one.kind is DeviationStepKind.CLOSED and so_far is not DeviationState.ANSWERED:
        raise Conflict(NOT_ANSWERED)
