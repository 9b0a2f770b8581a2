"""Hand-over (överlämning) of the coordinator's task to a person who accepts. The coordinator changes on acceptance."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from app.domain.part import Part
from app.domain.rule import Rule

ALREADY_ACCEPTED = Rule(
    "handover-already-accepted", "Överlämningen är redan godtagen.", "The hand-over is already accepted."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Handover(Part):
    from_id: UUID
    to_id: UUID
    offered_at: datetime
    accepted_at: datetime | None = None
