"""Consents of the three kinds. A withdrawn consent stays, marked."""

from sqlalchemy import Column, Date, Text

from app.domain.consent import ConsentForm, ConsentGiver, ConsentKind
from app.models.base import Json, UtcDateTime, choice, part_table, reference

consent = part_table(
    "consent",
    Column("kind", choice(ConsentKind), nullable=False),
    Column("given_by", choice(ConsentGiver), nullable=False),
    reference("guardian_id", "participant"),
    Column("form", choice(ConsentForm), nullable=False),
    reference("registered_by_id", "participant"),
    Column("given_at", UtcDateTime, nullable=False),
    Column("valid_until", Date),
    Column("recipients", Json, nullable=False),
    Column("information", Json, nullable=False, server_default="[]"),
    Column("excluded", Text),
    Column("assessment", Text),
    Column("relatives", Json, nullable=False),
    Column("withdrawn_at", UtcDateTime),
    Column("withdrawn_by", choice(ConsentGiver, "withdrawer")),
    reference("withdrawal_registered_by_id", "participant"),
    Column("withdrawal_entered_at", UtcDateTime),
)
