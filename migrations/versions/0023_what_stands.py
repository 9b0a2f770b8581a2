"""Until when a plan's SIP consent stands, and that what an erased plan noted of protection does.

Revision ID: 0023
Revises: 0022
"""

import sqlalchemy as sa
from alembic import op

from app.models.base import UtcDateTime

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None

NO_END = "9999-12-31T00:00:00.000000Z"


def upgrade() -> None:
    """What was known of either: `sip republish`, which every new rule asks for, then says it exactly."""
    with op.batch_alter_table("person", schema=_schema()) as batch:
        batch.add_column(sa.Column("protection_kept", sa.Boolean(), nullable=False, server_default=sa.false()))
    with op.batch_alter_table("plan", schema=_schema()) as batch:
        batch.add_column(sa.Column("consent_until", UtcDateTime()))
    plan, person, due = (f"journal.{one}" if _schema() else one for one in ("plan", "person", "plan_deadline"))
    # Protected though none of her plans notes it: one that did is erased.
    op.execute(
        f"UPDATE {person} SET protection_kept = true WHERE protected = true AND NOT EXISTS (SELECT 1 FROM {plan} AS one"
        f" WHERE one.person_id = {person}.id AND one.protected_identity <> 'none' AND one.status <> 'annulled')"
    )
    op.execute(
        f"UPDATE {plan} SET consent_until = coalesce((SELECT min(one.since) FROM {due} AS one"
        f" WHERE one.plan_id = {plan}.id AND one.kind = 'consent_ended'), '{NO_END}')"
        " WHERE status IN ('preparing', 'summoned', 'met', 'established')"
    )


def downgrade() -> None:
    with op.batch_alter_table("plan", schema=_schema()) as batch:
        batch.drop_column("consent_until")
    with op.batch_alter_table("person", schema=_schema()) as batch:
        batch.drop_column("protection_kept")


def _schema() -> str | None:
    """SQLite has no schemas, and the batch asks the database by the name that it is given."""
    return "journal" if op.get_bind().dialect.name == "postgresql" else None
