"""The bench's persons, by number: the same number is always the same made-up personnummer."""

from datetime import date, timedelta

from tests.persons import number

FIRST_DAY = date(1930, 1, 1)
DAYS = 25_000
MOST = DAYS * 20


def nth(n: int) -> str:
    """The n-th of half a million adults, over so many birth dates that neighbours seldom share one."""
    return number(FIRST_DAY + timedelta(days=n % DAYS), 980 + n // DAYS)
