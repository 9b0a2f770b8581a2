"""A task that is told to stop stops, wherever in a transaction it is told so.

A server that stops cancels what it does beside its requests and waits for it: a cancellation that is swallowed on the
way into a transaction would let it wait for ever.
"""

import asyncio
import threading
from pathlib import Path

import pytest
from sqlalchemy import text

from app.db import Database
from tests.conftest import database_url
from tests.service import development

# How many turns of the loop it takes at most to get into a transaction and out of it, and how long a task may take to
# stop.
TURNS, SECONDS = 60, 10


# A connection that is left in the middle of a statement is thrown away, and says so as it goes.
@pytest.mark.filterwarnings("ignore::ResourceWarning")
@pytest.mark.parametrize("others", [0, 1], ids=["alone", "behind another"])
def test_no_step_of_a_transaction_swallows_its_cancellation(
    request: pytest.FixtureRequest, database_kind: str, tmp_path: Path, others: int
) -> None:
    """Behind another, it is let in at the very moment when it is told to stop."""
    url = database_url(request, database_kind, f"cancelled_{others}")

    async def once(database: Database) -> None:
        async with database.journal() as connection:
            await connection.execute(text("SELECT 1"))

    async def for_ever(database: Database) -> None:
        while True:
            await once(database)

    async def stopped_after(turns: int) -> bool:
        database = Database(development(tmp_path / str(turns), database_url=url))
        before = [asyncio.create_task(once(database)) for _ in range(others)]
        task = asyncio.create_task(for_ever(database))
        for _ in range(turns):
            await asyncio.sleep(0)
        task.cancel()
        await asyncio.wait([task], timeout=SECONDS)
        await asyncio.gather(*before)
        await database.dispose()
        return task.cancelled()

    async def went_on() -> list[int]:
        threads = threading.active_count()
        found = [turns for turns in range(TURNS) if not await stopped_after(turns)]
        async with asyncio.timeout(SECONDS):
            # A driver's thread has its last to say to this loop.
            while threading.active_count() > threads:
                await asyncio.sleep(0.01)
        return found

    assert asyncio.run(went_on()) == []
