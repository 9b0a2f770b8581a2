"""What waits to be sent by webhook, and how far each subscription has come in the feed.

A delivery is a place in the feed and nothing of the event: what is told of it, and whether, is judged when it is sent.
It has gone when it was received. `lease` says which attempt it is in the hands of, until `leased_until`.
"""

from sqlalchemy import BigInteger, Column, ForeignKey, Index, Integer, Table, Uuid

from app.domain.redelivery import Failure
from app.models.base import UtcDateTime, choice, metadata

webhook_progress = Table(
    "webhook_progress",
    metadata,
    Column("webhook_id", Uuid, ForeignKey("journal.webhook.id"), primary_key=True),
    # The position in the feed up to which everything was looked at.
    Column("position", BigInteger, nullable=False),
    # After a replay, what was on its way before it is let come through first.
    Column("quiet_until", UtcDateTime),
    Column("delivered_at", UtcDateTime),
    Column("failed_at", UtcDateTime),
    Column("failure", choice(Failure)),
    Column("answer", Integer),
    schema="journal",
)
webhook_delivery = Table(
    "webhook_delivery",
    metadata,
    Column("webhook_id", Uuid, ForeignKey("journal.webhook.id"), primary_key=True),
    Column("position", BigInteger, primary_key=True, autoincrement=False),
    Column("plan_id", Uuid, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("first_failed_at", UtcDateTime),
    Column("next_at", UtcDateTime, nullable=False),
    Column("lease", Uuid),
    Column("leased_until", UtcDateTime),
    Index(None, "webhook_id", "plan_id", "position"),
    Index(None, "next_at"),
    schema="journal",
)
