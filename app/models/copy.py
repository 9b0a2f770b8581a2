"""Copies of the plan that its participants and the person received."""

from sqlalchemy import Column, Integer

from app.domain.copy import CopyForm
from app.models.base import UtcDateTime, choice, part_table, reference

plan_copy = part_table(
    "plan_copy",
    reference("recipient_id", "participant"),
    Column("plan_version", Integer, nullable=False),
    Column("form", choice(CopyForm), nullable=False),
    Column("given_at", UtcDateTime, nullable=False),
)
