"""Follow-up (uppföljning): the five questions, the decision and the next date. It does not leave `established`."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from app.domain.part import Part


class FollowUpDecision(StrEnum):
    CONTINUE = "continue"
    REVISE = "revise"
    CLOSE = "close"


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowUp(Part):
    """How has it gone, what helped, what hindered, is coordination still needed, and what now."""

    held_at: datetime
    how_is_it_going: str
    helped: str | None = None
    hindered: str | None = None
    continued_coordination: bool
    decision: FollowUpDecision
    next_on: date | None = None
    withheld_from_patient: bool = False
