"""The whole service for the tests: a real server on a real socket, over a migrated database of its own.

It runs in a thread of this process, so that a test can also look at the database behind it (`run`, in the server's
own event loop) and at everything it has logged.
"""

import asyncio
import contextlib
import logging
import threading
import time
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any, TypeVar

import httpx
import uvicorn
import uvloop

from app import keys, main
from app.db import Database
from app.http import log_lines
from app.http.protocol import bounded_protocol
from app.keys import KeyRing
from app.settings import Settings
from tests.migrated import make_present

T = TypeVar("T")


class Kept(logging.Handler):
    """Keeps every log line as it is written."""

    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self.setFormatter(log_lines.JsonLines())
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(self.format(record))


class Service:
    """`settings` may be given to try others; `name` is the database's kind, `sqlite` or `postgresql`;
    `build` makes another application than the service's own."""

    def __init__(
        self,
        name: str,
        settings: Settings,
        api: main.Api = "both",
        *,
        migrated: bool = False,
        build: Callable[[Settings], Any] | None = None,
    ) -> None:
        self.name, self.settings = name, settings
        if not migrated:
            make_present(settings)
        self.logs = Kept()
        root = logging.getLogger()
        root.addHandler(self.logs)
        root.setLevel(logging.INFO)
        # The client's own log line, with the address it asks for, is the test's and not the service's.
        logging.getLogger("httpx").setLevel(logging.WARNING)
        self.app: Any = build(settings) if build else main.build(settings, api)
        self.keys: KeyRing = keys.load(settings)
        self._server = uvicorn.Server(
            uvicorn.Config(
                self.app,
                host=settings.host,
                port=0,
                http=bounded_protocol(settings),
                ws="none",
                lifespan="on",
                log_config=None,
                access_log=False,
                proxy_headers=False,
                timeout_graceful_shutdown=5,
            )
        )
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()
        deadline = time.monotonic() + 30
        while not self._server.started:
            if not self._thread.is_alive() or time.monotonic() > deadline:
                raise RuntimeError("the service did not start: " + "\n".join(self.logs.lines[-5:]))
            time.sleep(0.01)
        self.port: int = self._server.servers[0].sockets[0].getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        # One client for the whole suite: connections are kept, and closed with the service.
        self.client = httpx.Client(base_url=self.url, timeout=30, trust_env=False)

    def _serve(self) -> None:
        # The loop that it has in production, too.
        with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
            self._loop = runner.get_loop()
            # A start that fails leaves by SystemExit; the constructor tells of it.
            with contextlib.suppress(SystemExit):
                runner.run(self._server.serve())

    @property
    def database(self) -> Database:
        outer = self.app._app  # the trace layer stands around the application
        database: Database = outer.state.database
        return database

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        """Runs a coroutine in the server's loop and waits for it."""
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(600)

    def stop(self) -> None:
        self.client.close()
        self._server.should_exit = True
        self._thread.join(20)
        logging.getLogger().removeHandler(self.logs)


def development(folder: Path, **more: Any) -> Settings:
    """Settings for a test's own service: development mode, data in that folder."""
    # A suite sends more than any client; that there are limits is tested with limits.
    rates = dict.fromkeys(("journal_rate", "citizen_rate", "address_rate"), 1e6) | {"requests_in_work": 200}
    # What is sent by webhook, and when, is said by the tests of it.
    # Nothing is refused because the disk is slow; that it is, when it must be, is tested with less patience.
    beside = {"relay": False, "queue_seconds": 10, **rates}
    return Settings(**({"mode": "development", "data_dir": folder, "database_url": "", **beside} | more))
