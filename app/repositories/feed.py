"""The feed: committed events in one order that never changes, whoever reads it and whenever.

A row's `number` is taken before its transaction commits, so whoever read by numbers would skip what commits late. The
sequencer gives *committed* rows a `position`, in the order of their numbers, without gaps: one sequencer at a time,
under a lock that goes with its transaction, however that ends. Any process may be it, and whoever reads may be it too,
so nothing waits for a process that has died. Within a plan the versions stay in order, because the next change waits
for the lock of the plan, and so for the commit before it.

On SQLite, with its one writer, the same statements do the same; there the order of commits is that of the numbers.
"""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row, func, select, text, update
from sqlalchemy.ext.asyncio import AsyncConnection

from app.models.outbox import outbox_event as event

# Any number that nothing else locks by; the migrations have 7351 and the sealer 7352.
SEQUENCER = 7353
COLUMNS = (event.c.position, event.c.id, event.c.type, event.c.plan_id, event.c.version, event.c.occurred_at)


async def waiting(connection: AsyncConnection) -> bool:
    """Whether a committed event has no position yet."""
    query = select(event.c.number).where(event.c.position.is_(None)).limit(1)
    return (await connection.execute(query)).first() is not None


async def number(connection: AsyncConnection, most: int) -> int:
    """Gives the next positions to at most so many committed events; how many there were. Waits for its turn.

    The lock is taken by a statement of its own: what the next one sees is then all that the sequencer before it, whose
    lock goes only when its commit is seen, has left. The transaction must be at READ COMMITTED, as ours are.
    """
    if connection.dialect.name != "sqlite":
        await connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": SEQUENCER})
    committed = select(event.c.number).where(event.c.position.is_(None)).order_by(event.c.number).limit(most).cte()
    placed = select(committed.c.number, func.row_number().over(order_by=committed.c.number).label("place")).cte()
    newest = select(func.coalesce(func.max(event.c.position), 0)).scalar_subquery()
    given = update(event).where(event.c.number == placed.c.number).values(position=newest + placed.c.place)
    return (await connection.execute(given)).rowcount


async def newest(connection: AsyncConnection) -> int:
    """The position of the newest event that has one; 0 when there is none."""
    return (await connection.execute(select(func.coalesce(func.max(event.c.position), 0)))).scalar_one()


async def after(connection: AsyncConnection, position: int, limit: int) -> Sequence[Row[Any]]:
    """The next events after that position, everybody's: (position, id, type, plan_id, version, occurred_at)."""
    query = select(*COLUMNS).where(event.c.position > position).order_by(event.c.position).limit(limit)
    return (await connection.execute(query)).all()
