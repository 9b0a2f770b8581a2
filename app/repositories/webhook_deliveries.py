"""What waits to be sent by webhook: put there in the feed's order, taken by one sender at a time, and settled.

Of each subscription and plan only the first can be taken, and it stays the first until it has been received: so
nothing comes before what happened before it, whoever sends and however many do, and no plan waits for another.
`progress` is locked by whoever puts there, settles or replays, so that these never meet.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, Select, delete, exists, func, insert, not_, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from app.domain.redelivery import Outcome
from app.domain.webhook import WebhookStatus, WebhookWhy
from app.models.webhook import webhook
from app.models.webhook_delivery import webhook_delivery as delivery
from app.models.webhook_delivery import webhook_progress as progress

Key = tuple[UUID, int]


async def begin_at(connection: AsyncConnection, webhook_id: UUID, position: int) -> None:
    """A new subscription's place in the feed."""
    await connection.execute(insert(progress).values(webhook_id=webhook_id, position=position))


async def behind(connection: AsyncConnection, newest: int, most: int) -> Sequence[Row[Any]]:
    """Active subscriptions for which the feed has not been looked through, those furthest behind first."""
    query = select(progress.c.webhook_id, progress.c.position, webhook.c.unit)
    query = query.join(webhook, webhook.c.id == progress.c.webhook_id)
    query = query.where(webhook.c.status == WebhookStatus.ACTIVE, progress.c.position < newest)
    return (await connection.execute(query.order_by(progress.c.position).limit(most))).all()


async def pass_by(connection: AsyncConnection, webhook_ids: Sequence[UUID], after: int, until: int) -> None:
    """For these there is nothing in that stretch of the feed. One that somebody has, or that went back, stays."""
    stretch = (progress.c.position >= after, progress.c.position < until)
    query = select(progress.c.webhook_id).where(progress.c.webhook_id.in_(webhook_ids), *stretch)
    free = list((await connection.execute(query.with_for_update(skip_locked=True))).scalars())
    await connection.execute(update(progress).where(progress.c.webhook_id.in_(free)).values(position=until))


async def hold(connection: AsyncConnection, webhook_id: UUID, *, wait: bool = True) -> Row[Any] | None:
    """The subscription's progress, locked; None when there is none, or when somebody else has it and we do not wait."""
    query = select(progress).where(progress.c.webhook_id == webhook_id)
    return (await connection.execute(query.with_for_update(skip_locked=not wait))).one_or_none()


async def subscription(connection: AsyncConnection, webhook_id: UUID) -> Row[Any]:
    return (await connection.execute(select(webhook).where(webhook.c.id == webhook_id))).one()


async def waiting(connection: AsyncConnection, webhook_ids: Sequence[UUID]) -> dict[UUID, int]:
    """How many wait, of each."""
    query = select(delivery.c.webhook_id, func.count()).where(delivery.c.webhook_id.in_(webhook_ids))
    found = dict(tuple(row) for row in await connection.execute(query.group_by(delivery.c.webhook_id)))
    return {one: found.get(one, 0) for one in webhook_ids}


async def states(connection: AsyncConnection, webhook_ids: Sequence[UUID]) -> dict[UUID, Row[Any]]:
    rows = await connection.execute(select(progress).where(progress.c.webhook_id.in_(webhook_ids)))
    return {row.webhook_id: row for row in rows}


async def first(connection: AsyncConnection, webhook_id: UUID) -> int | None:
    """The place in the feed of the first that waits."""
    query = select(func.min(delivery.c.position)).where(delivery.c.webhook_id == webhook_id)
    return (await connection.execute(query)).scalar_one()


async def put(
    connection: AsyncConnection, webhook_id: UUID, found: Sequence[tuple[int, UUID]], position: int, now: datetime
) -> None:
    """Lets these, each a position and its plan, wait; and says how far the feed was looked through."""
    if found:
        common = {"webhook_id": webhook_id, "attempts": 0, "next_at": now}
        await connection.execute(insert(delivery), [common | {"position": at, "plan_id": plan} for at, plan in found])
    which = progress.c.webhook_id == webhook_id
    await connection.execute(update(progress).where(which).values(position=position))


# --- sending ---------------------------------------------------------------------------------------------------------


