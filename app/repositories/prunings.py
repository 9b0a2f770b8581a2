"""What has been pruned of the audit log, and the one statement that removes entries.

The database lets only those go that a row here says are pruned, that are sealed, and that are older than five years by
its own clock (the triggers of `audit_entry`): a mistake here removes nothing.
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, exists, insert, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from app.domain.auditing import Kind
from app.models.audit import audit_entry
from app.models.pruning import audit_pruning
from app.models.seal import audit_leaf

ACTION = "sip:audit.prune"


@dataclass(frozen=True, slots=True)
class Pruning:
    """Up to and including that segment, whose end is that leaf; and which entry tells of it."""

    last_segment: int
    tree_size: int
    pruned_at: datetime
    entry_id: UUID


async def made(connection: AsyncConnection) -> list[Pruning]:
    """All of them, the oldest first."""
    rows = await connection.execute(select(audit_pruning).order_by(audit_pruning.c.last_segment))
    return [Pruning(row.last_segment, row.tree_size, row.pruned_at, row.entry_id) for row in rows]


async def told(connection: AsyncConnection, one: Pruning, tree_size: int) -> bool:
    """Whether the log tells of it; its entry may itself have been pruned since, with the leaves below `tree_size`."""
    entry = select(audit_entry.c.id).where(
        audit_entry.c.id == one.entry_id, audit_entry.c.action == ACTION, audit_entry.c.kind == Kind.ERASE
    )
    gone = select(audit_leaf.c.sequence).where(audit_leaf.c.entry_id == one.entry_id, audit_leaf.c.sequence < tree_size)
    return bool((await connection.execute(select(or_(exists(entry), exists(gone))))).scalar_one())


async def prune(connection: AsyncConnection, one: Pruning, first_sequence: int) -> int:
    """Notes it, and removes the entries of the leaves from `first_sequence` on. How many there were."""
    values = {name: getattr(one, name) for name in Pruning.__slots__}
    await connection.execute(insert(audit_pruning).values(values))
    leaves = select(audit_leaf.c.entry_id).where(
        audit_leaf.c.sequence >= first_sequence, audit_leaf.c.sequence < one.tree_size
    )
    done = await connection.execute(delete(audit_entry).where(audit_entry.c.id.in_(leaves)))
    return done.rowcount
