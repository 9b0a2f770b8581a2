"""What a service that knows the plans does every minute, asked or not: sweeping, sealing and counting.

Each by itself: one that fails says so, by the error's class alone (what a database says may hold what it was asked
for), and waits for the next minute; the others go on.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Coroutine
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from typing import Any

from app.db import Database
from app.keys import KeyRing
from app.repositories.exported_seals import CopyDamaged
from app.services.counting import count as count_quarter
from app.services.sealing import SealBroken, seal
from app.services.sweeping import sweep, sweep_reach
from app.services.transaction import Begin
from app.signatures import SealingKeys

MINUTE_SECONDS = 60
MINUTES_A_DAY = 1440


def loops(
    database: Database, ring: KeyRing, sealing: SealingKeys, seals: Path, now: Callable[[], datetime] | None = None
) -> list[Coroutine[Any, Any, None]]:
    """To be run as tasks beside the service; none ends by itself. `seals` is the folder of the exported seals.

    `now` is what time it is in the plans' world, for sweeping; the log is sealed, and quarters are counted, by the real
    time, for neither can be done again.
    """

    async def swept(_minute: int) -> None:
        await sweep_all(database.upkeep, ring, now or _now)

    async def sealed(minute: int) -> None:
        """The audit log is sealed: what came since the last time, and once a day all that is not sealed."""
        try:
            await seal(database.upkeep, sealing, seals, _now, everything=minute % MINUTES_A_DAY == 0)
        except (SealBroken, CopyDamaged) as broken:
            logging.getLogger("sip.seal").error("the audit log is not sealed: %s; run: sip audit verify", broken)

    async def counted(_minute: int) -> None:
        """A quarter that has settled is counted for the statistics, once."""
        await count_quarter(database.upkeep, _now)

    return [
        _every_minute("sip.sweep", "the sweep", swept),
        _every_minute("sip.seal", "the sealing", sealed),
        _every_minute("sip.statistics", "the counting", counted),
    ]


async def sweep_all(begin: Begin, ring: KeyRing, now: Callable[[], datetime]) -> int:
    """What time alone has done is written, of so many plans at most; of how many it was."""
    return await sweep(begin, ring, now) + await sweep_reach(begin, ring, now)


async def _every_minute(log: str, name: str, work: Callable[[int], Awaitable[None]]) -> None:
    for minute in count():
        await asyncio.sleep(MINUTE_SECONDS)
        try:
            await work(minute)
        except Exception as error:
            logging.getLogger(log).warning("%s failed: %s", name, type(error).__name__)


def _now() -> datetime:
    return datetime.now(UTC)
