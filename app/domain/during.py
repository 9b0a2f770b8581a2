"""What it is to hold for a time: from the first instant (or day) on, until the end and not including it."""

from datetime import date
from typing import TypeVar

# A datetime is a date too; what is compared is of one kind.
Moment = TypeVar("Moment", bound=date)


def during(since: Moment, until: Moment | None, at: Moment) -> bool:
    """Whether `at` lies from `since` until `until` (None: open)."""
    return since <= at and (until is None or at < until)


def earliest(*ends: Moment | None) -> Moment | None:
    """The first of the ends that are known; None while none is."""
    return min((end for end in ends if end is not None), default=None)
