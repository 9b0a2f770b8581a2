"""Subscriptions to a worklist as a calendar: found by the digest of their secret, or by whose they are."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, and_, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from app.domain.actor import Staff
from app.models.calendar import calendar_subscription


async def add(connection: AsyncConnection, values: dict[str, Any]) -> None:
    await connection.execute(insert(calendar_subscription).values(values))


async def find(connection: AsyncConnection, digest: str) -> Row[Any] | None:
    query = select(calendar_subscription).where(calendar_subscription.c.digest == digest)
    return (await connection.execute(query)).one_or_none()


def _hers(actor: Staff) -> ColumnElement[bool]:
    """Those that this person made at this unit, and no colleague's."""
    return and_(*(calendar_subscription.c[name] == getattr(actor, name) for name in ("unit", "person", "principal")))


async def page(connection: AsyncConnection, actor: Staff, number: int, limit: int) -> tuple[list[Row[Any]], int]:
    """One page of hers, newest first, the ended ones too, and how many there are in all."""
    count = select(func.count()).select_from(calendar_subscription).where(_hers(actor))
    total = (await connection.execute(count)).scalar_one()
    if number < 1:
        return [], total
    query = select(calendar_subscription).where(_hers(actor)).order_by(calendar_subscription.c.id.desc())
    return list(await connection.execute(query.limit(limit).offset((number - 1) * limit))), total


async def live(connection: AsyncConnection, person: str, now: datetime) -> int:
    """How many a person has that have not ended, at all her units; nobody adds one of hers meanwhile."""
    if connection.dialect.name == "postgresql":
        # Two that are made at the same time would both see one too few.
        lock = func.pg_advisory_xact_lock(func.hashtextextended(f"calendar {person}", 0))
        await connection.execute(select(lock))
    which = (calendar_subscription.c.person == person, calendar_subscription.c.ends_at > now)
    return (
        await connection.execute(select(func.count()).select_from(calendar_subscription).where(*which))
    ).scalar_one()


async def end_all(connection: AsyncConnection, person: str, now: datetime) -> list[tuple[str, str]]:
    """Ends all of a person's that have not ended, at all her units; the unit and the principal of each."""
    mine = (calendar_subscription.c.person == person, calendar_subscription.c.ends_at > now)
    units = (calendar_subscription.c.unit, calendar_subscription.c.principal)
    rows = await connection.execute(update(calendar_subscription).where(*mine).values(ends_at=now).returning(*units))
    return [(row.unit, row.principal) for row in rows]


async def of(connection: AsyncConnection, actor: Staff, subscription_id: UUID) -> Row[Any] | None:
    """One of hers, or nothing."""
    query = select(calendar_subscription).where(calendar_subscription.c.id == subscription_id, _hers(actor))
    return (await connection.execute(query)).one_or_none()


async def end(connection: AsyncConnection, actor: Staff, subscription_id: UUID, now: datetime) -> Row[Any] | None:
    """Ends one of hers now, unless it has ended already; the row as it then stands, or nothing if it is not hers."""
    mine = and_(calendar_subscription.c.id == subscription_id, _hers(actor))
    earlier = calendar_subscription.c.ends_at > now
    await connection.execute(update(calendar_subscription).where(mine, earlier).values(ends_at=now))
    return (await connection.execute(select(calendar_subscription).where(mine))).one_or_none()
