"""One request's work on the record systems' side: the transaction, who asks, and what time it is.

Routers make it, services hand it on. Time comes from here and is never asked for: `now` is when things happen in the
plan's world (development may move it), `received_at` is the real time, which the audit log and kept answers go by.
"""

import os
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncConnection

from app.domain.actor import Staff
from app.domain.plan import Plan
from app.keys import KeyRing


@dataclass(slots=True)
class Work:
    """`denied` is filled when policy says no, so that the denial can be logged after this transaction is gone."""

    connection: AsyncConnection = field(repr=False)
    actor: Staff
    keys: KeyRing = field(repr=False)
    now: datetime
    received_at: datetime
    trace_id: str
    retry_key: str | None = None
    digest: str = ""
    denied: dict[str, Any] | None = None


def new_id(at: datetime) -> UUID:
    """A UUIDv7 (RFC 9562 5.7): opaque, and in the order of `at`, which is the real time."""
    milliseconds = int(at.timestamp() * 1000) & ((1 << 48) - 1)
    noise = int.from_bytes(os.urandom(10))
    high = milliseconds << 80 | 0x7 << 76 | (noise >> 68) << 64
    return UUID(int=high | 0b10 << 62 | noise & ((1 << 62) - 1))


def about(plan: Plan | None) -> dict[str, Any]:
    """How an audit entry names the plan and the person it is about."""
    return {"plan_id": plan.id, "person_key": plan.person.key} if plan else {}
