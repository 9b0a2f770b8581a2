"""The feed's order: every committed event once, none skipped, in one order, whoever writes, numbers and dies meanwhile.

FEED_SECONDS sets how long the writers write.
"""

import asyncio
import os
import signal
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Coroutine, Iterator
from contextlib import AsyncExitStack, ExitStack, asynccontextmanager, contextmanager, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import quantiles
from typing import Any
from uuid import UUID, uuid4

import asyncpg
import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from app.db import Database
from app.domain.refusal import Unavailable
from app.domain.turn import Turn
from app.models.outbox import outbox_event
from app.models.reach_turn import reach_turn
from app.repositories import feed, outbox
from app.services.sequencing import MOST_OF_A_CLIENT, MOST_WAITING, Sequencer, catch_up
from app.services.work import new_id
from app.settings import Settings
from tests.conftest import database_url
from tests.feed.writers import Writers
from tests.house.test_command_line import environment
from tests.migrated import make_present
from tests.postgres import Cluster
from tests.service import development

SECONDS = float(os.environ.get("FEED_SECONDS", "3"))
SLOWEST = {"sqlite": 0.01, "postgresql": 0.1}
READERS = 3


def migrated(request: pytest.FixtureRequest, database_kind: str, tmp_path: Path) -> Settings:
    url = database_url(request, database_kind, f"feed_{uuid4().hex[:8]}")
    made = development(tmp_path, database_url=url, pool_size=30, queue_seconds=30, database_seconds=30)
    make_present(made)
    return made


@pytest.fixture
def settings(request: pytest.FixtureRequest, database_kind: str, tmp_path: Path) -> Settings:
    return migrated(request, database_kind, tmp_path)


@asynccontextmanager
async def opened(settings: Settings) -> AsyncIterator[Database]:
    database = Database(settings, citizen=False)
    try:
        yield database
    finally:
        await database.dispose()


@asynccontextmanager
async def beside(work: Coroutine[Any, Any, None]) -> AsyncIterator[None]:
    """Something that runs until the block ends, and has ended then."""
    task = asyncio.create_task(work)
    try:
        yield
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


@contextmanager
def process(settings: Settings, *how: str) -> Iterator["subprocess.Popen[str]"]:
    """A sequencer in a process of its own, from when it has said that it is there."""
    given = environment(mode="development", data_dir=settings.data_dir, database_url=settings.database_url)
    command = [sys.executable, "-m", "tests.feed.sequencer_process", *how]
    with subprocess.Popen(command, env=given, stdout=subprocess.PIPE, text=True) as running:
        try:
            assert running.stdout is not None and running.stdout.readline()
            yield running
        finally:
            running.kill()


async def stored(database: Database) -> list[Any]:
    async with database.journal() as connection:
        return list((await connection.execute(select(*feed.COLUMNS).order_by(outbox_event.c.position))).all())


async def add(connection: Any, plan_id: UUID | None = None, version: int = 1, made: UUID | None = None) -> UUID:
    made = made or new_id(datetime.now(UTC))
    event = {"id": made, "type": "note.added", "plan_id": plan_id or uuid4(), "version": version}
    await outbox.add(connection, event | {"occurred_at": datetime.now(UTC)})
    return made


async def follow(database: Database, sequencer: Sequencer, seen: list[tuple[Any, float]]) -> None:
    """Reads page after page, and waits where there is nothing more."""
    position = 0
    while True:
        await sequencer.news(position)
        next_page = select(*feed.COLUMNS).where(outbox_event.c.position > position).limit(7)
        async with database.journal() as connection:
            found = (await connection.execute(next_page.order_by(outbox_event.c.position))).all()
        seen += [(row, time.monotonic()) for row in found]
        position = found[-1].position


