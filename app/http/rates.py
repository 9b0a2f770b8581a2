"""How often something may happen, for each of many keys: a bucket that fills evenly, told by one number.

The number is when the bucket will be full again (GCRA, ATM Forum TM 4.0). Kept by the process, and only for those who
have asked lately; what is forgotten is a bucket that is full.
"""

import math
from collections import OrderedDict
from collections.abc import Callable

MOST = 10_000


class Rate:
    """`per_second` in the long run, and at most `seconds` worth of it at once."""

    def __init__(self, per_second: float, seconds: float, clock: Callable[[], float]):
        self._each = 1 / per_second
        # Never less than one: a bucket that holds none would let nobody in, ever.
        self._depth = max(seconds, self._each)
        self._clock = clock
        self._full_at: OrderedDict[str, float] = OrderedDict()

    def take(self, key: str) -> int:
        """Takes one, and answers 0; or takes nothing, and answers in how many whole seconds there is one."""
        now = self._clock()
        full_at = max(self._full_at.get(key, now), now) + self._each
        wait = full_at - now - self._depth
        # A little for what floating point adds to a bucket that is just full.
        if wait > 1e-9:
            return math.ceil(wait)
        self._full_at[key] = full_at
        self._full_at.move_to_end(key)
        self._forget(now)
        return 0

    def give_back(self, key: str) -> None:
        """Undoes one `take`."""
        if key in self._full_at:
            self._full_at[key] -= self._each

    def _forget(self, now: float) -> None:
        """Whoever asked longest ago, when she owes nothing or when there are too many."""
        while self._full_at:
            key = next(iter(self._full_at))
            if self._full_at[key] > now and len(self._full_at) <= MOST:
                return
            del self._full_at[key]
