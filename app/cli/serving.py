"""The server behind `sip serve`, which says in one sentence why it could not start.

uvicorn tells of a failed start with a traceback. Here every log line waits until the service listens; if it never
does, the lines are dropped and the sentence alone is left. What the service serves is `app.main`'s.
"""

import contextlib
import logging
import socket
import sys
from collections.abc import Callable
from logging.handlers import MemoryHandler
from typing import Any

import uvicorn

from app import main
from app.cli import acceptors, faults
from app.http import log_lines
from app.http.protocol import bounded_protocol
from app.settings import Settings, remarks


def serve(settings: Settings, api: main.Api, build: Callable[..., Any] = main.build) -> str | None:
    """Serves until stopped; returns why not, if it could not. `build` makes another application than the service."""
    gave_up: list[BaseException] = []
    if wrong := faults.bad_address(settings):
        return wrong
    try:
        application = build(settings, api, gave_up.append)
    except RuntimeError as error:
        return str(error)
    server = Server(
        uvicorn.Config(
            application,
            host=settings.host,
            port=settings.port,
            http=bounded_protocol(settings),
            ws="none",
            lifespan="on",
            access_log=False,
            log_config=None,
            server_header=False,
            proxy_headers=False,
            timeout_keep_alive=settings.idle_seconds,
            timeout_graceful_shutdown=20,
        )
    )
    for remark in remarks(settings):
        logging.getLogger("sip.settings").warning(remark)
    # uvicorn leaves a failed start with a code of its own; the command has its own too.
    with contextlib.suppress(SystemExit):
        server.run()
    if server.started:
        return None
    told = faults.why(gave_up[0], settings) if gave_up else server.lines.not_listening()
    if told is None:
        # A mistake of ours: whoever mends it needs the traceback.
        server.lines.let_go()
        return "the service did not start; the lines above say why"
    server.lines.buffer.clear()
    return told


class Lines(MemoryHandler):
    """Keeps log lines until they are released, and lets them through from then on."""

    def __init__(self) -> None:
        super().__init__(sys.maxsize, flushLevel=sys.maxsize, target=log_lines.handler())
        logging.basicConfig(level=logging.INFO, handlers=[self])
        logging.getLogger("httpx").setLevel(logging.WARNING)

    def let_go(self) -> None:
        self.flush()
        assert self.target is not None
        logging.getLogger().addHandler(self.target)
        logging.getLogger().removeHandler(self)

    def not_listening(self) -> str | None:
        """uvicorn logs the very error, as its message, when the address to listen on cannot be had."""
        for record in self.buffer:
            error: Any = record.msg
            if isinstance(error, socket.gaierror):
                return "cannot listen: the host (SIP_HOST or --host) is not known"
            if isinstance(error, OSError):
                return f"cannot listen: {error.strerror or 'the address (SIP_HOST, SIP_PORT) is not free'}"
        return None


class Server(uvicorn.Server):
    """uvicorn, with its lines kept until it listens."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.lines = Lines()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started:
            await acceptors.add(self)
        self.lines.let_go()
