"""Consents (samtycken) on the wire."""

from typing import Literal

from pydantic import Field

from app.domain.consent import ConsentForm, ConsentGiver, ConsentKind, Information
from app.schemas.base import PartOut, Wire
from app.schemas.types import Day, Id, Instant, Line, Text


class ConsentIn(Wire):
    """Ett samtycke av något av de tre slagen, registrerat nu, kanske givet tidigare. A consent of one kind."""

    kind: ConsentKind = Field(examples=["information_sharing"])
    given_by: ConsentGiver = Field(
        description="För ett barn vårdnadshavarna, var för sig (FB 6:11, 6:13). For a minor, each guardian.",
        examples=["person"],
    )
    guardian_id: Id | None = Field(None, description="Vilken vårdnadshavare. Which guardian.", examples=[None])
    form: ConsentForm = Field(examples=["written"])
    registered_by_id: Id | None = Field(None, description="Vem som tog emot det. Who received it.")
    given_at: Instant = Field(description="När det gavs. When it was given.")
    valid_until: Day | None = Field(None, description="Sista dag det gäller. The last day it holds.")
    recipients: list[Id] = Field(
        default_factory=list,
        max_length=100,
        description="Enheter som får läsa (informationsöverföring). Units that may read.",
    )
    information: list[Information] = Field(
        default_factory=list,
        max_length=2,
        description=(
            "Vad enheterna får läsa; anges inget gäller planen utan kartläggningen. "
            "What the units may read; if nothing is said, the plan without the mapping."
        ),
        examples=[["plan", "mapping"]],
    )
    excluded: Text | None = Field(
        None,
        description="Vad som inte får delas. What must not be shared.",
        examples=["Uppgifter om tidigare psykiatrisk vård ska inte delas."],
    )
    assessment: Text | None = Field(
        None,
        description="Menprövningens skäl, när personen inte kan samtycka; speglas aldrig. Grounds; never mirrored.",
        examples=[None],
    )
    relatives: list[Line] = Field(default_factory=list, max_length=20, examples=[[]])


class ConsentOut(PartOut, ConsentIn):
    """A consent as it stands: withdrawn consents stay, marked."""

    withdrawn_at: Instant | None = Field(None, examples=[None])
    withdrawn_by: ConsentGiver | None = Field(None, examples=[None])
    withdrawal_registered_by_id: Id | None = Field(None, examples=[None])
    withdrawal_entered_at: Instant | None = Field(None, examples=[None])
    in_force: bool = Field(description="Gäller det nu. Whether it holds now.", examples=[True])
    taken_back_at: Instant | None = Field(
        description=(
            "När nej till ett annat samtycke av samma slag tog tillbaka hela detta. When a no to another consent of "
            "the kind took back all of this one."
        ),
        examples=[None],
    )
    taken_back_recipients: list[Id] = Field(
        description="Enheter som ett sådant nej har stängt ute. Units that such a no has shut out.", examples=[[]]
    )


class WithdrawalIn(Wire):
    """Återkallelse av ett samtycke. Withdrawal of a consent."""

    withdrawn_by: Literal[ConsentGiver.PERSON, ConsentGiver.GUARDIAN, ConsentGiver.LEGAL_REPRESENTATIVE] = Field(
        examples=["person"]
    )
    withdrawn_at: Instant = Field(description="När det återkallades. When it was withdrawn.")
    registered_by_id: Id | None = Field(None, description="Vem som tog emot det. Who received it.")
