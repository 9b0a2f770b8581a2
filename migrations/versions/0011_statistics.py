"""Statistics: which quarters are counted, and what is told of each principal in them. What is told stays as it is.

Revision ID: 0011
Revises: 0010
"""

import sqlalchemy as sa
from alembic import op

from app.models.base import Json, UtcDateTime

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

TABLES = ("statistics_quarter", "statistics_figures")


def upgrade() -> None:
    op.create_table(
        "statistics_quarter",
        sa.Column("quarter", sa.String(7), nullable=False),
        sa.Column("counted_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("quarter", name=op.f("pk_statistics_quarter")),
        schema="journal",
    )
    op.create_table(
        "statistics_figures",
        sa.Column("quarter", sa.String(7), nullable=False),
        sa.Column("principal", sa.String(64), nullable=False),
        sa.Column("figures", Json, nullable=False),
        sa.PrimaryKeyConstraint("quarter", "principal", name=op.f("pk_statistics_figures")),
        sa.ForeignKeyConstraint(
            ["quarter"], ["journal.statistics_quarter.quarter"], name=op.f("fk_statistics_figures_quarter")
        ),
        schema="journal",
    )
    for table in TABLES:
        guard(table)


def guard(table: str) -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            f"CREATE TRIGGER only_grows BEFORE UPDATE OR DELETE OR TRUNCATE ON journal.{table}"
            " FOR EACH STATEMENT EXECUTE FUNCTION journal.only_grows()"
        )
        return
    for change in ("UPDATE", "DELETE"):
        op.execute(
            f"CREATE TRIGGER {table}_no_{change.lower()} BEFORE {change} ON {table}"
            " BEGIN SELECT RAISE(ABORT, 'what statistics have told stays'); END"
        )


def downgrade() -> None:
    for table in reversed(TABLES):
        op.drop_table(table, schema="journal")
