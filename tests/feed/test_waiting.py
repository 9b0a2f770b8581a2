"""Long polls: woken by what concerns them, and holding nothing while they wait."""

import asyncio
import time
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from uuid import uuid4

import asyncpg
import httpx
import pytest

from app.repositories import feed
from tests.api.following import PATH, Following
from tests.api.standing import Office
from tests.conftest import database_url
from tests.persons import Persons
from tests.postgres import Cluster
from tests.service import Service, development


@contextmanager
def waiting(office: Office, place: str, seconds: int = 20) -> Iterator["Future[httpx.Response]"]:
    """A request that waits, of a client of its own, from when it has begun."""
    headers = {"Authorization": f"Bearer {office.caller.token}"}
    own = httpx.Client(base_url=office.caller.service.url, headers=headers, timeout=40, trust_env=False)
    with own, ThreadPoolExecutor(1) as pool:
        asked = pool.submit(own.get, f"{place}&wait={seconds}")
        time.sleep(0.5)
        assert not asked.done(), "it did not wait"
        yield asked


def place(office: Office) -> str:
    return Following(office.caller).place


def events(answer: httpx.Response) -> list[Any]:
    assert answer.status_code == 200, answer.text
    found: list[Any] = answer.json()["events"]
    return found


def test_whoever_waits_is_woken_by_what_concerns_her(service: Service, persons: Persons) -> None:
    office, other = Office(service, persons), Office(service, persons)
    with waiting(office, place(office)) as asked:
        other.plan()
        time.sleep(0.5)
        assert not asked.done(), "woken by what is not hers"
        began = time.monotonic()
        plan = office.plan().rpartition("/")[2]
        (event,) = events(asked.result(10))
        assert time.monotonic() - began < 5
    assert (event["type"], event["planId"]) == ("plan.created", plan)


def test_the_wait_ends_with_the_time_that_was_asked_for(service: Service, persons: Persons) -> None:
    office, began = Office(service, persons), time.monotonic()
    answer = office.caller.get(f"{place(office)}&wait=1")
    assert events(answer) == [] and 1 <= time.monotonic() - began < 10


def test_what_is_there_is_answered_at_once(service: Service, persons: Persons) -> None:
    office = Office(service, persons)
    here = place(office)
    office.plan()
    began = time.monotonic()
    assert len(events(office.caller.get(f"{here}&wait=30"))) == 1
    assert time.monotonic() - began < 10


@pytest.fixture
def narrow(request: pytest.FixtureRequest, database_kind: str, tmp_path: Path) -> Iterator[Service]:
    """A service with two places in work, and one connection."""
    url = database_url(request, database_kind, f"narrow_{uuid4().hex[:8]}")
    made = development(tmp_path, database_url=url, requests_in_work=2, pool_size=1)
    running = Service(database_kind, made)
    yield running
    running.stop()


def test_whoever_waits_holds_no_place_and_no_connection_and_stops_no_shutdown(
    narrow: Service, persons: Persons
) -> None:
    office, other = Office(narrow, persons), Office(narrow, persons)
    with waiting(office, place(office), 30) as asked:
        for _ in range(5):
            assert other.caller.get("/journal/v1/plans").status_code == 200
        other.plan()
        with waiting(other, place(other), 30) as too:
            assert other.caller.get("/journal/v1/plans").status_code == 200
            began = time.monotonic()
            narrow.stop()
            assert time.monotonic() - began < 4, "the stop waited for those who wait"
            assert events(asked.result(1)) == events(too.result(1)) == []


def test_a_client_that_has_gone_is_not_waited_for(service: Service, persons: Persons) -> None:
    office = Office(service, persons)
    here = place(office)
    headers = {"Authorization": f"Bearer {office.caller.token}"}
    own = httpx.Client(base_url=service.url, headers=headers, trust_env=False, timeout=1)
    with own, pytest.raises(httpx.ReadTimeout):
        own.get(f"{here}&wait=30")
    app: Any = service.app._app
    sequencer = app.state.sequencer
    end = time.monotonic() + 10
    while sequencer._waiting and time.monotonic() < end:
        time.sleep(0.05)
    assert not sequencer._waiting


def test_a_sequencer_that_hangs_keeps_nobody_from_what_has_its_position(
    request: pytest.FixtureRequest, cluster: Cluster, tmp_path: Path, persons: Persons
) -> None:
    """It holds the lock and does not go on. SQLite has no such lock."""
    url = database_url(request, "postgresql", f"hanging_{uuid4().hex[:8]}")
    running = Service("postgresql", development(tmp_path, database_url=url, queue_seconds=0.5))
    try:
        office = Office(running, persons)
        first, following = office.plan(), Following(office.caller)
        following.place = f"{PATH}?limit=10"
        assert [one["planId"] for one in following.next()] == [first.rpartition("/")[2]]

        async def held() -> list[list[Any]]:
            hanging = await asyncpg.connect(url)
            try:
                await hanging.execute(f"BEGIN; SELECT pg_advisory_xact_lock({feed.SEQUENCER})")
                await asyncio.to_thread(office.plan)
                return [(await asyncio.to_thread(office.caller.get, f"{PATH}?limit=10")).json()["events"]]
            finally:
                await hanging.close()

        (found,) = asyncio.run(held())
        assert [one["planId"] for one in found] == [first.rpartition("/")[2]]
        assert len(following.next()) == 1, "when it has gone, what waited is numbered"
    finally:
        running.stop()
