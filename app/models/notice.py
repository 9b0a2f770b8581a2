"""Notices of closure."""

from sqlalchemy import Column, String

from app.models.base import UtcDateTime, part_table, reference

notice = part_table(
    "notice",
    reference("unit_id", "unit", nullable=False),
    Column("notified_at", UtcDateTime, nullable=False),
    Column("acknowledged_at", UtcDateTime),
    Column("acknowledged_by", String(64)),
)
