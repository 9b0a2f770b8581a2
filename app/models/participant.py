"""Persons with a part in a plan. A guardian's personnummer is stored encrypted."""

from sqlalchemy import Column, String, Text

from app.domain.participant import ParticipantKind, StaffFunction
from app.domain.person import ProtectedIdentity
from app.models.base import choice, part_table, reference

participant = part_table(
    "participant",
    Column("kind", choice(ParticipantKind), nullable=False),
    Column("name", Text, nullable=False),
    Column("role", Text),
    reference("unit_id", "unit"),
    Column("hsa_id", String(64)),
    Column("function", choice(StaffFunction)),
    Column("phone", Text),
    Column("sealed_number", Text),
    Column("protected_identity", choice(ProtectedIdentity), nullable=False),
)
