"""The stored form of `deadline.deadlines`: written by the one door, read by worklists and by the sweeper."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, RowMapping, and_, delete, exists, func, insert, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from app.domain.actor import Staff
from app.domain.deadline import Deadline
from app.domain.deadline_kind import DeadlineKind
from app.domain.reach import READERS
from app.models.deadline import plan_deadline
from app.models.reach import plan_reach
from app.repositories.reach import reached


async def replace(connection: AsyncConnection, plan_id: UUID, rows: list[Deadline]) -> None:
    await connection.execute(delete(plan_deadline).where(plan_deadline.c.plan_id == plan_id))
    if rows:
        values = [{name: getattr(row, name) for name in Deadline.__slots__} | {"plan_id": plan_id} for row in rows]
        await connection.execute(insert(plan_deadline), values)


def _hers(actor: Staff, now: datetime) -> ColumnElement[bool]:
    """Rows for this person's unit or principal, of plans that she has within reach on the ground that the row names."""
    ground = or_(
        plan_reach.c.ground == plan_deadline.c.ground,
        and_(plan_deadline.c.ground.is_(None), plan_reach.c.ground.in_(sorted(READERS))),
    )
    within = exists().where(plan_reach.c.plan_id == plan_deadline.c.plan_id, reached(actor, now), ground)
    mine = or_(
        plan_deadline.c.unit == actor.unit,
        and_(plan_deadline.c.unit.is_(None), plan_deadline.c.principal == actor.principal),
    )
    return and_(mine, within)


def _showing(now: datetime) -> ColumnElement[bool]:
    return and_(plan_deadline.c.since <= now, or_(plan_deadline.c.until.is_(None), plan_deadline.c.until > now))


async def page(
    connection: AsyncConnection, actor: Staff, now: datetime, number: int, limit: int
) -> tuple[list[RowMapping], int]:
    """One page of what is due for this person at this instant, the most urgent first, and how much there is in all."""
    table = plan_deadline.c
    # The same thing may be hers on two grounds: it is due once.
    due = select(table.plan_id, table.kind, table.subject_id, table.since, table.due_at).distinct()
    query = due.where(_hers(actor, now), _showing(now))
    total = (await connection.execute(select(func.count()).select_from(query.subquery()))).scalar_one()
    if number < 1:
        return [], total
    query = query.order_by(table.due_at, table.plan_id, table.kind, table.subject_id)
    rows = await connection.execute(query.limit(limit).offset((number - 1) * limit))
    return list(rows.mappings()), total


async def lapsed(connection: AsyncConnection, now: datetime, limit: int) -> list[UUID]:
    """Plans whose SIP consent has ended with time, and whose closure nobody has written yet."""
    ended = (plan_deadline.c.kind == DeadlineKind.CONSENT_ENDED, plan_deadline.c.since <= now)
    query = select(plan_deadline.c.plan_id).where(*ended).distinct().order_by(plan_deadline.c.plan_id).limit(limit)
    return list((await connection.execute(query)).scalars())