@pytest.mark.slow
def test_everything_committed_is_read_once_and_in_order(
    settings: Settings, database_kind: str, capsys: pytest.CaptureFixture[str]
) -> None:
    seen: list[list[tuple[Any, float]]] = [[] for _ in range(READERS)]

    async def work() -> tuple[Writers, list[Any]]:
        async with opened(settings) as database, AsyncExitStack() as stack:
            sequencer = Sequencer(database.journal)
            for one in seen:
                await stack.enter_async_context(beside(follow(database, sequencer, one)))
            await stack.enter_async_context(beside(sequencer.run()))
            if database_kind == "postgresql":
                # A transaction in another database, open all the while, holds nobody up.
                other = await asyncpg.connect(settings.database_url.rpartition("/")[0] + "/postgres")
                stack.push_async_callback(other.close)
                await other.execute("BEGIN; SELECT pg_current_xact_id()")
            writers = Writers(database, SLOWEST[database_kind])
            await writers.write(SECONDS)
            rows = await stored(database)
            end = time.monotonic() + 20
            while any(len(one) < len(rows) for one in seen) and time.monotonic() < end:
                await asyncio.sleep(0.05)
            return writers, await stored(database)

    with ExitStack() as others:
        for _ in range(2 if database_kind == "postgresql" else 0):
            others.enter_context(process(settings))
        writers, rows = asyncio.run(work())
    assert writers.taken_back > 0
    assert {row.id for row in rows} == set(writers.committed)
    assert [row.position for row in rows] == list(range(1, len(rows) + 1))
    for one in seen:
        assert [row for row, _ in one] == rows, "a reader was told something else than what was committed"
    newest: dict[UUID, int] = {}
    latest = 0.0
    for row in reversed(rows):
        assert row.version == newest.get(row.plan_id, row.version + 1) - 1, "a plan's versions are out of order"
        newest[row.plan_id] = row.version
    for row in rows:
        written = writers.committed[row.id]
        assert latest <= written.done, "it stands after one that began when this had been answered"
        latest = max(latest, written.began)
    late = [max(0.0, at - writers.committed[row.id].done) * 1000 for one in seen for row, at in one]
    with capsys.disabled():
        parts = quantiles(late, n=100)
        print(f"\n{database_kind}: {len(rows)} events in {SECONDS:.0f} s, {writers.taken_back} taken back; commit to "
              f"reader ms: p50 {parts[49]:.0f}, p99 {parts[98]:.0f}, max {max(late):.0f}")  # fmt: skip


def test_what_commits_late_stands_where_nobody_has_been(
    request: pytest.FixtureRequest, cluster: Cluster, tmp_path: Path
) -> None:
    """An open transaction keeps nobody waiting, and one that is rolled back leaves no gap. SQLite has one writer."""
    settings = migrated(request, "postgresql", tmp_path)

    async def work() -> tuple[list[UUID], list[UUID]]:
        async with opened(settings) as database:
            async with database.journal() as slow:
                late = await add(slow)
                with suppress(ZeroDivisionError):
                    async with database.journal() as connection:
                        await add(connection)
                        raise ZeroDivisionError
                async with database.journal() as connection:
                    early = await add(connection)
                assert await catch_up(database.journal) == 1
            assert await catch_up(database.journal) == 2
            return [early, late], [row.id for row in await stored(database)]

    made, found = asyncio.run(work())
    assert found == made


def test_from_a_time_on_are_all_that_began_then_whichever_was_committed_first(settings: Settings) -> None:
    """What began first may be committed last; asked for from when it began, the other is not passed over."""

    async def work() -> list[int]:
        async with opened(settings) as database:
            began = [new_id(datetime.now(UTC) + timedelta(seconds=seconds)) for seconds in (-1, 0, 1, 2)]
            for made in (began[0], began[2], began[1], began[3]):
                async with database.journal() as connection:
                    await add(connection, made=made)
            await catch_up(database.journal)
            async with database.journal() as connection:
                return [
                    await feed.before(connection, one)
                    for one in (*began, new_id(datetime.now(UTC) + timedelta(days=1)))
                ]

    assert asyncio.run(work()) == [0, 1, 1, 3, 4]


