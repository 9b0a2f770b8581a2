"""A request that waits for something to happen (long poll), and what ends the wait.

It holds no place in work meanwhile, and no connection to the database is its caller's to hold. The end is the news, the
time that was asked for, a client that has gone, or a server that is about to stop: then it is answered at once.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable

from starlette.requests import Request


def until(request: Request, seconds: int) -> Callable[[Awaitable[None]], Awaitable[bool]]:
    """A wait for what is handed over, as often as one likes and for so long in all; False when it is over."""
    end = time.monotonic() + seconds

    async def wait(news: Awaitable[None]) -> bool:
        # The server's protocol sets it (`http.protocol`); this very object is what the two have in common.
        leaving: asyncio.Event = request.scope["state"].setdefault("leaving", asyncio.Event())
        awaited = asyncio.ensure_future(news)
        over = [asyncio.create_task(leaving.wait()), asyncio.create_task(_gone(request))]
        try:
            with request.app.state.limits.away():
                left = max(0.0, end - time.monotonic())
                await asyncio.wait([awaited, *over], timeout=left, return_when=asyncio.FIRST_COMPLETED)
            if awaited.done():
                awaited.result()
            return awaited.done() and not any(task.done() for task in over) and time.monotonic() < end
        finally:
            for task in (awaited, *over):
                task.cancel()
            await asyncio.gather(awaited, *over, return_exceptions=True)

    return wait


async def _gone(request: Request) -> None:
    while (await request.receive())["type"] != "http.disconnect":
        pass
