"""Summonses and the called units' places in them."""

from sqlalchemy import Column, Text, UniqueConstraint

from app.domain.summons import Occasion, Reply, SummonsForm
from app.models.base import UtcDateTime, choice, part_table, reference

summons = part_table(
    "summons",
    Column("form", choice(SummonsForm), nullable=False),
    Column("occasion", choice(Occasion), nullable=False, server_default="planning"),
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
    reference("forwarded_from_id", "invitation"),
)
invitation.append_constraint(UniqueConstraint(invitation.c.summons_id, invitation.c.unit_id))

# Every answer as it was given: the trail of an invitation.
summons_reply = part_table(
    "summons_reply",
    reference("invitation_id", "invitation", nullable=False),
    Column("reply", choice(Reply), nullable=False),
    reference("answered_by_unit_id", "unit", nullable=False),
    reference("representative_id", "participant"),
    reference("forwarded_to_unit_id", "unit"),
    Column("reason", Text),
    Column("replied_at", UtcDateTime, nullable=False),
)
