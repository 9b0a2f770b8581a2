"""Decided exceptions from the age limits. A revoked one stays, marked."""

from sqlalchemy import Column, Date, Text

from app.domain.age_exception import AgeExceptionKind
from app.models.base import UtcDateTime, choice, part_table, reference

age_exception = part_table(
    "age_exception",
    Column("kind", choice(AgeExceptionKind), nullable=False),
    reference("representation_id", "representation"),
    Column("since", Date, nullable=False),
    Column("until", Date),
    Column("reason", Text, nullable=False),
    reference("decided_by_id", "participant", nullable=False),
    Column("ended_at", UtcDateTime),
    reference("ended_by_id", "participant"),
    Column("end_reason", Text),
)
