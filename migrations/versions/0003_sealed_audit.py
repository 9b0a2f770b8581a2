"""The seals of the audit log: leaves and signed checkpoints, which only grow either. Nothing of it is the citizen's.

Revision ID: 0003
Revises: 0002
"""

import sqlalchemy as sa
from alembic import op

from app.models.base import UtcDateTime

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

TABLES = ("audit_leaf", "audit_checkpoint")


def upgrade() -> None:
    op.create_table(
        "audit_leaf",
        sa.Column("sequence", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("entry_id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("sequence", name=op.f("pk_audit_leaf")),
        sa.UniqueConstraint("entry_id", name=op.f("uq_audit_leaf_entry_id")),
        schema="audit",
    )
    op.create_table(
        "audit_checkpoint",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("first_sequence", sa.BigInteger(), nullable=False),
        sa.Column("tree_size", sa.BigInteger(), nullable=False),
        sa.Column("root_hash", sa.String(64), nullable=False),
        sa.Column("first_at", UtcDateTime(), nullable=False),
        sa.Column("last_at", UtcDateTime(), nullable=False),
        sa.Column("closed_until", UtcDateTime()),
        sa.Column("made_at", UtcDateTime(), nullable=False),
        sa.Column("previous", sa.String(64), nullable=False),
        sa.Column("key", sa.String(64), nullable=False),
        sa.Column("signature", sa.String(128), nullable=False),
        sa.Column("peaks", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_audit_checkpoint")),
        schema="audit",
    )
    for table in TABLES:
        guard(table)


def guard(table: str) -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            f"CREATE TRIGGER only_grows BEFORE UPDATE OR DELETE OR TRUNCATE ON audit.{table}"
            " FOR EACH STATEMENT EXECUTE FUNCTION audit.only_grows()"
        )
        return
    for change in ("UPDATE", "DELETE"):
        op.execute(
            f"CREATE TRIGGER {table}_no_{change.lower()} BEFORE {change} ON {table}"
            " BEGIN SELECT RAISE(ABORT, 'the audit log only grows'); END"
        )


def downgrade() -> None:
    for table in reversed(TABLES):
        op.drop_table(table, schema="audit")
