"""Quarters in Swedish time."""

from datetime import timedelta

import pytest

from app.domain.quarter import Quarter, named, quarter_of
from tests.domain.plans import utc


def test_a_quarter_begins_and_ends_at_midnight_in_sweden() -> None:
    third = Quarter(2026, 3)
    assert (third.begins, third.ends) == (utc(2026, 6, 30, 22), utc(2026, 9, 30, 22))
    assert Quarter(2026, 1).begins == utc(2025, 12, 31, 23)
    assert third.counted_from == third.ends + timedelta(days=30)


def test_quarters_follow_each_other_without_gap_or_overlap() -> None:
    one = Quarter(2024, 1)
    for _ in range(12):
        assert one.ends == one.following.begins
        assert one < one.following and one.name < one.following.name
        for instant, its in ((one.begins, one), (one.ends - timedelta(microseconds=1), one), (one.ends, one.following)):
            assert quarter_of(instant) == its
            assert one.holds(instant) is (its is one)
        one = one.following
    assert one == Quarter(2027, 1)
    assert not one.holds(None)


@pytest.mark.parametrize("name", ["2026-q0", "2026-q5", "1999-q1", "2026q1", "2026-Q1", "2026-q1\n", " 2026-q1", ""])
def test_only_a_quarter_has_a_name(name: str) -> None:
    assert named(name) is None
    assert named("2026-q4") == Quarter(2026, 4)