def _due(now: datetime, each: int) -> Select[Any]:
    """What may be taken: the first of its plan, due, in nobody's hands; of each subscription so many as may be out."""
    earlier = delivery.alias()
    first = not_(
        exists().where(
            earlier.c.webhook_id == delivery.c.webhook_id,
            earlier.c.plan_id == delivery.c.plan_id,
            earlier.c.position < delivery.c.position,
        )
    )
    out = delivery.alias()
    taken = select(func.count()).where(out.c.webhook_id == delivery.c.webhook_id, out.c.leased_until > now)
    place = func.row_number().over(
        partition_by=delivery.c.webhook_id, order_by=(delivery.c.next_at, delivery.c.position)
    )
    query = (
        select(delivery.c.webhook_id, delivery.c.position, delivery.c.next_at, place.label("place"))
        .join(webhook, webhook.c.id == delivery.c.webhook_id)
        .join(progress, progress.c.webhook_id == delivery.c.webhook_id)
        .where(webhook.c.status == WebhookStatus.ACTIVE, delivery.c.next_at <= now, _free(now), first)
        .where(or_(progress.c.quiet_until.is_(None), progress.c.quiet_until <= now))
        .add_columns(taken.scalar_subquery().label("under_way"))
        .subquery()
    )
    return (
        select(query.c.webhook_id, query.c.position)
        .where(query.c.place + query.c.under_way <= each)
        .order_by(query.c.next_at, query.c.position)
    )


def _free(now: datetime) -> Any:
    return or_(delivery.c.leased_until.is_(None), delivery.c.leased_until <= now)


async def take(connection: AsyncConnection, now: datetime, most: int, each: int) -> Sequence[Row[Any]]:
    """At most so many, and of each subscription at most `each` at a time, locked: to be leased, or dropped."""
    keys = [(row.webhook_id, row.position) for row in await connection.execute(_due(now, each).limit(most))]
    if not keys:
        return []
    # Once more, under the lock: in between somebody else may have taken one, or a replay dropped it.
    mine = or_(*map(_is, keys))
    query = select(delivery).where(mine, _free(now)).order_by(delivery.c.next_at, delivery.c.position)
    return (await connection.execute(query.with_for_update(skip_locked=True))).all()


def _is(key: Key) -> Any:
    return (delivery.c.webhook_id == key[0]) & (delivery.c.position == key[1])


async def lease(connection: AsyncConnection, key: Key, name: UUID, until: datetime) -> None:
    await connection.execute(update(delivery).where(_is(key)).values(lease=name, leased_until=until))


async def drop(connection: AsyncConnection, key: Key) -> None:
    await connection.execute(delete(delivery).where(_is(key)))


async def leased(connection: AsyncConnection, key: Key, name: UUID) -> Row[Any] | None:
    """The delivery, if it is still in the hands of that attempt."""
    query = select(delivery).where(_is(key), delivery.c.lease == name)
    return (await connection.execute(query.with_for_update())).one_or_none()


async def received(connection: AsyncConnection, key: Key, at: datetime) -> None:
    await drop(connection, key)
    await connection.execute(update(progress).where(progress.c.webhook_id == key[0]).values(delivered_at=at))


async def failed(connection: AsyncConnection, key: Key, outcome: Outcome, at: datetime) -> None:
    """What is shown of the latest failure."""
    values = {"failed_at": at, "failure": outcome.failure, "answer": outcome.status}
    await connection.execute(update(progress).where(progress.c.webhook_id == key[0]).values(values))


async def put_off(connection: AsyncConnection, row: Row[Any], at: datetime, next_at: datetime) -> None:
    """It is tried again then."""
    values = {"attempts": row.attempts + 1, "first_failed_at": row.first_failed_at or at, "next_at": next_at}
    which = _is((row.webhook_id, row.position))
    await connection.execute(update(delivery).where(which).values(values | {"lease": None, "leased_until": None}))


async def stop(
    connection: AsyncConnection, webhook_id: UUID, status: WebhookStatus, why: WebhookWhy, at: datetime
) -> None:
    """Nothing more is sent. What waits stays, to be tried as if anew; of one that has ended it goes."""
    which = (webhook.c.id == webhook_id, webhook.c.status == WebhookStatus.ACTIVE)
    values = {"status": status, "status_since": at, "why": why, "version": webhook.c.version + 1}
    await connection.execute(update(webhook).where(*which).values(values))
    if status is WebhookStatus.ENDED:
        await forget(connection, webhook_id)
    else:
        await begin_anew(connection, webhook_id, at)


async def begin_anew(connection: AsyncConnection, webhook_id: UUID, at: datetime) -> None:
    anew = {"attempts": 0, "first_failed_at": None, "next_at": at, "lease": None}
    await connection.execute(update(delivery).where(delivery.c.webhook_id == webhook_id).values(anew))


async def forget(connection: AsyncConnection, webhook_id: UUID) -> datetime | None:
    """Nothing waits any more; until when something that did may still be on its way."""
    mine = delivery.c.webhook_id == webhook_id
    last = (await connection.execute(select(func.max(delivery.c.leased_until)).where(mine))).scalar_one()
    await connection.execute(delete(delivery).where(mine))
    return last


async def go_back(connection: AsyncConnection, webhook_id: UUID, position: int, quiet_until: datetime | None) -> None:
    """The feed is looked through from there again."""
    which = progress.c.webhook_id == webhook_id
    await connection.execute(update(progress).where(which).values(position=position, quiet_until=quiet_until))
