"""An offer (erbjudande) of a SIP, and what the person answered. There is a duty to offer; who says no is offered again.

Source: domain rules, process: offered and declined are documented, by whom and why.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from app.domain.consent import ConsentGiver
from app.domain.part import Part


class OfferAnswer(StrEnum):
    NONE = "none"
    ACCEPTED = "accepted"
    DECLINED = "declined"


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer(Part):
    """`answered_by` is the person or who speaks for her; a later answer takes the place of an earlier one."""

    offered_at: datetime
    offered_by_unit_id: UUID
    answer: OfferAnswer = OfferAnswer.NONE
    answered_at: datetime | None = None
    answered_by: ConsentGiver | None = None
    reason: str | None = None

    @property
    def declined_at(self) -> datetime | None:
        """When the no (nej) was said that the offer got; None: it got none."""
        return self.answered_at if self.answer is OfferAnswer.DECLINED else None
