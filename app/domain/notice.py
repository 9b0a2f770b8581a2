"""A notice of closure (underrättelse om avslut): closure is documented and everyone involved is told."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from app.domain.part import Part
from app.domain.rule import Rule

ALREADY_ACKNOWLEDGED = Rule(
    "already-acknowledged", "Underrättelsen är redan bekräftad.", "The notice is already acknowledged.", "decided"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice(Part):
    """One unit that was told, when, and who acknowledged it (HSA-id): somebody there, or for a unit that cannot log in
    whoever leads the plan.
    """

    unit_id: UUID
    notified_at: datetime
    acknowledged_at: datetime | None = None
    acknowledged_by: str | None = None
