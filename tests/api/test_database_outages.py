"""PostgreSQL out of reach in several ways: a clear 503 in five seconds, nothing half done, and well again in five more.

Each test has a service of its own; where the wire is cut, it is a wire of the test's own too (`proxy`).
"""

import asyncio
import json
import os
import signal
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

import asyncpg
import httpx
import pytest
from sqlalchemy import func, select

from app.models.plan import plan
from app.settings import Settings
from tests.api.proxy import Between
from tests.api.standing import Office, refused
from tests.callers import citizen
from tests.migrated import create_present
from tests.persons import Persons
from tests.postgres import Cluster
from tests.service import Service, development

# Promised with the limit that the service has by default, 4 s; asked for less, so that a crowded machine has room.
IN_TIME = 5.0
TIMES = int(os.environ.get("OUTAGE_TIMES", "1"))
DATABASE_SECONDS = 3.0
Asking = Callable[[], httpx.Response]


@pytest.fixture(autouse=True, params=range(TIMES), ids=lambda number: f"time{number}")
def again() -> None:
    """So many times over."""


@dataclass
class Far:
    """A service that reaches its database through a wire, and somebody who works there."""

    service: Service
    wire: Between
    url: str  # of the database itself, beside the wire
    office: Office
    path: str
    persons: Persons

    def create(self) -> httpx.Response:
        """A plan for somebody who has none."""
        person = {"personnummer": self.persons.adult(), "name": "Elsa Lindqvist"}
        return self.office.create(json.dumps(self.office.body(person=person)))

    def asks(self) -> list[Asking]:
        """One of each kind of request that needs the database."""
        office, her = self.office, citizen(self.service, self.office.citizen)
        return [
            self.create,
            lambda: office.caller.get(self.path),
            lambda: her.get("/citizen/v1/plans"),
            lambda: office.send("PATCH", self.path, '{"title": "b"}'),
            lambda: office.caller.get("/journal/v1/plans"),
            lambda: self.service.client.get("/readyz"),
        ]

    def plans(self) -> int:
        async def count() -> int:
            async with self.service.database.journal() as connection:
                return int((await connection.execute(select(func.count()).select_from(plan))).scalar_one())

        return self.service.run(count())

    def execute(self, statement: str) -> None:
        async def do() -> None:
            connection = await asyncpg.connect(self.url)
            await connection.execute(statement)
            await connection.close()

        asyncio.run(do())


def far_away(cluster: Cluster, folder: Path, name: str, persons: Persons) -> Far:
    create_present(cluster, name)
    url = cluster.url(name)
    wire = Between(cluster.port)
    through = url.replace(f":{cluster.port}/", f":{wire.port}/")
    settings: Settings = development(folder, database_url=through, database_seconds=DATABASE_SECONDS, queue_seconds=1)
    service = Service("postgresql", settings)
    office = Office(service, persons)
    return Far(service, wire, url, office, office.plan(), persons)


@pytest.fixture
def far(cluster: Cluster, tmp_path: Path, persons: Persons) -> Iterator[Far]:
    # A name of its own: where one could not be made ready, the next is tried all the same.
    name = f"far_{uuid4().hex[:8]}"
    made = far_away(cluster, tmp_path, name, persons)
    yield made
    made.wire.forward()
    made.service.stop()
    made.wire.stop()
    cluster.drop_database(name)


def together(asks: list[Asking]) -> list[tuple[httpx.Response, float]]:
    """All at once: each answer, and how long it took."""

    def timed(ask: Asking) -> tuple[httpx.Response, float]:
        began = time.monotonic()
        return ask(), time.monotonic() - began

    with ThreadPoolExecutor(len(asks)) as pool:
        return list(pool.map(timed, asks))


def all_unavailable_in_time(answers: list[tuple[httpx.Response, float]]) -> None:
    for answer, seconds in answers:
        refused(answer, 503)
        assert int(answer.headers["retry-after"]) >= 1
        assert seconds < IN_TIME, f"{answer.request.method} {answer.request.url.path} took {seconds:.1f} s"


def well(far: Far, times: int = 5) -> None:
    for answer, _ in together(far.asks() * times):
        assert answer.status_code in (200, 201), f"{answer.request.url.path}: {answer.text}"


