"""Samples of the audit log, which only grow either. Nothing of it is the citizen's.

Revision ID: 0005
Revises: 0004
"""

import sqlalchemy as sa
from alembic import op

from app.models.base import UtcDateTime

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

TABLES = ("audit_sample", "audit_sample_entry", "audit_sample_outcome")
OUTCOMES = ("nothing_found", "to_be_followed_up")


def upgrade() -> None:
    op.create_table(
        "audit_sample",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("principal", sa.String(64), nullable=False),
        sa.Column("drawn_by", sa.String(64), nullable=False),
        sa.Column("drawn_at", UtcDateTime(), nullable=False),
        sa.Column("since", UtcDateTime(), nullable=False),
        sa.Column("until", UtcDateTime(), nullable=False),
        sa.Column("unit", sa.String(64)),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("population", sa.BigInteger(), nullable=False),
        sa.Column("checkpoint", sa.Integer(), nullable=False),
        sa.Column("root", sa.String(64), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_sample")),
        schema="audit",
    )
    op.create_index(op.f("ix_audit_sample_principal_id"), "audit_sample", ["principal", "id"], schema="audit")
    op.create_table(
        "audit_sample_entry",
        sa.Column("sample_id", sa.Uuid(), nullable=False),
        sa.Column("place", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("entry_id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("sample_id", "place", name=op.f("pk_audit_sample_entry")),
        sa.ForeignKeyConstraint(["sample_id"], ["audit.audit_sample.id"], name=op.f("fk_audit_sample_entry_sample_id")),
        schema="audit",
    )
    outcome = sa.Enum(*OUTCOMES, name="sampleoutcome", native_enum=False, create_constraint=True, length=40)
    op.create_table(
        "audit_sample_outcome",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("sample_id", sa.Uuid(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("person", sa.String(64), nullable=False),
        sa.Column("outcome", outcome, nullable=False),
        sa.Column("text", sa.Text()),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_sample_outcome")),
        sa.ForeignKeyConstraint(
            ["sample_id"], ["audit.audit_sample.id"], name=op.f("fk_audit_sample_outcome_sample_id")
        ),
        schema="audit",
    )
    op.create_index(op.f("ix_audit_sample_outcome_sample_id"), "audit_sample_outcome", ["sample_id"], schema="audit")
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
