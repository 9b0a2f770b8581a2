"""Retries (`Idempotency-Key`): the same key with the same request gets the same answer again, and nothing twice.

The answer is kept in the transaction of the change, for 24 hours, bound to client, person and unit.
"""

import hashlib
from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Row

from app.domain.refusal import Invalid
from app.domain.retry import KEY_REUSED
from app.repositories import idempotency
from app.services.work import Work

KEPT_FOR = timedelta(hours=24)


def client_of(work: Work) -> str:
    """Who asks, in a form that has one length: a client's name may be long."""
    named = "\0".join((work.actor.client, work.actor.unit, work.actor.person))
    return hashlib.sha256(named.encode()).hexdigest()


async def find(work: Work) -> Row[Any] | None:
    """The kept answer to this very request (`work.kept`); None when it is new or carries no key.

    Asked before anything is looked for: that a key was used for something else then tells of nothing else.
    """
    if work.retry_key is None:
        return None
    since = work.received_at - KEPT_FOR
    kept = await idempotency.find(work.connection, client_of(work), work.retry_key, since)
    if kept is not None and kept.digest != work.digest:
        raise Invalid(KEY_REUSED)
    return kept


async def keep(work: Work, plan_id: UUID, status: int, headers: Mapping[str, str], body: bytes) -> None:
    """Keeps the answer that is about to be sent."""
    if work.retry_key is None:
        return
    await idempotency.keep(
        work.connection,
        {
            "client": client_of(work),
            "key": work.retry_key,
            "digest": work.digest,
            "plan_id": plan_id,
            "status": status,
            "headers": dict(headers),
            "sealed_body": work.keys.seal(body.decode()),
            "kept_at": work.received_at,
        },
        work.received_at - KEPT_FOR,
    )
