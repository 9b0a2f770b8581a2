"""Internal notes."""

from sqlalchemy import Column, Text

from app.models.base import UtcDateTime, part_table, reference

note = part_table(
    "note",
    reference("author_unit_id", "unit", nullable=False),
    Column("text", Text, nullable=False),
    Column("written_at", UtcDateTime, nullable=False),
)
