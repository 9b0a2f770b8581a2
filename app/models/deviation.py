"""Deviations."""

from sqlalchemy import Column, Text

from app.domain.deviation import DeviationStepKind
from app.models.base import UtcDateTime, choice, part_table, reference

deviation = part_table(
    "deviation",
    reference("reported_by_unit_id", "unit", nullable=False),
    reference("concerns_unit_id", "unit", nullable=False),
    Column("text", Text, nullable=False),
    Column("reported_at", UtcDateTime, nullable=False),
)

deviation_step = part_table(
    "deviation_step",
    reference("deviation_id", "deviation", nullable=False),
    Column("kind", choice(DeviationStepKind), nullable=False),
    reference("unit_id", "unit", nullable=False),
    Column("text", Text, nullable=False),
    Column("taken_at", UtcDateTime, nullable=False),
    reference("registered_by_id", "participant"),
)
