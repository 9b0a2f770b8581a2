"""A source identifier is its unit's, and no longer its principal's; a plan says no more whose the one is that it has.

Revision ID: 0021
Revises: 0020
"""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

NAMES = ("source_owner", "source_system", "source_id")
UNIQUE = "uq_plan_source_owner_source_system_source_id"
# An organisation number in an HSA-id: what the ids of a principal's units begin with.
PRINCIPAL = 12


def _schema() -> str | None:
    """SQLite has none."""
    return "journal" if op.get_bind().dialect.name == "postgresql" else None


def upgrade() -> None:
    """By the version that it came with, else by the unit that saw the need; the principal's where neither is known."""
    at = f"{_schema()}." if _schema() else ""
    hers = "LIKE s.owner || '-%'"
    op.execute(
        f"UPDATE {at}source_identifier AS s SET owner = coalesce("
        f"(SELECT min(v.unit) FROM {at}plan_version v"
        f" WHERE v.plan_id = s.plan_id AND v.changed_at = s.entered_at AND v.unit {hers}),"
        f" (SELECT min(u.hsa_id) FROM {at}plan p JOIN {at}unit u ON u.id = p.initiated_by_unit_id"
        f" WHERE p.id = s.plan_id AND u.hsa_id {hers}), s.owner)"
    )
    with op.batch_alter_table("plan", schema=_schema()) as batch:
        batch.drop_constraint(op.f(UNIQUE), type_="unique")
        batch.drop_column("source_owner")


def downgrade() -> None:
    """Of the ids that several units of a principal have stated, one stays the principal's; the others are lost."""
    at = f"{_schema()}." if _schema() else ""
    first = f"substr(s.owner, 1, {PRINCIPAL})"
    op.execute(
        f"DELETE FROM {at}source_identifier AS s WHERE EXISTS (SELECT 1 FROM {at}source_identifier o"
        f" WHERE substr(o.owner, 1, {PRINCIPAL}) = {first} AND o.owner < s.owner"
        " AND o.system = s.system AND o.kind = s.kind AND o.source_id = s.source_id)"
    )
    op.execute(f"UPDATE {at}source_identifier AS s SET owner = {first}")
    with op.batch_alter_table("plan", schema=_schema()) as batch:
        batch.add_column(sa.Column("source_owner", sa.String(64)))
    op.execute(
        f"UPDATE {at}plan AS p SET source_owner = (SELECT min(s.owner) FROM {at}source_identifier s"
        " WHERE s.plan_id = p.id AND s.kind = 'plan' AND s.system = p.source_system AND s.source_id = p.source_id)"
    )
    with op.batch_alter_table("plan", schema=_schema()) as batch:
        batch.create_unique_constraint(op.f(UNIQUE), list(NAMES))
