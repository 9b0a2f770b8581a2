"""A number change that other plans follow outlives the plan that it was stated in, and an undone one whom it named.

Revision ID: 0020
Revises: 0019
"""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

NAMES = ("plan_id", "from_person_id", "to_person_id")


def upgrade() -> None:
    _alter(nullable=True)


def downgrade() -> None:
    """What no longer names its plan and both rows goes: the links that stand on it can then not be undone."""
    table = sa.table("number_change", *map(sa.column, NAMES), schema=_schema())
    op.execute(sa.delete(table).where(sa.or_(*(table.c[name].is_(None) for name in NAMES))))
    _alter(nullable=False)


def _alter(nullable: bool) -> None:
    with op.batch_alter_table("number_change", schema=_schema()) as batch:
        for name in NAMES:
            batch.alter_column(name, existing_type=sa.Uuid(), nullable=nullable)


def _schema() -> str | None:
    """SQLite has none."""
    return "journal" if op.get_bind().dialect.name == "postgresql" else None
