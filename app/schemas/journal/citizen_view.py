"""What staff are told of the citizen's view."""

from pydantic import Field

from app.schemas.base import Wire
from app.schemas.citizen.plan import CitizenPlan


class HiddenReasonOut(Wire):
    """Ett skäl till att inget visas. A reason why nothing is shown."""

    code: str = Field(examples=["not-released"])
    swedish: str = Field(examples=["Den ansvariga enheten har inte beslutat att planen får visas."])
    english: str = Field(examples=["The responsible unit has not decided that the plan may be shown."])


class CitizenViewOut(Wire):
    """Exakt det som den enskilde ser nu, eller skälen till att inget visas. What she sees now, or why nothing."""

    visible: bool = Field(examples=[True])
    reasons: list[HiddenReasonOut] = Field(examples=[[]])
    plan: CitizenPlan | None
