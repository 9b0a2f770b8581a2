"""The plan (samordnad individuell plan, SIP) as one frozen value: the root and all its parts, without the mapping.

Every rule is a function of this value, the caller and the time; a change is a new value. Source: HSL (2017:30)
16 kap. 4 §, SoL (2025:400) 10 kap. 8-9 §§, and on discharge lag (2017:612) 4 kap.
"""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from operator import attrgetter
from typing import Self
from uuid import UUID

from app.domain.age_exception import AgeException
from app.domain.block import Block
from app.domain.consent import Consent
from app.domain.copy import Copy
from app.domain.deviation import Deviation, DeviationStep
from app.domain.emergency_access import EmergencyAccess
from app.domain.follow_up import FollowUp, GoalResult
from app.domain.goal import Goal
from app.domain.handover import Handover
from app.domain.intervention import Intervention, InterventionStatus
from app.domain.meeting import Meeting
from app.domain.note import Note
from app.domain.notice import Notice
from app.domain.offer import Offer
from app.domain.participant import Participant
from app.domain.person import Person, ProtectedIdentity
from app.domain.representation import Representation
from app.domain.rule import Rule
from app.domain.summons import Invitation, Summons, SummonsReply
from app.domain.swedish_time import later
from app.domain.takeover import Takeover
from app.domain.unit import PrincipalType, Unit

ALREADY_HERE = Rule(
    "already-exists",
    "Det id:t används redan; vad det står för läses vid GET …/sources/{system}/…, av den som angav det.",
    "That id is in use already; what it stands for is read at GET …/sources/{system}/…, by whoever stated it.",
    "decided",
)


SUMMONS_TIME = timedelta(days=3)


class PlanStatus(StrEnum):
    INITIATED = "initiated"  # behov uppmärksammat
    OFFERED = "offered"  # erbjuden
    DECLINED = "declined"  # avböjd
    PREPARING = "preparing"  # kartläggs
    SUMMONED = "summoned"  # kallad
    MET = "met"  # möte genomfört
    ESTABLISHED = "established"  # upprättad
    CLOSED = "closed"  # avslutad
    ANNULLED = "annulled"  # makulerad


class ClosingReason(StrEnum):
    NO_LONGER_NEEDED = "no_longer_needed"
    COORDINATION_WORKS = "coordination_works"
    CONSENT_WITHDRAWN = "consent_withdrawn"
    CONSENT_ENDED = "consent_ended"
    MOVED = "moved"
    DECEASED = "deceased"
    REPLACED = "replaced"
    INACTIVE = "inactive"


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """`version` moves on every change of the root or of any part; times named `…_at` are when it happened.

    `revises` is the version that stands while the plan is being revised: what she is shown until it is adopted anew.
    A release is held back until `held_back_until`, and that ends by itself.
    """

    id: UUID
    version: int = 1
    status: PlanStatus = PlanStatus.INITIATED
    person: Person
    person_name: str
    protected_identity: ProtectedIdentity = ProtectedIdentity.NONE
    title: str
    reason: str
    legal_bases: tuple[str, ...] = ()
    initiated_by_unit_id: UUID
    initiated_at: datetime
    entered_at: datetime
    changed_at: datetime
    discharge_ready_at: datetime | None = None
    coordinator_id: UUID | None = None
    main_responsible_id: UUID | None = None
    overall_responsible: PrincipalType | None = None
    first_follow_up_on: date | None = None
    approved_for_patient: bool = False
    held_back_until: datetime | None = None
    held_back_reason: str | None = None
    held_back_by_id: UUID | None = None
    established_at: datetime | None = None
    revises: int | None = None
    closed_at: datetime | None = None
    closing_reason: ClosingReason | None = None
    closing_text: str | None = None
    annulled_at: datetime | None = None
    annulment_reason: str | None = None
    source_system: str | None = None
    source_id: str | None = None

    units: tuple[Unit, ...] = ()
    participants: tuple[Participant, ...] = ()
    consents: tuple[Consent, ...] = ()
    representations: tuple[Representation, ...] = ()
    age_exceptions: tuple[AgeException, ...] = ()
    blocks: tuple[Block, ...] = ()
    emergency_accesses: tuple[EmergencyAccess, ...] = ()
    offers: tuple[Offer, ...] = ()
    summonses: tuple[Summons, ...] = ()
    invitations: tuple[Invitation, ...] = ()
    summons_replies: tuple[SummonsReply, ...] = ()
    meetings: tuple[Meeting, ...] = ()
    goals: tuple[Goal, ...] = ()
    interventions: tuple[Intervention, ...] = ()
    intervention_statuses: tuple[InterventionStatus, ...] = ()
    follow_ups: tuple[FollowUp, ...] = ()
    goal_results: tuple[GoalResult, ...] = ()
    deviations: tuple[Deviation, ...] = ()
    deviation_steps: tuple[DeviationStep, ...] = ()
    handovers: tuple[Handover, ...] = ()
    takeovers: tuple[Takeover, ...] = ()
    copies: tuple[Copy, ...] = ()
    notes: tuple[Note, ...] = ()
    notices: tuple[Notice, ...] = ()

    @property
    def summons_due_at(self) -> datetime | None:
        """The latest time for the summons: three days from ready for discharge (lag 2017:612 4 kap. 3 §)."""
        return later(self.discharge_ready_at, SUMMONS_TIME) if self.discharge_ready_at else None

    @property
    def died_at(self) -> datetime | None:
        """When the plan was closed because she has died; None: it says nothing of the kind."""
        return self.closed_at if self.closing_reason is ClosingReason.DECEASED else None

    @property
    def as_noted_here(self) -> Self:
        """The plan without what only other plans note of her protection: that is not told to this plan's staff."""
        noted = self.noted_protection is not ProtectedIdentity.NONE
        return replace(self, person=replace(self.person, protected=noted))

    @property
    def noted_protection(self) -> ProtectedIdentity:
        """What the plan notes of protection, as far as it takes effect."""
        return noted_protection(self.status, self.protected_identity)


def noted_protection(status: PlanStatus, identity: ProtectedIdentity) -> ProtectedIdentity:
    """What a plan notes of protection; nothing, once it is annulled: it may have been about the wrong person."""
    return ProtectedIdentity.NONE if status is PlanStatus.ANNULLED else identity


# The collections of parts, by the name they have in `Plan`; what stores, compares or projects parts goes by this list.
PARTS: dict[str, type] = {
    "units": Unit,
    "participants": Participant,
    "consents": Consent,
    "representations": Representation,
    "age_exceptions": AgeException,
    "blocks": Block,
    "emergency_accesses": EmergencyAccess,
    "offers": Offer,
    "summonses": Summons,
    "invitations": Invitation,
    "summons_replies": SummonsReply,
    "meetings": Meeting,
    "goals": Goal,
    "interventions": Intervention,
    "intervention_statuses": InterventionStatus,
    "follow_ups": FollowUp,
    "goal_results": GoalResult,
    "deviations": Deviation,
    "deviation_steps": DeviationStep,
    "handovers": Handover,
    "takeovers": Takeover,
    "copies": Copy,
    "notes": Note,
    "notices": Notice,
}


def in_order(plan: Plan) -> Plan:
    """The parts by their ids, oldest first, as they are read back.

    What was asked for earlier may come later: another's change was in the way, or another machine's clock is behind.
    """
    return replace(plan, **{name: tuple(sorted(getattr(plan, name), key=attrgetter("id"))) for name in PARTS})
