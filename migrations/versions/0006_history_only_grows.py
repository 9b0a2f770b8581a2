"""One event for each version, and a history that only grows: plans' versions, mappings' versions, and what was told.

Revision ID: 0006
Revises: 0005
"""

from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

# What an event says never changes; a column that a feed marks it in may.
SAYS = "id, type, plan_id, version, occurred_at"
GUARDED = {("journal", "plan_version"): "", ("mapping", "mapping_version"): "", ("journal", "outbox_event"): SAYS}


def upgrade() -> None:
    op.create_index(
        op.f("ix_outbox_event_plan_id_version"), "outbox_event", ["plan_id", "version"], unique=True, schema="journal"
    )
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            "CREATE FUNCTION journal.only_grows() RETURNS trigger LANGUAGE plpgsql AS"
            " $$ BEGIN RAISE EXCEPTION 'the history only grows'; END $$"
        )
    for (schema, table), columns in GUARDED.items():
        guard(schema, table, f" OF {columns}" if columns else "")


def guard(schema: str, table: str, columns: str) -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            f"CREATE TRIGGER only_grows BEFORE UPDATE{columns} OR DELETE OR TRUNCATE ON {schema}.{table}"
            " FOR EACH STATEMENT EXECUTE FUNCTION journal.only_grows()"
        )
        return
    for name, change in (("update", f"UPDATE{columns}"), ("delete", "DELETE")):
        op.execute(
            f"CREATE TRIGGER {table}_no_{name} BEFORE {change} ON {table}"
            " BEGIN SELECT RAISE(ABORT, 'the history only grows'); END"
        )


def downgrade() -> None:
    postgresql = op.get_bind().dialect.name == "postgresql"
    for schema, table in GUARDED:
        if postgresql:
            op.execute(f"DROP TRIGGER only_grows ON {schema}.{table}")
            continue
        for name in ("update", "delete"):
            op.execute(f"DROP TRIGGER {table}_no_{name}")
    if postgresql:
        op.execute("DROP FUNCTION journal.only_grows()")
    op.drop_index(op.f("ix_outbox_event_plan_id_version"), "outbox_event", schema="journal")
