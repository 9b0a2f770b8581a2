"""Whom each event let in or out (`turn.turns`): written with the event by the one door, read by the feed."""

from sqlalchemy import BigInteger, Boolean, Column, Index, Integer, String, Table, Text, Uuid

from app.models.base import metadata

reach_turn = Table(
    "reach_turn",
    metadata,
    Column("id", BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=True),
    Column("event_id", Uuid, nullable=False),
    Column("unit", String(64), nullable=False),
    Column("person", Text),
    Column("let_in", Boolean, nullable=False),
    Index(None, "event_id", "unit"),
    schema="journal",
)
