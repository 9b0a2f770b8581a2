"""Answers kept so that a retry gets the same answer (`Idempotency-Key`), written with the change itself.

Only for creating requests, and never for the mapping: a kept answer lies in the journal schema. Its body is sealed,
because it may hold a personnummer.
"""

from sqlalchemy import Column, Integer, String, Table, Text, Uuid

from app.models.base import Json, UtcDateTime, metadata

kept_answer = Table(
    "kept_answer",
    metadata,
    Column("client", String(64), primary_key=True),
    Column("key", String(200), primary_key=True),
    Column("digest", String(64), nullable=False),
    Column("plan_id", Uuid, nullable=False),
    Column("status", Integer, nullable=False),
    Column("headers", Json, nullable=False),
    Column("sealed_body", Text, nullable=False),
    Column("kept_at", UtcDateTime, nullable=False, index=True),
    schema="journal",
)
