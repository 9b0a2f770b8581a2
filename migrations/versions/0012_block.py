"""Whom the person has blocked, and the units that a principal's right does not reach for that.

Revision ID: 0012
Revises: 0011
"""

import sqlalchemy as sa
from alembic import op

from app.models.base import UtcDateTime

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

FORMS = ("oral", "written", "electronic")


def one_of(name: str, *values: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=40)


def upgrade() -> None:
    points = {"plan_id": "plan", "registered_by_id": "participant", "lifted_by_id": "participant"}
    op.create_table(
        "block",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("plan_id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("entered_at", UtcDateTime(), nullable=False),
        sa.Column("kind", one_of("blockkind", "unit", "principal"), nullable=False),
        sa.Column("hsa_id", sa.String(64), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("form", one_of("consentform", *FORMS), nullable=False),
        sa.Column("requested_at", UtcDateTime(), nullable=False),
        sa.Column("registered_by_id", sa.Uuid(), nullable=False),
        sa.Column("lifted_at", UtcDateTime()),
        sa.Column("lifted_by_id", sa.Uuid()),
        sa.Column("lifted_form", one_of("liftedform", *FORMS)),
        *(
            sa.ForeignKeyConstraint([column], [f"journal.{table}.id"], name=op.f(f"fk_block_{column}"))
            for column, table in points.items()
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_block")),
        schema="journal",
    )
    op.create_index(op.f("ix_block_plan_id"), "block", ["plan_id"], schema="journal")
    with op.batch_alter_table("plan_reach", schema=_schema()) as batch:
        batch.add_column(sa.Column("besides", sa.Text()))


def downgrade() -> None:
    """Whom she had blocked is lost; `sip republish` then gives them back what consent gives."""
    with op.batch_alter_table("plan_reach", schema=_schema()) as batch:
        batch.drop_column("besides")
    op.drop_table("block", schema="journal")


def _schema() -> str | None:
    """SQLite has no schemas."""
    return "journal" if op.get_bind().dialect.name == "postgresql" else None
