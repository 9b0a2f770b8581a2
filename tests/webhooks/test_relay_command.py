"""`sip relay`: webhooks sent by a process of its own; and a server that leaves them to it."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.callers import staff
from tests.persons import Persons
from tests.service import Service
from tests.webhooks.connecting import SCOPES, subscribed
from tests.webhooks.receiver import Receiver


@contextmanager
def relaying(service: Service, log: Path) -> Iterator["subprocess.Popen[bytes]"]:
    """A sender over that service's database."""
    given = {"SIP_MODE": "development", "SIP_DATA_DIR": str(service.settings.data_dir)}
    given["SIP_DATABASE_URL"] = service.settings.database_url
    command = [sys.executable, "-c", "from app.cli import app; app()", "relay"]
    with log.open("ab") as file:
        running = subprocess.Popen(command, env=os.environ | given, stderr=file, stdout=file)
    try:
        yield running
    finally:
        running.kill()
        running.wait(10)


def until(true: Callable[[], bool], seconds: float = 30) -> None:
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "it did not come to be"
        time.sleep(0.05)


def test_a_process_of_its_own_sends_and_stops_when_it_is_told(
    service: Service, persons: Persons, receiver: Receiver, tmp_path: Path
) -> None:
    unit = persons.unit()
    one = subscribed(staff(service, unit, persons.person(), scopes=SCOPES), f"{receiver.url}?token=abcdefgh")
    one.put("test")
    with relaying(service, tmp_path / "log") as running:
        until(lambda: one.read()["status"] == "active")
        running.terminate()
        assert running.wait(10) == 0
    assert len(receiver.came) == 1 and receiver.came[0].verified_by(one.secret)
    (said,) = (tmp_path / "log").read_text().splitlines()
    line = json.loads(said)
    assert line.pop("time").endswith("Z")
    assert line == {"level": "INFO", "logger": "sip.relay", "message": "sip relay: sending"}
