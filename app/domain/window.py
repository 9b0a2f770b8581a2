"""A window of time, and what several of them have in common or between them: pure arithmetic of instants.

Nothing here knows what a window is for; whose word opens and closes one is in `consent`.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from app.domain.during import during, earliest


@dataclass(frozen=True, slots=True)
class Window:
    """From `since` until `until` (None: open)."""

    since: datetime
    until: datetime | None

    def holds(self, at: datetime) -> bool:
        return during(self.since, self.until, at)


def either(windows: Iterable[Window]) -> list[Window]:
    """The time that any of them has, as windows that neither touch nor overlap, earliest first."""
    found: list[Window] = []
    for one in sorted(windows, key=lambda window: window.since):
        if one.until is not None and one.until <= one.since:
            continue
        if found and (found[-1].until is None or one.since <= found[-1].until):
            last = found.pop()
            ends = None if last.until is None or one.until is None else max(last.until, one.until)
            found.append(Window(last.since, ends))
        else:
            found.append(one)
    return found


def both(some: list[Window], others: list[Window]) -> list[Window]:
    """The time that both have; each is as `either` gives it, and so the two are walked once, side by side."""
    shared = []
    mine, theirs = 0, 0
    while mine < len(some) and theirs < len(others):
        one, other = some[mine], others[theirs]
        until = earliest(one.until, other.until)
        shared.append(Window(max(one.since, other.since), until))
        # The one that ends first has nothing in common with what comes after the other.
        mine, theirs = (mine + 1, theirs) if one.until == until else (mine, theirs + 1)
    return either(shared)
