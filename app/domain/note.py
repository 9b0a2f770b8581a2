"""An internal note (intern anteckning) between the staff of a plan. Never mirrored."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from app.domain.part import Part


@dataclass(frozen=True, slots=True, kw_only=True)
class Note(Part):
    author_unit_id: UUID
    text: str
    written_at: datetime
