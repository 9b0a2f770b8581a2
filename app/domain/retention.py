"""How long the audit log is kept (bevarande): at least five years, HSLF-FS 2016:40 4 kap. 9 §."""

from datetime import datetime

YEARS = 5


def years_before(now: datetime, years: int) -> datetime:
    """The same day so many years ago; of the day that only a leap year has, the day before: nothing goes too early."""
    try:
        return now.replace(year=now.year - years)
    except ValueError:
        return now.replace(year=now.year - years, day=28)


def kept_since(now: datetime) -> datetime:
    """What was done from this instant on must be kept; what was done before it may go."""
    return years_before(now, YEARS)
