"""Which events are sent by webhook, to whom, in which order; and what becomes of each attempt.

What a unit's subscription is told is what the feed would tell the unit (`feed.known`), asked twice: when the feed is
looked through for it, and again in the moment of sending. Whatever is no longer hers to know by then is not sent.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import Row
from sqlalchemy.ext.asyncio import AsyncConnection

from app.domain import webhook_message
from app.domain.actor import System
from app.domain.redelivery import Failure, Outcome, next_try
from app.domain.turn import told_as
from app.domain.webhook import WebhookStatus, WebhookWhy
from app.keys import CannotOpen, KeyRing
from app.repositories import feed
from app.repositories import webhook_deliveries as deliveries
from app.services.sequencing import catch_up
from app.services.transaction import Begin
from app.services.webhook_keys import Pair
from app.services.webhook_outgoing import Outgoing, leave, pairs

# How much of the feed is looked through at once, and how much of it may wait for one subscription.
WINDOW, MOST_WAITING = 5000, 1000
SUBSCRIPTIONS = 100
# How many one receiver is sent at once: one that hangs must not take every place.
EACH = 4
# How often it looks again in one go, when all that it found was no longer to be told.
PASSES = 50


def _unit(subscription: Row[Any]) -> System:
    """Whom it speaks to: the unit, whoever at it, as a system that follows the feed for it."""
    return System(client="sip relay", scopes=frozenset(), units=frozenset({subscription.unit}))


def _told(event: Row[Any]) -> str:
    return told_as(event.type, removed=bool(event.removed), reads=bool(event.reads), leads=bool(event.leads))


def _wanted(subscription: Row[Any], event: Row[Any]) -> bool:
    return not subscription.types or _told(event) in subscription.types


async def begin(connection: AsyncConnection, webhook_id: UUID) -> None:
    """A new subscription begins with what comes after. What is committed and has no place in the feed yet comes too."""
    await deliveries.begin_at(connection, webhook_id, await feed.newest(connection))


async def fill(begin: Begin, now: datetime) -> bool:
    """Looks the feed through for every subscription that is behind. Whether there is more to be looked at."""
    newest = await catch_up(begin)
    async with begin() as connection:
        behind = await deliveries.behind(connection, newest, SUBSCRIPTIONS)
        concerned = await _pass_by(connection, behind, newest) if behind else []
    more = len(behind) == SUBSCRIPTIONS
    for webhook_id in concerned:
        async with begin() as connection:
            more |= await _fill(connection, webhook_id, newest, now)
    return more


async def _pass_by(connection: AsyncConnection, behind: Sequence[Row[Any]], newest: int) -> list[UUID]:
    """Most events are news to few units: the others are moved on together. Those for which it must be looked."""
    first = behind[0].position
    until = min(first + WINDOW, newest)
    units = await feed.concerned(connection, first, until)
    idle = {row.webhook_id for row in behind if row.unit not in units and row.position < until}
    await deliveries.pass_by(connection, sorted(idle), first, until)
    return [row.webhook_id for row in behind if row.webhook_id not in idle]


async def _fill(connection: AsyncConnection, webhook_id: UUID, newest: int, now: datetime) -> bool:
    progress = await deliveries.hold(connection, webhook_id, wait=False)
    if progress is None:
        return False
    subscription = await deliveries.subscription(connection, webhook_id)
    room = MOST_WAITING - (await deliveries.waiting(connection, [webhook_id]))[webhook_id]
    if subscription.status != WebhookStatus.ACTIVE or room <= 0 or progress.position >= newest:
        return False
    until = min(progress.position + WINDOW, newest)
    found = await feed.known(connection, _unit(subscription), now, progress.position, until, room)
    reached = found[-1].position if len(found) == room else until
    wanted = [(one.position, one.plan_id) for one in found if _wanted(subscription, one)]
    await deliveries.put(connection, webhook_id, wanted, reached, now)
    return reached < newest


async def take(begin: Begin, keys: KeyRing, now: datetime, until: datetime, most: int) -> list[Outgoing]:
    """At most so many that are due; they are this sender's until then. What is not to be known any more goes.

    What cannot be sent because no key opens its address or its pair of keys has failed, as if its receiver had not
    been reached: it waits longer and longer, stops its own subscription in the end, and holds up nobody else's.
    """
    for _ in range(PASSES):
        async with begin() as connection:
            rows = await deliveries.take(connection, now, most, EACH)
            found, shut = await _taken(connection, keys, rows, now, until) if rows else ([], [])
        # In transactions of their own: a sender that waits for what it holds here must not be waited for.
        for key, attempt in shut:
            await _settle(begin, key, attempt, Outcome(Failure.NOT_REACHED), now, chance=0)
        if found or not rows:
            return found
    return []


async def _taken(
    connection: AsyncConnection, keys: KeyRing, rows: Sequence[Row[Any]], now: datetime, until: datetime
) -> tuple[list[Outgoing], list[tuple[deliveries.Key, UUID]]]:
    """What is to be sent, and the attempts that have failed already since no key opens what they need."""
    found, shut = [], []
    ids = list(dict.fromkeys(row.webhook_id for row in rows))
    subscriptions = {one: await deliveries.subscription(connection, one) for one in ids}
    opened = {one: await _opened(connection, keys, subscriptions[one], now) for one in ids}
    for row in rows:
        subscription, key = subscriptions[row.webhook_id], (row.webhook_id, row.position)
        known = await feed.known(connection, _unit(subscription), now, row.position - 1, row.position, 1)
        if not known or not _wanted(subscription, known[0]):
            await deliveries.drop(connection, key)
            continue
        attempt, means = uuid4(), opened[row.webhook_id]
        await deliveries.lease(connection, key, attempt, until)
        if means is None:
            shut.append((key, attempt))
        else:
            found.append(_outgoing(subscription, known[0], means, attempt, until))
    for webhook_id in dict.fromkeys(one.webhook_id for one in found):
        await leave(connection, keys, subscriptions[webhook_id], now)
    return found, shut


async def _opened(
    connection: AsyncConnection, keys: KeyRing, subscription: Row[Any], now: datetime
) -> tuple[str, Sequence[Pair]] | None:
    """The address and the pairs that sign; None when no key of the ring opens them."""
    try:
        signing = await pairs(connection, keys, [subscription.id], now)
        return keys.open(subscription.sealed_address), signing[subscription.id]
    except CannotOpen:
        return None


def _outgoing(
    subscription: Row[Any], event: Row[Any], means: tuple[str, Sequence[Pair]], attempt: UUID, until: datetime
) -> Outgoing:
    body = webhook_message.event(_told(event), event.occurred_at, event.id, event.plan_id, event.version)
    return Outgoing(
        webhook_id=subscription.id,
        subject=attempt,
        leased_until=until,
        address=means[0],
        pairs=means[1],
        name=webhook_message.message_id(subscription.id, event.id),
        body=body,
        position=event.position,
    )


async def settle(begin: Begin, sent: Outgoing, outcome: Outcome, now: datetime, chance: float) -> None:
    """What became of it. If it is no longer this attempt's, somebody else says what becomes of it."""
    await _settle(begin, (sent.webhook_id, sent.position), sent.subject, outcome, now, chance)


async def _settle(
    begin: Begin, key: deliveries.Key, attempt: UUID, outcome: Outcome, now: datetime, chance: float
) -> None:
    webhook_id = key[0]
    async with begin() as connection:
        await deliveries.hold(connection, webhook_id)
        row = await deliveries.leased(connection, key, attempt)
        if row is None:
            return
        if outcome.failure is None:
            await deliveries.received(connection, key, now)
            return
        await deliveries.failed(connection, key, outcome, now)
        if outcome.gone:
            await deliveries.stop(connection, webhook_id, WebhookStatus.ENDED, WebhookWhy.GONE, now)
            return
        first_at = row.first_failed_at or now
        then = next_try(row.attempts + 1, first_at, now, chance, outcome.retry_after)
        if then is None:
            await deliveries.stop(connection, webhook_id, WebhookStatus.DISABLED, WebhookWhy.UNDELIVERED, now)
        else:
            await deliveries.put_off(connection, row, now, then)
