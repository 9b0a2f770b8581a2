"""Subscriptions to events by webhook, and the keys that sign what is sent. Nothing of it is the citizen's.

Revision ID: 0010
Revises: 0009
"""

import sqlalchemy as sa
from alembic import op

from app.models.base import Json, UtcDateTime

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

STATUSES = ("unconfirmed", "active", "disabled", "ended")
WHY = ("new", "address_changed", "confirmed", "enabled", "undelivered", "gone", "ended_by_unit")
FAILURES = ("unsafe_address", "not_reached", "too_slow", "redirected", "refused", "wrong_answer")


def choice(name: str, values: tuple[str, ...]) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=40)


def upgrade() -> None:
    op.create_table(
        "webhook",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("unit", sa.String(64), nullable=False),
        sa.Column("person", sa.String(64), nullable=False),
        sa.Column("principal", sa.String(64), nullable=False),
        sa.Column("sealed_address", sa.Text(), nullable=False),
        sa.Column("types", Json, nullable=False),
        sa.Column("made_at", UtcDateTime(), nullable=False),
        sa.Column("status", choice("webhookstatus", STATUSES), nullable=False),
        sa.Column("status_since", UtcDateTime(), nullable=False),
        sa.Column("why", choice("webhookwhy", WHY), nullable=False),
        sa.Column("test_id", sa.Uuid()),
        sa.Column("test_wanted", sa.Boolean(), nullable=False),
        sa.Column("test_asked_at", UtcDateTime()),
        sa.Column("test_leased_until", UtcDateTime()),
        sa.Column("test_answered_at", UtcDateTime()),
        sa.Column("test_failure", choice("failure", FAILURES)),
        sa.Column("test_answer", sa.Integer()),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_webhook")),
        schema="journal",
    )
    op.create_index(op.f("ix_webhook_unit_id"), "webhook", ["unit", "id"], schema="journal")
    op.create_table(
        "webhook_key",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("webhook_id", sa.Uuid(), nullable=False),
        sa.Column("sealed_pair", sa.Text(), nullable=False),
        sa.Column("public_key", sa.String(80), nullable=False),
        sa.Column("made_at", UtcDateTime(), nullable=False),
        sa.Column("ends_at", UtcDateTime()),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_webhook_key")),
        sa.ForeignKeyConstraint(["webhook_id"], ["journal.webhook.id"], name=op.f("fk_webhook_key_webhook_id")),
        schema="journal",
    )
    op.create_index(op.f("ix_webhook_key_webhook_id"), "webhook_key", ["webhook_id"], schema="journal")


def downgrade() -> None:
    for table in ("webhook_key", "webhook"):
        op.drop_table(table, schema="journal")
