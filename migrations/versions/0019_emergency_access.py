"""Emergency accesses.

Revision ID: 0019
Revises: 0018
"""

import sqlalchemy as sa
from alembic import op

from app.models.base import UtcDateTime

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "emergency_access",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("plan_id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("entered_at", UtcDateTime(), nullable=False),
        sa.Column("unit_hsa_id", sa.String(64), nullable=False),
        sa.Column("unit_name", sa.Text(), nullable=False),
        sa.Column("principal_name", sa.Text(), nullable=False),
        sa.Column("person_hsa_id", sa.String(64), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("opened_at", UtcDateTime(), nullable=False),
        sa.Column("ends_at", UtcDateTime(), nullable=False),
        sa.Column("despite_block", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["plan_id"], ["journal.plan.id"], name=op.f("fk_emergency_access_plan_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_emergency_access")),
        schema="journal",
    )
    op.create_index(op.f("ix_emergency_access_plan_id"), "emergency_access", ["plan_id"], schema="journal")


def downgrade() -> None:
    """That plans were opened still stands in the audit log and in their history."""
    op.drop_table("emergency_access", schema="journal")
