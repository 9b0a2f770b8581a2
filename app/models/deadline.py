"""What is due, for whom and when: `deadline.deadlines`, stored so that worklists can be read without any plan."""

from sqlalchemy import Column, Index, Integer, String, Table, Uuid

from app.domain.deadline_kind import DeadlineKind
from app.domain.reach import Ground
from app.models.base import UtcDateTime, choice, metadata, reference

plan_deadline = Table(
    "plan_deadline",
    metadata,
    Column("id", Integer, primary_key=True),
    reference("plan_id", "plan", nullable=False, index=True),
    Column("kind", choice(DeadlineKind), nullable=False),
    Column("ground", choice(Ground)),
    Column("unit", String(64)),
    Column("principal", String(64)),
    Column("subject_id", Uuid, nullable=False),
    Column("since", UtcDateTime, nullable=False),
    Column("due_at", UtcDateTime, nullable=False),
    Column("until", UtcDateTime),
    Index(None, "unit", "due_at"),
    Index(None, "principal", "due_at"),
    Index(None, "kind", "since"),
    schema="journal",
)