def test_a_holder_that_is_killed_is_followed_by_the_next(settings: Settings, database_kind: str) -> None:
    """SIGKILL with the lock taken and the positions given, before the commit."""

    async def work() -> list[Any]:
        async with opened(settings) as database:
            async with database.journal() as connection:
                for _ in range(5):
                    await add(connection)
            with process(settings, "hold") as holder:
                taking = asyncio.create_task(catch_up(database.journal))
                done, _ = await asyncio.wait({taking}, timeout=0.5)
                assert not done, "two number at once"
                holder.send_signal(signal.SIGKILL)
                async with asyncio.timeout(10):
                    assert await taking == 5
            return await stored(database)

    assert [row.position for row in asyncio.run(work())] == [1, 2, 3, 4, 5]


def test_a_position_never_changes(settings: Settings, database_kind: str) -> None:
    async def work() -> None:
        async with opened(settings) as database:
            async with database.journal() as connection:
                await add(connection)
            await catch_up(database.journal)
            table = outbox_event.name if database_kind == "sqlite" else outbox_event.fullname
            async with database.journal() as connection:
                await connection.execute(text(f"UPDATE {table} SET position = 9"))

    with pytest.raises(DBAPIError, match="the history only grows"):
        asyncio.run(work())


def test_whom_an_event_let_in_or_out_never_changes(settings: Settings, database_kind: str) -> None:
    async def work(change: str) -> None:
        async with opened(settings) as database:
            async with database.journal() as connection:
                event = {"id": new_id(datetime.now(UTC)), "type": "note.added", "plan_id": uuid4(), "version": 1}
                turned = [Turn("SE2329990015-E1", None, False)]
                await outbox.add(connection, event | {"occurred_at": datetime.now(UTC)}, turned)
            table = reach_turn.name if database_kind == "sqlite" else reach_turn.fullname
            async with database.journal() as connection:
                await connection.execute(text(change.format(table)))

    for change in ("UPDATE {} SET let_in = TRUE", "DELETE FROM {}"):
        with pytest.raises(DBAPIError, match="the history only grows"):
            asyncio.run(work(change))


def test_whoever_waits_is_woken_by_a_commit_here_and_one_elsewhere(settings: Settings) -> None:
    async def work(rung: bool) -> None:
        async with opened(settings) as database:
            sequencer = Sequencer(database.journal)
            newest = await catch_up(database.journal)
            async with beside(sequencer.run()):
                waiting = asyncio.create_task(sequencer.news(newest))
                await asyncio.sleep(0.3)
                assert not waiting.done()
                async with database.journal() as connection:
                    await add(connection)
                if rung:
                    sequencer.ring()
                async with asyncio.timeout(5):
                    await waiting

    asyncio.run(work(True))
    asyncio.run(work(False))


def test_one_client_takes_a_tenth_of_the_places_at_most(settings: Settings) -> None:
    async def work() -> None:
        async with opened(settings) as database:
            sequencer = Sequencer(database.journal)
            many = [asyncio.create_task(sequencer.news(10**9, None, "one")) for _ in range(MOST_OF_A_CLIENT)]
            await asyncio.sleep(0)
            with pytest.raises(Unavailable):
                await sequencer.news(10**9, None, "one")
            other = asyncio.create_task(sequencer.news(10**9, None, "another"))
            await asyncio.sleep(0)
            assert not other.done()
            many.pop().cancel()
            await asyncio.sleep(0)
            again = asyncio.create_task(sequencer.news(10**9, None, "one"))
            await asyncio.sleep(0)
            assert not again.done(), "a place that is left can be taken again"
            for task in (*many, other, again):
                task.cancel()

    assert MOST_OF_A_CLIENT * 10 == MOST_WAITING
    asyncio.run(work())
