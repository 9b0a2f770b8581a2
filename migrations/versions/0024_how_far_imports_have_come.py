"""How far an import has come, by the key that it was sent with. No plan and no person stands in it.

Revision ID: 0024
Revises: 0023
"""

import sqlalchemy as sa
from alembic import op

from app.models.base import Json, UtcDateTime

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "plan_import",
        sa.Column("client", sa.String(64), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("outcomes", Json, nullable=False),
        sa.Column("started_at", UtcDateTime(), nullable=False),
        sa.Column("changed_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("client", "id", name=op.f("pk_plan_import")),
        schema="journal",
    )
    op.create_index(op.f("ix_plan_import_started_at"), "plan_import", ["started_at"], schema="journal")


def downgrade() -> None:
    """Imports go on as before; how far they have come is asked no more."""
    op.drop_table("plan_import", schema="journal")
