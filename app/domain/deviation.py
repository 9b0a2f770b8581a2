"""A deviation (avvikelse) that one unit reports about another and that they handle jointly. Never mirrored."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from app.domain.part import Part


@dataclass(frozen=True, slots=True, kw_only=True)
class Deviation(Part):
    reported_by_unit_id: UUID
    concerns_unit_id: UUID
    text: str
    reported_at: datetime
