"""Which plans have been erased, on which ground, by which decision: one row each. Only ever added to.

No content and nothing about the person: only what lets the database tell an erasure from a mistake, and an operator
who restores a backup erase the same plans again. `entry_id` is the audit entry that tells of it.
"""

from sqlalchemy import Column, String, Table, Uuid

from app.domain.erasure import ErasureGround
from app.models.base import UtcDateTime, choice, metadata

plan_erasure = Table(
    "plan_erasure",
    metadata,
    # Not a foreign key: the plan is gone.
    Column("plan_id", Uuid, primary_key=True),
    Column("ground", choice(ErasureGround), nullable=False),
    Column("decision", String(40), nullable=False),
    Column("erased_at", UtcDateTime, nullable=False),
    Column("entry_id", Uuid, nullable=False),
    schema="audit",
)
