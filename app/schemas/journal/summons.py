"""Summonses (kallelser), the called units and their replies on the wire."""

from typing import Literal

from pydantic import Field

from app.domain.participant import StaffFunction
from app.domain.summons import Occasion, Reply, SummonsForm
from app.schemas.base import PartOut, Wire
from app.schemas.journal.unit import UnitIn
from app.schemas.types import Flag, HsaId, Id, Instant, Line, Text


class InvitedIn(Wire):
    """En kallad enhet. A called unit."""

    unit_id: Id
    wished_profession: Line | None = Field(None, examples=["fysioterapeut"])


class SummonsIn(Wire):
    """En kallelse till SIP-möte. A summons to a SIP meeting."""

    form: SummonsForm = Field(examples=["written"])
    occasion: Occasion = Field(
        Occasion.PLANNING,
        description=(
            "Planering (av en upprättad plan: revidering) eller uppföljning. Planning (of an established plan: a "
            "revision), or follow-up."
        ),
        examples=["planning"],
    )
    sent_at: Instant
    meeting_at: Instant
    place: Line | None = Field(None, examples=["Vårdcentralen, rum 2"])
    purpose: Text = Field(examples=["Hur kan jag komma hem och klara mig själv?"])
    invited: list[InvitedIn] = Field(min_length=1, max_length=50)


class GivenReplyOut(PartOut):
    """One answer as it was given: the trail."""

    reply: Reply = Field(examples=["attends"])
    answered_by_unit_id: Id
    representative_id: Id | None
    forwarded_to_unit_id: Id | None
    reason: Text | None = Field(examples=[None])
    replied_at: Instant


class InvitationOut(PartOut, InvitedIn):
    """A called unit and its answer. A principal's unit that declines breaks its duty: recorded as what it is."""

    summons_id: Id
    reply: Reply = Field(examples=["attends"])
    representative_id: Id | None
    reason: Text | None = Field(examples=[None])
    replied_at: Instant | None
    forwarded_from_id: Id | None = Field(description="Platsen som kallelsen kom från. Where it came from.")
    replies: list[GivenReplyOut] = Field(description="Alla svar, äldst först. Every answer, oldest first.")
    must_attend: Flag = Field(description="Skyldig att delta (HSL 16:4, SoL 10:8-9). Has the duty.", examples=[True])
    breaches_duty: Flag = Field(description="Avböjde trots skyldighet. Declined despite the duty.", examples=[False])


class SummonsOut(PartOut):
    """A summons with every called unit."""

    form: SummonsForm = Field(examples=["written"])
    occasion: Occasion = Field(examples=["planning"])
    sent_at: Instant
    meeting_at: Instant
    place: Line | None = Field(examples=["Vårdcentralen, rum 2"])
    purpose: Text = Field(examples=["Hur kan jag komma hem och klara mig själv?"])
    invitations: list[InvitationOut]


class RepresentativeIn(Wire):
    """Den som enheten utser och som inte finns i planen än. Whom the unit appoints, if she is not in the plan yet."""

    name: Line = Field(examples=["Maria Holm"])
    role: Line | None = Field(None, examples=["arbetsterapeut"])
    hsa_id: HsaId | None = Field(None, examples=["SE2129990023-P000000006001"])
    function: StaffFunction | None = Field(None, examples=["care_contact"])
    phone: Line | None = Field(None, examples=["010-123 45 02"])


class ReplyIn(Wire):
    """Den kallade enhetens svar. The called unit's answer."""

    reply: Literal[Reply.ATTENDS, Reply.DECLINES, Reply.WRONG_RECIPIENT] = Field(examples=["attends"])
    representative_id: Id | None = Field(
        None, description="Enheten utser själv en deltagare. The unit appoints its own, a participant.", examples=[None]
    )
    representative: RepresentativeIn | None = Field(
        None, description="I stället för representativeId; blir deltagare. Instead; she becomes a participant."
    )
    reason: Text | None = Field(None, examples=[None])
    replied_at: Instant


class ForwardingIn(Wire):
    """Kallelsen kom fel och sänds vidare till rätt enhet hos samma huvudman. Forwarded to the right unit."""

    unit: UnitIn = Field(description="Rätt enhet, med HSA-id. The right unit, with its HSA-id.")
    reason: Text | None = Field(None, examples=["Personen är listad hos en annan vårdcentral."])
    replied_at: Instant
