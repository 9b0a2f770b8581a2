"""Summonses (kallelser), the called units and their replies on the wire."""

from typing import Literal

from pydantic import Field

from app.domain.summons import Reply, SummonsForm
from app.schemas.base import PartOut, Wire
from app.schemas.types import Flag, Id, Instant, Line, Text


class InvitedIn(Wire):
    """En kallad enhet. A called unit."""

    unit_id: Id
    wished_profession: Line | None = Field(None, examples=["fysioterapeut"])


class SummonsIn(Wire):
    """En kallelse till SIP-möte. A summons to a SIP meeting."""

    form: SummonsForm = Field(examples=["written"])
    sent_at: Instant
    meeting_at: Instant
    place: Line | None = Field(None, examples=["Vårdcentralen, rum 2"])
    purpose: Text = Field(examples=["Hur kan jag komma hem och klara mig själv?"])
    invited: list[InvitedIn] = Field(min_length=1, max_length=50)


class InvitationOut(PartOut, InvitedIn):
    """A called unit and its answer. A principal's unit that declines breaks its duty: recorded as what it is."""

    summons_id: Id
    reply: Reply = Field(examples=["attends"])
    representative_id: Id | None
    reason: Text | None = Field(examples=[None])
    replied_at: Instant | None
    must_attend: Flag = Field(description="Skyldig att delta (HSL 16:4, SoL 10:8-9). Has the duty.", examples=[True])
    breaches_duty: Flag = Field(description="Avböjde trots skyldighet. Declined despite the duty.", examples=[False])


class SummonsOut(PartOut):
    """A summons with every called unit."""

    form: SummonsForm = Field(examples=["written"])
    sent_at: Instant
    meeting_at: Instant
    place: Line | None = Field(examples=["Vårdcentralen, rum 2"])
    purpose: Text = Field(examples=["Hur kan jag komma hem och klara mig själv?"])
    invitations: list[InvitationOut]


class ReplyIn(Wire):
    """Den kallade enhetens svar. The called unit's answer."""

    reply: Literal[Reply.ATTENDS, Reply.DECLINES] = Field(examples=["attends"])
    representative_id: Id | None = Field(None, description="Enheten utser själv. The unit appoints its own.")
    reason: Text | None = Field(None, examples=[None])
    replied_at: Instant
