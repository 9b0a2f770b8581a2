"""What a caller may do with a plan now, and why not, on the wire."""

from typing import Literal

from pydantic import Field

from app.domain.plan import PlanStatus
from app.schemas.base import Wire
from app.schemas.types import Flag


class ReasonOut(Wire):
    """Ett skäl, med regelns id, klartext och källa. A reason: the rule's id, what it says, and where it comes from."""

    code: str = Field(examples=["first-follow-up-missing"])
    swedish: str = Field(examples=["Första uppföljningen är inte bokad."])
    english: str = Field(examples=["The first follow-up is not booked."])
    source: str = Field(description="Lagrum eller beslut. Paragraph of law, or decision.", examples=["Riktlinje SIP"])
    pointer: str = Field(description="Var det fattas, tomt annars. Where it is missing.", examples=["/firstFollowUpOn"])


class ActionOut(Wire):
    """En handling: om du får göra den nu, hur, och annars varför inte. An action, how to take it, or why not."""

    action: str = Field(examples=["plan.establish"])
    allowed: Flag = Field(examples=[False])
    method: Literal["GET", "POST", "PUT", "PATCH"] = Field(examples=["POST"])
    href: str = Field(
        description="Adressen; med {…} en mall (RFC 6570). The address; with {…} a template.",
        examples=["https://sip.example.se/journal/v1/plans/019a3f5e-7c1b-7d52-9a64-1f0c2b3d4e5f/transitions"],
    )
    statuses: list[PlanStatus] = Field(
        description="Statusar där handlingen finns; planens egen står i planen. The statuses in which there is such an "
        "action, whoever asks; the plan's own stands in the plan.",
        examples=[["met"]],
    )
    reasons: list[ReasonOut]


class ActionsOut(Wire):
    """Varje handling för den som frågar, just nu. Every action, for this caller, now."""

    actions: list[ActionOut]


class RequirementOut(Wire):
    """Ett krav för att upprätta planen, och om det är uppfyllt. A requirement, and whether it is met."""

    code: str = Field(examples=["first-follow-up-missing"])
    met: Flag = Field(examples=[False])
    swedish: str = Field(
        description="Vad som fattas när kravet inte är uppfyllt. What is missing while it is not met, in Swedish.",
        examples=["Första uppföljningen är inte bokad."],
    )
    english: str = Field(
        description="Detsamma på engelska. What is missing while it is not met, in English.",
        examples=["The first follow-up is not booked."],
    )
    source: str = Field(examples=["Riktlinje SIP"])
    pointers: list[str] = Field(description="Var det fattas. Where it is missing.", examples=[["/firstFollowUpOn"]])


class RequirementsOut(Wire):
    """Vad lagen och riktlinjen kräver innan planen kan upprättas. What is required before it can be established."""

    ready: Flag = Field(description="Alla krav är uppfyllda. Every requirement is met.", examples=[False])
    requirements: list[RequirementOut]
