"""Persons: one row each, found by keyed pseudonym; the personnummer itself is stored encrypted."""

from sqlalchemy import Boolean, Column, Date, String, Table, Text, Uuid, false

from app.models.base import metadata

person = Table(
    "person",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("key", String(64), nullable=False, unique=True),
    Column("sealed_number", Text, nullable=False),
    Column("born", Date, nullable=False),
    Column("protected", Boolean, nullable=False),
    # Noted in a plan that is erased: it stands until another plan of hers lifts it.
    Column("protection_kept", Boolean, nullable=False, server_default=false()),
    # The row of the number that she has now; none where this is it.
    Column("current_id", Uuid, index=True),
    schema="journal",
)
