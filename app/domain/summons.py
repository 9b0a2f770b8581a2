"""The summons (kallelse) to a meeting, and the answers of the units that are called.

Units are called, with a wished profession; the called unit appoints its own representative. Region and municipality
have a duty to attend, others may decline: a refusal is recorded as what it is. When an in-patient is ready for
discharge the summons goes out within three days (lag 2017:612 4 kap. 3 §).
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from app.domain.part import Part
from app.domain.refusal import Finding, Invalid
from app.domain.rule import Rule
from app.domain.unit import Unit


class SummonsForm(StrEnum):
    WRITTEN = "written"
    ORAL = "oral"


FORWARD_WITHIN = Rule(
    "forward-within-principal",
    "En kallelse vidarebefordras till en annan enhet hos samma huvudman.",
    "A summons is forwarded to another unit of the same principal.",
    "Riktlinje SIP",
)

SAID_NO = Rule(
    "summons-answered",
    "Enheten har redan svarat att den inte kommer. Den som samordnar planen kan ändra svaret.",
    "The unit has answered already that it does not come. Whoever coordinates the plan can change the answer.",
    "decided",
)


class Occasion(StrEnum):
    """What it is for: to make or revise the plan, or to follow up one that stands."""

    PLANNING = "planning"
    FOLLOW_UP = "follow_up"


class Reply(StrEnum):
    NONE = "none"
    ATTENDS = "attends"
    DECLINES = "declines"
    FORWARDED = "forwarded"  # vidarebefordrad till rätt enhet hos samma huvudman
    WRONG_RECIPIENT = "wrong_recipient"  # fel mottagare


# Whoever has said so is not called any more.
NOT_COMING = frozenset({Reply.DECLINES, Reply.FORWARDED, Reply.WRONG_RECIPIENT})


@dataclass(frozen=True, slots=True, kw_only=True)
class Summons(Part):
    """`place` never reaches a person with protected identity."""

    form: SummonsForm
    occasion: Occasion = Occasion.PLANNING
    sent_at: datetime
    meeting_at: datetime
    place: str | None = None
    purpose: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Invitation(Part):
    """One called unit's place in a summons, and its present answer; `forwarded_from_id` is the place it came from."""

    summons_id: UUID
    unit_id: UUID
    wished_profession: str | None = None
    reply: Reply = Reply.NONE
    representative_id: UUID | None = None
    reason: str | None = None
    replied_at: datetime | None = None
    forwarded_from_id: UUID | None = None


def require_within_principal(called: Unit, to: Unit) -> None:
    """Raises unless the summons may go on from the called unit to that one: another unit of the same principal."""
    if to.hsa_id == called.hsa_id or to.principal_hsa_id is None or to.principal_hsa_id != called.principal_hsa_id:
        raise Invalid(FORWARD_WITHIN, Finding(FORWARD_WITHIN, "/unit/hsaId"))


@dataclass(frozen=True, slots=True, kw_only=True)
class SummonsReply(Part):
    """One answer as it was given, by or for a called unit. Answers are only ever added: this is the trail."""

    invitation_id: UUID
    reply: Reply
    answered_by_unit_id: UUID
    representative_id: UUID | None = None
    forwarded_to_unit_id: UUID | None = None
    reason: str | None = None
    replied_at: datetime
