"""How long the audit log is kept (bevarande): at least five years, HSLF-FS 2016:40 4 kap. 9 §."""

from datetime import datetime

YEARS = 5


def kept_since(now: datetime) -> datetime:
    """What was done from this instant on must be kept; what was done before it may go."""
    try:
        return now.replace(year=now.year - YEARS)
    except ValueError:
        # The day that only a leap year has: the day before it, so that nothing goes a day too early.
        return now.replace(year=now.year - YEARS, day=28)
