"""The audit log says whose plan it was, and is read by principal.

Revision ID: 0004
Revises: 0003
"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

BY_ANOTHER = sa.text("coordinated_by != principal")


def schema() -> str | None:
    """Written out, as SQLite has none: its table is altered in place, for one that is made anew loses its triggers."""
    return "audit" if op.get_bind().dialect.name == "postgresql" else None


def upgrade() -> None:
    op.add_column("audit_entry", sa.Column("coordinated_by", sa.String(64)), schema=schema())
    op.create_index(op.f("ix_audit_entry_principal_id"), "audit_entry", ["principal", "id"], schema="audit")
    op.create_index(
        op.f("ix_audit_entry_coordinated_by_id"),
        "audit_entry",
        ["coordinated_by", "id"],
        schema="audit",
        postgresql_where=BY_ANOTHER,
        sqlite_where=BY_ANOTHER,
    )


def downgrade() -> None:
    op.drop_index(op.f("ix_audit_entry_coordinated_by_id"), "audit_entry", schema="audit")
    op.drop_index(op.f("ix_audit_entry_principal_id"), "audit_entry", schema="audit")
    op.drop_column("audit_entry", "coordinated_by", schema=schema())
