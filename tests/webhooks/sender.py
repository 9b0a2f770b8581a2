"""A sender as `sip relay` runs it, but in a hurry: `python -m tests.webhooks.sender`, settings from SIP_….

It waits no longer than a second for a receiver, and what it held when it was killed is the next one's soon after.
"""

import asyncio
from datetime import timedelta

from app import keys, relay
from app.db import Database
from app.http.posting import Poster
from app.relay import Relay
from app.settings import Settings


async def main() -> None:
    settings = Settings()
    relay.LOOK_SECONDS = 0.1
    database = Database(settings, citizen=False)
    ring, poster = keys.load(settings), Poster(settings, seconds=1.0)
    await Relay(database.journal, ring, poster, lease=timedelta(seconds=2.5)).run()


if __name__ == "__main__":
    asyncio.run(main())
