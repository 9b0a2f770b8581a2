"""Whether the server sends by itself: so it does when nothing is said, and not with `--no-relay`."""

import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest

from app import keys
from app.settings import Settings
from tests.callers import Caller, staff
from tests.house.test_command_line import SIP, closed_port, environment
from tests.migrated import make_present
from tests.persons import Persons
from tests.webhooks.connecting import HOME, SCOPES
from tests.webhooks.receiver import Receiver
from tests.webhooks.test_relay_command import until


@dataclass
class Served:
    """A process, as a caller needs to know it."""

    settings: Settings
    keys: keys.KeyRing
    client: httpx.Client


@contextmanager
def serving(folder: Path, *words: str) -> Iterator[Caller]:
    """Whoever connects systems, at a server with no setting but where its data is."""
    given: dict[str, Any] = {"mode": "development", "data_dir": folder}
    settings, port = Settings(**given), closed_port()
    make_present(settings)
    running = subprocess.Popen(
        [SIP, "serve", "--port", str(port), *words],
        env=environment(**given),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        with httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=30, trust_env=False) as client:
            until(lambda: _lives(client), 60)
            persons = Persons()
            served: Any = Served(settings, keys.load(settings), client)
            yield staff(served, persons.unit(), persons.person(), scopes=SCOPES)
    finally:
        running.terminate()
        running.wait(30)


def _lives(client: httpx.Client) -> bool:
    try:
        return client.get("/livez").status_code == 200
    except httpx.TransportError:
        return False


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    one = Receiver()
    yield one
    one.stop()


def asked_for_a_test(caller: Caller, receiver: Receiver) -> str:
    path = f"{HOME}/{caller.post(HOME, json={'address': receiver.url}).json()['id']}"
    assert caller.put(f"{path}/test").status_code == 200
    return path


@pytest.mark.slow
def test_a_server_sends_when_nothing_is_said(tmp_path: Path, receiver: Receiver) -> None:
    with serving(tmp_path) as caller:
        path = asked_for_a_test(caller, receiver)
        until(lambda: caller.get(path).json()["status"] == "active")
    assert len(receiver.came) == 1


@pytest.mark.slow
def test_and_leaves_it_to_others_when_it_is_told_to(tmp_path: Path, receiver: Receiver) -> None:
    with serving(tmp_path, "--no-relay") as caller:
        path = asked_for_a_test(caller, receiver)
        # A sender looks every second.
        time.sleep(5)
        shown = caller.get(path).json()
    assert receiver.came == []
    assert (shown["status"], shown["latestTest"]["answeredAt"]) == ("unconfirmed", None)
