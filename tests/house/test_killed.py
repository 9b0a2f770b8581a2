"""`kill -9` under load, again and again: what was answered is there, whole, and what is sent once more is done once.

Writers create plans and correct them until the process is gone, wherever in a request that was. It starts again on what
the disk holds; each writer sends the request that had no answer once more, with its key. KILLS sets how many times.
"""

import os
import random
import signal
import subprocess
import time
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest

from app.settings import Settings
from tests import aftermath
from tests.api.standing import Office
from tests.conftest import database_url
from tests.house.test_command_line import SIP, closed_port, environment
from tests.persons import Persons
from tests.service import Service, development

KILLS = int(os.environ.get("KILLS", "3"))
WRITERS = 16


@dataclass
class Writer:
    """What one writer sends, and what it was answered."""

    office: Office
    persons: Persons
    acknowledged: dict[str, int] = field(default_factory=dict)  # by plan: the newest version that was answered
    answered: int = 0
    unanswered: tuple[str, str, dict[str, Any], dict[str, str]] | None = None

    def until_it_dies(self, address: str) -> None:
        """Sends one request after the other, the one that had no answer first."""
        headers = {"Authorization": f"Bearer {self.office.caller.token}"}
        with httpx.Client(base_url=address, headers=headers, timeout=30, trust_env=False) as client:
            while True:
                self.unanswered = self.unanswered or self._next()
                method, path, body, more = self.unanswered
                try:
                    answer = client.request(method, path, json=body, headers=more)
                except httpx.TransportError:
                    return
                if answer.status_code == 503:
                    continue  # nothing was done, and it is asked again
                # A correction that was done without an answer builds on a version that is gone.
                overtaken = method == "PATCH" and answer.status_code == 412
                assert overtaken or answer.status_code in (200, 201), answer.text
                if overtaken:
                    self.acknowledged[path.rpartition("/")[2]] += 1
                else:
                    self.acknowledged[answer.json()["id"]] = answer.json()["version"]
                self.unanswered = None
                self.answered += 1

    def _next(self) -> tuple[str, str, dict[str, Any], dict[str, str]]:
        plan, version = next(reversed(self.acknowledged.items()), ("", 4))
        if version > 3:
            person = {"personnummer": self.persons.adult(), "name": "Elsa Lindqvist"}
            return "POST", "/journal/v1/plans", self.office.body(person=person), {"Idempotency-Key": str(uuid4())}
        path = f"/journal/v1/plans/{plan}"
        return "PATCH", path, {"title": f"Version {version + 1}"}, {"If-Match": f'"{version}"'}


@dataclass(frozen=True)
class Server:
    """A process that serves, and where."""

    process: "subprocess.Popen[bytes]"
    address: str


def started(settings: Settings) -> Server:
    port, log = closed_port(), settings.data_dir / "log"
    given = {"mode": "development", "data_dir": settings.data_dir, "database_url": settings.database_url, "port": port}
    given |= dict.fromkeys(("journal_rate", "citizen_rate", "address_rate"), 1e6)
    with log.open("wb") as out:
        process = subprocess.Popen([SIP, "serve"], env=environment(**given), stdout=out, stderr=out)
    address = f"http://127.0.0.1:{port}"
    with httpx.Client(trust_env=False) as client:
        for _ in range(1200):
            if process.poll() is not None:
                break
            with suppress(httpx.TransportError):
                if client.get(f"{address}/readyz").status_code == 200:
                    return Server(process, address)
            time.sleep(0.05)
    process.kill()
    process.wait()
    raise AssertionError(f"it did not start again: {log.read_text()[-500:]}")


@pytest.fixture
def settings(request: pytest.FixtureRequest, database_kind: str, tmp_path: Path) -> Settings:
    url = database_url(request, database_kind, f"killed_{uuid4().hex[:8]}")
    # All of it is looked through in one transaction afterwards.
    return development(tmp_path, database_url=url, database_seconds=30)


@pytest.mark.slow
def test_killed_again_and_again_it_loses_nothing_and_does_nothing_twice(settings: Settings, database_kind: str) -> None:
    persons, chance = Persons(), random.Random(9)
    whole = Service(database_kind, settings)
    writers = [Writer(Office(whole, persons), persons) for _ in range(WRITERS)]
    whole.stop()
    for _ in range(KILLS):
        server = started(settings)
        with ThreadPoolExecutor(WRITERS) as pool:
            running = [pool.submit(writer.until_it_dies, server.address) for writer in writers]
            _answered(writers, running, chance.randint(2 * WRITERS, 12 * WRITERS))
            time.sleep(chance.uniform(0, 0.02))
            server.process.send_signal(signal.SIGKILL)
            assert server.process.wait() == -signal.SIGKILL
            for one in running:
                one.result()
    whole = Service(database_kind, settings, migrated=True)
    try:
        for writer in writers:
            _hold(whole, writer)
        aftermath.check(whole, UUID(int=0), 0)
    finally:
        whole.stop()
    for command in (["audit", "seal"], ["audit", "verify"]):
        given = {"mode": "development", "data_dir": settings.data_dir, "database_url": settings.database_url}
        done = subprocess.run([SIP, *command], env=environment(**given), capture_output=True, text=True, timeout=60)
        assert done.returncode == 0, done.stderr


def _answered(writers: list[Writer], running: list[Future[None]], more: int) -> None:
    """Waits until so many more requests have been answered, or a writer has given up."""
    goal = sum(writer.answered for writer in writers) + more
    while sum(writer.answered for writer in writers) < goal and not any(one.done() for one in running):
        time.sleep(0.01)


def _hold(service: Service, writer: Writer) -> None:
    """What was answered is there; the one request that was not may be done, or not."""
    writer.office.caller.service = service
    found: dict[str, int] = {}
    path: str | None = "/journal/v1/plans?limit=100"
    while path is not None:
        listed = writer.office.caller.get(path).json()
        found |= {one["id"]: one["version"] for one in listed["plans"]}
        path = next((link["href"] for link in listed["_links"] if link["rel"] == "next"), None)
    differs = {plan: version for plan, version in found.items() if writer.acknowledged.get(plan) != version}
    assert writer.acknowledged.keys() <= found.keys()
    assert len(differs) <= 1
    for plan, version in differs.items():
        assert writer.unanswered is not None and version == writer.acknowledged.get(plan, 0) + 1
