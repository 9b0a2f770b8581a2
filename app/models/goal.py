"""Goals and sub-goals."""

from sqlalchemy import Boolean, Column, Text

from app.domain.goal import GoalTerm
from app.domain.life_area import LifeArea
from app.models.base import choice, part_table, reference

goal = part_table(
    "goal",
    Column("term", choice(GoalTerm), nullable=False),
    Column("life_area", choice(LifeArea), nullable=False),
    Column("text", Text, nullable=False),
    Column("citizen_text", Text),
    reference("parent_id", "goal"),
    reference("follow_up_responsible_id", "participant"),
    Column("withheld_from_patient", Boolean, nullable=False),
)
