"""The draw of a sample: different places, nobody's choice, the same for whoever draws again; and what is said of it."""

import hashlib
from collections import Counter
from datetime import timedelta
from itertools import product
from uuid import UUID

import pytest

from app.domain.refusal import Conflict, Invalid
from app.domain.sampling import SampleOutcome, drawn, require_outcome, require_period
from tests.domain.plans import NOW

HOUR = timedelta(hours=1)
ID = UUID("0198a000-0000-7000-8000-000000000001")


def root(number: int) -> str:
    return hashlib.sha256(str(number).encode()).hexdigest()


def by_hand(root: str, sample_id: UUID | str, population: int, size: int) -> set[int]:
    """As its words say it: go on until there are enough."""
    found: set[int] = set()
    for number in range(100_000):
        if len(found) == min(size, population):
            break
        found.add(int(hashlib.sha256(bytes(f"{root} {sample_id} {number}", "ascii")).hexdigest(), 16) % population)
    return found


def test_the_draw_is_what_its_words_say_and_no_place_comes_twice() -> None:
    for number, population, size in product(range(20), (0, 1, 2, 7, 200, 10**9), (1, 5, 200)):
        places = drawn(root(number), ID, population, size)
        assert len(places) == len(set(places)) == min(size, population)
        assert all(0 <= place < population for place in places)
        assert set(places) == by_hand(root(number), ID, population, size)
        assert places == drawn(root(number), ID, population, size)


def test_every_entry_is_as_likely_as_another_and_it_is_not_the_seal_alone_that_decides() -> None:
    for many in ([(root(number), ID) for number in range(4000)], [(root(1), UUID(int=at)) for at in range(4000)]):
        counted = Counter(place for one in many for place in drawn(*one, 20, 5))
        assert set(counted) == set(range(20))
        # 1,000 expected of each, with a deviation of about 27: five of those either way.
        assert all(860 < times < 1140 for times in counted.values()), counted


@pytest.mark.parametrize(
    ("since", "until", "closed", "refused"),
    [
        (NOW, NOW + HOUR, NOW + HOUR, None),
        (NOW, NOW + HOUR, NOW + HOUR - timedelta(microseconds=1), Conflict),
        (NOW, NOW + HOUR, None, Conflict),
        (NOW, NOW, NOW + HOUR, Invalid),
        (NOW + HOUR, NOW, NOW + HOUR, Invalid),
    ],
)
def test_a_period_has_an_end_that_is_sealed(since, until, closed, refused) -> None:  # type: ignore[no-untyped-def]
    if refused is None:
        require_period(since, until, closed)
        return
    with pytest.raises(refused):
        require_period(since, until, closed)


NUMBERS = ("194208179814", "420817-9814", "420817+9814", "19420817-9814", "4208179814", "194208779818", "420817 9814")
NO_NUMBERS = ("SE2329990015-E000000001001", "08-123 45 67", "2026-03-03 10:15", "5 av 20 poster", "199913329814")


def test_what_is_to_be_followed_up_is_said_and_a_number_of_a_person_is_not() -> None:
    require_outcome(SampleOutcome.NOTHING_FOUND, None)
    with pytest.raises(Invalid) as refused:
        require_outcome(SampleOutcome.TO_BE_FOLLOWED_UP, None)
    assert refused.value.rule.id == "says-what"
    for outcome, text in product(SampleOutcome, NO_NUMBERS):
        require_outcome(outcome, f"Se {text}, tack.")
    for outcome, text in product(SampleOutcome, NUMBERS):
        with pytest.raises(Invalid) as refused:
            require_outcome(outcome, f"Gäller {text}.")
        assert refused.value.rule.id == "no-patient-data"
