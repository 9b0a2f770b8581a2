"""Which segments of the audit log have been pruned (gallring), one row each time. Only ever added to.

Always the oldest, from the first one on: `last_segment` is the last that is gone, and `tree_size` how many leaves that
makes. Checkpoints and leaves stay, without their entries. `entry_id` is the audit entry that tells of it.
"""

from sqlalchemy import BigInteger, Column, Integer, Table, Uuid

from app.models.base import UtcDateTime, metadata

audit_pruning = Table(
    "audit_pruning",
    metadata,
    Column("last_segment", Integer, primary_key=True, autoincrement=False),
    Column("tree_size", BigInteger, nullable=False),
    Column("pruned_at", UtcDateTime, nullable=False),
    Column("entry_id", Uuid, nullable=False),
    schema="audit",
)
