"""A wire between the service and PostgreSQL that a test can cut in several ways.

`swallow` keeps every connection open and passes nothing on, as a lost route does; `reset` ends all connections and
goes on; `refuse` ends them and lets nobody in; `crawl` takes its time for every message; `forward` passes on again,
what was held back first.
"""

import asyncio
import socket
import threading
from collections.abc import Callable


class Between:
    """Listens on `port` and passes everything to `target` (a port of this machine), from a thread of its own."""

    def __init__(self, target: int) -> None:
        self._target = target
        self._writers: set[asyncio.StreamWriter] = set()
        self._refusing = False
        self._delay = 0.0
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()
        listening = socket.create_server(("127.0.0.1", 0))
        self.port: int = listening.getsockname()[1]

        async def start() -> tuple[asyncio.Server, asyncio.Event]:
            passing = asyncio.Event()
            passing.set()
            return await asyncio.start_server(self._serve, sock=listening), passing

        self._server, self._passing = asyncio.run_coroutine_threadsafe(start(), self._loop).result(5)

    def forward(self) -> None:
        def do() -> None:
            self._refusing, self._delay = False, 0.0
            self._passing.set()

        self._do(do)

    def crawl(self, seconds: float) -> None:
        self._delay = seconds

    def swallow(self) -> None:
        self._do(self._passing.clear)

    def reset(self) -> None:
        self._do(self._cut)

    def refuse(self) -> None:
        def do() -> None:
            self._refusing = True
            self._cut()

        self._do(do)

    def stop(self) -> None:
        async def end() -> None:
            self._server.close()
            self._cut()
            others = asyncio.all_tasks() - {asyncio.current_task()}
            for task in others:
                task.cancel()
            await asyncio.gather(*others, return_exceptions=True)

        asyncio.run_coroutine_threadsafe(end(), self._loop).result(5)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(5)
        self._loop.close()

    def _do(self, work: Callable[[], None]) -> None:
        async def wrapped() -> None:
            work()

        asyncio.run_coroutine_threadsafe(wrapped(), self._loop).result(5)

    def _cut(self) -> None:
        for writer in list(self._writers):
            writer.transport.abort()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if self._refusing:
            writer.transport.abort()
            return
        self._writers.add(writer)
        further = None
        try:
            await self._passing.wait()
            from_target, further = await asyncio.open_connection("127.0.0.1", self._target)
            self._writers.add(further)
            await asyncio.gather(self._pump(reader, further), self._pump(from_target, writer))
        except OSError:
            pass
        finally:
            for one in (writer, further):
                if one is not None:
                    self._writers.discard(one)
                    one.transport.abort()

    async def _pump(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while data := await reader.read(65536):
            await self._passing.wait()
            await asyncio.sleep(self._delay)
            writer.write(data)
            await writer.drain()
        writer.close()
