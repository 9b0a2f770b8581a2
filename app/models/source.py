"""Source identifiers: what each record system calls a plan or a part. The key is what makes an id mean one thing."""

from sqlalchemy import Column, String, Table, Text, Uuid

from app.domain.source import SourceKind
from app.models.base import UtcDateTime, choice, metadata, reference

source_identifier = Table(
    "source_identifier",
    metadata,
    # The unit that stated it.
    Column("owner", String(64), primary_key=True),
    Column("system", Text, primary_key=True),
    Column("kind", choice(SourceKind), primary_key=True),
    Column("source_id", Text, primary_key=True),
    reference("plan_id", "plan", nullable=False, index=True),
    Column("part_id", Uuid),
    Column("client", Text),
    Column("entered_at", UtcDateTime, nullable=False),
    schema="journal",
)
