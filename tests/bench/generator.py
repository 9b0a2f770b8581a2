"""The load: a process of its own that takes jobs as JSON lines and answers each with one line.

An HTTP job keeps its connections open, and every connection sends its next request when its answer has come. A query
job runs one statement in the same way, without the service. However short its time, a job has one answer at least.
`python -m tests.bench.generator`, started by `load.Load`.
"""

import asyncio
import itertools
import json
import re
import sqlite3
import sys
import time
from collections import Counter
from collections.abc import Iterator
from typing import Any

import asyncpg
import uvloop

from tests.bench.people import nth

# Filled in as a request is sent. The latter two are as long as what takes their place, for Content-Length.
TAG, PERSON, COUNTER = b"@TAG@", b"@@@PERSON@@@", b"@@@COUNTER@@"
_LENGTH = re.compile(rb"\r\ncontent-length: *([0-9]+)", re.IGNORECASE)
_ETAG = re.compile(rb"\r\netag: *([^\r]+)", re.IGNORECASE)
_PATIENCE = 30
Job = dict[str, Any]


class Wrong(Exception):
    """An answer that was not asked for."""


class Run:
    """What the connections of one job share: the end, the latencies, and the counter for what must be new."""

    def __init__(self, job: Job) -> None:
        self.expect: bytes = str(job["expect"]).encode()
        self.counter = itertools.count(job["first"])
        self.latencies: list[int] = []
        self.size = 0
        self.ends = time.perf_counter() + job["seconds"]


class Exchange(asyncio.Protocol):
    """One connection: one request under way at a time."""

    def __init__(self, run: Run, requests: Iterator[bytes]) -> None:
        self._run, self._requests = run, requests
        self._tags: dict[bytes, bytes] = {}
        self._received = b""
        self.done: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    def connection_made(self, transport: Any) -> None:
        self._transport = transport
        self._send()

    def _send(self) -> None:
        request = next(self._requests, None)
        if request is None or (self._run.latencies and time.perf_counter() >= self._run.ends):
            self.done.set_result(None)
            self._transport.close()
            return
        self._request, text = request, request
        if TAG in text:
            text = text.replace(TAG, self._tags.get(request, b"*"))
        if COUNTER in text:
            n = next(self._run.counter)
            text = text.replace(COUNTER, b"%012d" % n)
            if PERSON in text:
                text = text.replace(PERSON, nth(n).encode())
        self._began = time.perf_counter()
        self._transport.write(text)

    def data_received(self, data: bytes) -> None:
        received = self._received = self._received + data if self._received else data
        end = received.find(b"\r\n\r\n")
        if end < 0:
            return
        head, status = received[:end], received[9:12]
        length = _LENGTH.search(head)
        size = int(length[1]) if length and status != b"304" else 0
        if len(received) < end + 4 + size:
            return
        now = time.perf_counter()
        self._received = b""
        if status != self._run.expect:
            self._fail(f"{status.decode()} for {self._run.expect.decode()}: {received[end + 4 :][:300].decode()}")
            return
        self._run.latencies.append(round((now - self._began) * 1e6))
        self._run.size = size
        if TAG in self._request and (tag := _ETAG.search(head)):
            self._tags[self._request] = tag[1]
        self._send()

    def connection_lost(self, error: Exception | None) -> None:
        if not self.done.done():
            self._fail("the server closed the connection")

    def _fail(self, why: str) -> None:
        if not self.done.done():
            self.done.set_exception(Wrong(why))
        self._transport.close()


def _shares(whole: list[Any], connections: int, once: bool) -> list[Iterator[Any]]:
    """To each connection its own part, so that no two change the same thing at once."""
    parts = [whole[place::connections] or whole for place in range(connections)]
    return [iter(part) if once else itertools.cycle(part) for part in parts]


async def http(job: Job) -> tuple[list[int], float, int]:
    requests = [text.encode() for text in job["requests"]]
    loop, run, began = asyncio.get_running_loop(), Run(job), time.perf_counter()
    exchanges = []
    for share in _shares(requests, job["connections"], job["once"]):
        _, exchange = await loop.create_connection(lambda share=share: Exchange(run, share), "127.0.0.1", job["port"])
        exchanges.append(exchange)
    async with asyncio.timeout(job["seconds"] + _PATIENCE):
        await asyncio.gather(*(exchange.done for exchange in exchanges))
    return run.latencies, time.perf_counter() - began, run.size


async def postgresql(job: Job) -> tuple[list[int], float, int]:
    latencies: list[int] = []
    connections = [await asyncpg.connect(job["address"]) for _ in range(job["connections"])]
    shares = _shares(job["arguments"], job["connections"], False)
    began = time.perf_counter()
    ends = began + job["seconds"]

    async def ask(connection: Any, share: Iterator[Any]) -> None:
        while (at := time.perf_counter()) < ends or not latencies:
            await connection.fetch(job["statement"], *next(share))
            latencies.append(round((time.perf_counter() - at) * 1e6))

    try:
        async with asyncio.timeout(job["seconds"] + _PATIENCE):
            await asyncio.gather(*map(ask, connections, shares))
        return latencies, time.perf_counter() - began, 0
    finally:
        for connection in connections:
            await connection.close()


async def sqlite(job: Job) -> tuple[list[int], float, int]:
    """One connection, however many were asked for: SQLite has one writer, and this process one thread."""
    latencies: list[int] = []
    connection = sqlite3.connect(job["address"], isolation_level=None)
    try:
        connection.execute("PRAGMA synchronous = FULL")
        (share,) = _shares(job["arguments"], 1, False)
        began = time.perf_counter()
        while (at := time.perf_counter()) - began < job["seconds"] or not latencies:
            connection.execute(job["statement"], next(share)).fetchall()
            latencies.append(round((time.perf_counter() - at) * 1e6))
        return latencies, time.perf_counter() - began, 0
    finally:
        connection.close()


async def answer(job: Job) -> dict[str, Any]:
    try:
        latencies, seconds, size = await {"http": http, "postgresql": postgresql, "sqlite": sqlite}[job["kind"]](job)
    except Exception as error:
        return {"fault": str(error) or type(error).__name__}
    return {"latencies": sorted(Counter(latencies).items()), "seconds": seconds, "size": size}


if __name__ == "__main__":
    # A writer with a buffer, whatever the environment says of standard output: one without may write half a line.
    with open(sys.stdout.fileno(), "wb", closefd=False) as out:
        for line in sys.stdin:
            out.write(json.dumps(uvloop.run(answer(json.loads(line)))).encode() + b"\n")
            out.flush()
