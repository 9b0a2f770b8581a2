"""Keeps the feed's positions up with what is committed, and wakes those in this process who wait for news.

One for each process that serves record systems. While somebody waits, it looks ten times a second, and at once when a
change was committed in this process; otherwise once a second. Several processes may do it at once, and none need:
whoever reads has the waiting events numbered first (`catch_up`).
"""

import asyncio
import contextlib
import logging
from dataclasses import dataclass, field

from app.domain.refusal import BUSY, Unavailable
from app.repositories import feed
from app.services.transaction import Begin

# How many events get their positions in one transaction.
BATCH = 1000
# How many may wait at once in this process; and of them, how many of one client.
MOST_WAITING, MOST_OF_A_CLIENT = 1000, 100
# How often it looks for what other processes have done; and how soon again after it has looked.
AWAITED_SECONDS, IDLE_SECONDS, PAUSE_SECONDS = 0.1, 1.0, 0.02


async def catch_up(begin: Begin) -> int:
    """Gives every committed event its position; the position of the newest. Each batch is a transaction of its own."""
    while True:
        async with begin() as connection:
            if not await feed.waiting(connection) or await feed.number(connection, BATCH) < BATCH:
                return await feed.newest(connection)


@dataclass(eq=False, slots=True)
class Waiting:
    """Somebody who waits for news after a position that concern one of these units; None: for all there are."""

    position: int
    units: frozenset[str] | None
    client: str | None = None
    news: asyncio.Event = field(default_factory=asyncio.Event)


class Sequencer:
    """`run` as a task beside the service; `ring` after a change was committed; `news` to wait for more than one has."""

    def __init__(self, begin: Begin) -> None:
        self._begin = begin
        self._newest = 0
        self._bell = asyncio.Event()
        self._waiting: list[Waiting] = []

    def ring(self) -> None:
        """A change was committed in this process. Where nobody waits, it has time until somebody reads."""
        if self._waiting:
            self._bell.set()

    async def news(self, position: int, units: frozenset[str] | None = None, client: str | None = None) -> None:
        """Returns when there are events after that position which may be news to one of these units (None: to all).

        Holds nothing while it waits. Raises `Unavailable` when too many wait already, or too many of that client.
        """
        if self._newest > position:
            return
        hers = sum(one.client == client for one in self._waiting) if client is not None else 0
        if len(self._waiting) >= MOST_WAITING or hers >= MOST_OF_A_CLIENT:
            raise Unavailable(BUSY)
        one = Waiting(position, units, client)
        self._waiting.append(one)
        self._bell.set()
        try:
            await one.news.wait()
        finally:
            self._waiting.remove(one)

    async def run(self) -> None:
        """Never ends by itself; a failure waits for the next look."""
        while True:
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(AWAITED_SECONDS if self._waiting else IDLE_SECONDS):
                    await self._bell.wait()
            self._bell.clear()
            try:
                await self._look()
            except Exception as error:
                # The class alone: what a database says may hold what it was asked for.
                logging.getLogger("sip.feed").warning("the feed was not numbered: %s", type(error).__name__)
                await asyncio.sleep(IDLE_SECONDS)
                continue
            if self._waiting:
                await asyncio.sleep(PAUSE_SECONDS)

    async def _look(self) -> None:
        before, newest = self._newest, await catch_up(self._begin)
        if newest <= before:
            return
        units: frozenset[str] | None = None
        if newest - before <= BATCH and any(one.units is not None for one in self._waiting):
            async with self._begin() as connection:
                units = await feed.concerned(connection, before, newest)
        # Whoever came while we looked is woken by this too, or finds the newest position changed.
        self._newest = newest
        for one in self._waiting:
            # Who has read what another process numbered may be ahead of us.
            if newest > one.position and (units is None or one.units is None or one.units & units):
                one.news.set()
