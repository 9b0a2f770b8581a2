"""How far an import has come, for whoever asks while it runs: identity of nobody, and gone as its answers are."""

from sqlalchemy import Column, String, Table, Uuid

from app.models.base import Json, UtcDateTime, metadata

plan_import = Table(
    "plan_import",
    metadata,
    # Of client, unit and person, as with kept answers; and the request's Idempotency-Key.
    Column("client", String(64), primary_key=True),
    Column("id", Uuid, primary_key=True),
    Column("digest", String(64), nullable=False),
    # For each item what came of it, in the items' order; null for what has not been come to.
    Column("outcomes", Json, nullable=False),
    Column("started_at", UtcDateTime, nullable=False, index=True),
    Column("changed_at", UtcDateTime, nullable=False),
    schema="journal",
)
