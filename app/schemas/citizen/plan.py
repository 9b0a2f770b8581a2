"""The mirrored plan: the second key. What is not named here is refused on its way to the mirror.

Nothing here inherits from the record systems' schemas, and no name of theirs may be imported.
"""

from pydantic import Field

from app.domain.follow_up import FollowUpDecision
from app.domain.goal import GoalTerm
from app.domain.intervention import InterventionState, ResponsibleKind
from app.domain.life_area import LifeArea
from app.domain.meeting import MeetingForm
from app.domain.participant import ParticipantKind
from app.domain.plan import ClosingReason, PlanStatus
from app.domain.summons import SummonsForm
from app.domain.unit import PrincipalType
from app.schemas.base import Wire
from app.schemas.types import Day, Id, Instant


class CitizenUnit(Wire):
    """En enhet. Namnet lämnas ut endast när det inte röjer en skyddad persons plats. A unit."""

    name: str | None = Field(examples=["Kommunrehab"])
    kind: str | None = Field(examples=["rehab"])
    principal_type: PrincipalType = Field(examples=["municipality"])
    principal_name: str | None = Field(examples=["Exempelstads kommun"])


class CitizenParticipant(Wire):
    """En deltagare. A participant: name, role, unit and contact."""

    kind: ParticipantKind = Field(examples=["staff"])
    name: str | None = Field(examples=["Maria Holm"])
    role: str | None = Field(examples=["arbetsterapeut"])
    unit: CitizenUnit | None
    phone: str | None = Field(examples=["010-123 45 02"])


class CitizenSummons(Wire):
    """En kallelse: när, var och varför. A summons: when, where and why."""

    id: Id
    form: SummonsForm = Field(examples=["written"])
    sent_at: Instant
    meeting_at: Instant
    place: str | None = Field(examples=["Vårdcentralen, rum 2"])
    purpose: str = Field(examples=["Hur kan jag komma hem?"])


class CitizenInvitation(Wire):
    """En kallad enhet. A called unit."""

    summons_id: Id
    unit: CitizenUnit | None
    wished_profession: str | None = Field(examples=["fysioterapeut"])


class CitizenMeeting(Wire):
    """Ett möte och vad som är viktigt för dig. A meeting, and what matters to you."""

    held_at: Instant
    form: MeetingForm = Field(examples=["hybrid"])
    place: str | None = Field(examples=["Vårdcentralen, rum 2"])
    chair: CitizenParticipant | None
    what_matters: str = Field(examples=["Jag vill hem till mina blommor."])


class CitizenGoal(Wire):
    """Ett mål eller delmål. A goal or sub-goal."""

    id: Id
    term: GoalTerm = Field(examples=["long"])
    life_area: LifeArea = Field(examples=["mobility"])
    text: str = Field(examples=["Elsa går till affären på egen hand till midsommar."])
    parent_id: Id | None = Field(examples=[None])
    follow_up_responsible: CitizenParticipant | None


class CitizenIntervention(Wire):
    """En insats: vad, vem, när och i vilken ordning. An intervention: what, who, when and in which order."""

    id: Id
    goal_id: Id
    text: str = Field(examples=["Trygghetslarm"])
    responsible_kind: ResponsibleKind = Field(examples=["unit"])
    responsible_unit: CitizenUnit | None
    responsible_name: str | None = Field(examples=[None])
    position: int = Field(examples=[1])
    starts_on: Day | None
    ends_on: Day | None


class CitizenInterventionStatus(Wire):
    """En insats status från en tidpunkt. An intervention's status from a moment on."""

    intervention_id: Id
    state: InterventionState = Field(examples=["ongoing"])
    since: Instant


class CitizenFollowUp(Wire):
    """En uppföljning. A follow-up: date, outcome in plain words, decision and next date."""

    id: Id
    held_at: Instant
    outcome: str = Field(examples=["Går i trappan varje dag."])
    decision: FollowUpDecision = Field(examples=["continue"])
    next_on: Day | None


class CitizenPlan(Wire):
    """Det som speglas av planen. What is mirrored of the plan."""

    id: Id
    status: PlanStatus = Field(examples=["established"])
    reason: str = Field(examples=["Behov av samordnade insatser"])
    initiated_at: Instant
    coordinator: CitizenParticipant | None
    main_responsible: CitizenParticipant | None
    overall_responsible: PrincipalType | None = Field(examples=["region"])
    first_follow_up_on: Day | None
    established_at: Instant
    closed_at: Instant | None = Field(examples=[None])
    closing_reason: ClosingReason | None = Field(examples=[None])
    participants: list[CitizenParticipant]
    summonses: list[CitizenSummons]
    invitations: list[CitizenInvitation]
    meetings: list[CitizenMeeting]
    goals: list[CitizenGoal]
    interventions: list[CitizenIntervention]
    intervention_statuses: list[CitizenInterventionStatus]
    follow_ups: list[CitizenFollowUp]
