"""Offers of a SIP and their answers."""

from sqlalchemy import Column, Text

from app.domain.consent import ConsentGiver
from app.domain.offer import OfferAnswer
from app.models.base import UtcDateTime, choice, part_table, reference

offer = part_table(
    "offer",
    Column("offered_at", UtcDateTime, nullable=False),
    reference("offered_by_unit_id", "unit", nullable=False),
    Column("answer", choice(OfferAnswer), nullable=False),
    Column("answered_at", UtcDateTime),
    Column("answered_by", choice(ConsentGiver)),
    Column("reason", Text),
)
