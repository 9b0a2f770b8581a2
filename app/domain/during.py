"""What it is to hold for a time: from the first instant (or day) on, until the end and not including it."""

from datetime import date
from typing import TypeVar

# A datetime is a date too; what is compared is of one kind.
Moment = TypeVar("Moment", bound=date)


def during(since: Moment, until: Moment | None, at: Moment) -> bool:
    """Whether `at` lies from `since` until `until` (None: open)."""
    return since <= at and (until is None or at < until)
