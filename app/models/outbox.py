"""Events that wait to be told (utkorg): identity, never content. Written by the one door, with the change itself.

`number` orders rows as they were inserted, which is not the order in which they are committed. `position` is given
afterwards, to committed rows alone and in the order of their numbers (`repositories.feed`): whoever follows the feed
goes by it. Once given it never changes, and the database holds to that.
"""

from sqlalchemy import BigInteger, Column, Index, Integer, String, Table, Uuid, text

from app.models.base import UtcDateTime, metadata

VERSIONS = "type <> 'reach.changed'"

outbox_event = Table(
    "outbox_event",
    metadata,
    Column("number", BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=True),
    Column("id", Uuid, nullable=False, unique=True),
    Column("type", String(64), nullable=False),
    Column("plan_id", Uuid, nullable=False),
    Column("version", Integer, nullable=False),
    Column("occurred_at", UtcDateTime, nullable=False),
    Column("position", BigInteger),
    # Every version is told of once; what time alone has done to a plan's reach is no version.
    Index(
        None,
        "plan_id",
        "version",
        unique=True,
        postgresql_where=text(VERSIONS),
        sqlite_where=text(VERSIONS),
    ),
    Index(None, "position", unique=True),
    # What has no position yet: a handful of rows, found without looking at the others.
    Index(
        "ix_outbox_event_waiting",
        "number",
        postgresql_where=text("position IS NULL"),
        sqlite_where=text("position IS NULL"),
    ),
    schema="journal",
    sqlite_autoincrement=True,
)
