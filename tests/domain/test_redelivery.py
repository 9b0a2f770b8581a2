"""When a webhook is tried again: three days on a clock that nobody waits for."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain import redelivery
from app.domain.redelivery import Failure, judged, next_try

BEGAN = datetime(2026, 3, 7, 10, tzinfo=UTC)


def tries(chance: float = 0.0, asked: timedelta | None = None) -> list[timedelta]:
    """When each attempt is made, after the first, by a receiver that never answers."""
    made, now = [timedelta()], BEGAN
    while (then := next_try(len(made), BEGAN, now, chance, asked)) is not None:
        assert then > now
        now = then
        made.append(now - BEGAN)
    return made


def test_it_waits_longer_and_longer_for_three_days() -> None:
    made = tries()
    waits = [after - before for before, after in pairwise(made)]
    assert [wait.total_seconds() for wait in waits[:6]] == [5, 20, 80, 320, 1280, 5120]
    assert max(waits) == timedelta(hours=6) and made[-1] == timedelta(days=3)
    assert 15 <= len(made) <= 20


@given(st.floats(0, 1))
def test_chance_only_makes_it_later_and_never_longer_than_three_days(chance: float) -> None:
    calm, made = tries(), tries(chance)
    assert made[-1] == timedelta(days=3) and len(made) <= len(calm)
    assert all(one >= other for one, other in zip(made, calm, strict=False))
    assert made[1] <= timedelta(seconds=5) * (1 + redelivery.JITTER)


def test_what_the_receiver_asks_for_is_given_within_bounds() -> None:
    def first(asked: timedelta) -> timedelta:
        then = next_try(1, BEGAN, BEGAN, 0, asked)
        assert then is not None
        return then - BEGAN

    assert first(timedelta(minutes=10)) == timedelta(minutes=10)
    assert first(timedelta()) == timedelta(seconds=5), "never sooner than by ourselves"
    assert first(timedelta(days=400)) == timedelta(hours=6)
    assert tries(asked=timedelta(days=400))[-1] == timedelta(days=3)


def test_a_stop_of_ours_gives_up_nothing() -> None:
    """Two attempts a week apart are no three days of trying."""
    assert next_try(2, BEGAN, BEGAN + timedelta(days=7), 0) == BEGAN + timedelta(days=7, seconds=20)
    assert next_try(redelivery.LEAST_ATTEMPTS, BEGAN, BEGAN + timedelta(days=7), 0) is None


@pytest.mark.parametrize(
    ("status", "failure"),
    [
        *((status, None) for status in (200, 202, 204, 299)),
        *((status, Failure.REDIRECTED) for status in (301, 304, 307)),
        *((status, Failure.REFUSED) for status in (199, 400, 410, 429, 500, 999)),
    ],
)
def test_only_a_2xx_is_a_receipt(status: int, failure: Failure | None) -> None:
    outcome = judged(status)
    assert (outcome.failure, outcome.gone) == (failure, status == 410)
