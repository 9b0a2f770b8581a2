"""Follow-ups (uppföljningar) on the wire."""

from pydantic import Field

from app.domain.follow_up import FollowUpDecision
from app.schemas.base import PartOut, Wire, patch_of
from app.schemas.types import Day, Flag, Instant, Text


class FollowUpIn(Wire):
    """Uppföljningens frågor, beslut och nästa datum. The follow-up's questions, decision and next date."""

    held_at: Instant
    how_is_it_going: Text = Field(description="Hur har det gått?", examples=["Går i trappan varje dag."])
    helped: Text | None = Field(None, description="Vad har underlättat?", examples=["Samma arbetsterapeut varje gång."])
    hindered: Text | None = Field(None, description="Vad har hindrat?", examples=["Larmet kom sent."])
    continued_coordination: Flag = Field(description="Behövs fortsatt samordning?", examples=[True])
    decision: FollowUpDecision = Field(examples=["continue"])
    next_on: Day | None = Field(None, examples=["2026-06-12"])
    withheld_from_patient: Flag = Field(False, description="Visas inte för den enskilde. Not shown.", examples=[False])


FollowUpPatch = patch_of(
    FollowUpIn, "how_is_it_going", "helped", "hindered", "decision", "next_on", "withheld_from_patient"
)


class FollowUpOut(PartOut, FollowUpIn):
    """A follow-up as it stands."""
