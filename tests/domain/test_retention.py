"""The audit log is kept for five years, and never a day less."""

from datetime import UTC, datetime, timedelta

from app.domain.retention import kept_since


def test_what_is_five_years_old_may_go_and_nothing_that_is_younger() -> None:
    """On every day of thirty years, by the calendar: five years after the limit is not later than now."""
    day = datetime(2024, 1, 1, 13, 30, tzinfo=UTC)
    for number in range(30 * 366):
        now = day + timedelta(days=number)
        since = kept_since(now)
        leap = (now.month, now.day) == (2, 29)
        assert (since.year, since.month, since.day) == (now.year - 5, now.month, 28 if leap else now.day)
        assert since.timetz() == now.timetz()
        assert now - since >= timedelta(days=5 * 365 + 1)
