"""Follow-ups."""

from sqlalchemy import Boolean, Column, Date, Text, UniqueConstraint

from app.domain.follow_up import FollowUpDecision, GoalOutcome
from app.models.base import Json, UtcDateTime, choice, part_table, reference

follow_up = part_table(
    "follow_up",
    Column("held_at", UtcDateTime, nullable=False),
    Column("how_is_it_going", Text, nullable=False),
    Column("helped", Text),
    Column("hindered", Text),
    Column("continued_coordination", Boolean, nullable=False),
    Column("interventions_continue", Boolean),
    Column("decision", choice(FollowUpDecision), nullable=False),
    Column("next_on", Date),
    Column("attendee_ids", Json, nullable=False, server_default="[]"),
    Column("citizen_text", Text),
    Column("withheld_from_patient", Boolean, nullable=False),
)

goal_result = part_table(
    "goal_result",
    reference("follow_up_id", "follow_up", nullable=False),
    reference("goal_id", "goal", nullable=False),
    Column("outcome", choice(GoalOutcome), nullable=False),
    Column("text", Text),
)
goal_result.append_constraint(UniqueConstraint(goal_result.c.follow_up_id, goal_result.c.goal_id))