def well_again_in_time(far: Far) -> None:
    """Every kind of request succeeds within the time, and keeps succeeding."""
    until = time.monotonic() + IN_TIME
    for ask in far.asks():
        while (answer := ask()).status_code == 503 and time.monotonic() < until:
            time.sleep(0.1)
        assert answer.status_code in (200, 201), f"{answer.request.url.path}: {answer.text}"
    well(far, 2)


def alive(far: Far) -> None:
    began = time.monotonic()
    assert far.service.client.get("/livez").status_code == 200
    assert time.monotonic() - began < 1


@pytest.mark.slow
def test_database_black_hole(far: Far) -> None:
    """The wire is open and nothing comes: first on connections that are in the pool, then on new ones."""
    well(far)
    before = far.plans()
    far.wire.swallow()
    for times in (1, 6):
        with ThreadPoolExecutor(1) as pool:
            asked = pool.submit(together, far.asks() * times)
            time.sleep(1)
            alive(far)
            all_unavailable_in_time(asked.result())
    far.wire.forward()
    well_again_in_time(far)
    # Nothing of what was answered 503 was done; five kinds of six create nothing.
    assert far.plans() == before + 3


@pytest.mark.slow
def test_database_black_hole_in_the_middle_of_requests(far: Far) -> None:
    """What was answered 201 is there; whatever was under way is answered in time."""
    well(far)
    before = far.plans()
    with ThreadPoolExecutor(1) as pool:
        asked = pool.submit(together, [far.create] * 60)
        time.sleep(0.15)
        far.wire.swallow()
        answers = asked.result()
    far.wire.forward()
    made = sum(answer.status_code == 201 for answer, _ in answers)
    all_unavailable_in_time([each for each in answers if each[0].status_code != 201])
    well_again_in_time(far)
    # At most what was being committed when the wire went quiet may be there without having been acknowledged.
    assert before + made + 3 <= far.plans() <= before + made + 3 + far.service.settings.pool_size


@pytest.mark.slow
def test_a_database_that_crawls(far: Far) -> None:
    """Every statement is answered within its own limit; all of them together are not waited for."""
    well(far)
    before = far.plans()
    far.wire.crawl(0.7)
    all_unavailable_in_time(together([far.create] * 3))
    far.wire.forward()
    well_again_in_time(far)
    assert far.plans() == before + 3


@pytest.mark.slow
def test_a_database_that_drops_its_connections(far: Far) -> None:
    """0 errors: a connection that was dropped while idle is found out before a request is put on it."""
    for _ in range(3):
        well(far, 3)
        far.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = 'far' AND pid <> pg_backend_pid()"
        )
        well(far, 3)
        far.wire.reset()
        time.sleep(0.05)
        well(far, 3)


def test_a_database_that_refuses_connections(far: Far) -> None:
    well(far)
    before = far.plans()
    far.wire.refuse()
    all_unavailable_in_time(together(far.asks() * 5))
    alive(far)
    far.wire.forward()
    well_again_in_time(far)
    assert far.plans() == before + 3


@pytest.mark.slow
def test_a_database_that_restarts(tmp_path: Path, persons: Persons) -> None:
    """One of its processes is killed, so that PostgreSQL ends all others and recovers from its log."""
    cluster = Cluster()
    far = far_away(cluster, tmp_path, "restarting", persons)
    try:
        for _ in range(3):
            well(far, 2)
            before = far.plans()
            victim = asyncio.run(_backend(far.url))
            with ThreadPoolExecutor(1) as pool:
                asked = pool.submit(together, [far.create] * 40)
                os.kill(victim, signal.SIGKILL)
                answers = asked.result()
            made = sum(answer.status_code == 201 for answer, _ in answers)
            all_unavailable_in_time([each for each in answers if each[0].status_code != 201])
            asyncio.run(_answers(far.url))
            well_again_in_time(far)
            assert before + made + 3 <= far.plans() <= before + made + 3 + far.service.settings.pool_size
    finally:
        far.service.stop()
        far.wire.stop()
        cluster.stop()


async def _backend(url: str) -> int:
    """A process of that server, which serves one connection."""
    connection = await asyncpg.connect(url)
    pid = int(
        await connection.fetchval("SELECT pid FROM pg_stat_activity WHERE application_name = 'sip-journal' LIMIT 1")
    )
    connection.terminate()
    return pid


async def _answers(url: str) -> None:
    for _ in range(300):
        try:
            connection = await asyncpg.connect(url)
            await connection.close()
            return
        except (OSError, asyncpg.PostgresError):
            await asyncio.sleep(0.1)
    raise AssertionError("the server did not come back")
