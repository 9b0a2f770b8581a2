"""Meetings (SIP-möten) on the wire."""

from pydantic import Field

from app.domain.meeting import MeetingForm, RoleOrigin
from app.schemas.base import PartOut, Wire
from app.schemas.types import Id, Instant, Line, Text


class RoleIO(Wire):
    """Vem som har rollen, och om det är förval eller överenskommet. Who has the role, by default or agreement."""

    participant_id: Id
    origin: RoleOrigin = Field(examples=["default"])


class MeetingIn(Wire):
    """Ett genomfört möte. A meeting that was held."""

    held_at: Instant
    form: MeetingForm = Field(examples=["hybrid"])
    place: Line | None = Field(None, examples=["Vårdcentralen, rum 2"])
    chair: RoleIO = Field(description="Ordförande.")
    writer: RoleIO = Field(description="Den som skriver planen.")
    main_responsible: RoleIO = Field(description="Huvudansvarig för uppföljning.")
    what_matters: Text = Field(description="Vad är viktigt för dig?", examples=["Jag vill hem till mina blommor."])


class MeetingOut(PartOut, MeetingIn):
    """A meeting; the plan is documented within three days of it."""

    documentation_due_at: Instant
