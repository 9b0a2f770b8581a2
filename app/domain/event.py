"""What can happen to a plan, by name: what history and outbox call it. No other name is told.

Two are no versions of a plan. `reach.changed` is what time alone has done: a consent to information has ended on its
day; a block is told by that name, too, to those who may not read the blocks (`turn`). `reach.ended` is never stored: it
is how an event is told to those whom it let out.
"""

from enum import StrEnum

from app.domain.rule import Rule

NO_UNITS = Rule(
    "no-units-named",
    "Åtkomstintyget namnger inga enheter att följa (healthCareUnitHsaIds).",
    "The token names no units to follow (healthCareUnitHsaIds).",
    "decided",
)


class Event(StrEnum):
    PLAN_CREATED = "plan.created"
    PLAN_CORRECTED = "plan.corrected"
    PLAN_OFFER = "plan.offer"
    PLAN_ACCEPT = "plan.accept"
    PLAN_DECLINE = "plan.decline"
    PLAN_PREPARE = "plan.prepare"
    PLAN_ESTABLISH = "plan.establish"
    PLAN_RESUME = "plan.resume"
    PLAN_CLOSE = "plan.close"
    PLAN_LAPSED = "plan.lapsed"
    PLAN_ANNUL = "plan.annul"
    PLAN_RELEASED = "plan.released"
    PLAN_RETRACTED = "plan.retracted"
    COORDINATOR_NAMED = "coordinator.named"
    UNIT_ADDED = "unit.added"
    UNIT_CORRECTED = "unit.corrected"
    PARTICIPANT_ADDED = "participant.added"
    PARTICIPANT_CORRECTED = "participant.corrected"
    CONSENT_ADDED = "consent.added"
    CONSENT_WITHDRAWN = "consent.withdrawn"
    REPRESENTATION_ADDED = "representation.added"
    REPRESENTATION_CORRECTED = "representation.corrected"
    REPRESENTATION_ENDED = "representation.ended"
    AGE_EXCEPTION_ADDED = "age-exception.added"
    AGE_EXCEPTION_ENDED = "age-exception.ended"
    BLOCK_ADDED = "block.added"
    BLOCK_LIFTED = "block.lifted"
    EMERGENCY_OPENED = "emergency.opened"
    MAPPING_WRITTEN = "mapping.written"
    SUMMONS_ADDED = "summons.added"
    SUMMONS_REPLIED = "summons.replied"
    MEETING_ADDED = "meeting.added"
    GOAL_ADDED = "goal.added"
    GOAL_CORRECTED = "goal.corrected"
    INTERVENTION_ADDED = "intervention.added"
    INTERVENTION_CORRECTED = "intervention.corrected"
    INTERVENTION_STATUS_ADDED = "intervention.status-added"
    FOLLOW_UP_ADDED = "follow-up.added"
    FOLLOW_UP_CORRECTED = "follow-up.corrected"
    DEVIATION_ADDED = "deviation.added"
    DEVIATION_STEP_ADDED = "deviation.step-added"
    HANDOVER_ADDED = "handover.added"
    HANDOVER_ACCEPTED = "handover.accepted"
    HANDOVER_REFUSED = "handover.refused"
    HANDOVER_WITHDRAWN = "handover.withdrawn"
    PLAN_TAKEN_OVER = "plan.taken-over"
    COPY_ADDED = "copy.added"
    NOTICE_ACKNOWLEDGED = "notice.acknowledged"
    NOTE_ADDED = "note.added"
    SOURCE_ADDED = "source.added"
    NUMBER_CHANGED = "number.changed"
    NUMBER_RESTORED = "number.restored"
    REACH_CHANGED = "reach.changed"
    REACH_ENDED = "reach.ended"


CURSOR_UNKNOWN = Rule(
    "cursor-unknown",
    "Markören är ingen som tjänsten har lämnat ut; börja utan, eller följ en länk.",
    "The cursor is none that the service has given out; begin without one, or follow a link.",
)
CURSOR_TOO_OLD = Rule(
    "cursor-too-old",
    "Händelserna efter markören sparas inte längre: följ länken `last` för en ny markör, läs sedan alla planer "
    "(`collection`) och fortsätt från den nya.",
    "The events after the cursor are kept no longer: follow the link `last` for a new cursor, then read all plans "
    "(`collection`), and go on from the new one.",
)
