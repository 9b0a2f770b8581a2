"""Plans (samordnade individuella planer) on the wire, to staff."""

from typing import Annotated

from pydantic import AfterValidator, Field, WithJsonSchema

from app.domain.legal_basis import LEGAL_BASES
from app.domain.person import ProtectedIdentity
from app.domain.plan import ClosingReason, PlanStatus
from app.domain.unit import PrincipalType
from app.domain.values import NOT_A_PRINCIPAL
from app.schemas.base import Wire, patch_of
from app.schemas.journal.age_exception import AgeExceptionOut
from app.schemas.journal.consent import ConsentOut
from app.schemas.journal.copy import CopyOut
from app.schemas.journal.deadline import DeadlineOut
from app.schemas.journal.deviation import DeviationOut
from app.schemas.journal.emergency_access import EmergencyAccessOut
from app.schemas.journal.follow_up import FollowUpOut
from app.schemas.journal.goal import GoalOut
from app.schemas.journal.handover import HandoverOut
from app.schemas.journal.intervention import InterventionOut, StatusOut
from app.schemas.journal.meeting import MeetingOut
from app.schemas.journal.note import NoteOut
from app.schemas.journal.notice import NoticeOut
from app.schemas.journal.offer import OfferOut
from app.schemas.journal.participant import ParticipantOut
from app.schemas.journal.representation import RepresentationOut
from app.schemas.journal.summons import SummonsOut
from app.schemas.journal.takeover import TakeoverOut
from app.schemas.journal.unit import UnitIn, UnitOut
from app.schemas.types import Day, Flag, Id, Instant, Line, Personnummer, Text, Version, refused, unstated

PROTECTION = (
    "Skyddade personuppgifter (OSL 22:1). Protected identity; noted in one plan, it holds in the mirror of all."
)


def _a_principal(value: PrincipalType) -> PrincipalType:
    if value is PrincipalType.OTHER:
        raise refused(NOT_A_PRINCIPAL)
    return value


Principal = Annotated[
    PrincipalType,
    AfterValidator(_a_principal),
    WithJsonSchema({"type": "string", "enum": ["region", "municipality"]}),
]


LegalBases = Annotated[
    list[Line],
    Field(
        min_length=1,
        max_length=10,
        description="Lagrum i kraft den dagen. Statutes in force that day: "
        + "; ".join(f"{one.code} ({one.since}–{one.until or ''})" for one in LEGAL_BASES),
        examples=[["HSL 16:4", "SoL 10:8-9"]],
    ),
]
DischargeReady = Annotated[
    Instant | None,
    Field(description="Utskrivningsklar (2017:612 4:3). Ready for discharge.", examples=["2026-03-03T10:15:00Z"]),
]


class PersonIn(Wire):
    """Den enskilde. The person the plan is for."""

    personnummer: Personnummer = Field(
        description=(
            "Tolv siffror, eller ett reservnummer: åtta siffror, versal, tre siffror (19420817R123). Lagras krypterat. "
            "Twelve digits, or a reserve number: eight digits, a capital, three digits; stored encrypted."
        )
    )
    name: Line = Field(examples=["Elsa Lindqvist"])
    protected_identity: ProtectedIdentity = Field(
        ProtectedIdentity.NONE, description=PROTECTION, examples=["none"], json_schema_extra=unstated
    )


class PersonOut(PersonIn):
    """The person as the record systems know her."""


class SourceIO(Wire):
    """Planens id i journalsystemet. The plan's id in the record system."""

    # Both ways, so that what stands is shown; what is brought is held to the shape of an address by `domain.source`.

    system: Line = Field(examples=["exempelsystemet"])
    id: Line = Field(examples=["SIP-2026-0001"])


class PlanEntry(Wire):
    """The members of a plan that are entered when the need is seen."""

    title: Line = Field(
        description="Arbetsnamn; visas inte för den enskilde.", examples=["Elsa: hem efter höftfraktur"]
    )
    reason: Text = Field(description="Varför samordning behövs.", examples=["Behov av samordnade insatser"])
    legal_bases: LegalBases
    initiated_at: Instant = Field(description="När behovet uppmärksammades. When the need was seen.")
    discharge_ready_at: DischargeReady = None


class PlanRoot(PlanEntry):
    """The members of a plan's root that go both ways."""

    source: SourceIO | None = None


class PlanIn(PlanRoot):
    """En ny plan, av den enhet som ser behovet. A new plan, by the unit that sees the need."""

    person: PersonIn
    unit: UnitIn = Field(description="Den egna enheten, som i åtkomstintyget. One's own unit, as in the token.")


