"""Hand-over (överlämning) of the coordinator's task to a person who accepts. The coordinator changes on acceptance."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from app.domain.part import Part
from app.domain.rule import Rule

NOT_PENDING = Rule(
    "handover-not-pending",
    "Överlämningen är redan godtagen, avböjd eller återtagen.",
    "The hand-over is already accepted, refused or taken back.",
    "Riktlinje SIP",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Handover(Part):
    from_id: UUID
    to_id: UUID
    offered_at: datetime
    accepted_at: datetime | None = None
    refused_at: datetime | None = None
    withdrawn_at: datetime | None = None

    @property
    def pending(self) -> bool:
        """Whether it still awaits its answer."""
        return self.accepted_at is None and self.refused_at is None and self.withdrawn_at is None
