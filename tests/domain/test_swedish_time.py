"""Swedish days: when one begins and ends, through summer and winter time; and birthdays."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.swedish_time import birthday, day_begins, day_ends, day_of
from tests.domain.clock import local_day
from tests.domain.plans import utc

TICK = timedelta(microseconds=1)
LENGTHS = [
    (date(2026, 1, 15), utc(2026, 1, 14, 23), 24),
    (date(2026, 7, 15), utc(2026, 7, 14, 22), 24),
    (date(2026, 3, 29), utc(2026, 3, 28, 23), 23),  # clocks go forward
    (date(2026, 10, 25), utc(2026, 10, 24, 22), 25),  # clocks go back
    (date(2026, 3, 30), utc(2026, 3, 29, 22), 24),
    (date(2026, 12, 31), utc(2026, 12, 30, 23), 24),
    (date(2028, 2, 29), utc(2028, 2, 28, 23), 24),
]


@pytest.mark.parametrize(("day", "begins", "hours"), LENGTHS)
def test_a_day_begins_at_midnight_in_sweden_and_is_as_long_as_it_is(day: date, begins: datetime, hours: int) -> None:
    assert day_begins(day) == begins and day_begins(day).tzinfo is UTC
    assert day_ends(day) == begins + timedelta(hours=hours)
    assert (day_of(begins - TICK), day_of(begins), day_of(day_ends(day) - TICK)) == (day - timedelta(1), day, day)


@settings(max_examples=300, deadline=None, database=None)
@given(st.dates(date(1851, 1, 1), date(2149, 12, 31)))
def test_days_follow_each_other_without_gap_or_overlap(day: date) -> None:
    assert day_ends(day) == day_begins(day + timedelta(days=1)) > day_begins(day)
    assert day_of(day_begins(day)) == day == local_day(day_ends(day) - TICK)
    assert local_day(day_begins(day)) == day == day_of(day_ends(day) - TICK)


def test_an_instant_of_any_offset_falls_on_its_swedish_day() -> None:
    assert day_of(datetime.fromisoformat("2026-06-01T00:30:00+10:00")) == date(2026, 5, 31)
    assert day_of(datetime.fromisoformat("2026-06-01T22:00:00Z")) == date(2026, 6, 2)


@pytest.mark.parametrize(
    ("born", "age", "turns"),
    [
        (date(2008, 7, 1), 18, utc(2026, 6, 30, 22)),
        (date(2008, 12, 1), 18, utc(2026, 11, 30, 23)),
        (date(2008, 2, 29), 18, utc(2026, 2, 28, 23)),  # 1 March in a common year
        (date(2012, 2, 29), 16, utc(2028, 2, 28, 23)),  # her own day in a leap year
        (date(2008, 2, 28), 18, utc(2026, 2, 27, 23)),
        (date(2008, 3, 29), 18, utc(2026, 3, 28, 23)),
        (date(2008, 7, 1), 0, utc(2008, 6, 30, 22)),
    ],
)
def test_a_birthday_takes_effect_when_its_day_begins_in_sweden(born: date, age: int, turns: datetime) -> None:
    assert birthday(born, age) == turns
