"""Failures on request: which there are, how they are asked for, and which of the coming requests meets one.

Here nothing answers and nothing waits (`layer` does). A fault is met before the service is asked, so what it refuses
has changed nothing.
"""

import random
import re
from collections.abc import Callable
from dataclasses import dataclass

LONGEST_SECONDS = 30.0
MOST_NEXT = 100_000
_LATENCY = re.compile(r"latency=([0-9]{1,2}(?:\.[0-9]{1,3})?)")


class NoFault(ValueError):
    """What was asked for is none of the faults that there are; `place` is where it stood."""

    def __init__(self, place: str):
        super().__init__(place)
        self.place = place


@dataclass(frozen=True, slots=True)
class Fault:
    """Seconds to wait before the service is asked, or a status to refuse with instead; or a webhook sent `twice`."""

    seconds: float = 0.0
    status: int | None = None
    twice: bool = False


def read(text: str) -> Fault:
    """`latency=2`, `500`, `429` or `duplicate`. Raises `NoFault`."""
    if text == "duplicate":
        return Fault(twice=True)
    if text in ("500", "429"):
        return Fault(status=int(text))
    waits = _LATENCY.fullmatch(text)
    if waits is None or float(waits[1]) > LONGEST_SECONDS:
        raise NoFault("/fault")
    return Fault(seconds=float(waits[1]))


class Faults:
    """The fault that is set for all requests: every one, a share of them, or the next so many. Kept by the process."""

    def __init__(self, chance: Callable[[], float] = random.random):
        self._chance = chance
        self.clear()

    def clear(self) -> None:
        self._text: str | None = None
        self._fault = Fault()
        self._share = 1.0
        self._next: int | None = None

    def put(self, wanted: object) -> None:
        """`{"fault": "500"}`, with `share` (above 0, at most 1) or `next` (a count); null for no fault. Or `NoFault`,
        and then nothing has changed."""
        if wanted == {"fault": None}:
            self.clear()
            return
        if not isinstance(wanted, dict) or set(wanted) - {"fault", "share", "next"}:
            raise NoFault("")
        text, share, count = wanted.get("fault"), wanted.get("share"), wanted.get("next")
        if not isinstance(text, str):
            raise NoFault("/fault")
        fault = read(text)
        if share is not None and (isinstance(share, bool) or not isinstance(share, int | float) or not 0 < share <= 1):
            raise NoFault("/share")
        counted = isinstance(count, int) and not isinstance(count, bool) and 0 < count <= MOST_NEXT
        if count is not None and (not counted or share is not None):
            raise NoFault("/next")
        self._text, self._fault, self._share, self._next = text, fault, 1.0 if share is None else float(share), count

    def told(self) -> dict[str, object]:
        """As it was put, with how many are left of the next ones."""
        if self._text is None:
            return {"fault": None}
        many: dict[str, object] = {"share": self._share} if self._next is None else {"next": self._next}
        return {"fault": self._text} | many

    def draw(self, *, sending: bool = False) -> Fault | None:
        """What the request that comes now is to meet; or, `sending`, the webhook that goes now."""
        if self._text is None or self._fault.twice is not sending:
            return None
        if self._next is None and self._chance() >= self._share:
            return None
        fault = self._fault
        if self._next is not None:
            self._next -= 1
            if self._next == 0:
                self.clear()
        return fault
