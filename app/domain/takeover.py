"""Take-over (övertagande) of an orphaned plan by the right of the coordinator's principal, with a reason.

Source: domain rules, who may do what: a unit of the same principal as the coordinator, with the right `takeover`.
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from app.domain.part import Part


@dataclass(frozen=True, slots=True, kw_only=True)
class Takeover(Part):
    """`from_id` is the coordinator who had the task, `to_id` the one who took it."""

    from_id: UUID
    to_id: UUID
    reason: str
    taken_at: datetime
