"""Whoever comes anew to a busy service is taken at once, many at each turn of the event loop."""

import asyncio
import socket
import threading
import time
from contextlib import ExitStack
from typing import Any

import pytest
import uvicorn
import uvloop

from app.cli import acceptors

COMING = 96
ASKED = b"GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"


class Busy(uvicorn.Server):
    """Counts the turns of its loop, and waits in the first until all have come. `more`: with what `sip serve` adds."""

    def __init__(self, more: bool) -> None:
        super().__init__(uvicorn.Config(self.answer, port=0, log_config=None, lifespan="off", interface="asgi3"))
        self.more, self.turns, self.come = more, 0, threading.Event()
        self.at: list[int] = []

    async def answer(self, scope: Any, receive: Any, send: Any) -> None:
        self.at.append(self.turns)
        await send({"type": "http.response.start", "status": 204, "headers": []})
        await send({"type": "http.response.body", "body": b""})

    def _turn(self) -> None:
        self.come.wait(20)
        self.turns += 1
        if not self.should_exit:
            asyncio.get_running_loop().call_soon(self._turn)

    async def startup(self, sockets: Any = None) -> None:
        await super().startup(sockets)
        if self.more:
            await acceptors.add(self)
        self._turn()


def turns(more: bool) -> int:
    """How many turns it took from the first of those who came to the last; then nobody listens any more."""
    server = Busy(more)
    running = threading.Thread(target=lambda: uvloop.run(server.serve()), daemon=True)
    running.start()
    while not server.started:
        time.sleep(0.005)
    address: tuple[str, int] = server.servers[0].sockets[0].getsockname()
    with ExitStack() as open_:
        coming = [open_.enter_context(socket.create_connection(address, 20)) for _ in range(COMING)]
        for one in coming:
            one.sendall(ASKED)
        server.come.set()
        answers = {one.recv(100)[:12] for one in coming}
        assert answers == {b"HTTP/1.1 204"}
    server.should_exit = True
    running.join(10)
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(address, 2)
    return max(server.at) - min(server.at)


def test_many_are_taken_at_each_turn() -> None:
    assert turns(more=True) < COMING / 4
    # One at each, if nothing is done about it; if that has changed, so can this.
    assert turns(more=False) > COMING / 2
