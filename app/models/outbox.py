"""Events that wait to be told (utkorg): identity, never content. Written by the one door, with the change itself.

`number` orders rows as they were inserted, which is not the order they commit in; a later sequencer numbers them for
the feed.
"""

from sqlalchemy import BigInteger, Column, Index, Integer, String, Table, Uuid

from app.models.base import UtcDateTime, metadata

outbox_event = Table(
    "outbox_event",
    metadata,
    Column("number", BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=True),
    Column("id", Uuid, nullable=False, unique=True),
    Column("type", String(64), nullable=False),
    Column("plan_id", Uuid, nullable=False),
    Column("version", Integer, nullable=False),
    Column("occurred_at", UtcDateTime, nullable=False),
    # Every version is told of once.
    Index(None, "plan_id", "version", unique=True),
    schema="journal",
    sqlite_autoincrement=True,
)
