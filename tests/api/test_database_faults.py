"""What the database does wrong, and what callers and logs get of it: a fault of ours, a lock, and too many writers.

Each test has a service and a database of its own. A wire that is cut is in `test_database_outages`.
"""

import asyncio
import json
import logging
import sqlite3
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from threading import Event

import asyncpg
import httpx
import pytest
from sqlalchemy import func, select, text

from app.models.audit import audit_entry
from app.models.plan import plan
from tests.api.standing import CANARIES, Office, refused, unchanged
from tests.callers import CANARY, citizen
from tests.conftest import database_url
from tests.persons import Persons
from tests.postgres import Cluster
from tests.service import Service, development

# Whole minutes of sockets and sleeps: not for the fast lane.
pytestmark = pytest.mark.slow


@pytest.fixture
def own(request: pytest.FixtureRequest, database_kind: str, tmp_path: Path) -> Iterator[Service]:
    """A service and a database that only this test has."""
    name = f"faults_{abs(hash(request.node.name)) % 10**9}"
    url = database_url(request, database_kind, name)
    service = Service(database_kind, development(tmp_path, database_url=url, queue_seconds=1))
    yield service
    service.stop()
    if database_kind == "postgresql":
        cluster: Cluster = request.getfixturevalue("cluster")
        cluster.drop_database(name)


def statements(service: Service, *lines: str) -> None:
    async def do() -> None:
        async with service.database.journal() as connection:
            for line in lines:
                await connection.execute(text(line))

    service.run(do())


def unavailable(answer: httpx.Response) -> None:
    refused(answer, 503)
    assert 1 <= int(answer.headers["retry-after"]) <= 30


BREAKS = {
    "a_table_is_gone": ("ALTER TABLE {}plan RENAME TO gone", "ALTER TABLE {}gone RENAME TO plan"),
    "a_column_is_gone": ("ALTER TABLE {}plan RENAME title TO gone", "ALTER TABLE {}plan RENAME gone TO title"),
    "the_audit_log_is_gone": (
        "ALTER TABLE {audit}audit_entry RENAME TO gone", "ALTER TABLE {audit}gone RENAME TO audit_entry"
    ),
}  # fmt: skip


@pytest.mark.parametrize("fault", BREAKS)
def test_database_errors_do_not_log_parameters(
    own: Service, persons: Persons, request: pytest.FixtureRequest, fault: str, caplog: pytest.LogCaptureFixture
) -> None:
    """With the database's own statements in the log too: no text, no number, no name of a table reaches anybody."""
    office = Office(own, persons)
    path = office.plan()
    her = citizen(own, office.citizen)
    schemas = {"audit": ""} if own.name == "sqlite" else {"audit": "audit."}
    breaking, mending = (each.format("" if own.name == "sqlite" else "journal.", **schemas) for each in BREAKS[fault])
    body = office.body(title=CANARY, reason=CANARY * 3, person={"personnummer": office.citizen, "name": CANARY})
    for name in ("sqlalchemy", "asyncpg"):
        caplog.set_level(logging.INFO, logger=name)
    lines = len(own.logs.lines)
    with unchanged(own):
        statements(own, breaking)
        try:
            answers = [
                office.create(json.dumps(body)),
                office.send("PATCH", path, json.dumps({"title": CANARY})),
                office.caller.get(path),
                office.caller.post("/journal/v1/plan-searches", json={"personnummer": office.citizen}),
            ]
            if fault == "the_audit_log_is_gone":
                # No audit, no data: neither for her.
                answers += [her.get("/citizen/v1/plans"), her.get("/citizen/v1/accesses")]
        finally:
            statements(own, mending)
    assert any("INSERT INTO" in line for line in own.logs.lines[lines:]), "the statements are not in the log"
    for answer in answers:
        refused(answer, 500, "internal-error")
        for word in ("sql", "plan_", "audit_entry", "relation", "column", "no such", "Error", office.citizen):
            assert word not in answer.text.replace("internal-error", "")
    for line in own.logs.lines[lines:] + [record.getMessage() for record in caplog.records]:
        assert not any(word in line for word in (*CANARIES, office.citizen, "Elsa"))
    if own.name != "sqlite":
        cluster: Cluster = request.getfixturevalue("cluster")
        server = (cluster.folder / "log").read_text()
        assert "ERROR" in server and CANARY not in server and office.citizen not in server
    assert office.create(json.dumps(body)).status_code == 201


