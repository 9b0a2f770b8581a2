"""Tests of webhooks: a signed question that only whoever has the address can answer. Each is tried once."""

import hmac
import json
import secrets
from datetime import datetime

from app.domain import webhook_message
from app.domain.redelivery import Failure, Outcome
from app.keys import CannotOpen, KeyRing
from app.repositories import webhook_tests
from app.services.transaction import Begin
from app.services.webhook_outgoing import Outgoing, leave, pairs


async def take(begin: Begin, keys: KeyRing, now: datetime, until: datetime, most: int) -> list[Outgoing]:
    """At most so many of those that wait; they are this sender's until then."""
    async with begin() as connection:
        found = []
        for row in await webhook_tests.take(connection, now, until, most):
            try:
                address, signing = keys.open(row.sealed_address), (await pairs(connection, keys, [row.id], now))[row.id]
            except CannotOpen:
                # No key opens it any more: nothing can be sent there, and the others' go on.
                await webhook_tests.settle(connection, row.id, row.test_id, Outcome(Failure.NOT_REACHED), now)
                continue
            await leave(connection, keys, row, now)
            challenge, name = secrets.token_urlsafe(32), webhook_message.message_id(row.id, row.test_id)
            body = webhook_message.test(row.test_asked_at, row.id, challenge)
            found.append(Outgoing(row.id, row.test_id, until, address, signing, name, body, challenge))
    return found


def judged(outcome: Outcome, content: bytes, challenge: str) -> Outcome:
    """A receipt is not enough: it must be the question's own answer."""
    if outcome.failure is not None:
        return outcome
    try:
        answer = json.loads(content)
        said = answer.get("challenge") if isinstance(answer, dict) else None
    except (ValueError, RecursionError):
        said = None
    right = isinstance(said, str) and hmac.compare_digest(said.encode(), challenge.encode())
    return outcome if right else Outcome(Failure.WRONG_ANSWER, outcome.status)


async def settle(begin: Begin, sent: Outgoing, outcome: Outcome, now: datetime) -> None:
    async with begin() as connection:
        await webhook_tests.settle(connection, sent.webhook_id, sent.subject, outcome, now)
