"""Follow-ups (uppföljningar) on the wire."""

from pydantic import Field

from app.domain.follow_up import FollowUpDecision, GoalOutcome
from app.schemas.base import PartOut, Wire, patch_of
from app.schemas.types import Day, Flag, Id, Instant, Text, unstated


class ResultIO(Wire):
    """Hur långt ett mål har kommit. How far one goal has come."""

    goal_id: Id
    outcome: GoalOutcome = Field(examples=["partly_achieved"])
    text: Text | None = Field(None, examples=[None])


class FollowUpBase(Wire):
    """Uppföljningens frågor, beslut och nästa datum. The follow-up's questions, decision and next date."""

    held_at: Instant
    how_is_it_going: Text = Field(description="Hur har det gått?", examples=["Går i trappan varje dag."])
    helped: Text | None = Field(None, description="Vad har underlättat?", examples=["Samma arbetsterapeut varje gång."])
    hindered: Text | None = Field(None, description="Vad har hindrat?", examples=["Larmet kom sent."])
    continued_coordination: Flag = Field(description="Behövs fortsatt samordning?", examples=[True])
    interventions_continue: Flag | None = Field(
        None, description="Ska insatserna fortsätta? Shall the interventions go on?", examples=[True]
    )
    decision: FollowUpDecision = Field(description="Fortsätta, revidera eller avsluta.", examples=["continue"])
    next_on: Day | None = Field(
        None, description="Nästa uppföljning, om planen inte ska avslutas. The next one.", examples=["2026-06-12"]
    )
    attendee_ids: list[Id] = Field(
        default_factory=list, max_length=100, description="Vilka som var med. Who was there."
    )
    citizen_text: Text | None = Field(
        None, description="Utfallet formulerat för den enskilde. The outcome in her words.", examples=[None]
    )
    withheld_from_patient: Flag = Field(
        False, description="Visas inte för den enskilde. Not shown.", examples=[False], json_schema_extra=unstated
    )


class FollowUpIn(FollowUpBase):
    """Uppföljningens frågor, resultat per mål, beslut och nästa datum. Questions, results, decision, next date."""

    results: list[ResultIO] = Field(default_factory=list, max_length=200)


FollowUpPatch = patch_of(
    FollowUpIn,
    *("how_is_it_going", "helped", "hindered", "continued_coordination", "interventions_continue", "decision"),
    *("next_on", "attendee_ids", "citizen_text", "withheld_from_patient"),
)


class FollowUpOut(PartOut, FollowUpBase):
    """A follow-up as it stands, with its results."""

    results: list[ResultIO]
