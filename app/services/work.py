"""One request's work on the record systems' side: the transaction, who asks, and what time it is.

Routers make it, services hand it on. Time comes from here and is never asked for: `now` is when things happen in the
plan's world (development may move it), `received_at` is the real time, which the audit log and kept answers go by.
"""

import os
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row
from sqlalchemy.ext.asyncio import AsyncConnection

from app.domain.actor import Staff
from app.domain.plan import Plan
from app.keys import KeyRing

# The trace of what nobody's request has asked for.
NO_TRACE = "0" * 32


@dataclass(frozen=True, slots=True)
class Denial:
    """What was asked for and denied, and of which plan, if any, or about whom; `named`: the further ones told of.

    `plan_id`: which plan was asked for where none was come to.
    """

    action: str
    plan: Plan | None
    named: tuple[Plan, ...] = ()
    person_key: str | None = None
    plan_id: UUID | None = None


@dataclass(slots=True)
class Work:
    """`denied` is filled when policy says no, so that the denial can be logged after this transaction is gone; `seen`
    when a plan has been shown to the caller's request, so that any no after it is logged, too, as it may tell of it;
    `told` when there is an event, so that those who wait for one can be woken after the commit. `kept` is the answer to
    this very request, where it is a retry.
    """

    connection: AsyncConnection = field(repr=False)
    actor: Staff
    keys: KeyRing = field(repr=False)
    now: datetime
    received_at: datetime
    trace_id: str
    retry_key: str | None = None
    digest: str = ""
    kept: Row[Any] | None = field(default=None, repr=False)
    denied: Denial | None = None
    seen: Denial | None = None
    told: bool = False
    ids: int = 0

    def new_id(self) -> UUID:
        """The next id of this request: ids sort by time, and within a request in the order in which they were made."""
        self.ids += 1
        return new_id(self.received_at, self.ids)


def new_id(at: datetime, count: int = 0) -> UUID:
    """A UUIDv7 (RFC 9562 5.7): opaque, and in the order of `at`, which is the real time, then of `count`.

    The count stands where the standard lets a counter stand (6.2, method 1); the rest is random.
    """
    milliseconds = int(at.timestamp() * 1000) & ((1 << 48) - 1)
    noise = int.from_bytes(os.urandom(8)) & ((1 << 62) - 1)
    return UUID(int=milliseconds << 80 | 0x7 << 76 | (count & 0xFFF) << 64 | 0b10 << 62 | noise)


def first_id(at: datetime) -> UUID:
    """Below every id that is made from that instant on."""
    return UUID(int=int(at.timestamp() * 1000) << 80)


def about(plan: Plan | None) -> dict[str, Any]:
    """How an audit entry names the plan and the person it is about."""
    return {"plan_id": plan.id, "person_key": plan.person.log_key} if plan else {}
