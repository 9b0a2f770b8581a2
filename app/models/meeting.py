"""Meetings and their roles."""

from sqlalchemy import Boolean, Column, Text

from app.domain.meeting import MeetingForm, RoleOrigin
from app.domain.summons import Occasion
from app.models.base import Json, UtcDateTime, choice, part_table, reference

meeting = part_table(
    "meeting",
    Column("occasion", choice(Occasion), nullable=False, server_default="planning"),
    Column("held_at", UtcDateTime, nullable=False),
    Column("form", choice(MeetingForm), nullable=False),
    Column("place", Text),
    reference("chair_id", "participant", nullable=False),
    Column("chair_origin", choice(RoleOrigin, "chair_origin"), nullable=False),
    reference("writer_id", "participant", nullable=False),
    Column("writer_origin", choice(RoleOrigin, "writer_origin"), nullable=False),
    reference("main_responsible_id", "participant", nullable=False),
    Column("main_responsible_origin", choice(RoleOrigin, "main_responsible_origin"), nullable=False),
    Column("what_matters", Text, nullable=False),
    Column("attendee_ids", Json, nullable=False, server_default="[]"),
    Column("person_attended", Boolean),
)
