"""Summonses and the called units' places in them."""

from sqlalchemy import Column, Text, UniqueConstraint

from app.domain.summons import Reply, SummonsForm
from app.models.base import UtcDateTime, choice, part_table, reference

summons = part_table(
    "summons",
    Column("form", choice(SummonsForm), nullable=False),
    Column("sent_at", UtcDateTime, nullable=False),
    Column("meeting_at", UtcDateTime, nullable=False),
    Column("place", Text),
    Column("purpose", Text, nullable=False),
)

invitation = part_table(
    "invitation",
    reference("summons_id", "summons", nullable=False),
    reference("unit_id", "unit", nullable=False),
    Column("wished_profession", Text),
    Column("reply", choice(Reply), nullable=False),
    reference("representative_id", "participant"),
    Column("reason", Text),
    Column("replied_at", UtcDateTime),
)
invitation.append_constraint(UniqueConstraint(invitation.c.summons_id, invitation.c.unit_id))
