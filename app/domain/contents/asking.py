"""What the checks of all kinds of parts ask: who is staff, what lies in the future, what is refused."""

from datetime import datetime
from uuid import UUID

from app.domain.part import require
from app.domain.participant import Participant, ParticipantKind
from app.domain.plan import Plan
from app.domain.refusal import Finding, Invalid
from app.domain.rule import Rule

IN_THE_FUTURE = Rule("in-the-future", "Tidpunkten har inte inträffat än.", "That time has not come yet.")
NOT_STAFF = Rule("not-staff", "Deltagaren är inte personal vid en enhet.", "The participant is not staff of a unit.")
ENDS_BEFORE = Rule("ends-before-it-begins", "Det slutar innan det börjar.", "It ends before it begins.")

BEFORE_ASKED = Rule(
    "answered-before-asked",
    "Svaret är daterat före det som besvaras.",
    "The answer is dated before what it answers.",
)


def refuse_if(wrong: bool, rule: Rule, pointer: str) -> None:
    if wrong:
        raise Invalid(rule, Finding(rule, pointer))


def not_in_future(happened: datetime, now: datetime, pointer: str) -> None:
    refuse_if(happened > now, IN_THE_FUTURE, pointer)


def require_staff(plan: Plan, participant_id: UUID | None, pointer: str) -> Participant:
    """The participant that a field points at, who must be staff of one of the plan's units."""
    one = require(plan.participants, participant_id, pointer)
    refuse_if(one.kind is not ParticipantKind.STAFF, NOT_STAFF, pointer)
    return one
