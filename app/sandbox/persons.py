"""The sandbox's persons, by number: adults who do not exist. Birth numbers 980–999 are set apart for tests."""

from datetime import date, timedelta

FIRST_DAY, DAYS = date(1930, 1, 1), 25_000
MOST = DAYS * 20


def nth(n: int) -> str:
    """The n-th personnummer, always the same; neighbours have other birthdays. Raises `ValueError` beyond `MOST`."""
    if not 0 <= n < MOST:
        raise ValueError("there are no more persons than that")
    day = FIRST_DAY + timedelta(days=n % DAYS)
    nine = f"{day:%y%m%d}{980 + n // DAYS}"
    doubled = [int(digit) * (2 - place % 2) for place, digit in enumerate(nine)]
    return f"{day:%Y%m%d}{nine[6:]}{-sum(value // 10 + value % 10 for value in doubled) % 10}"


def name(n: int) -> str:
    """The first name is the example's own: its texts speak of her by it."""
    return f"Elsa Testperson {n}"
