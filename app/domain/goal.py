"""Goals (mål) and sub-goals (delmål), set by the person with support; somebody is responsible for following up each."""

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from app.domain.life_area import LifeArea
from app.domain.part import Part


class GoalTerm(StrEnum):
    LONG = "long"
    SHORT = "short"


@dataclass(frozen=True, slots=True, kw_only=True)
class Goal(Part):
    """`parent_id` makes it a sub-goal of another goal; `withheld_from_patient` keeps it from her.

    `citizen_text` is the wording for her, shown instead of the professional `text`.
    """

    term: GoalTerm
    life_area: LifeArea
    text: str
    citizen_text: str | None = None
    parent_id: UUID | None = None
    follow_up_responsible_id: UUID | None = None
    withheld_from_patient: bool = False
