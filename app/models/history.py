"""Every version of every plan, as it stood: a snapshot for each change, without the mapping. Written by one door."""

from sqlalchemy import Column, Integer, String, Table, Uuid

from app.models.base import Json, UtcDateTime, metadata, reference

plan_version = Table(
    "plan_version",
    metadata,
    reference("plan_id", "plan", primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("change", String(64), nullable=False),
    Column("subject_id", Uuid),
    Column("unit", String(64)),
    Column("person", String(64)),
    Column("changed_at", UtcDateTime, nullable=False),
    Column("snapshot", Json, nullable=False),
    schema="journal",
)
