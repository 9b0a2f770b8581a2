"""Those who read for the person. The number is stored encrypted, and found by keyed pseudonym."""

from sqlalchemy import Column, Date, String, Text

from app.domain.person import ProtectedIdentity
from app.domain.representation import RepresentativeKind
from app.models.base import Json, UtcDateTime, choice, part_table, reference

representation = part_table(
    "representation",
    Column("kind", choice(RepresentativeKind), nullable=False),
    Column("reader_key", String(64), nullable=False),
    Column("sealed_number", Text, nullable=False),
    Column("scope", Json, nullable=False),
    Column("since", Date, nullable=False),
    Column("until", Date),
    Column("reason", Text, nullable=False),
    reference("registered_by_id", "participant", nullable=False),
    Column("protected_identity", choice(ProtectedIdentity), nullable=False),
    Column("ended_at", UtcDateTime),
    reference("ended_by_id", "participant"),
    Column("end_reason", Text),
)
