"""Subscriptions to events by webhook: whose, where to (sealed), in which status; and the pairs of keys that sign.

`test_id` names the test that was asked for last; while `test_wanted` it waits to be sent. What time it is here is
always the real time.
"""

from sqlalchemy import Boolean, Column, ForeignKey, Index, Integer, String, Table, Text, Uuid

from app.domain.redelivery import Failure
from app.domain.webhook import WebhookStatus, WebhookWhy
from app.models.base import Json, UtcDateTime, choice, metadata

webhook = Table(
    "webhook",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("version", Integer, nullable=False),
    Column("unit", String(64), nullable=False),
    Column("person", String(64), nullable=False),
    Column("principal", String(64), nullable=False),
    Column("sealed_address", Text, nullable=False),
    # Which types of events; an empty list is all of them.
    Column("types", Json, nullable=False),
    Column("made_at", UtcDateTime, nullable=False),
    Column("status", choice(WebhookStatus), nullable=False),
    Column("status_since", UtcDateTime, nullable=False),
    Column("why", choice(WebhookWhy), nullable=False),
    Column("test_id", Uuid),
    Column("test_wanted", Boolean, nullable=False),
    Column("test_asked_at", UtcDateTime),
    Column("test_leased_until", UtcDateTime),
    Column("test_answered_at", UtcDateTime),
    Column("test_failure", choice(Failure)),
    Column("test_answer", Integer),
    Index(None, "unit", "id"),
    schema="journal",
)
webhook_key = Table(
    "webhook_key",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("webhook_id", Uuid, ForeignKey("journal.webhook.id"), nullable=False, index=True),
    Column("sealed_pair", Text, nullable=False),
    Column("public_key", String(80), nullable=False),
    Column("made_at", UtcDateTime, nullable=False),
    Column("ends_at", UtcDateTime),
    schema="journal",
)
