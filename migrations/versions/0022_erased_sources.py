"""What an erased plan was called by record systems is known by a keyed digest, so that it is not brought again.

Revision ID: 0022
Revises: 0021
"""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Of what was erased before, nothing is left that would tell."""
    op.create_table(
        "erased_source",
        sa.Column("digest", sa.String(64), nullable=False),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_erased_source")),
        schema="audit",
    )
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            "CREATE TRIGGER only_grows BEFORE UPDATE OR DELETE OR TRUNCATE ON audit.erased_source"
            " FOR EACH STATEMENT EXECUTE FUNCTION audit.only_grows()"
        )
        return
    for change in ("UPDATE", "DELETE"):
        op.execute(
            f"CREATE TRIGGER erased_source_no_{change.lower()} BEFORE {change} ON erased_source"
            " BEGIN SELECT RAISE(ABORT, 'the audit log only grows'); END"
        )


def downgrade() -> None:
    """What was erased may be brought again."""
    op.drop_table("erased_source", schema="audit")
