"""Test persons and units, new for every test. Personnummer have birth number 980-999, the range set apart for tests."""

from datetime import date, timedelta


def number(born: date, birth_number: int) -> str:
    """Twelve digits with the right check digit."""
    assert 980 <= birth_number <= 999
    nine = f"{born:%y%m%d}{birth_number}"
    total = 0
    for place, digit in enumerate(nine):
        value = int(digit) * (2 if place % 2 == 0 else 1)
        total += value // 10 + value % 10
    return f"{born:%Y%m%d}{birth_number}{-total % 10}"


def coordinated(personnummer: str) -> str:
    """The samordningsnummer (the day plus sixty) with that day of birth and birth number."""
    plain = f"{personnummer[:6]}{int(personnummer[6:8]) + 60}{personnummer[8:11]}"
    total = sum(int(one) for place, digit in enumerate(plain[2:]) for one in str(int(digit) * (2 - place % 2)))
    return f"{plain}{-total % 10}"


class Persons:
    """Counts up, so that no two tests meet the same person or the same unit."""

    def __init__(self) -> None:
        self._people = 0
        self._units = 0
        self._born: dict[date, int] = {}

    def adult(self) -> str:
        """Somebody born in the forties or fifties."""
        self._people += 1
        day = date(1940, 1, 1) + timedelta(days=self._people // 20)
        return number(day, 980 + self._people % 20)

    def born(self, day: date) -> str:
        """Somebody born that day, or soon after when its twenty are taken."""
        taken = self._born.get(day, 0)
        self._born[day] = taken + 1
        return number(day + timedelta(days=taken // 20), 980 + taken % 20)

    def unit(self, principal: str = "SE2329990015") -> str:
        self._units += 1
        return f"{principal}-E9{self._units:011d}"

    def person(self, principal: str = "SE2329990015") -> str:
        self._units += 1
        return f"{principal}-P9{self._units:011d}"
