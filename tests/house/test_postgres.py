"""The tests' own PostgreSQL: that it answers, keeps strangers from the superuser, and goes when its maker goes."""

import asyncio
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import asyncpg
import pytest

from tests.postgres import Cluster

ROOT = Path(__file__).parents[2]


def ask(url: str, question: str) -> object:
    async def execute() -> object:
        connection = await asyncpg.connect(url)
        try:
            return await connection.fetchval(question)
        finally:
            await connection.close()

    return asyncio.run(execute())


def servers_of(parent: int) -> list[int]:
    """The processes below `parent`, as Linux lists them."""
    found = []
    for task in Path(f"/proc/{parent}/task").glob("*/children"):
        for child in map(int, task.read_text().split()):
            found += [child, *servers_of(child)]
    return found


def runs(process: int) -> bool:
    """A process that has ended and that nobody has asked about yet (a zombie) does not run."""
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False


def wait_until_gone(processes: list[int], folder: Path) -> None:
    for _ in range(500):
        if not folder.exists() and not any(map(runs, processes)):
            return
        time.sleep(0.02)
    pytest.fail("the server or its folder outlived the process that started it")


@pytest.fixture(scope="module")
def cluster() -> Iterator[Cluster]:
    cluster = Cluster()
    yield cluster
    cluster.stop()


def test_answers_its_version(cluster: Cluster) -> None:
    assert str(ask(cluster.url("postgres"), "SHOW server_version")).startswith("18.")


def test_keeps_the_defaults_of_durability(cluster: Cluster) -> None:
    for name in ("fsync", "synchronous_commit", "full_page_writes"):
        assert ask(cluster.url("postgres"), f"SHOW {name}") == "on"


def test_sorts_by_code_point_as_sqlite_does(cluster: Cluster) -> None:
    words = "SELECT array_agg(word ORDER BY word) FROM unnest(ARRAY['ö', 'a', 'Z', 'ä', 'å']) AS word"
    assert ask(cluster.url("postgres"), words) == ["Z", "a", "ä", "å", "ö"]


def test_copies_a_template_and_drops_it_while_in_use(cluster: Cluster) -> None:
    async def scene() -> None:
        cluster.create_database("pattern")
        connection = await asyncpg.connect(cluster.url("pattern"))
        await connection.execute("CREATE TABLE leaf (id int)")
        await connection.close()
        cluster.create_database("copy", template="pattern")
        connection = await asyncpg.connect(cluster.url("copy"))
        assert await connection.fetchval("SELECT count(*) FROM leaf") == 0
        cluster.drop_database("copy")
        cluster.drop_database("pattern")
        connection.terminate()

    asyncio.run(scene())
    assert ask(cluster.url("postgres"), "SELECT count(*) FROM pg_database WHERE datname IN ('copy', 'pattern')") == 0


def test_lets_a_role_in_by_name_and_the_superuser_only_with_the_password(cluster: Cluster) -> None:
    ask(cluster.url("postgres"), "CREATE ROLE visitor LOGIN")
    assert ask(cluster.url("postgres", user="visitor"), "SELECT current_user") == "visitor"
    with pytest.raises(asyncpg.InvalidPasswordError):
        ask(cluster.url("postgres", user="postgres"), "SELECT 1")


@pytest.mark.parametrize("name", ["", "Å", 'a"; DROP DATABASE postgres', "1", "a" * 64])
def test_refuses_a_name_that_would_need_care(cluster: Cluster, name: str) -> None:
    with pytest.raises(ValueError, match="name"):
        cluster.create_database(name)


def test_stops_twice_and_leaves_nothing() -> None:
    cluster = Cluster()
    folder, mine = cluster.folder, servers_of(os.getpid())
    assert folder.exists()
    cluster.stop()
    cluster.stop()
    assert not folder.exists()
    assert set(servers_of(os.getpid())) < set(mine)


@pytest.mark.parametrize("signal_", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT])
def test_goes_when_its_maker_is_ended(signal_: signal.Signals) -> None:
    maker = subprocess.Popen([sys.executable, "-m", "tests.postgres"], cwd=ROOT, stdout=subprocess.PIPE, text=True)
    assert maker.stdout is not None
    assert maker.stdout.readline().startswith("postgresql://")
    processes = servers_of(maker.pid)
    folder = next(
        Path(argument).parent
        for process in processes
        for argument in Path(f"/proc/{process}/cmdline").read_text().split("\0")
        if argument.endswith("/data")
    )
    assert len(processes) > 2
    assert folder.exists()
    maker.send_signal(signal_)
    maker.communicate(timeout=30)
    wait_until_gone(processes, folder)
