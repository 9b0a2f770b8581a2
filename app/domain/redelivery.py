"""What becomes of a webhook that was sent: delivered, tried again later, given up. Time and chance are handed in.

Waiting grows fourfold from five seconds to six hours, with a quarter at random on top, so that receivers that failed
together are not all asked again together. After three days nothing more is tried: some eighteen attempts.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

GIVEN_UP_AFTER = timedelta(days=3)
# After a stop of our own, three days alone would give up at once.
LEAST_ATTEMPTS = 10
FIRST_WAIT, GROWTH, LONGEST_WAIT = timedelta(seconds=5), 4, timedelta(hours=6)
JITTER = 0.25


class Failure(StrEnum):
    """Why a delivery did not come through. What a subscriber is told of it is `outward`."""

    UNSAFE_ADDRESS = "unsafe_address"  # the name leads to where nothing may be sent
    NOT_REACHED = "not_reached"  # no such name, no connection, no trust in its certificate, or cut off
    TOO_SLOW = "too_slow"
    REDIRECTED = "redirected"
    REFUSED = "refused"  # any other status
    WRONG_ANSWER = "wrong_answer"  # a test that was not answered with its challenge

    @property
    def outward(self) -> "Failure":
        """Whether a name leads inside, or nowhere, is not told: whoever asked for tests could map the inside by it."""
        return Failure.NOT_REACHED if self is Failure.UNSAFE_ADDRESS else self


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a receiver answered, or why there was no answer. `retry_after` is what it asked for."""

    failure: Failure | None = None
    status: int | None = None
    retry_after: timedelta | None = None

    @property
    def gone(self) -> bool:
        return self.status == 410


def judged(status: int, retry_after: timedelta | None = None) -> Outcome:
    """Any 2xx is a receipt; nothing is followed elsewhere."""
    if 200 <= status < 300:
        return Outcome(None, status)
    return Outcome(Failure.REDIRECTED if 300 <= status < 400 else Failure.REFUSED, status, retry_after)


def next_try(
    attempts: int, first_at: datetime, now: datetime, chance: float, asked: timedelta | None = None
) -> datetime | None:
    """When it is tried again after so many failures, the first of them at `first_at`; None: it is given up.

    `chance` is between 0 and 1. A receiver that asks for a longer wait gets it, up to the longest of ours.
    """
    wait = min(FIRST_WAIT * GROWTH ** min(attempts - 1, 8), LONGEST_WAIT) * (1 + JITTER * chance)
    if asked is not None:
        wait = max(wait, min(asked, LONGEST_WAIT))
    last = first_at + GIVEN_UP_AFTER
    if now < last:
        return min(now + wait, last)
    return None if attempts >= LEAST_ATTEMPTS else now + wait
