"""Sends what waits to be told by webhook: beside the server (`sip serve`), or as a process of its own (`sip relay`).

What waits stands in the database, and so does who is sending it, with an end to it: a sender that dies loses nothing,
and any number of senders may run. Here services, which know what is to be sent, meet `http.posting`, which sends it.
"""

import asyncio
import logging
import random
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from app.domain.redelivery import Outcome
from app.http.posting import Poster
from app.keys import KeyRing
from app.services import webhook_deliveries, webhook_tests
from app.services.transaction import Begin
from app.services.webhook_outgoing import Outgoing

# How many are being sent at once, and how often it looks for more.
PLACES = 16
LOOK_SECONDS = 1.0
# A sender that has died lets go by this; one that lives is through long before, or sends no more.
LEASE = timedelta(seconds=30)
_log = logging.getLogger("sip.relay")


def _now() -> datetime:
    return datetime.now(UTC)


class Relay:
    """`run` until cancelled; a test takes single turns. `now` and `chance` are the clock and the dice.

    What is due is told by that clock. What is sent is signed with the real time: receivers compare it with theirs.
    """

    def __init__(
        self,
        begin: Begin,
        keys: KeyRing,
        poster: Poster,
        now: Callable[[], datetime] = _now,
        chance: Callable[[], float] = random.random,
        lease: timedelta = LEASE,
    ):
        self._begin, self._keys, self._poster = begin, keys, poster
        self._now, self._chance, self._lease = now, chance, lease

    async def run(self) -> None:
        """A failure waits for the next look, and what is being sent is not waited for by what is not."""
        sending: set[asyncio.Task[None]] = set()
        try:
            while True:
                try:
                    taken = await self._take(PLACES - len(sending)) if len(sending) < PLACES else []
                except Exception as error:
                    # The class alone: what a database says may hold what it was asked for.
                    _log.warning("nothing was taken to be sent: %s", type(error).__name__)
                    taken = []
                sending |= {asyncio.create_task(self._send(one)) for one in taken}
                if sending:
                    _, sending = await asyncio.wait(sending, timeout=LOOK_SECONDS, return_when=asyncio.FIRST_COMPLETED)
                else:
                    await asyncio.sleep(LOOK_SECONDS)
        finally:
            for task in sending:
                task.cancel()
            await asyncio.gather(*sending, return_exceptions=True)
            await self._poster.close()

    async def turn(self) -> int:
        """Takes what waits now and sends it; how much that was."""
        taken = await self._take(PLACES)
        await asyncio.gather(*map(self._send, taken))
        return len(taken)

    async def _take(self, most: int) -> list[Outgoing]:
        await webhook_deliveries.fill(self._begin, self._now())
        now = self._now()
        until = now + self._lease
        tests = await webhook_tests.take(self._begin, self._keys, now, until, most)
        if len(tests) == most:
            return tests
        return tests + await webhook_deliveries.take(self._begin, self._keys, now, until, most - len(tests))

    async def _send(self, one: Outgoing) -> None:
        try:
            if self._now() + timedelta(seconds=self._poster.seconds) >= one.leased_until:
                # It was long on its way here, and may soon be somebody else's.
                return
            asking = one.challenge is not None
            answer = await self._poster.post(one.address, one.headers(_now()), one.body, asking=asking)
            await self._settle(one, answer.outcome, answer.content)
        except Exception as error:
            # Nobody else has it until its time is out; then it is sent again.
            _log.warning("what was sent of %s is not written down: %s", one.webhook_id, type(error).__name__)

    async def _settle(self, one: Outgoing, outcome: Outcome, content: bytes) -> None:
        if one.challenge is not None:
            outcome = webhook_tests.judged(outcome, content, one.challenge)
            await webhook_tests.settle(self._begin, one, outcome, self._now())
        else:
            await webhook_deliveries.settle(self._begin, one, outcome, self._now(), self._chance())
        if outcome.failure is not None:
            _log.info("webhook %s: %s %s", one.webhook_id, outcome.failure.value, outcome.status or "")
