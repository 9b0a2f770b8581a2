"""Follow-up (uppföljning): the five questions, the decision and the next date. It does not leave `established`."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from app.domain.part import Part


class FollowUpDecision(StrEnum):
    CONTINUE = "continue"
    REVISE = "revise"
    CLOSE = "close"


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowUp(Part):
    """The five questions: how has it gone; what helped, what hindered; is coordination still needed; shall the
    interventions go on; close or revise. `citizen_text` is shown to her instead of `how_is_it_going`.
    """

    held_at: datetime
    how_is_it_going: str
    helped: str | None = None
    hindered: str | None = None
    continued_coordination: bool
    interventions_continue: bool | None = None
    decision: FollowUpDecision
    next_on: date | None = None
    attendee_ids: tuple[UUID, ...] = ()
    citizen_text: str | None = None
    withheld_from_patient: bool = False


def latest(held: Iterable[FollowUp]) -> FollowUp | None:
    """The one that was held last, whenever it was entered."""
    return max(held, key=lambda one: (one.held_at, one.entered_at, one.id), default=None)


def to_close(held: Iterable[FollowUp], established_at: datetime | None) -> FollowUp | None:
    """The follow-up by which the plan is to be closed: the last one decided so, and the plan was not adopted since.

    To revise the plan and adopt it anew is another decision, and a later one.
    """
    return _decided(FollowUpDecision.CLOSE, held, established_at)


def to_revise(held: Iterable[FollowUp], established_at: datetime | None) -> FollowUp | None:
    """The follow-up by which the plan is to be revised: the last one decided so, and the plan was not adopted since."""
    return _decided(FollowUpDecision.REVISE, held, established_at)


def _decided(decision: FollowUpDecision, held: Iterable[FollowUp], established_at: datetime | None) -> FollowUp | None:
    last = latest(held)
    if last is None or last.decision is not decision:
        return None
    return last if established_at is None or last.held_at >= established_at else None


class GoalOutcome(StrEnum):
    ACHIEVED = "achieved"
    PARTLY_ACHIEVED = "partly_achieved"
    NOT_ACHIEVED = "not_achieved"


@dataclass(frozen=True, slots=True, kw_only=True)
class GoalResult(Part):
    """How far one goal had come at one follow-up."""

    follow_up_id: UUID
    goal_id: UUID
    outcome: GoalOutcome
    text: str | None = None
