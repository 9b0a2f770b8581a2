"""Age limits, as data with validity dates: who consents, who reads for a child, and from when a young person herself.

Source: domain rules for citizens' access to a SIP: a guardian reads for a child up to and including 12, nobody by
default at 13 to 15, the young person herself from 16. Majority at 18: föräldrabalken (1949:381) 9 kap. 1 §.
"""

from dataclasses import dataclass
from datetime import date, datetime

from app.domain.swedish_time import birthday


@dataclass(frozen=True, slots=True, kw_only=True)
class AgeLimits:
    """The limits that hold from `since` (a Swedish day) until the next row's. Each is the first birthday of what
    comes after it: a guardian reads until the child turns `guardian_reads_until`.
    """

    since: date
    guardian_reads_until: int
    reads_own: int
    majority: int


# The first row holds for all days before the next one. Copies and stored reach go by the limits of the day on which
# they were made, so that a second row takes `sip republish` on its day, besides the one that its version asks for.
LIMITS = (AgeLimits(since=date.min, guardian_reads_until=13, reads_own=16, majority=18),)


def limits(on: date) -> AgeLimits:
    """The limits in force that day."""
    return max((row for row in LIMITS if row.since <= on), key=lambda row: row.since)


def guardian_reads_until(born: date, on: date) -> datetime:
    """The instant from which a guardian no longer reads by default, by the limits in force `on` that day."""
    return birthday(born, limits(on).guardian_reads_until)


def reads_own_from(born: date, on: date) -> datetime:
    """The instant from which she reads her own plan, by the limits in force `on` that day."""
    return birthday(born, limits(on).reads_own)


def of_age_from(born: date, on: date) -> datetime:
    """The instant when she comes of age, by the limits in force `on` that day."""
    return birthday(born, limits(on).majority)
