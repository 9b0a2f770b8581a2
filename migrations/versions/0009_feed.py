"""A committed event gets a position in the feed, once and for ever.

Revision ID: 0009
Revises: 0008
"""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

WAITING = sa.text("position IS NULL")


def postgresql() -> bool:
    return op.get_bind().dialect.name == "postgresql"


def schema() -> str | None:
    """SQLite has none, and what alters a table is not translated as what makes one is."""
    return "journal" if postgresql() else None


def upgrade() -> None:
    op.add_column("outbox_event", sa.Column("position", sa.BigInteger()), schema=schema())
    op.create_index(op.f("ix_outbox_event_position"), "outbox_event", ["position"], unique=True, schema="journal")
    op.create_index(
        "ix_outbox_event_waiting",
        "outbox_event",
        ["number"],
        schema="journal",
        postgresql_where=WAITING,
        sqlite_where=WAITING,
    )
    if postgresql():
        op.execute(
            "CREATE TRIGGER position_stays BEFORE UPDATE OF position ON journal.outbox_event"
            " FOR EACH ROW WHEN (OLD.position IS NOT NULL) EXECUTE FUNCTION journal.only_grows()"
        )
        return
    op.execute(
        "CREATE TRIGGER outbox_event_position_stays BEFORE UPDATE OF position ON outbox_event"
        " WHEN OLD.position IS NOT NULL BEGIN SELECT RAISE(ABORT, 'the history only grows'); END"
    )


def downgrade() -> None:
    if postgresql():
        op.execute("DROP TRIGGER position_stays ON journal.outbox_event")
    else:
        op.execute("DROP TRIGGER outbox_event_position_stays")
    op.drop_index("ix_outbox_event_waiting", "outbox_event", schema="journal")
    op.drop_index("ix_outbox_event_position", "outbox_event", schema="journal")
    op.drop_column("outbox_event", "position", schema=schema())
