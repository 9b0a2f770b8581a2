"""Offers (erbjudanden) of a SIP on the wire."""

from pydantic import Field

from app.domain.consent import ConsentGiver
from app.domain.offer import OfferAnswer
from app.schemas.base import PartOut
from app.schemas.types import Id, Instant, Text


class OfferOut(PartOut):
    """An offer and what the person answered."""

    offered_at: Instant
    offered_by_unit_id: Id
    answer: OfferAnswer = Field(examples=["accepted"])
    answered_at: Instant | None
    answered_by: ConsentGiver | None = Field(examples=["person"])
    reason: Text | None = Field(examples=[None])
