"""Take-overs of orphaned plans."""

from sqlalchemy import Column, Text

from app.models.base import UtcDateTime, part_table, reference

takeover = part_table(
    "takeover",
    reference("from_id", "participant", nullable=False),
    reference("to_id", "participant", nullable=False),
    Column("reason", Text, nullable=False),
    Column("taken_at", UtcDateTime, nullable=False),
)
