"""A sequencer in a process of its own: `python -m tests.feed.sequencer_process [hold]`, settings from SIP_….

With `hold` it stops in the middle: it has the lock, has given positions, has not committed, and says so.
"""

import asyncio
import sys

from app.db import Database
from app.repositories import feed
from app.services.sequencing import Sequencer
from app.settings import Settings


async def hold(database: Database) -> None:
    async with database.journal() as connection:
        print("held", await feed.number(connection, 1000), flush=True)
        await asyncio.sleep(3600)


async def run(database: Database) -> None:
    print("runs", flush=True)
    sequencer = Sequencer(database.journal)
    async with asyncio.TaskGroup() as group:
        group.create_task(sequencer.run())
        # Somebody who waits for ever, so that it looks as often as it ever does.
        group.create_task(sequencer.news(sys.maxsize))


if __name__ == "__main__":
    given = Settings(database_seconds=30)
    asyncio.run((hold if "hold" in sys.argv else run)(Database(given, citizen=False)))
