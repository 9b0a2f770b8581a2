"""Blocks (spärrar). A lifted one stays, marked."""

from sqlalchemy import Column, String, Text

from app.domain.block import BlockKind
from app.domain.consent import ConsentForm
from app.models.base import UtcDateTime, choice, part_table, reference

block = part_table(
    "block",
    Column("kind", choice(BlockKind), nullable=False),
    Column("hsa_id", String(64), nullable=False),
    Column("name", Text, nullable=False),
    Column("form", choice(ConsentForm), nullable=False),
    Column("requested_at", UtcDateTime, nullable=False),
    reference("registered_by_id", "participant", nullable=False),
    Column("lifted_at", UtcDateTime),
    reference("lifted_by_id", "participant"),
    Column("lifted_form", choice(ConsentForm, "liftedform")),
)
