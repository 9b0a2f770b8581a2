"""Age limits, as data with validity dates: who consents, and from when a young person reads herself.

Source: domain rules for citizens' access to a SIP: a guardian reads for a child up to and including 12, nobody by
default at 13 to 15, the young person herself from 16. Majority at 18: föräldrabalken (1949:381) 9 kap. 1 §.
"""

from dataclasses import dataclass
from datetime import date, datetime

from app.domain.swedish_time import birthday


@dataclass(frozen=True, slots=True)
class AgeLimits:
    """The limits that hold from `since` (a Swedish day) until the next row's."""

    since: date
    reads_own: int
    majority: int


# The first row holds for all days before the next one.
LIMITS = (AgeLimits(since=date.min, reads_own=16, majority=18),)


def limits(on: date) -> AgeLimits:
    """The limits in force that day."""
    return max((row for row in LIMITS if row.since <= on), key=lambda row: row.since)


def reads_own_from(born: date, on: date) -> datetime:
    """The instant from which she reads her own plan, by the limits in force `on` that day."""
    return birthday(born, limits(on).reads_own)


def of_age_from(born: date, on: date) -> datetime:
    """The instant when she comes of age, by the limits in force `on` that day."""
    return birthday(born, limits(on).majority)
