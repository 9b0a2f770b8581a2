"""What the service does by itself, or its operator by a command, is found by the principal whose plan it was.

Revision ID: 0026
Revises: 0025
"""

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None

INDEX, COLUMNS = "ix_audit_entry_coordinated_by_id", ["coordinated_by", "id"]


def upgrade() -> None:
    _replaced("coordinated_by != coalesce(principal, '')")


def downgrade() -> None:
    _replaced("coordinated_by != principal")


def _replaced(condition: str) -> None:
    schema = "audit" if op.get_bind().dialect.name == "postgresql" else None
    where = sa.text(condition)
    op.drop_index(op.f(INDEX), "audit_entry", schema=schema)
    op.create_index(op.f(INDEX), "audit_entry", COLUMNS, schema=schema, postgresql_where=where, sqlite_where=where)
