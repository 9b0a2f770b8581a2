"""Whatever an administrator does to the sealed log is found, in the right segment; an honest log is never accused."""

import os
import random
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest

from app.repositories import audit
from app.services.seal_checking import Wrong
from app.settings import Settings
from tests.conftest import database_url
from tests.house import tampering
from tests.house.sealed_log import Log, run
from tests.house.tampering import Tamper, Told, found_in
from tests.migrated import make_present
from tests.postgres import Cluster
from tests.service import development

pytestmark = pytest.mark.slow
TAMPERINGS = HONEST = int(os.environ.get("TAMPERINGS", "60"))


class Original:
    """A log that is sealed and not tampered with, and copies of it: one for each tampering."""

    def __init__(self, kind: str, folder: Path, name: str, cluster: Cluster | None) -> None:
        self.kind, self.folder, self.name, self.cluster = kind, folder, name, cluster

    def settings(self, name: str, folder: Path) -> Settings:
        return development(folder, database_url=self.cluster.url(name) if self.cluster else "")

    @contextmanager
    def copy(self, folder: Path, kept_seals: Path | None = None) -> Iterator[Settings]:
        """Everything copied; the exported checkpoints from elsewhere, if that is asked for."""
        shutil.copytree(self.folder, folder)
        if kept_seals is not None:
            shutil.copytree(kept_seals, folder / "seals", dirs_exist_ok=True)
        name = f"tampered_{uuid4().hex[:8]}"
        if self.cluster:
            self.cluster.create_database(name, self.name)
        try:
            yield self.settings(name, folder)
        finally:
            shutil.rmtree(folder)
            if self.cluster:
                self.cluster.drop_database(name)


@pytest.fixture(scope="module")
def stages(
    request: pytest.FixtureRequest, database_kind: str, tmp_path_factory: pytest.TempPathFactory
) -> list[Original]:
    """The same log as it stood after each of its segments: the last is whole, with entries that are not sealed yet."""
    folder, name = tmp_path_factory.mktemp("sealed") / "data", f"sealed_{uuid4().hex[:8]}"
    folder.mkdir(mode=0o700)
    settings = development(folder, database_url=database_url(request, database_kind, name))
    cluster = request.getfixturevalue("cluster") if database_kind == "postgresql" else None
    make_present(settings)
    original = Original(database_kind, folder, name, cluster)
    made = []

    async def grow(number: int) -> None:
        async with Log(settings, number) as log:
            log.now += timedelta(minutes=10 * number)
            await log.add(7 + number % 3)
            await log.seal()
            await log.add(4, late=timedelta(minutes=2))

    for number in range(8):
        run(grow(number))
        kept = f"{name}_{number}"
        if cluster:
            cluster.create_database(kept, name)
        shutil.copytree(folder, folder.with_name(kept))
        made.append(Original(database_kind, folder.with_name(kept), kept, cluster))
    return [*made, original]


def require_found(settings: Settings, seed: int, tamper: Callable[[Log], "object"]) -> Told:
    async def tampered() -> Told:
        async with Log(settings, seed) as log:
            log.now += timedelta(days=1)
            told: Told = await tamper(log)  # type: ignore[misc]
            number, wrongs = told
            fault = await log.fault()
            assert fault is not None, "nobody noticed"
            assert (fault.segment, fault.wrong in wrongs) == (number, True), f"{fault}; it was {number}, {wrongs}"
            return told

    return run(tampered())


def test_the_log_that_is_tampered_with_holds_before(stages: list[Original], tmp_path: Path) -> None:
    async def whole(settings: Settings) -> tuple[int, int, int]:
        async with Log(settings) as log:
            held = await log.check()
            return held.segments, held.exported, held.unsealed

    for number, one in enumerate(stages[:-1], 1):
        with one.copy(tmp_path / "data") as settings:
            assert run(whole(settings)) == (number, number, 4)


@pytest.mark.parametrize("tamper", tampering.ALL, ids=lambda one: one.__name__)
def test_every_way_to_tamper_is_found(stages: list[Original], tmp_path: Path, tamper: Tamper) -> None:
    """Each a few times: together with those below there are more than 200 on each database."""
    for seed in range(5):
        chance = random.Random(f"{tamper.__name__} {seed}")
        with stages[-1].copy(tmp_path / "data") as settings:

            async def once(log: Log, chance: random.Random = chance) -> Told:
                return await tamper(log, await found_in(log), chance)

            require_found(settings, seed, once)


@pytest.mark.parametrize("column", tampering.COLUMNS)
def test_every_column_of_an_entry_is_sealed(stages: list[Original], tmp_path: Path, column: str) -> None:
    for seed in range(2):
        with stages[-1].copy(tmp_path / "data") as settings:

            async def once(log: Log, seed: int = seed) -> Told:
                return await tampering.a_column(log, await found_in(log), random.Random(seed), column)

            require_found(settings, seed, once)


@pytest.mark.parametrize("column", [name for name in tampering.NAMES if name != "number"])
def test_every_column_of_a_checkpoint_is_signed(stages: list[Original], tmp_path: Path, column: str) -> None:
    with stages[-1].copy(tmp_path / "data") as settings:

        async def once(log: Log) -> Told:
            return await tampering.a_checkpoint_changed(log, await found_in(log), random.Random(column), column)

        require_found(settings, 0, once)


@pytest.mark.parametrize("back_to", range(7))
def test_an_older_backup_is_found(stages: list[Original], tmp_path: Path, back_to: int) -> None:
    """The whole database as it once was, all of it right in itself; the copy has gone further."""
    with stages[back_to].copy(tmp_path / "data", stages[-1].folder / "seals") as settings:

        async def nothing(_log: Log) -> Told:
            return back_to + 2, {Wrong.CUT_TAIL}

        require_found(settings, 0, nothing)


# --- and no false alarm ----------------------------------------------------------------------------------------------


def test_an_honest_log_is_never_accused(request: pytest.FixtureRequest, database_kind: str, tmp_path: Path) -> None:
    """Many times something honest is done – late, broken off, by two, with half a line in the copy – and looked at."""
    name = f"honest_{uuid4().hex[:8]}"
    settings = development(tmp_path, database_url=database_url(request, database_kind, name))
    make_present(settings)

    async def broken_off(log: Log) -> None:
        class Broken(Exception):
            pass

        with pytest.raises(Broken):
            async with log.begin() as connection:
                await audit.add(connection, log.entries(3))
                raise Broken

    async def half_a_line(log: Log) -> None:
        """The sealer died while it wrote the copy."""
        lines = log.copy.read_bytes().splitlines(keepends=True) if log.copy.exists() else []
        if lines:
            log.copy.write_bytes(b"".join(lines[:-1]) + lines[-1][: log.chance.randrange(len(lines[-1]))])

    async def honest() -> int:
        async with Log(settings) as log:
            for _ in range(HONEST):
                what = log.chance.randrange(8)
                if what < 3:
                    await log.add(log.chance.randrange(1, 12))
                elif what == 3:
                    await log.add(2, late=timedelta(minutes=log.chance.randrange(3)))
                elif what == 4:
                    await broken_off(log)
                elif what == 5:
                    await half_a_line(log)
                else:
                    await log.seal(everything=log.chance.random() < 0.3)
                await log.check()
            await log.seal()
            return (await log.require_whole()).segments

    assert run(honest()) > HONEST / 10
    if database_kind == "postgresql":
        request.getfixturevalue("cluster").drop_database(name)
