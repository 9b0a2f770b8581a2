"""One request's work on the record systems' side: the transaction, who asks, and what time it is.

Routers make it, services hand it on. Time comes from here and is never asked for: `now` is when things happen in the
plan's world (development may move it), `received_at` is the real time, which the audit log and kept answers go by.
"""

import secrets
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
# The bits of an id that its time leaves, and how many of them a step within a request may fill.
_TAIL, _STEP = 74, 40


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
    ids: dict[str, int] = field(default_factory=dict, repr=False)

    def new_id(self, among: str) -> UUID:
        """The next id of this request `among` those that stand beside it, which sort in the order they were made.

        Each such row begins anywhere and goes on by steps of its own (RFC 9562 6.2, method 2): whoever is told one id
        of a row, or one of each, cannot tell which of them it is, nor what else the request made.
        """
        before = self.ids.get(among)
        self.ids[among] = secrets.randbits(_TAIL - 1) if before is None else before + 1 + secrets.randbits(_STEP)
        return new_id(self.received_at, self.ids[among])

    def new_event_id(self, plan_id: UUID) -> UUID:
        """The next id of an event of that plan: how many of other plans the request has made is not to be told."""
        return self.new_id(f"events of {plan_id}")


def new_id(at: datetime, tail: int | None = None) -> UUID:
    """A UUIDv7 (RFC 9562 5.7): opaque, and in the order of `at`, which is the real time, then of `tail`.

    Without one, the rest is random.
    """
    milliseconds = int(at.timestamp() * 1000) & ((1 << 48) - 1)
    tail = secrets.randbits(_TAIL) if tail is None else tail
    return UUID(int=milliseconds << 80 | 0x7 << 76 | tail >> 62 << 64 | 0b10 << 62 | tail & ((1 << 62) - 1))


def first_id(at: datetime) -> UUID:
    """Below every id that is made from that instant on."""
    return UUID(int=int(at.timestamp() * 1000) << 80)


def about(plan: Plan | None) -> dict[str, Any]:
    """How an audit entry names the plan and the person it is about."""
    return {"plan_id": plan.id, "person_key": plan.person.log_key} if plan else {}
