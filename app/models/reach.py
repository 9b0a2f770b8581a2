"""Who has the plan within reach, on which ground and for how long: `reach.reach`, stored so that lists can filter."""

from sqlalchemy import Column, Index, Integer, String, Table, Text

from app.domain.reach import Ground
from app.models.base import UtcDateTime, choice, metadata, reference

plan_reach = Table(
    "plan_reach",
    metadata,
    Column("id", Integer, primary_key=True),
    reference("plan_id", "plan", nullable=False, index=True),
    Column("ground", choice(Ground), nullable=False),
    Column("unit", String(64)),
    Column("person", Text),
    Column("since", UtcDateTime, nullable=False),
    Column("until", UtcDateTime),
    Column("principal", String(64)),
    Column("besides", Text),
    # When it begins or ends by time alone, which nobody has told of yet; null: nothing is left to tell.
    Column("turns_at", UtcDateTime, index=True),
    Index(None, "unit", "plan_id"),
    Index(None, "principal", "plan_id"),
    schema="journal",
)
