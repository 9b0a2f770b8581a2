"""The stored form of `policy.reach`: written by the one door, read by lists."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, delete, func, insert, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from app.domain.actor import Staff
from app.domain.policy import READERS, TAKEOVER, Reach
from app.models.person import person
from app.models.plan import plan
from app.models.reach import plan_reach


async def replace(connection: AsyncConnection, plan_id: UUID, rows: list[Reach]) -> None:
    await connection.execute(delete(plan_reach).where(plan_reach.c.plan_id == plan_id))
    if rows:
        values = [{name: getattr(row, name) for name in Reach.__slots__} | {"plan_id": plan_id} for row in rows]
        await connection.execute(insert(plan_reach), values)


def reached(actor: Staff, now: datetime) -> ColumnElement[bool]:
    """Rows that hold for this person at this instant: at her unit, or at her principal if she may take over."""
    hers = and_(
        plan_reach.c.unit == actor.unit, or_(plan_reach.c.person.is_(None), plan_reach.c.person == actor.person)
    )
    if TAKEOVER in actor.scopes:
        hers = or_(hers, and_(plan_reach.c.unit.is_(None), plan_reach.c.principal == actor.principal))
    return and_(
        hers,
        plan_reach.c.since <= now,
        or_(plan_reach.c.until.is_(None), plan_reach.c.until > now),
    )


async def within(connection: AsyncConnection, actor: Staff, now: datetime, plan_id: UUID) -> bool:
    """Whether this person has any ground at all on which to come at the plan; what it gives, the policy says."""
    query = select(plan_reach.c.id).where(plan_reach.c.plan_id == plan_id, reached(actor, now)).limit(1)
    return (await connection.execute(query)).first() is not None


def _readable(actor: Staff, now: datetime) -> ColumnElement[bool]:
    """The filter that every list of plans carries: exactly the plans that this person may read at this instant."""
    reading = plan_reach.c.ground.in_(sorted(READERS))
    return plan.c.id.in_(select(plan_reach.c.plan_id).where(reached(actor, now), reading))


def _of_person(query: Select[tuple[UUID]], person_key: str | None) -> Select[tuple[UUID]]:
    if person_key is None:
        return query
    return query.join(person, and_(person.c.id == plan.c.person_id, person.c.key == person_key))


async def page(
    connection: AsyncConnection, actor: Staff, now: datetime, number: int, limit: int, person_key: str | None = None
) -> tuple[list[UUID], int]:
    """One page of the plans within reach, newest first, and how many there are in all."""
    query = _of_person(select(plan.c.id).where(_readable(actor, now)), person_key)
    total = (await connection.execute(select(func.count()).select_from(query.subquery()))).scalar_one()
    if number < 1:
        return [], total
    rows = await connection.execute(query.order_by(plan.c.id.desc()).limit(limit).offset((number - 1) * limit))
    return list(rows.scalars()), total
