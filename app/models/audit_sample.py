"""Samples of the audit log: what was asked for, what was drawn, and what was found. Only ever added to.

The entries are not referred to by a foreign key: a sample outlasts the entries that it was drawn from.
"""

from sqlalchemy import BigInteger, Column, ForeignKey, Index, Integer, String, Table, Text, Uuid

from app.domain.sampling import SampleOutcome
from app.models.base import UtcDateTime, choice, metadata

audit_sample = Table(
    "audit_sample",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("principal", String(64), nullable=False),
    Column("drawn_by", String(64), nullable=False),
    Column("drawn_at", UtcDateTime, nullable=False),
    Column("since", UtcDateTime, nullable=False),
    Column("until", UtcDateTime, nullable=False),
    Column("unit", String(64)),
    Column("size", Integer, nullable=False),
    Column("population", BigInteger, nullable=False),
    Column("checkpoint", Integer, nullable=False),
    Column("root", String(64), nullable=False),
    Index(None, "principal", "id"),
    schema="audit",
)

audit_sample_entry = Table(
    "audit_sample_entry",
    metadata,
    Column("sample_id", Uuid, ForeignKey("audit.audit_sample.id"), primary_key=True),
    Column("place", BigInteger, primary_key=True, autoincrement=False),
    Column("entry_id", Uuid, nullable=False),
    schema="audit",
)

audit_sample_outcome = Table(
    "audit_sample_outcome",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("sample_id", Uuid, ForeignKey("audit.audit_sample.id"), nullable=False, index=True),
    Column("at", UtcDateTime, nullable=False),
    Column("person", String(64), nullable=False),
    Column("outcome", choice(SampleOutcome), nullable=False),
    Column("text", Text),
    schema="audit",
)
