"""Steps of the lifecycle (steg i livscykeln) on the wire."""

from enum import StrEnum
from typing import Literal, Self

from pydantic import Field, model_validator

from app.domain.consent import ConsentGiver
from app.domain.lifecycle import BY_THE_SERVICE
from app.domain.plan import ClosingReason
from app.domain.values import CLOSING_REASON, NOT_FOR_THIS_STEP, REASON_OF_THE_SERVICE, RELEASE_WHEN_ESTABLISHING
from app.schemas.base import Wire
from app.schemas.types import Flag, Instant, Text, refused


class Step(StrEnum):
    """The transitions that somebody takes as such; a summons and a meeting take theirs by what they are."""

    OFFER = "offer"
    ACCEPT = "accept"
    DECLINE = "decline"
    PREPARE = "prepare"
    ESTABLISH = "establish"
    RESUME = "resume"
    CLOSE = "close"
    ANNUL = "annul"


# Which steps have each member that not all have.
ONLY_FOR = {
    "happened_at": {Step.OFFER, Step.ACCEPT, Step.DECLINE},
    "by": {Step.ACCEPT, Step.DECLINE},
    "text": {Step.ACCEPT, Step.DECLINE, Step.CLOSE, Step.ANNUL},
}


class TransitionIn(Wire):
    """Ett steg i planens livscykel. A step in the plan's lifecycle."""

    transition: Step = Field(examples=["establish"])
    happened_at: Instant | None = Field(
        None, description="Erbjudande och svar: när, annars nu. Offer and answer: when, else now.", examples=[None]
    )
    by: Literal[ConsentGiver.PERSON, ConsentGiver.GUARDIAN, ConsentGiver.LEGAL_REPRESENTATIVE] | None = Field(
        None, description="Vem som svarade; annars den enskilde. Who answered, else the person.", examples=[None]
    )
    text: Text | None = Field(
        None,
        description=(
            "Skäl till svaret, dokumentation av avslutet, eller skäl till makuleringen. "
            "Why she answered so, how the closure is documented, or why it is annulled."
        ),
        examples=[None],
    )
    reason: ClosingReason | None = Field(None, description="Vid avslut. When closing.", examples=[None])
    approved_for_patient: Flag | None = Field(
        None, description="Ägarens frisläppande i samma handling. The release, in the same act.", examples=[True]
    )
    dry_run: Flag = Field(
        False,
        description="Pröva utan att något sparas; svaret är planen som den skulle bli. Try it, and nothing is saved.",
        examples=[False],
    )

    @model_validator(mode="after")
    def _fits(self) -> Self:
        if (self.transition is Step.CLOSE) != (self.reason is not None):
            raise refused(CLOSING_REASON, "reason")
        if self.reason in BY_THE_SERVICE:
            raise refused(REASON_OF_THE_SERVICE, "reason")
        if self.approved_for_patient is not None and self.transition is not Step.ESTABLISH:
            raise refused(RELEASE_WHEN_ESTABLISHING, "approvedForPatient")
        if any(getattr(self, name) is not None and self.transition not in steps for name, steps in ONLY_FOR.items()):
            raise refused(NOT_FOR_THIS_STEP)
        return self
