"""The boundaries of goals, interventions and their statuses, follow-ups and their results, deviations."""

from datetime import timedelta

from app.domain.deviation import DeviationStepKind
from app.domain.follow_up import FollowUpDecision
from app.domain.intervention import ResponsibleKind
from tests.domain.boundaries.asking import DAY, LATE, NEW, STRAY
from tests.domain.parts import CLOSING, NEXT, result, step
from tests.domain.plans import (
    BY_OTHER,
    BY_UNIT,
    CLINIC,
    NOW,
    NURSE,
    REHAB,
    RELATIVE,
    SCHOOL,
    SUB_GOAL,
    deviation,
    follow_up,
    goal,
    intervention,
    status,
)

ADDRESSED = DeviationStepKind.ADDRESSED
REVISING = {"decision": FollowUpDecision.REVISE}

ACCEPTED = [
    ("goals", goal(NEW)),
    ("goals", goal(NEW, parent_id=SUB_GOAL)),
    ("interventions", intervention(NEW, starts_on=DAY, ends_on=DAY)),
    ("interventions", intervention(NEW, ends_on=DAY)),
    ("interventions", intervention(NEW, ResponsibleKind.OTHER)),
    ("interventions", intervention(NEW, ResponsibleKind.PERSON)),
    ("interventions", intervention(NEW, depends_on=(BY_UNIT, BY_OTHER))),
    ("intervention_statuses", status(NEW, BY_UNIT, since=NOW)),
    ("follow_ups", follow_up(NEW, held_at=NOW)),
    ("follow_ups", follow_up(NEW, **REVISING)),
    ("follow_ups", follow_up(NEW, **CLOSING)),
    ("follow_ups", follow_up(NEW, attendee_ids=(NURSE, RELATIVE))),
    ("goal_results", result(NEW)),
    ("deviations", deviation(id=NEW, reported_at=NOW)),
    ("deviation_steps", step(ADDRESSED, REHAB, NEW, taken_at=NOW)),
    ("deviation_steps", step(DeviationStepKind.ANSWERED, CLINIC, NEW)),
    ("deviation_steps", step(DeviationStepKind.ANSWERED, REHAB, NEW)),
]
REFUSED = [
    ("goals", goal(NEW, follow_up_responsible_id=RELATIVE), "not-staff", "/followUpResponsibleId"),
    ("goals", goal(NEW, follow_up_responsible_id=None), "goal-follow-up-responsible-missing", "/followUpResponsibleId"),
    ("goals", goal(NEW, follow_up_responsible_id=STRAY), "no-such-part", "/followUpResponsibleId"),
    ("goals", goal(NEW, parent_id=STRAY), "no-such-part", "/parentId"),
    ("goals", goal(NEW, parent_id=NEW), "goal-below-itself", "/parentId"),
    ("interventions", intervention(NEW, goal_id=STRAY), "no-such-part", "/goalId"),
    ("interventions", intervention(NEW, responsible_unit_id=None), "exactly-one-responsible", "/responsible/unitId"),
    ("interventions", intervention(NEW, responsible_name="x"), "exactly-one-responsible", "/responsible/name"),
    ("interventions", intervention(NEW, responsible_unit_id=STRAY), "no-such-part", "/responsible/unitId"),
    ("interventions", intervention(NEW, responsible_unit_id=SCHOOL), "not-a-principals-unit", "/responsible/unitId"),
    ("interventions", intervention(NEW, starts_on=DAY, ends_on=DAY - timedelta(1)), "ends-before-it-begins", "/endsOn"),
    ("interventions", intervention(NEW, depends_on=(BY_UNIT, STRAY)), "no-such-part", "/dependsOn"),
    ("intervention_statuses", status(NEW, STRAY), "no-such-part", "/interventionId"),
    ("intervention_statuses", status(NEW, BY_UNIT, since=LATE), "in-the-future", "/since"),
    ("follow_ups", follow_up(NEW, held_at=LATE), "in-the-future", "/heldAt"),
    ("follow_ups", follow_up(NEW, attendee_ids=(NURSE, STRAY)), "no-such-part", "/attendeeIds/1"),
    ("follow_ups", follow_up(NEW, next_on=None), "next-date", "/nextOn"),
    ("follow_ups", follow_up(NEW, **REVISING | {"next_on": None}), "next-date", "/nextOn"),
    ("follow_ups", follow_up(NEW, **CLOSING | {"next_on": NEXT}), "next-date", "/nextOn"),
    ("goal_results", result(NEW, follow_up_id=STRAY), "no-such-part", "/followUpId"),
    ("goal_results", result(NEW, goal_id=STRAY), "no-such-part", "/goalId"),
    ("deviations", deviation(id=NEW, reported_by_unit_id=STRAY), "no-such-part", "/reportedByUnitId"),
    ("deviations", deviation(id=NEW, concerns_unit_id=STRAY), "no-such-part", "/concernsUnitId"),
    ("deviations", deviation(id=NEW, concerns_unit_id=CLINIC), "same-unit", "/concernsUnitId"),
    ("deviations", deviation(id=NEW, reported_at=LATE), "in-the-future", "/reportedAt"),
    ("deviation_steps", step(ADDRESSED, REHAB, NEW, deviation_id=STRAY), "no-such-part", "/deviationId"),
    ("deviation_steps", step(ADDRESSED, REHAB, NEW, taken_at=LATE), "in-the-future", "/takenAt"),
]
for kind in (ResponsibleKind.OTHER, ResponsibleKind.PERSON):
    two = intervention(NEW, kind, responsible_unit_id=REHAB)
    REFUSED.append(("interventions", two, "exactly-one-responsible", "/responsible/unitId"))
nobody = intervention(NEW, ResponsibleKind.OTHER, responsible_name=None)
REFUSED.append(("interventions", nobody, "exactly-one-responsible", "/responsible/name"))
