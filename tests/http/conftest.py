"""The edge's application on a real socket, and what its logs get."""

import json
import logging
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from edge_application import SETTINGS, TOKEN, served

from app.http import log_lines


@pytest.fixture(scope="session")
def address() -> Iterator[tuple[str, int]]:
    with served(SETTINGS) as address:
        yield address


@pytest.fixture(scope="session", autouse=True)
def half_sent(request: pytest.FixtureRequest) -> Iterator["subprocess.Popen[str] | None"]:
    """Begun with the first test here if it is asked for at all, so that it is through when it is."""
    if not any(item.name == "test_the_times_of_the_defaults" for item in request.session.items):
        yield None
        return
    with subprocess.Popen(
        [sys.executable, Path(__file__).with_name("half_sent.py")],
        cwd=Path(__file__).parents[2],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as running:
        yield running
        running.kill()


@pytest.fixture
def client(address: tuple[str, int]) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=f"http://127.0.0.1:{address[1]}/journal/v1", headers=TOKEN, timeout=10) as client:
        yield client


@pytest.fixture
def lines(caplog: pytest.LogCaptureFixture) -> Iterator[list[dict[str, object]]]:
    """What the access and error logs get, as they get it."""
    got: list[dict[str, object]] = []

    class Keep(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            got.append(json.loads(log_lines.JsonLines().format(record)))

    keep = Keep()
    for name in ("sip.access", "sip.error"):
        logging.getLogger(name).addHandler(keep)
        logging.getLogger(name).setLevel(logging.INFO)
    yield got
    for name in ("sip.access", "sip.error"):
        logging.getLogger(name).removeHandler(keep)
