"""A plan may be erased where the law allows it: its versions and its mapping go only with a row that says so.

Revision ID: 0015
Revises: 0014
"""

import sqlalchemy as sa
from alembic import op

from app.models.base import UtcDateTime

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

GROWS = "the history only grows"
GUARDED = {"plan_version": "journal", "mapping_version": "mapping"}


def postgresql() -> bool:
    return op.get_bind().dialect.name == "postgresql"


def upgrade() -> None:
    grounds = sa.Enum(
        "decision", "thinning", name="erasureground", native_enum=False, create_constraint=True, length=40
    )
    op.create_table(
        "plan_erasure",
        sa.Column("plan_id", sa.Uuid(), nullable=False),
        sa.Column("ground", grounds, nullable=False),
        sa.Column("decision", sa.String(40), nullable=False),
        sa.Column("erased_at", UtcDateTime(), nullable=False),
        sa.Column("entry_id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("plan_id", name=op.f("pk_plan_erasure")),
        schema="audit",
    )
    if not postgresql():
        for table in GUARDED:
            op.execute(f"DROP TRIGGER {table}_no_delete")
            erased = "WHEN NOT EXISTS (SELECT 1 FROM plan_erasure WHERE plan_id = OLD.plan_id) "
            refuse(table, "DELETE", GROWS, erased)
        for change in ("UPDATE", "DELETE"):
            refuse("plan_erasure", change, "the audit log only grows")
        return
    op.execute(
        "CREATE TRIGGER only_grows BEFORE UPDATE OR DELETE OR TRUNCATE ON audit.plan_erasure"
        " FOR EACH STATEMENT EXECUTE FUNCTION audit.only_grows()"
    )
    op.execute(
        "CREATE FUNCTION journal.only_what_is_erased() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
        " IF NOT EXISTS (SELECT FROM audit.plan_erasure e WHERE e.plan_id = OLD.plan_id)"
        f" THEN RAISE EXCEPTION '{GROWS}'; END IF; RETURN OLD; END $$"
    )
    for table, schema in GUARDED.items():
        guard(schema, table, "UPDATE OR TRUNCATE")
        op.execute(
            f"CREATE TRIGGER only_what_is_erased BEFORE DELETE ON {schema}.{table}"
            " FOR EACH ROW EXECUTE FUNCTION journal.only_what_is_erased()"
        )


def guard(schema: str, table: str, changes: str) -> None:
    op.execute(f"DROP TRIGGER only_grows ON {schema}.{table}")
    op.execute(
        f"CREATE TRIGGER only_grows BEFORE {changes} ON {schema}.{table}"
        " FOR EACH STATEMENT EXECUTE FUNCTION journal.only_grows()"
    )


def refuse(table: str, change: str, why: str, when: str = "") -> None:
    op.execute(
        f"CREATE TRIGGER {table}_no_{change.lower()} BEFORE {change} ON {table}"
        f" {when}BEGIN SELECT RAISE(ABORT, '{why}'); END"
    )


def downgrade() -> None:
    """What has been erased stays erased; that it was is no longer known."""
    for table, schema in GUARDED.items():
        if postgresql():
            op.execute(f"DROP TRIGGER only_what_is_erased ON {schema}.{table}")
            guard(schema, table, "UPDATE OR DELETE OR TRUNCATE")
        else:
            op.execute(f"DROP TRIGGER {table}_no_delete")
            refuse(table, "DELETE", GROWS)
    if postgresql():
        op.execute("DROP FUNCTION journal.only_what_is_erased()")
    op.drop_table("plan_erasure", schema="audit")
