"""Number changes: which of a person's rows follows which. Never removed: one that was wrong is marked as undone."""

from sqlalchemy import Column, Index, Integer, Table, Text, Uuid

from app.models.base import UtcDateTime, metadata, reference

number_change = Table(
    "number_change",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("version", Integer, nullable=False),
    # None of these once what it names is erased.
    reference("plan_id", "plan", index=True),
    reference("from_person_id", "person"),
    reference("to_person_id", "person", index=True),
    Column("former", Integer, nullable=False),
    Column("kind", Integer, nullable=False),
    Column("reason", Text, nullable=False),
    Column("entered_at", UtcDateTime, nullable=False),
    Column("undone_at", UtcDateTime),
    Column("undo_reason", Text),
    schema="journal",
)
# Nobody goes on in two directions.
_STANDING = number_change.c.undone_at.is_(None)
Index(
    "ix_number_change_standing",
    number_change.c.from_person_id,
    unique=True,
    postgresql_where=_STANDING,
    sqlite_where=_STANDING,
)
