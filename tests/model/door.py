"""The service called in this process: the application itself, over ASGI, in an event loop of its own.

No socket stands between: what is tried here are the rules and the database, and thousands of sequences have to be.
"""

import asyncio
import json
from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import dataclass
from typing import Any

import uvloop

from app import keys, main
from app.db import Database
from app.settings import Settings
from tests.migrated import make_present

Send = Callable[[dict[str, Any]], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Answer:
    """`code` is the problem's code, the end of its type; empty when it was no problem."""

    status: int
    body: Any
    headers: dict[str, str]

    @property
    def code(self) -> str:
        return str(self.body["type"]).rpartition("/")[2] if self.status >= 400 and self.body else ""


class Door:
    """`ask` sends one request and waits for its answer."""

    def __init__(self, settings: Settings) -> None:
        make_present(settings)
        self.settings = settings
        self.requests = 0
        self.app: Any = main.build(settings, "both")
        self.keys = keys.load(settings)
        self._runner = asyncio.Runner(loop_factory=uvloop.new_event_loop)
        self._loop = self._runner.get_loop()
        self._runner.run(self._live("startup"))

    async def _live(self, phase: str) -> None:
        if phase == "startup":
            self._told: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
            self._heard: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
            scope = {"type": "lifespan", "asgi": {"version": "3.0"}, "state": {}}
            self._life = asyncio.ensure_future(self.app(scope, self._told.get, self._heard.put))
        await self._told.put({"type": f"lifespan.{phase}"})
        message = await self._heard.get()
        assert message["type"] == f"lifespan.{phase}.complete", message

    def stop(self) -> None:
        self._runner.run(self._live("shutdown"))
        self._runner.close()

    @property
    def database(self) -> Database:
        database: Database = self.app._app.state.database  # the trace layer stands around the application
        return database

    def run(self, work: Coroutine[Any, Any, None]) -> None:
        self._runner.run(work)

    def ask(self, method: str, path: str, headers: dict[str, str], body: Any = None) -> Answer:
        self.requests += 1
        return self._loop.run_until_complete(self._ask(method, path, headers, body))

    async def _ask(self, method: str, target: str, headers: dict[str, str], body: Any) -> Answer:
        path, _, query = target.partition("?")
        content = b"" if body is None else json.dumps(body).encode()
        sent = [(name.lower().encode(), value.encode()) for name, value in headers.items()]
        sent.append((b"host", b"127.0.0.1"))
        if body is not None:
            sent += [(b"content-type", b"application/json"), (b"content-length", str(len(content)).encode())]
        scope = {
            "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": method, "scheme": "http",
            "path": path, "raw_path": path.encode(), "query_string": query.encode(), "root_path": "", "headers": sent,
            "client": ("127.0.0.1", 1), "server": ("127.0.0.1", 8000), "state": {},
        }  # fmt: skip
        coming = [{"type": "http.request", "body": content, "more_body": False}]
        done = asyncio.Event()
        start: dict[str, Any] = {}
        parts: list[bytes] = []

        async def receive() -> dict[str, Any]:
            if coming:
                return coming.pop()
            await done.wait()
            return {"type": "http.disconnect"}

        async def send(message: dict[str, Any]) -> None:
            if message["type"] == "http.response.start":
                start.update(message)
            else:
                parts.append(message.get("body", b""))
                if not message.get("more_body"):
                    done.set()

        await self.app(scope, receive, send)
        answered = {name.decode().lower(): value.decode() for name, value in start["headers"]}
        whole = b"".join(parts)
        return Answer(start["status"], json.loads(whole) if whole else None, answered)