def test_a_row_that_the_database_refuses_is_in_no_log_of_ours(own: Service, persons: Persons) -> None:
    """PostgreSQL puts the whole row that fails a check into its error."""
    if own.name == "sqlite":
        statements(own, "CREATE TRIGGER stop BEFORE INSERT ON plan BEGIN SELECT RAISE(ABORT, 'no'); END")
    else:
        statements(own, "ALTER TABLE journal.plan ADD CONSTRAINT stop CHECK (length(title) < 1)")
    office = Office(own, persons)
    lines = len(own.logs.lines)
    with unchanged(own):
        refused(office.create(json.dumps(office.body(title=CANARY, reason=CANARY))), 500, "internal-error")
    said = own.logs.lines[lines:]
    assert any('"message": "failure"' in line for line in said)
    assert not any(word in line for line in said for word in (*CANARIES, office.citizen))


@contextmanager
def locked(service: Service) -> Iterator[None]:
    """What every request needs is held by somebody else: SQLite's writer, PostgreSQL's audit log."""
    if service.name == "sqlite":
        other = sqlite3.connect(service.settings.data_dir / "sip.db", isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        yield
        other.execute("ROLLBACK")
        other.close()
        return
    taken, released = Event(), Event()

    async def hold() -> None:
        other = await asyncpg.connect(service.settings.database_url)
        async with other.transaction():
            await other.execute("LOCK TABLE audit.audit_entry IN ACCESS EXCLUSIVE MODE")
            taken.set()
            await asyncio.to_thread(released.wait)
        await other.close()

    with ThreadPoolExecutor(1) as pool:
        holding = pool.submit(asyncio.run, hold())
        assert taken.wait(5)
        yield
        released.set()
        holding.result(5)


def test_a_lock_that_somebody_else_holds(own: Service, persons: Persons) -> None:
    """503 in time, Retry-After, and all is well when it is let go."""
    office = Office(own, persons)
    path = office.plan()
    her = citizen(own, office.citizen)
    asks: list[Callable[[], httpx.Response]] = [
        lambda: office.create(json.dumps(office.body())),
        lambda: office.send("PATCH", path, '{"title": "b"}'),
        lambda: office.caller.get(path),
        lambda: her.get("/citizen/v1/plans"),
    ] * 2
    # SQLite's readers wait for nobody; what cannot be read at all is another matter.
    if own.name == "postgresql":
        asks.append(lambda: own.client.get("/readyz"))

    def timed(ask: Callable[[], httpx.Response]) -> tuple[httpx.Response, float]:
        began = time.monotonic()
        return ask(), time.monotonic() - began

    with unchanged(own):
        with locked(own), ThreadPoolExecutor(len(asks)) as pool:
            answers = list(pool.map(timed, asks))
            assert own.client.get("/livez").status_code == 200
            assert own.name == "postgresql" or own.client.get("/readyz").status_code == 200
        for answer, seconds in answers:
            assert seconds < 5, f"{answer.request.url.path} took {seconds:.1f} s"
            unavailable(answer)
    assert all(ask().status_code in (200, 201) for ask in asks)


MANY = 600


async def at_once(service: Service, requests: list[bytes]) -> list[tuple[int, bytes, float]]:
    """All requests, each on a connection of its own: (status, head, seconds). Bare, so that the client costs little."""

    async def one(request: bytes) -> tuple[int, bytes, float]:
        reader, writer = await asyncio.open_connection("127.0.0.1", service.port)
        began = time.monotonic()
        writer.write(request)
        head = await reader.readuntil(b"\r\n\r\n")
        seconds = time.monotonic() - began
        writer.close()
        return int(head.split()[1]), head.lower(), seconds

    return await asyncio.gather(*(one(request) for request in requests))


@pytest.mark.slow
def test_600_writes_at_once(own: Service, persons: Persons) -> None:
    """A bounded queue: whoever waits for more than its time is told to come back, and what is acknowledged is there."""
    office = Office(own, persons)
    requests = []
    for number in range(MANY):
        body = json.dumps(office.body(title=f"Plan {number}")).encode()
        head = f"POST /journal/v1/plans HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {office.caller.token}\r\n"
        head += f"Content-Type: application/json\r\nIdempotency-Key: {number}\r\nContent-Length: {len(body)}\r\n\r\n"
        requests.append(head.encode() + body)
    answers = asyncio.run(at_once(own, requests))
    made = sum(status == 201 for status, _, _ in answers)
    assert {status for status, _, _ in answers} <= {201, 503} and made
    assert all(b"\r\nretry-after: " in head for status, head, _ in answers if status == 503)
    assert max(seconds for _, _, seconds in answers) < 10

    async def written() -> tuple[int, int]:
        async with own.database.journal() as connection:
            plans = (await connection.execute(select(func.count()).select_from(plan))).scalar_one()
            entries = select(func.count()).where(audit_entry.c.outcome == "allowed")
            return plans, (await connection.execute(entries)).scalar_one()

    assert own.run(written()) == (made, made)
    assert office.create(json.dumps(office.body())).status_code == 201
