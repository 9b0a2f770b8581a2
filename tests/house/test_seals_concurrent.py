"""Writers, sealers and kill -9 at once: every entry that was committed is sealed, exactly once, and nothing else is."""

import asyncio
import random
import signal
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import pytest

from app.repositories import audit
from app.services import sealing
from app.settings import Settings
from tests.conftest import database_url
from tests.house.killed_sealer import STEPS
from tests.house.sealed_log import Log, entry, run
from tests.house.test_command_line import environment
from tests.migrated import make_present
from tests.service import development

pytestmark = pytest.mark.slow
WRITERS, SECONDS = 6, 12


@pytest.fixture
def settings(settings: Settings) -> Settings:
    """With patience: so many at once wait for one another."""
    return settings.model_copy(update={"queue_seconds": 20, "database_seconds": 20})


class RolledBack(Exception):
    pass


async def write(settings: Settings, seed: int, until: datetime) -> int:
    """Transactions as they come in life: some take long, some are rolled back. How many entries were committed."""
    chance, written = random.Random(seed), 0
    async with Log(settings) as log:
        # SQLite has one writer: whoever is slow there keeps all others waiting.
        slowest = 0.05 if log.database.is_sqlite else 1.5
        while datetime.now(UTC) < until:
            # The time of the request is taken before its transaction; the entry may be committed much later.
            made = [entry(datetime.now(UTC), chance) for _ in range(chance.randrange(1, 4))]
            await asyncio.sleep(chance.random() * slowest / 2)
            try:
                async with log.begin() as connection:
                    await audit.add(connection, made)
                    await asyncio.sleep(chance.random() * slowest)
                    if chance.random() < 0.3:
                        raise RolledBack
            except RolledBack:
                continue
            written += len(made)
    return written


async def seal_on(settings: Settings, seed: int, until: datetime) -> int:
    chance, sealed = random.Random(seed), 0
    async with Log(settings) as log:
        while datetime.now(UTC) < until:
            everything = chance.random() < 0.3
            sealed += await sealing.seal(
                log.begin, log.keys, settings.seals, lambda: datetime.now(UTC), everything=everything
            )
            await asyncio.sleep(chance.random() * 0.1)
    return sealed


def test_two_sealers_among_slow_and_broken_writers(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sealing, "SEGMENT", 5)

    async def at_once() -> None:
        until = datetime.now(UTC) + timedelta(seconds=SECONDS)
        writers = [write(settings, seed, until) for seed in range(WRITERS)]
        sealers = [seal_on(settings, 100 + number, until) for number in range(2)]
        done = await asyncio.gather(*writers, *sealers)
        written, sealed = sum(done[:WRITERS]), sum(done[WRITERS:])
        async with Log(settings) as log:
            assert len(await log.committed()) == written > 20
            # By the minute's look: what was committed late is within what it looks at.
            sealed += await sealing.seal(log.begin, log.keys, settings.seals, lambda: datetime.now(UTC))
            held = await log.require_whole()
            assert (held.entries, sealed) == (written, written)
            assert held.segments > 10

    run(at_once())


def test_an_entry_whose_transaction_was_open_while_a_newer_one_was_sealed(
    request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    """PostgreSQL alone: SQLite has one writer at a time."""
    name = f"open_{uuid4().hex[:8]}"
    settings = development(tmp_path, database_url=database_url(request, "postgresql", name))
    make_present(settings)

    async def once() -> None:
        async with Log(settings) as log, Log(settings, 1) as other:
            older = log.entries(1, late=timedelta(seconds=90))
            async with other.begin() as connection:
                await audit.add(connection, older)
                newer = await log.add(2)
                assert await log.seal() == 2
                assert older[0]["at"] < min(one["at"] for one in newer)
            assert await log.seal() == 1
            assert (await log.sealed())[2].entry_id == older[0]["id"]
            await log.require_whole()

    run(once())
    request.getfixturevalue("cluster").drop_database(name)


def test_many_sealers_at_once_seal_everything_once(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sealing, "SEGMENT", 10)

    async def at_once() -> None:
        async with Log(settings) as log, Log(settings) as two, Log(settings) as three:
            for _ in range(5):
                await log.add(45)
                sealed = sum(await asyncio.gather(*(one.seal() for one in (log, two, three))))
                log.now = max(one.now for one in (log, two, three))
                # Who finds another at it leaves the rest to her.
                sealed += await log.seal()
                assert sealed == 45
                await log.require_whole()

    run(at_once())


@pytest.mark.parametrize("step", STEPS)
def test_a_sealer_that_is_killed_loses_nothing(settings: Settings, step: str) -> None:
    given = environment(**{name: getattr(settings, name) for name in ("mode", "data_dir", "database_url")})

    async def before() -> None:
        async with Log(settings) as log:
            log.now = datetime.now(UTC)
            await log.add(4)
            await log.seal()
            await log.add(4)

    async def after() -> None:
        async with Log(settings) as log:
            # The lock dies with its holder, but the server has to notice that it died.
            for _ in range(50):
                log.now = datetime.now(UTC)
                await log.seal()
                if not (await log.check()).unsealed:
                    break
                await asyncio.sleep(0.1)
            held = await log.require_whole()
            assert (held.entries, held.segments) == (8, 2)

    run(before())
    command = [sys.executable, "-m", "tests.house.killed_sealer", step]
    killed = subprocess.run(command, env=given, check=False, timeout=60, capture_output=True)
    assert killed.returncode == -signal.SIGKILL, killed.stderr
    run(after())
