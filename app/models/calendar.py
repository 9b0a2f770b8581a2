"""Subscriptions to a worklist as a calendar: whose, until when, and the digest of the secret in the address."""

from sqlalchemy import Boolean, Column, Index, String, Table, Uuid

from app.models.base import UtcDateTime, metadata

calendar_subscription = Table(
    "calendar_subscription",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("digest", String(64), nullable=False, unique=True),
    Column("unit", String(64), nullable=False),
    Column("person", String(64), nullable=False),
    Column("principal", String(64), nullable=False),
    Column("client", String(200), nullable=False),
    Column("may_take_over", Boolean, nullable=False),
    Column("made_at", UtcDateTime, nullable=False),
    Column("ends_at", UtcDateTime, nullable=False),
    Index(None, "unit", "person"),
    schema="journal",
)
