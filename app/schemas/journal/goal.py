"""Goals (mål) and sub-goals (delmål) on the wire."""

from pydantic import Field

from app.domain.goal import GoalTerm
from app.domain.life_area import LifeArea
from app.schemas.base import PartOut, Wire, patch_of
from app.schemas.types import Flag, Id, Text, unstated


class GoalIn(Wire):
    """Ett mål eller delmål, under en av de tolv rubrikerna. A goal or sub-goal, under one of the twelve headings."""

    term: GoalTerm = Field(description="Långsiktigt eller kortsiktigt. Long or short term.", examples=["long"])
    life_area: LifeArea = Field(description="Livsområde.", examples=["mobility"])
    text: Text = Field(examples=["Elsa går till affären på egen hand till midsommar."])
    citizen_text: Text | None = Field(
        None,
        description="Formulering för den enskilde, visas i stället. Wording for her, shown instead.",
        examples=[None],
    )
    parent_id: Id | None = Field(None, description="Målet som detta är delmål till. The goal above.", examples=[None])
    follow_up_responsible_id: Id | None = Field(None, description="Uppföljningsansvarig. Follows the goal up.")
    withheld_from_patient: Flag = Field(
        False, description="Visas inte för den enskilde. Not shown.", examples=[False], json_schema_extra=unstated
    )


GoalPatch = patch_of(
    GoalIn, "term", "life_area", "text", "citizen_text", "follow_up_responsible_id", "withheld_from_patient"
)


class GoalOut(PartOut, GoalIn):
    """A goal as it stands."""
