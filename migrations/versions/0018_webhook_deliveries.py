"""What waits to be sent by webhook, and how far each subscription has come in the feed. Nothing of it is the citizen's.

Revision ID: 0018
Revises: 0017
"""

import sqlalchemy as sa
from alembic import op

from app.models.base import UtcDateTime

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

FAILURES = ("unsafe_address", "not_reached", "too_slow", "redirected", "refused", "wrong_answer")


def upgrade() -> None:
    failure = sa.Enum(*FAILURES, name="failure", native_enum=False, create_constraint=True, length=40)
    webhook = ["journal.webhook.id"]
    op.create_table(
        "webhook_progress",
        sa.Column("webhook_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.Column("quiet_until", UtcDateTime()),
        sa.Column("delivered_at", UtcDateTime()),
        sa.Column("failed_at", UtcDateTime()),
        sa.Column("failure", failure),
        sa.Column("answer", sa.Integer()),
        sa.PrimaryKeyConstraint("webhook_id", name=op.f("pk_webhook_progress")),
        sa.ForeignKeyConstraint(["webhook_id"], webhook, name=op.f("fk_webhook_progress_webhook_id")),
        schema="journal",
    )
    op.create_table(
        "webhook_delivery",
        sa.Column("webhook_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("plan_id", sa.Uuid(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("first_failed_at", UtcDateTime()),
        sa.Column("next_at", UtcDateTime(), nullable=False),
        sa.Column("lease", sa.Uuid()),
        sa.Column("leased_until", UtcDateTime()),
        sa.PrimaryKeyConstraint("webhook_id", "position", name=op.f("pk_webhook_delivery")),
        sa.ForeignKeyConstraint(["webhook_id"], webhook, name=op.f("fk_webhook_delivery_webhook_id")),
        schema="journal",
    )
    for columns in (["webhook_id", "plan_id", "position"], ["next_at"]):
        name = op.f(f"ix_webhook_delivery_{'_'.join(columns)}")
        op.create_index(name, "webhook_delivery", columns, schema="journal")
    # Those that were made before there was anything to send begin with the next event.
    journal = "journal." if op.get_bind().dialect.name == "postgresql" else ""
    op.execute(
        f"INSERT INTO {journal}webhook_progress (webhook_id, position)"
        f" SELECT id, (SELECT coalesce(max(position), 0) FROM {journal}outbox_event) FROM {journal}webhook"
    )


def downgrade() -> None:
    for table in ("webhook_delivery", "webhook_progress"):
        op.drop_table(table, schema="journal")
