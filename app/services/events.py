"""The feed of events (händelser), as one caller may know of it now.

What is told is judged at the moment of the telling, by the stored reach that lists are filtered by: every event of the
plans that she reads; of others, the one that let her out, and the one that let her in without reading, while she is in
(`domain.turn`). So a unit that is let in later finds the plan's past in the feed, as in its versions, and one that was
let out finds that it was, and nothing since. A system is told what its units are told, whoever at them; it gets
identity alone, and whoever fetches the plan is judged anew.

Each request leaves one entry, about no plan, in the transaction of the read that is answered: a program polls, and a
person's own list of accesses must show who has read, not who has polled.
"""

from collections.abc import Awaitable, Callable, Sequence
from contextlib import AbstractAsyncContextManager, suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection

from app.domain.action import Action
from app.domain.actor import Staff, System
from app.domain.event import CURSOR_TOO_OLD, CURSOR_UNKNOWN
from app.domain.policy import SCOPE_MISSING, require_scope
from app.domain.refusal import Finding, Invalid, ScopeMissing
from app.domain.rule import Rule
from app.domain.turn import told_as
from app.keys import CannotOpen, KeyRing, is_sealed
from app.repositories import feed
from app.schemas.journal.event import EventOut
from app.services import audit
from app.services.sequencing import Sequencer, catch_up
from app.services.work import first_id

SCOPE = "events:read"
# How many events are looked through in one statement, and how often in one request, for a caller to whom few are known.
WINDOW, WINDOWS = 5000, 20
# A cursor holds a little longer than is promised, so that where a caller may begin she may go on.
LENIENCE = timedelta(days=1)
_CURSOR = "events:"
# Where a cursor stands that no key opens any more: before everything that is kept.
LOST = -1
# Waits for the news at most so many seconds; whether it is worth waiting again.
Wait = Callable[[Awaitable[None]], Awaitable[bool]]


@dataclass(frozen=True, slots=True)
class Follower:
    """Who asks, and what she is answered with: never a connection, which whoever waits must not hold."""

    begin: Callable[[], AbstractAsyncContextManager[AsyncConnection]]
    sequencer: Sequencer
    keys: KeyRing
    actor: Staff | System
    now: Callable[[], datetime]
    received_at: datetime
    trace_id: str
    kept: timedelta


@dataclass(frozen=True, slots=True)
class Page:
    """What was found, the cursor after it, and the cursor after all that there is."""

    events: list[EventOut]
    cursor: str
    last: str
    gone: Rule | None = None


def require_right(actor: Staff | System) -> None:
    """Raises unless the token's scope lets her follow events at all."""
    if isinstance(actor, Staff):
        require_scope(actor, Action.PLAN_READ)
    elif SCOPE not in actor.scopes:
        raise ScopeMissing(SCOPE_MISSING, SCOPE)


async def page(follower: Follower, after: str | None, limit: int, wait: Wait | None = None) -> Page:
    """The next events that she may know of. None yet: `wait` for them, holding nothing meanwhile."""
    position = None if after is None else position_of(follower.keys, after)
    units = follower.actor.units if isinstance(follower.actor, System) else frozenset({follower.actor.unit})
    while True:
        # Whoever holds the sequencer's lock and does not go on keeps nobody from what has its position already; a
        # database that does not answer is told by the read.
        with suppress(SQLAlchemyError, TimeoutError):
            await catch_up(follower.begin)
        async with follower.begin() as connection:
            newest = await feed.newest(connection)
            if position is None:
                position = await feed.before(connection, first_id(follower.now() - follower.kept))
            gone = await _gone(connection, follower, position)
            found, reached = ([], position) if gone else await _read(connection, follower, position, newest, limit)
            waits = wait is not None and not found and not gone and reached == newest
            if not waits:
                await audit.record_feed(connection, follower.actor, follower.received_at, follower.trace_id)
        position = reached
        if wait is None or not waits:
            return Page([_told(row) for row in found], cursor(follower, reached), cursor(follower, newest), gone)
        if not await wait(follower.sequencer.news(position, units, follower.actor.client)):
            wait = None


async def _read(
    connection: AsyncConnection, follower: Follower, position: int, newest: int, limit: int
) -> tuple[Sequence[Row[Any]], int]:
    """The next that she may know of, and how far the feed was looked through to find them."""
    for _ in range(WINDOWS):
        until = min(position + WINDOW, newest)
        found = await feed.known(connection, follower.actor, follower.now(), position, until, limit)
        if len(found) == limit:
            return found, found[-1].position
        if found or until == newest:
            return found, until
        position = until
    return [], position


async def _gone(connection: AsyncConnection, follower: Follower, position: int) -> Rule | None:
    """What is said when events after that position may be kept no longer."""
    if position == LOST:
        return CURSOR_TOO_OLD
    following = await feed.next_id(connection, position)
    oldest = first_id(follower.now() - follower.kept - LENIENCE)
    return CURSOR_TOO_OLD if following is not None and following < oldest else None


def cursor(follower: Follower, position: int) -> str:
    """Sealed, and never twice the same: how many events others have had between two is nobody's to count."""
    return follower.keys.seal(f"{_CURSOR}{position}").rstrip("=")


def position_of(keys: KeyRing, given: str, pointer: str = "after") -> int:
    """The place in the feed of a cursor that was given out; `pointer` is where in the request it stands.

    `LOST` for what is sealed by a key that has been taken away since: whoever has it gets the way back.
    """
    padded = given + "=" * (-len(given) % 4)
    try:
        opened = keys.open(padded)
    except CannotOpen:
        if is_sealed(padded):
            return LOST
        opened = ""
    if not opened.startswith(_CURSOR):
        raise Invalid(CURSOR_UNKNOWN, Finding(CURSOR_UNKNOWN, pointer))
    return int(opened.removeprefix(_CURSOR))


def _told(row: Any) -> EventOut:
    """The event as this caller is told of it: identity, and no content."""
    return EventOut(
        id=row.id,
        type=told_as(row.type, removed=bool(row.removed), reads=bool(row.reads), leads=bool(row.leads)),
        plan_id=row.plan_id,
        version=row.version,
        occurred_at=row.occurred_at,
        removed=bool(row.removed),
    )
