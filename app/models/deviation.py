"""Deviations."""

from sqlalchemy import Column, Text

from app.models.base import UtcDateTime, part_table, reference

deviation = part_table(
    "deviation",
    reference("reported_by_unit_id", "unit", nullable=False),
    reference("concerns_unit_id", "unit", nullable=False),
    Column("text", Text, nullable=False),
    Column("reported_at", UtcDateTime, nullable=False),
)
