"""Whom each event let in or out, and what time alone has done to a plan's reach and nobody has told of.

Revision ID: 0013
Revises: 0012
"""

import sqlalchemy as sa
from alembic import op

from app.models.base import UtcDateTime

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

VERSIONS = sa.text("type <> 'reach.changed'")


def postgresql() -> bool:
    return op.get_bind().dialect.name == "postgresql"


def schema() -> str | None:
    return "journal" if postgresql() else None


def once(where: sa.TextClause | None) -> None:
    """A version has one event."""
    name = op.f("ix_outbox_event_plan_id_version")
    op.drop_index(name, "outbox_event", schema="journal")
    op.create_index(
        name,
        "outbox_event",
        ["plan_id", "version"],
        unique=True,
        schema="journal",
        postgresql_where=where,
        sqlite_where=where,
    )


def upgrade() -> None:
    op.create_table(
        "reach_turn",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("event_id", sa.Uuid(), nullable=False),
        sa.Column("unit", sa.String(64), nullable=False),
        sa.Column("person", sa.Text()),
        sa.Column("let_in", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reach_turn")),
        schema="journal",
    )
    op.create_index(op.f("ix_reach_turn_event_id_unit"), "reach_turn", ["event_id", "unit"], schema="journal")
    op.add_column("plan_reach", sa.Column("turns_at", UtcDateTime()), schema=schema())
    op.create_index(op.f("ix_plan_reach_turns_at"), "plan_reach", ["turns_at"], schema="journal")
    once(VERSIONS)
    if postgresql():
        op.execute(
            "CREATE TRIGGER only_grows BEFORE UPDATE OR DELETE OR TRUNCATE ON journal.reach_turn"
            " FOR EACH STATEMENT EXECUTE FUNCTION journal.only_grows()"
        )
        return
    for change in ("UPDATE", "DELETE"):
        op.execute(
            f"CREATE TRIGGER reach_turn_no_{change.lower()} BEFORE {change} ON reach_turn"
            " BEGIN SELECT RAISE(ABORT, 'the history only grows'); END"
        )


def downgrade() -> None:
    once(None)
    op.drop_index(op.f("ix_plan_reach_turns_at"), "plan_reach", schema="journal")
    op.drop_column("plan_reach", "turns_at", schema=schema())
    op.drop_table("reach_turn", schema="journal")
