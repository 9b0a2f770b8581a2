"""The edge's application on a real socket, and what its logs get."""

import json
import logging
import socket
import threading
from collections.abc import Iterator

import httpx
import pytest
import uvicorn
from edge_application import SETTINGS, TOKEN, whole

from app.http.protocol import bounded_protocol


@pytest.fixture(scope="session")
def address() -> Iterator[tuple[str, int]]:
    config = uvicorn.Config(
        whole(), port=0, http=bounded_protocol(SETTINGS), log_config=None, ws="none", lifespan="off"
    )
    server = uvicorn.Server(config)
    listening = socket.create_server(("127.0.0.1", 0))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
    thread.start()
    yield listening.getsockname()
    server.should_exit = True
    thread.join(10)


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
            got.append(json.loads(record.getMessage()))

    keep = Keep()
    for name in ("sip.access", "sip.error"):
        logging.getLogger(name).addHandler(keep)
        logging.getLogger(name).setLevel(logging.INFO)
    yield got
    for name in ("sip.access", "sip.error"):
        logging.getLogger(name).removeHandler(keep)