class PlanChange(Wire):
    """The members of a plan that can be corrected or decided."""

    title: Line = Field(examples=["Elsa: hem efter höftfraktur"])
    reason: Text = Field(examples=["Behov av samordnade insatser"])
    overall_responsible: Principal = Field(
        description="Huvudman med övergripande ansvar (HSL 16:4).", examples=["region"]
    )
    first_follow_up_on: Day
    protected_identity: ProtectedIdentity = Field(description=PROTECTION, examples=["none"])
    # Known later, often: she is ready for discharge some days after the need was seen, or the plan becomes an LSS plan.
    legal_bases: LegalBases
    discharge_ready_at: DischargeReady


PlanPatch = patch_of(PlanChange, *PlanChange.model_fields)


class HeldBackIO(Wire):
    """Undanhållande en begränsad tid, efter menprövning (NOPATIENT). Held back for a limited time."""

    until: Instant = Field(
        description="Då upphör det av sig självt, högst 30 dagar. It ends by itself, within 30 days."
    )
    reason: Text = Field(description="Visas aldrig för den enskilde. Never shown to her.", examples=["Samtal bokat."])
    responsible_id: Id


class ReleaseIn(Wire):
    """Ägarens beslut om att planen får visas för den enskilde. The owner's decision that the plan may be shown."""

    approved_for_patient: Flag = Field(examples=[True])
    held_back: HeldBackIO | None = Field(None, examples=[None])


class CoordinatorIn(Wire):
    """Vem som blir samordningsansvarig. Who becomes the coordinator."""

    participant_id: Id


class PlanSummary(Wire):
    """A plan in a list."""

    id: Id
    version: Version
    status: PlanStatus = Field(examples=["established"])
    title: Line = Field(examples=["Elsa: hem efter höftfraktur"])
    initiated_at: Instant
    changed_at: Instant
    established_at: Instant | None
    closed_at: Instant | None = Field(examples=[None])


class PlanOut(PlanSummary, PlanRoot):
    """The whole plan but the mapping, which is a resource of its own with rules of its own."""

    person: PersonOut
    entered_at: Instant
    initiated_by_unit_id: Id
    summons_due_at: Instant | None = Field(
        description="Kallelse senast tre dagar efter utskrivningsklar (2017:612 4:3).",
        examples=["2026-03-06T10:15:00Z"],
    )
    coordinator_id: Id | None
    main_responsible_id: Id | None
    overall_responsible: PrincipalType | None = Field(examples=["region"])
    first_follow_up_on: Day | None
    next_follow_up_on: Day | None = Field(description="Nästa uppföljning. The next follow-up.")
    approved_for_patient: Flag = Field(examples=[True])
    held_back: HeldBackIO | None
    revises: Version | None = Field(
        description="Versionen som gäller medan planen revideras. The version that stands meanwhile.", examples=[None]
    )
    closing_reason: ClosingReason | None = Field(examples=[None])
    closing_text: Text | None = Field(examples=[None])
    annulled_at: Instant | None = Field(examples=[None])
    annulment_reason: Text | None = Field(examples=[None])
    blocked_information: Flag = Field(
        description="Om något är spärrat för någon (PDL 4:4), inte för vem. Whether something is blocked.",
        examples=[False],
    )
    deadlines: list[DeadlineOut] = Field(
        description="Vad som är att bevaka av den egna enheten; av alla, för den som leder planen. "
        "What is due of one's own unit; of anybody, to whoever leads the plan."
    )
    units: list[UnitOut]
    participants: list[ParticipantOut]
    consents: list[ConsentOut]
    representations: list[RepresentationOut]
    age_exceptions: list[AgeExceptionOut]
    emergency_accesses: list[EmergencyAccessOut]
    offers: list[OfferOut]
    summonses: list[SummonsOut]
    meetings: list[MeetingOut]
    goals: list[GoalOut]
    interventions: list[InterventionOut]
    intervention_statuses: list[StatusOut]
    follow_ups: list[FollowUpOut]
    deviations: list[DeviationOut]
    handovers: list[HandoverOut]
    takeovers: list[TakeoverOut]
    copies: list[CopyOut]
    notes: list[NoteOut]
    notices: list[NoticeOut]


class SearchIn(Wire):
    """Sökning på personnummer, i kroppen och aldrig i en adress (PDL 2:8). Search by personnummer, in a body."""

    personnummer: Personnummer
