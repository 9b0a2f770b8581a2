"""One thing that is to be sent by webhook: where, what, and signed by which keys. For as long as its sender has it."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row
from sqlalchemy.ext.asyncio import AsyncConnection

from app.domain import webhook_message
from app.domain.action import Action
from app.domain.actor import Staff
from app.domain.auditing import Kind
from app.keys import KeyRing
from app.repositories import webhooks
from app.services import webhook_keys, worklists
from app.services.webhook_keys import Pair
from app.services.work import NO_TRACE, Work

PURPOSE = "Händelseavisering"


@dataclass(frozen=True, slots=True)
class Outgoing:
    """`subject` is the test, or the attempt to send what stands at that position of the feed. It is this sender's to
    send until `leased_until`.
    """

    webhook_id: UUID
    subject: UUID
    leased_until: datetime
    address: str = field(repr=False)
    pairs: Sequence[Pair] = field(repr=False)
    name: str
    body: bytes = field(repr=False)
    challenge: str | None = field(default=None, repr=False)
    position: int = 0

    def headers(self, at: datetime) -> dict[str, str]:
        """Signed anew for every attempt: a receiver refuses what was signed long ago."""
        sent_at = int(at.timestamp())
        signatures = webhook_keys.sign(self.pairs, self.name, sent_at, self.body)
        return webhook_message.headers(self.name, sent_at, signatures)


async def pairs(
    connection: AsyncConnection, keys: KeyRing, ids: Sequence[UUID], now: datetime
) -> dict[UUID, list[Pair]]:
    """The keys that sign for each of these subscriptions now."""
    rows = await webhooks.keys(connection, ids, now)
    return {one: [webhook_keys.opened(row.sealed_pair, keys) for row in found] for one, found in rows.items()}


def by_itself(connection: AsyncConnection, keys: KeyRing, subscription: Row[Any], now: datetime) -> Work:
    """The service's own work for a unit's subscription: nobody's person, and no right to anything."""
    actor = Staff(
        person="",
        unit=subscription.unit,
        principal=subscription.principal,
        purpose=PURPOSE,
        client="sip relay",
        scopes=frozenset(),
    )
    # The log goes by the real time, whatever time it is said to be, and when what is sent was looked for.
    return Work(connection, actor, keys, now, datetime.now(UTC), trace_id=NO_TRACE)


async def leave(connection: AsyncConnection, keys: KeyRing, subscription: Row[Any], now: datetime) -> None:
    """The one entry of what is sent to a subscription at a time; it is about no plan, as a reading of the feed is."""
    await worklists.leave(by_itself(connection, keys, subscription, now), Action.WEBHOOK_DELIVER, Kind.READ)
