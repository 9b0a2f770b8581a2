"""Whole segments of the audit log may go when their five years are over; everything else still only grows.

Revision ID: 0007
Revises: 0006
"""

import sqlalchemy as sa
from alembic import op

from app.models.base import UtcDateTime

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

GROWS = "the audit log only grows"


def postgresql() -> bool:
    return op.get_bind().dialect.name == "postgresql"


def upgrade() -> None:
    op.create_table(
        "audit_pruning",
        sa.Column("last_segment", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("tree_size", sa.BigInteger(), nullable=False),
        sa.Column("pruned_at", UtcDateTime(), nullable=False),
        sa.Column("entry_id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("last_segment", name=op.f("pk_audit_pruning")),
        schema="audit",
    )
    if postgresql():
        op.execute(
            "CREATE FUNCTION audit.only_what_is_pruned() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
            " IF OLD.at > now() - interval '5 years' OR NOT EXISTS (SELECT FROM audit.audit_leaf l"
            " WHERE l.entry_id = OLD.id AND l.sequence < (SELECT max(tree_size) FROM audit.audit_pruning))"
            f" THEN RAISE EXCEPTION '{GROWS}'; END IF; RETURN OLD; END $$"
        )
        op.execute("DROP TRIGGER only_grows ON audit.audit_entry")
        grows("audit_entry", "UPDATE OR TRUNCATE")
        op.execute(
            "CREATE TRIGGER only_what_is_pruned BEFORE DELETE ON audit.audit_entry"
            " FOR EACH ROW EXECUTE FUNCTION audit.only_what_is_pruned()"
        )
        grows("audit_pruning", "UPDATE OR DELETE OR TRUNCATE")
        return
    op.execute("DROP TRIGGER audit_entry_no_delete")
    refuse(
        "audit_entry",
        "DELETE",
        "WHEN OLD.at > strftime('%Y-%m-%dT%H:%M:%f', 'now', '-5 years') OR NOT EXISTS (SELECT 1 FROM audit_leaf"
        " WHERE entry_id = OLD.id AND sequence < (SELECT max(tree_size) FROM audit_pruning)) ",
    )
    for change in ("UPDATE", "DELETE"):
        refuse("audit_pruning", change)


def grows(table: str, changes: str) -> None:
    op.execute(
        f"CREATE TRIGGER only_grows BEFORE {changes} ON audit.{table}"
        " FOR EACH STATEMENT EXECUTE FUNCTION audit.only_grows()"
    )


def refuse(table: str, change: str, when: str = "") -> None:
    op.execute(
        f"CREATE TRIGGER {table}_no_{change.lower()} BEFORE {change} ON {table}"
        f" {when}BEGIN SELECT RAISE(ABORT, '{GROWS}'); END"
    )


def downgrade() -> None:
    if postgresql():
        op.execute("DROP TRIGGER only_what_is_pruned ON audit.audit_entry")
        op.execute("DROP TRIGGER only_grows ON audit.audit_entry")
        op.execute("DROP FUNCTION audit.only_what_is_pruned()")
        grows("audit_entry", "UPDATE OR DELETE OR TRUNCATE")
    else:
        op.execute("DROP TRIGGER audit_entry_no_delete")
        refuse("audit_entry", "DELETE")
    op.drop_table("audit_pruning", schema="audit")
