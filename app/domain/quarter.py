"""Calendar quarters (kvartal) in Swedish time: the only periods that statistics are made of.

Quarters do not overlap, and no other period is offered: two overlapping ones would differ by a few days' persons.
"""

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from app.domain.swedish_time import day_begins, day_of

NAME = r"^20[0-9]{2}-q[1-4]$"
# What happened in a quarter may be entered later; a quarter is counted when this has gone since it ended.
SETTLES_IN = timedelta(days=30)


@dataclass(frozen=True, slots=True, order=True)
class Quarter:
    year: int
    number: int

    @property
    def name(self) -> str:
        return f"{self.year}-q{self.number}"

    @property
    def begins(self) -> datetime:
        return day_begins(date(self.year, 3 * self.number - 2, 1))

    @property
    def ends(self) -> datetime:
        """The first instant that no longer belongs to it."""
        return self.following.begins

    @property
    def counted_from(self) -> datetime:
        """From when it is counted, once."""
        return self.ends + SETTLES_IN

    @property
    def following(self) -> "Quarter":
        return Quarter(self.year + 1, 1) if self.number == 4 else Quarter(self.year, self.number + 1)

    def holds(self, instant: datetime | None) -> bool:
        """Whether it happened in the quarter; what has not happened did not."""
        return instant is not None and self.begins <= instant < self.ends


def quarter_of(instant: datetime) -> Quarter:
    day = day_of(instant)
    return Quarter(day.year, (day.month + 2) // 3)


def named(name: str) -> Quarter | None:
    """The quarter of that name, as `2026-q3`; None: no quarter is called so."""
    return Quarter(int(name[:4]), int(name[-1])) if re.fullmatch(NAME, name) else None
