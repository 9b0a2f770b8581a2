"""The sender behind `sip relay`: webhooks sent by a process of its own, until it is stopped."""

import asyncio
import contextlib
import logging
import signal

from app.cli import faults
from app.db import Database
from app.http import log_lines
from app.http.posting import Poster
from app.keys import KeyRing
from app.relay import Relay
from app.settings import Settings


def send(settings: Settings, ring: KeyRing) -> str | None:
    """Sends until SIGTERM or SIGINT; returns why not, if the database is not there or its login may do too much."""
    logging.basicConfig(level=logging.INFO, handlers=[log_lines.handler()])
    try:
        asyncio.run(_send(settings, ring))
    except Exception as error:
        return f"not sending: {faults.why(error, settings) or type(error).__name__}"
    return None


async def _send(settings: Settings, ring: KeyRing) -> None:
    database = Database(settings, citizen=False)
    try:
        await database.answers()
        await database.check_walls()
        running = asyncio.create_task(Relay(database.upkeep, ring, Poster(settings)).run())
        for one in (signal.SIGTERM, signal.SIGINT):
            asyncio.get_running_loop().add_signal_handler(one, running.cancel)
        logging.getLogger("sip.relay").info("sip relay: sending")
        with contextlib.suppress(asyncio.CancelledError):
            await running
    finally:
        await database.dispose()
