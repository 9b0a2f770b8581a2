"""Follow-ups."""

from sqlalchemy import Boolean, Column, Date, Text

from app.domain.follow_up import FollowUpDecision
from app.models.base import UtcDateTime, choice, part_table

follow_up = part_table(
    "follow_up",
    Column("held_at", UtcDateTime, nullable=False),
    Column("how_is_it_going", Text, nullable=False),
    Column("helped", Text),
    Column("hindered", Text),
    Column("continued_coordination", Boolean, nullable=False),
    Column("decision", choice(FollowUpDecision), nullable=False),
    Column("next_on", Date),
    Column("withheld_from_patient", Boolean, nullable=False),
)
