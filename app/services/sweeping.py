"""Writes what time alone has done: the closure of plans whose SIP consent has ended, so that everyone involved is told;
and the event that tells units that their own consent to information has ended.

Its effect is there on the instant, for every reader (`lifecycle.settled`, `reach`); this makes the version, the event
and the notices of it. Each plan in a transaction of its own; several processes may do it at once.
"""

import logging
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from uuid import UUID

from app.keys import KeyRing
from app.repositories import deadlines, reach
from app.services.changes import CLOCK, settle
from app.services.renewing import tell_turns
from app.services.transaction import Begin
from app.services.work import NO_TRACE, Work


async def sweep(begin: Begin, keys: KeyRing, now: Callable[[], datetime], most: int = 100) -> int:
    """How many closures were written; at most `most`, so that it never holds the service up for long."""
    async with begin() as connection:
        found = await deadlines.lapsed(connection, now(), most)
    return await _each(begin, keys, now, found, settle, "closed")


async def sweep_reach(begin: Begin, keys: KeyRing, now: Callable[[], datetime], most: int = 100) -> int:
    """Of how many plans it was told whom time has let in or out. After `sweep`: a closure tells of more."""
    async with begin() as connection:
        found = await reach.turning(connection, now(), most)
    return await _each(begin, keys, now, found, tell_turns, "told of")


async def _each(
    begin: Begin,
    keys: KeyRing,
    now: Callable[[], datetime],
    plans: list[UUID],
    write: Callable[[Work, UUID], Awaitable[bool]],
    what: str,
) -> int:
    written = 0
    for plan_id in plans:
        try:
            async with begin() as connection:
                # Ids, and with them the feed, go by the real time, whatever time it is said to be in the plans' world.
                work = Work(connection, CLOCK, keys, now(), datetime.now(UTC), trace_id=NO_TRACE)
                written += await write(work, plan_id)
        except Exception as error:
            # One plan that cannot be written must not keep the others from it. The class alone is told: what a
            # database says may hold what it was asked for.
            logging.getLogger("sip.sweep").warning("plan %s could not be %s: %s", plan_id, what, type(error).__name__)
    return written
