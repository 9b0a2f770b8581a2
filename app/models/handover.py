"""Hand-overs of the coordinator's task."""

from sqlalchemy import Column

from app.models.base import UtcDateTime, part_table, reference

handover = part_table(
    "handover",
    reference("from_id", "participant", nullable=False),
    reference("to_id", "participant", nullable=False),
    Column("offered_at", UtcDateTime, nullable=False),
    Column("accepted_at", UtcDateTime),
    Column("refused_at", UtcDateTime),
    Column("withdrawn_at", UtcDateTime),
)
