"""Tests of webhooks that wait to be sent: taken by one sender at a time, and written down as they were answered."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from app.domain.redelivery import Outcome
from app.domain.webhook import WebhookStatus, WebhookWhy
from app.models.webhook import webhook


async def take(connection: AsyncConnection, now: datetime, until: datetime, most: int) -> list[Row[Any]]:
    """Those that wait and that nobody has, the longest waiting first; they are the caller's until then."""
    free = or_(webhook.c.test_leased_until.is_(None), webhook.c.test_leased_until <= now)
    waiting = select(webhook.c.id).where(webhook.c.test_wanted, free).order_by(webhook.c.test_asked_at).limit(most)
    ids = list((await connection.execute(waiting.with_for_update(skip_locked=True))).scalars())
    if not ids:
        return []
    await connection.execute(update(webhook).where(webhook.c.id.in_(ids)).values(test_leased_until=until))
    return list(await connection.execute(select(webhook).where(webhook.c.id.in_(ids))))


async def settle(connection: AsyncConnection, webhook_id: UUID, test_id: UUID, outcome: Outcome, at: datetime) -> None:
    """What became of that test, if it is still the one that was asked for. A proper answer confirms the address."""
    which = (webhook.c.id == webhook_id, webhook.c.test_id == test_id, webhook.c.test_wanted)
    answered = {"test_wanted": False, "test_leased_until": None, "test_answered_at": at}
    answered |= {"test_failure": outcome.failure, "test_answer": outcome.status, "version": webhook.c.version + 1}
    done = await connection.execute(update(webhook).where(*which).values(answered))
    if done.rowcount and outcome.failure is None:
        unconfirmed = (webhook.c.id == webhook_id, webhook.c.status == WebhookStatus.UNCONFIRMED)
        standing = {"status": WebhookStatus.ACTIVE, "status_since": at, "why": WebhookWhy.CONFIRMED}
        await connection.execute(update(webhook).where(*unconfirmed).values(standing))
