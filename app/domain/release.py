"""The owner's release of a plan to the person (approvedForPatient), and holding it back for a limited time.

Source: domain rules, what the citizen sees: false until somebody decides; a release may be held back for a limited time
with reason, responsible and end (national term `NOPATIENT`), and that ends by itself. OSL (2009:400) 25 kap. 6 §.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID

from app.domain.contents.asking import refuse_if, require_staff
from app.domain.plan import Plan
from app.domain.rule import Rule

LONGEST = timedelta(days=30)
HELD_TOO_LONG = Rule(
    "held-back-too-long",
    "Undanhållandet gäller en begränsad tid framåt, högst 30 dagar.",
    "A release is held back for a limited time from now, at most 30 days.",
    "OSL 25:6",
)


@dataclass(frozen=True, slots=True)
class HoldBack:
    """Until when (an instant), why, and which participant is responsible for the judgement."""

    until: datetime
    reason: str
    responsible_id: UUID


def released(plan: Plan, approved: bool, held_back: HoldBack | None, now: datetime) -> Plan:
    """The plan with the decision; a decision without a hold-back lifts the one before."""
    if held_back is None:
        return replace(
            plan, approved_for_patient=approved, held_back_until=None, held_back_reason=None, held_back_by_id=None
        )
    require_staff(plan, held_back.responsible_id, "/heldBack/responsibleId")
    refuse_if(not now < held_back.until <= now + LONGEST, HELD_TOO_LONG, "/heldBack/until")
    return replace(
        plan,
        approved_for_patient=approved,
        held_back_until=held_back.until,
        held_back_reason=held_back.reason,
        held_back_by_id=held_back.responsible_id,
    )
