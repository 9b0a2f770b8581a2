"""Subscriptions to events by webhook, and the keys that sign them: found by whose unit they are."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, and_, func, insert, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from app.domain.actor import Staff
from app.domain.webhook import WebhookStatus
from app.models.webhook import webhook, webhook_key


async def add(connection: AsyncConnection, values: dict[str, Any]) -> None:
    await connection.execute(insert(webhook).values(values))


def _theirs(actor: Staff) -> ColumnElement[bool]:
    """Those of this unit, whoever there made them."""
    return and_(webhook.c.unit == actor.unit, webhook.c.principal == actor.principal)


async def find(connection: AsyncConnection, actor: Staff, webhook_id: UUID, *, lock: bool = False) -> Row[Any] | None:
    query = select(webhook).where(webhook.c.id == webhook_id, _theirs(actor))
    return (await connection.execute(query.with_for_update() if lock else query)).one_or_none()


async def page(connection: AsyncConnection, actor: Staff, number: int, limit: int) -> tuple[list[Row[Any]], int]:
    """One page of the unit's, newest first, the ended ones too, and how many there are in all."""
    count = select(func.count()).select_from(webhook).where(_theirs(actor))
    total = (await connection.execute(count)).scalar_one()
    if number < 1:
        return [], total
    query = select(webhook).where(_theirs(actor)).order_by(webhook.c.id.desc())
    return list(await connection.execute(query.limit(limit).offset((number - 1) * limit))), total


async def live(connection: AsyncConnection, unit: str) -> int:
    """How many a unit has that have not ended; nobody adds one of its own meanwhile."""
    if connection.dialect.name == "postgresql":
        # Two that are made at the same time would both see one too few.
        lock = func.pg_advisory_xact_lock(func.hashtextextended(f"webhook {unit}", 0))
        await connection.execute(select(lock))
    which = (webhook.c.unit == unit, webhook.c.status != WebhookStatus.ENDED)
    return (await connection.execute(select(func.count()).select_from(webhook).where(*which))).scalar_one()


async def change(connection: AsyncConnection, webhook_id: UUID, values: dict[str, Any]) -> Row[Any]:
    """Changes one that is locked, as its next version; the row as it then stands."""
    which = webhook.c.id == webhook_id
    await connection.execute(update(webhook).where(which).values(values | {"version": webhook.c.version + 1}))
    return (await connection.execute(select(webhook).where(which))).one()


# --- keys ------------------------------------------------------------------------------------------------------------


async def add_key(connection: AsyncConnection, values: dict[str, Any]) -> None:
    await connection.execute(insert(webhook_key).values(values))


async def keys(connection: AsyncConnection, webhook_ids: Iterable[UUID], now: datetime) -> dict[UUID, list[Row[Any]]]:
    """The keys that sign now, of each of these, the newest first."""
    found: dict[UUID, list[Row[Any]]] = {one: [] for one in webhook_ids}
    in_force = or_(webhook_key.c.ends_at.is_(None), webhook_key.c.ends_at > now)
    query = select(webhook_key).where(webhook_key.c.webhook_id.in_(list(found)), in_force)
    for row in await connection.execute(query.order_by(webhook_key.c.id.desc())):
        found[row.webhook_id].append(row)
    return found


async def end_keys(connection: AsyncConnection, webhook_id: UUID, now: datetime, ends_at: datetime) -> None:
    """The newest key signs until `ends_at`; those before it end now, so that never more than two sign."""
    mine = webhook_key.c.webhook_id == webhook_id
    earlier = and_(mine, webhook_key.c.ends_at > now)
    await connection.execute(update(webhook_key).where(earlier).values(ends_at=now))
    await connection.execute(update(webhook_key).where(mine, webhook_key.c.ends_at.is_(None)).values(ends_at=ends_at))
