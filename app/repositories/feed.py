"""The feed: committed events in one order that never changes, whoever reads it and whenever.

A row's `number` is taken before its transaction commits, so whoever read by numbers would skip what commits late. The
sequencer gives *committed* rows a `position`, in the order of their numbers, without gaps: one sequencer at a time,
under a lock that goes with its transaction, however that ends. Any process may be it, and whoever reads may be it too,
so nothing waits for a process that has died. Within a plan the versions stay in order, because the next change waits
for the lock of the plan, and so for the commit before it.

On SQLite, with its one writer, the same statements do the same; there the order of commits is that of the numbers.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Exists, Row, and_, exists, func, not_, or_, select, text, union, update
from sqlalchemy.ext.asyncio import AsyncConnection

from app.domain.actor import Staff, System
from app.domain.policy import LEADS
from app.domain.reach import READERS
from app.domain.turn import NOT_FOLLOWED
from app.models.outbox import outbox_event as event
from app.models.reach import plan_reach
from app.models.reach_turn import reach_turn
from app.repositories.reach import reached

# Any number that nothing else locks by; the migrations have 7351 and the sealer 7352.
SEQUENCER = 7353
# Nothing is under way for so long, in milliseconds: neither a request nor one item of an import.
UNDER_WAY_MS = 600_000
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


async def known(
    connection: AsyncConnection, who: Staff | System, now: datetime, position: int, until: int, limit: int
) -> Sequence[Row[Any]]:
    """Of the events after that position and up to `until`, the next that this caller may know of now; each as `after`
    has it, and whether it is there because the plan left her reach by it (`removed`), and whether she reads or leads
    the plan (`reads`, `leads`).

    Every event of a plan that she reads; of others, the one that let her out, and the one that let her in without
    reading, as long as she is in (`turn`).
    """
    reads = _reach(who, now, plan_reach.c.ground.in_(sorted(READERS)))
    follows = _reach(who, now, plan_reach.c.ground.not_in(sorted(NOT_FOLLOWED)))
    let_out = _turned(who, let_in=False)
    leads = _reach(who, now, plan_reach.c.ground.in_(sorted(LEADS)))
    hers = (and_(let_out, not_(reads)).label("removed"), reads.label("reads"), leads.label("leads"))
    query = select(*COLUMNS, *hers).where(
        event.c.position > position,
        event.c.position <= until,
        or_(reads, let_out, and_(_turned(who, let_in=True), follows)),
    )
    return (await connection.execute(query.order_by(event.c.position).limit(limit))).all()


def _reach(who: Staff | System, now: datetime, ground: ColumnElement[bool]) -> Exists:
    return exists().where(plan_reach.c.plan_id == event.c.plan_id, reached(who, now), ground)


def _turned(who: Staff | System, *, let_in: bool) -> Exists:
    if isinstance(who, System):
        hers: ColumnElement[bool] = reach_turn.c.unit.in_(sorted(who.units))
    else:
        at_hers = or_(reach_turn.c.person.is_(None), reach_turn.c.person == who.person)
        hers = and_(reach_turn.c.unit == who.unit, at_hers)
    return exists().where(reach_turn.c.event_id == event.c.id, hers, reach_turn.c.let_in.is_(let_in))


async def concerned(connection: AsyncConnection, position: int, until: int) -> frozenset[str]:
    """The units that the events between may be news to. Only to know whom to wake: nobody is told by it."""
    between = and_(event.c.position > position, event.c.position <= until)
    within = select(plan_reach.c.unit).join(event, event.c.plan_id == plan_reach.c.plan_id).where(between)
    turned = select(reach_turn.c.unit).join(event, event.c.id == reach_turn.c.event_id).where(between)
    return frozenset((await connection.execute(union(within, turned))).scalars())


async def next_id(connection: AsyncConnection, position: int) -> UUID | None:
    """The id of the first event after that position; ids tell when they were made."""
    query = select(event.c.id).where(event.c.position > position).order_by(event.c.position).limit(1)
    return (await connection.execute(query)).scalar_one_or_none()


async def before(connection: AsyncConnection, first: UUID) -> int:
    """The position after which all events stand whose ids are that or later.

    Ids go by when their requests began and positions by when they were committed, so an id that is somewhat later may
    stand somewhat earlier: the first id's own position is not always the lowest.
    """
    there = event.c.position.is_not(None)
    query = select(event.c.id).where(event.c.id >= first, there).order_by(event.c.id).limit(1)
    found = (await connection.execute(query)).scalar_one_or_none()
    if found is None:
        return await newest(connection)
    until = UUID(int=found.int + (UNDER_WAY_MS << 80))
    lowest = select(func.min(event.c.position)).where(event.c.id.between(found, until), there)
    return int((await connection.execute(lowest)).scalar_one()) - 1
