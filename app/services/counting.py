"""Counts quarters for the statistics: each once, all principals in one go, when the quarter has settled.

Plans are read a few at a time, each in a transaction of its own, and nothing is kept of them but counts; what is
stored is what is shown. Several processes may count at once: the first to finish is the one that is believed.
"""

from collections import Counter
from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncConnection

from app.domain.auditing import coordinating_principal
from app.domain.lifecycle import settled
from app.domain.quarter import Quarter, named, quarter_of
from app.domain.statistics import Cell, counted, kept
from app.repositories import history, plans, statistics
from app.services.transaction import Begin

AT_ONCE = 100
# What is counted, and what decides whose plan it is and whether its consent has ended.
LOOKED_AT = ("units", "participants", "consents", "offers", "follow_ups")


async def count(begin: Begin, now: Callable[[], datetime]) -> str | None:
    """Counts the next quarter that has settled and is not counted; returns its name, or None: there is none."""
    async with begin() as connection:
        quarter = await _next(connection)
    if quarter is None or now() < quarter.counted_from:
        return None
    counts = await _counts(begin, quarter, now())
    try:
        async with begin() as connection:
            await statistics.add(connection, quarter.name, now(), {one: kept(counts[one]) for one in counts})
    except statistics.AlreadyCounted:
        return None
    return quarter.name


async def _next(connection: AsyncConnection) -> Quarter | None:
    """What follows the newest one that is counted; the first is the one in which the first plan was entered."""
    newest = await statistics.newest(connection)
    last = named(newest) if newest else None
    if last is not None:
        return last.following
    began = await plans.first_entered_at(connection)
    return quarter_of(began) if began else None


async def _counts(begin: Begin, quarter: Quarter, now: datetime) -> dict[str, Counter[Cell]]:
    counts: dict[str, Counter[Cell]] = {}
    after: UUID | None = None
    while True:
        async with begin() as connection:
            ids = await plans.all_ids(connection, after, AT_ONCE)
            if not ids:
                return counts
            found = await plans.load_several(connection, ids, LOOKED_AT)
            adopted = await history.first_adoptions(connection, ids)
        for one in found:
            plan = settled(one, now)
            principal = coordinating_principal(plan)
            if principal is not None:
                counts.setdefault(principal, Counter()).update(counted(plan, adopted.get(plan.id), quarter, now))
        after = ids[-1]
