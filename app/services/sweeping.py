"""Writes what time alone has done: the closure of plans whose SIP consent has ended, so that everyone involved is told.

Its effect is there on the instant, for every reader (`lifecycle.settled`); this makes the version, the event and the
notices of it. Each plan in a transaction of its own; several processes may do it at once.
"""

import logging
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from app.keys import KeyRing
from app.repositories import deadlines
from app.services.changes import CLOCK, settle
from app.services.work import Work

Begin = Callable[[], AbstractAsyncContextManager[AsyncConnection]]


async def sweep(begin: Begin, keys: KeyRing, now: Callable[[], datetime], most: int = 100) -> int:
    """How many closures were written; at most `most`, so that it never holds the service up for long."""
    async with begin() as connection:
        found = await deadlines.lapsed(connection, now(), most)
    written = 0
    for plan_id in found:
        try:
            async with begin() as connection:
                at = now()
                written += await settle(Work(connection, CLOCK, keys, at, at, trace_id="0" * 32), plan_id)
        except Exception as error:
            # One plan that cannot be written must not keep the others from being closed. The class alone is told:
            # what a database says may hold what it was asked for.
            logging.getLogger("sip.sweep").warning("plan %s could not be closed: %s", plan_id, type(error).__name__)
    return written
