"""Meetings (SIP-möten) on the wire."""

from pydantic import Field

from app.domain.meeting import MeetingForm, RoleOrigin
from app.domain.summons import Occasion
from app.schemas.base import PartOut, Wire
from app.schemas.types import Flag, Id, Instant, Line, Text


class RoleIO(Wire):
    """Vem som har rollen, och om det är förval eller överenskommet. Who has the role, by default or agreement."""

    participant_id: Id
    origin: RoleOrigin = Field(examples=["agreed"])


class MeetingBase(Wire):
    """Ett genomfört möte. A meeting that was held."""

    occasion: Occasion = Field(
        Occasion.PLANNING,
        description="Planering eller uppföljning av en upprättad plan. Planning, or follow-up.",
        examples=["planning"],
    )
    held_at: Instant
    form: MeetingForm = Field(examples=["hybrid"])
    place: Line | None = Field(None, examples=["Vårdcentralen, rum 2"])
    attendee_ids: list[Id] = Field(
        default_factory=list, max_length=100, description="Vilka som var med. Who was there."
    )
    person_attended: Flag | None = Field(None, description="Var den enskilde med? Was she there?", examples=[True])
    what_matters: Text = Field(description="Vad är viktigt för dig?", examples=["Jag vill hem till mina blommor."])


class MeetingIn(MeetingBase):
    """Ett genomfört möte; en roll som utelämnas får sitt förval. A meeting; a role that is left out has its default."""

    chair: RoleIO | None = Field(None, description="Ordförande; förval den som kallar. Default: the caller.")
    writer: RoleIO | None = Field(None, description="Skriver planen; förval den som kallar. Default: the caller.")
    main_responsible: RoleIO | None = Field(
        None,
        description=(
            "Huvudansvarig för uppföljning; utelämnad den som överenskommits förut, annars förvalet: fast vårdkontakt, "
            "annars huvudhandläggare, annars samordnaren. Left out: whom an earlier meeting agreed on; else the "
            "default, the care contact, else the lead case manager, else the coordinator."
        ),
    )


class MeetingOut(PartOut, MeetingBase):
    """A meeting; the plan is documented within three days of it."""

    chair: RoleIO
    writer: RoleIO
    main_responsible: RoleIO

    documentation_due_at: Instant
