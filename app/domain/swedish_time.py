"""Days and birthdays in Swedish time. An instant is always UTC; a day begins when it begins in Sweden.

A consent valid until the 4th ends at the midnight that ends the 4th in Sweden, summer or winter; a birthday takes
effect when its day begins in Sweden. Nothing here asks what the time is.
"""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

SWEDEN = ZoneInfo("Europe/Stockholm")


def day_begins(day: date) -> datetime:
    """The instant (UTC) when the day begins in Sweden."""
    return datetime.combine(day, time(), SWEDEN).astimezone(UTC)


def day_ends(day: date) -> datetime:
    """The instant (UTC) when the day is over in Sweden: the first instant that no longer belongs to it."""
    return day_begins(day + timedelta(days=1))


def day_of(instant: datetime) -> date:
    """The Swedish day that the instant falls on."""
    return instant.astimezone(SWEDEN).date()


def later(instant: datetime, by: timedelta) -> datetime:
    """So much later by the clock in Sweden: three days after 23:30 it is 23:30, also where the clocks are changed."""
    return (instant.astimezone(SWEDEN) + by).astimezone(UTC)


def a_year_after(instant: datetime) -> datetime:
    """The same day and time of day, a year later; on 1 March after a 29 February."""
    local = instant.astimezone(SWEDEN)
    try:
        later = local.replace(year=local.year + 1)
    except ValueError:
        later = local.replace(year=local.year + 1, month=3, day=1)
    return later.astimezone(UTC)


def birthday(born: date, age: int) -> datetime:
    """The instant when a person turns `age`. Born on 29 February, she does so on 1 March in a common year."""
    try:
        day = born.replace(year=born.year + age)
    except ValueError:
        day = date(born.year + age, 3, 1)
    return day_begins(day)
