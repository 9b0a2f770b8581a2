"""The mapping (kartläggning), in a schema of its own that the citizen's database role has no right to enter.

Every version is kept; the newest is the present one. Entries are stored with their version.
"""

from sqlalchemy import Column, ForeignKey, Integer, String, Table, Text, Uuid

from app.models.base import Json, UtcDateTime, metadata

mapping_version = Table(
    "mapping_version",
    metadata,
    Column("plan_id", Uuid, ForeignKey("journal.plan.id"), primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("situation", Text, nullable=False),
    Column("entries", Json, nullable=False),
    Column("written_by", String(64), nullable=False),
    Column("entered_at", UtcDateTime, nullable=False),
    schema="mapping",
)
