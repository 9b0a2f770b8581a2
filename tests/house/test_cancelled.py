"""A task that is told to stop stops, wherever in a transaction it is told so.

A server that stops cancels what it does beside its requests and waits for it: a cancellation that is swallowed on the
way into a transaction would let it wait for ever. And it leaves no lock behind: who comes next may write at once.
"""

import asyncio
import gc
import random
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import text

from app.db import Database
from tests.conftest import database_url
from tests.service import development

# How many turns of the loop it takes at most to get into a transaction and out of it, and how long a task may take to
# stop.
TURNS, SECONDS = 60, 10
LIVES = 100


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
        await said(threads)
        return found

    assert asyncio.run(went_on()) == []


async def said(threads: int) -> None:
    """A driver's thread has its last to say to this loop, till there are no more of them than there were."""
    async with asyncio.timeout(SECONDS):
        while threading.active_count() > threads:
            await asyncio.sleep(0.01)


@pytest.fixture
def uncollected() -> Iterator[None]:
    """No garbage is collected: a lock that goes with it has been held till then."""
    gc.disable()
    yield
    gc.enable()


def lock_is_free(file: Path) -> bool:
    """Whether somebody else may write in SQLite's file now."""
    with closing(sqlite3.connect(file, timeout=0.2, isolation_level=None)) as another:
        try:
            another.execute("BEGIN IMMEDIATE")
        except sqlite3.OperationalError:
            return False
        return True


def test_what_is_stopped_holds_no_lock(tmp_path: Path, uncollected: None) -> None:
    """SQLite's one writer: stopped anywhere, also between a question and the reading of its answer."""
    file = tmp_path / "data" / "sip.db"

    async def for_ever(database: Database) -> None:
        while True:
            async with database.journal() as connection:
                await connection.execute(text("SELECT name FROM sqlite_master"))

    async def stopped_after(seconds: float) -> bool:
        database = Database(development(tmp_path / "data"))
        task = asyncio.create_task(for_ever(database))
        await asyncio.sleep(seconds)
        task.cancel()
        await asyncio.wait([task], timeout=SECONDS)
        await database.dispose()
        return lock_is_free(file)

    async def lived() -> int:
        """How many of those lives left nothing: until the first that did."""
        chance, threads = random.Random(1), threading.active_count()
        database = Database(development(tmp_path / "data"))
        async with database.journal() as connection:
            await connection.execute(text("CREATE TABLE something (name TEXT)"))
        await database.dispose()
        lives = 0
        while lives < LIVES and await stopped_after(chance.uniform(0, 0.01)):
            lives += 1
        await said(threads)
        return lives

    assert asyncio.run(lived()) == LIVES
