"""Source identifiers: what each record system calls a plan or a part; those that plans were created with move along.

Revision ID: 0016
Revises: 0015
"""

import sqlalchemy as sa
from alembic import op

from app.models.base import UtcDateTime

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

KINDS = ("plan", "goal", "intervention")


def upgrade() -> None:
    op.create_table(
        "source_identifier",
        sa.Column("owner", sa.String(64), nullable=False),
        sa.Column("system", sa.Text(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(*KINDS, name="sourcekind", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("source_id", sa.Text(), nullable=False),
        sa.Column("plan_id", sa.Uuid(), nullable=False),
        sa.Column("part_id", sa.Uuid()),
        sa.Column("client", sa.Text()),
        sa.Column("entered_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["plan_id"], ["journal.plan.id"], name=op.f("fk_source_identifier_plan_id")),
        sa.PrimaryKeyConstraint("owner", "system", "kind", "source_id", name=op.f("pk_source_identifier")),
        schema="journal",
    )
    op.create_index(op.f("ix_source_identifier_plan_id"), "source_identifier", ["plan_id"], schema="journal")
    postgresql = op.get_bind().dialect.name == "postgresql"
    journal, audit = ("journal.", "audit.") if postgresql else ("", "")
    # Whose system it is, the log of the creation tells; where it has been pruned, it is the principal's.
    op.execute(
        f"INSERT INTO {journal}source_identifier (owner, system, kind, source_id, plan_id, client, entered_at) "
        "SELECT p.source_owner, p.source_system, 'plan', p.source_id, p.id, "
        f"(SELECT min(a.client) FROM {audit}audit_entry a WHERE a.plan_id = p.id "
        "AND a.action = 'journal:plan.create' AND a.kind = 'Skriva' AND a.outcome = 'allowed'), "
        f"p.entered_at FROM {journal}plan p "
        "WHERE p.source_owner IS NOT NULL AND p.source_system IS NOT NULL AND p.source_id IS NOT NULL"
    )


def downgrade() -> None:
    """What plans were created with stands in them still; the other identifiers are lost."""
    op.drop_table("source_identifier", schema="journal")
