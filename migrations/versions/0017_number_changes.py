"""Number changes: which of a person's rows follows which, and under which key the mirror is read.

Revision ID: 0017
Revises: 0016
"""

import sqlalchemy as sa
from alembic import op

from app.models.base import UtcDateTime

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

ROLE = "sip_citizen"
STANDING = sa.text("undone_at IS NULL")


def postgresql() -> bool:
    return op.get_bind().dialect.name == "postgresql"


def schema() -> str | None:
    """SQLite has none, and what alters a table is not translated as what makes one is."""
    return "journal" if postgresql() else None


def upgrade() -> None:
    op.add_column("person", sa.Column("current_id", sa.Uuid()), schema=schema())
    op.create_index(op.f("ix_person_current_id"), "person", ["current_id"], schema="journal")
    op.create_table(
        "number_change",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("plan_id", sa.Uuid(), nullable=False),
        sa.Column("from_person_id", sa.Uuid(), nullable=False),
        sa.Column("to_person_id", sa.Uuid(), nullable=False),
        sa.Column("former", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("entered_at", UtcDateTime(), nullable=False),
        sa.Column("undone_at", UtcDateTime()),
        sa.Column("undo_reason", sa.Text()),
        *(
            sa.ForeignKeyConstraint([column], [f"journal.{table}.id"], name=op.f(f"fk_number_change_{column}"))
            for column, table in (("plan_id", "plan"), ("from_person_id", "person"), ("to_person_id", "person"))
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_number_change")),
        schema="journal",
    )
    for column in ("plan_id", "to_person_id"):
        op.create_index(op.f(f"ix_number_change_{column}"), "number_change", [column], schema="journal")
    op.create_index(
        "ix_number_change_standing",
        "number_change",
        ["from_person_id"],
        unique=True,
        schema="journal",
        postgresql_where=STANDING,
        sqlite_where=STANDING,
    )
    op.create_table(
        "mirrored_number",
        sa.Column("former_key", sa.String(64), nullable=False),
        sa.Column("person_key", sa.String(64), nullable=False),
        sa.PrimaryKeyConstraint("former_key", name=op.f("pk_mirrored_number")),
        schema="mirror",
    )
    op.create_index(op.f("ix_mirrored_number_person_key"), "mirrored_number", ["person_key"], schema="mirror")
    if postgresql():
        op.execute(f"GRANT SELECT ON mirror.mirrored_number TO {ROLE}")


def downgrade() -> None:
    """Who is the same as whom is lost; `sip republish` gives each plan to the number that it was entered under."""
    op.drop_table("mirrored_number", schema="mirror")
    op.drop_table("number_change", schema="journal")
    op.drop_index(op.f("ix_person_current_id"), "person", schema="journal")
    op.drop_column("person", "current_id", schema=schema())
