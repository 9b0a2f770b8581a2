"""A flood: a process of its own that sends at a given rate, whether or not there are answers (open loop).

`python -m tests.soak.flood` takes one job as a line of JSON, and answers with one. Each request goes on a connection
that has nothing under way, or on a new one; what finds none free among the most there may be waits its turn, and that
is part of how long it took. To this computer alone, and it ends by itself.
"""

import asyncio
import itertools
import json
import re
import sys
import time
from collections import Counter, deque
from typing import Any

import uvloop

from tests.bench.people import nth

PERSON, COUNTER = b"@@@PERSON@@@", b"@@@COUNTER@@"
LENGTH = re.compile(rb"\r\ncontent-length: *([0-9]+)", re.IGNORECASE)
CLOSES = re.compile(rb"\r\nconnection: *close", re.IGNORECASE)
TICK = 0.005


class Flood:
    """What is sent, what waits to be, and what came of it."""

    def __init__(self, job: dict[str, Any]) -> None:
        self.port, self.most = int(job["port"]), int(job["most"])
        self.requests = itertools.cycle([text.encode() for text in job["requests"]])
        self.counter = itertools.count(int(job["first"]))
        self.idle: list[Exchange] = []
        self.open = 0
        self.waiting: deque[float] = deque()
        self.unanswered = 0
        self.answers: dict[int, list[float]] = {}
        self.connecting: set[asyncio.Task[Any]] = set()

    def send(self, due: float) -> None:
        if self.idle:
            self.idle.pop().send(due)
        elif self.open < self.most:
            self.open += 1
            task = asyncio.ensure_future(self._connect(due))
            self.connecting.add(task)
            task.add_done_callback(self.connecting.discard)
        else:
            self.waiting.append(due)

    async def _connect(self, due: float) -> None:
        try:
            _, made = await asyncio.get_running_loop().create_connection(lambda: Exchange(self), "127.0.0.1", self.port)
        except OSError:
            self.open -= 1
            self.unanswered += 1
        else:
            made.send(due)

    def free(self, one: "Exchange") -> None:
        if self.waiting:
            one.send(self.waiting.popleft())
        else:
            self.idle.append(one)

    def text(self) -> bytes:
        text = next(self.requests)
        if COUNTER in text:
            n = next(self.counter)
            text = text.replace(COUNTER, b"%012d" % n).replace(PERSON, nth(n).encode())
        return text


class Exchange(asyncio.Protocol):
    """One connection: one request under way at a time. `due`: when it was to be sent."""

    def __init__(self, flood: Flood) -> None:
        self._flood, self._received = flood, b""
        self._due: float | None = None

    def connection_made(self, transport: Any) -> None:
        self._transport = transport

    def send(self, due: float) -> None:
        self._due, self._received = due, b""
        self._transport.write(self._flood.text())

    def data_received(self, data: bytes) -> None:
        received = self._received = self._received + data
        end = received.find(b"\r\n\r\n")
        if end < 0 or self._due is None:
            return
        length = LENGTH.search(received[:end])
        if len(received) < end + 4 + (int(length[1]) if length else 0):
            return
        self._flood.answers.setdefault(int(received[9:12]), []).append(time.perf_counter() - self._due)
        self._due = None
        if CLOSES.search(received[:end]):
            self._transport.close()
        else:
            self._flood.free(self)

    def connection_lost(self, error: Exception | None) -> None:
        flood = self._flood
        flood.open -= 1
        flood.unanswered += self._due is not None
        if self in flood.idle:
            flood.idle.remove(self)
        if flood.waiting:
            flood.send(flood.waiting.popleft())


async def flooded(job: dict[str, Any]) -> dict[str, Any]:
    """`rate` is how many a second; 0 keeps `most` connections busy instead, which tells what can be done at most."""
    flood, began, sent = Flood(job), time.perf_counter(), 0
    rate, seconds = float(job["rate"]), float(job["seconds"])
    while (now := time.perf_counter()) < began + seconds:
        due = int((now - began) * rate) if rate else sent + flood.most - len(flood.waiting) - _busy(flood)
        while sent < due:
            flood.send(began + sent / rate if rate else time.perf_counter())
            sent += 1
        await asyncio.sleep(TICK if rate else 0.0005)
    ends = time.perf_counter() + float(job["patience"])
    while (flood.waiting or flood.connecting or _busy(flood)) and time.perf_counter() < ends:
        await asyncio.sleep(TICK)
    flood.unanswered += len(flood.waiting) + _busy(flood)
    told = {str(status): sorted(times) for status, times in flood.answers.items()}
    return {"sent": sent, "seconds": seconds, "unanswered": flood.unanswered, "answers": told}


def _busy(flood: Flood) -> int:
    return flood.open - len(flood.idle)


def percentile(times: list[float], part: float) -> float:
    """Of times in order; 0 where there are none."""
    return times[min(len(times) - 1, int(part * len(times)))] if times else 0.0


def counts(answers: dict[str, list[float]]) -> dict[str, int]:
    return dict(Counter({status: len(times) for status, times in answers.items()}))


if __name__ == "__main__":
    print(json.dumps(uvloop.run(flooded(json.loads(sys.stdin.readline())))))
