"""Makes every mirror anew, after the ledger or the citizen's schema has changed (`sip republish`).

Each plan in a transaction of its own, so that a long run holds nobody up; a run that is interrupted is begun again.
"""

from collections.abc import AsyncIterator, Callable
from datetime import datetime
from uuid import UUID

from app.domain.actor import Staff
from app.keys import KeyRing
from app.repositories import plans
from app.services.renewing import republish
from app.services.transaction import Begin
from app.services.work import NO_TRACE, Work

OPERATOR = Staff(person="", unit="", principal="", purpose="republish", client="sip republish", scopes=frozenset())


async def republish_all(begin: Begin, keys: KeyRing, now: Callable[[], datetime]) -> AsyncIterator[int]:
    """Yields how many mirrors have been made so far, after every hundred plans and at the end."""
    done, after = 0, None
    while True:
        async with begin() as connection:
            ids: list[UUID] = await plans.all_ids(connection, after, 100)
        for plan_id in ids:
            async with begin() as connection:
                at = now()
                work = Work(connection, OPERATOR, keys, at, at, trace_id=NO_TRACE)
                await republish(work, plan_id)
            done += 1
        yield done
        if len(ids) < 100:
            return
        after = ids[-1]
