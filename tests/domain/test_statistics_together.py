"""That no figures of the statistics, taken together, tell what one of them hides (PDL 2:4).

A world is how many there are of each thing that can be counted, put through the code that counts and shows. What
somebody can know of a world is all that she is told; what she can find out is what all worlds told so have in common.
"""

import random
from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from itertools import product
from typing import Any

import pytest

from app.domain.follow_up import FollowUpDecision
from app.domain.offer import Offer, OfferAnswer
from app.domain.plan import ClosingReason, Plan, PlanStatus
from app.domain.quarter import Quarter
from app.domain.statistics import LIMITS, STEP, Measure, counted, figures, kept, total
from tests.domain.plans import CLINIC, established, follow_up, uid, utc

QUARTER, LATER = Quarter(2026, 2), utc(2027, 3, 1)
BEFORE, WITHIN = utc(2025, 11, 3), utc(2026, 4, 9)
DUE = date(2026, 5, 4)


def bare(**values: Any) -> Plan:
    start = {"initiated_at": BEFORE, "follow_ups": (), "offers": (), "first_follow_up_on": None}
    return established(**(start | values))


def adopted_after(days: int) -> Counter[Any]:
    return Counter(counted(bare(initiated_at=WITHIN - timedelta(days=days)), WITHIN, QUARTER, LATER))


def of(**values: Any) -> Counter[Any]:
    return Counter(counted(bare(**values), None, QUARTER, LATER))


def offered(answer: OfferAnswer) -> Counter[Any]:
    one = Offer(id=uid(900), entered_at=WITHIN, offered_at=WITHIN, offered_by_unit_id=CLINIC, answer=answer)
    return of(offers=(one,))


def due(held_at: Any) -> Counter[Any]:
    held = (follow_up(uid(72), held_at=held_at, next_on=None, decision=FollowUpDecision.CLOSE),) if held_at else ()
    return of(first_follow_up_on=DUE, follow_ups=held)


# One of each thing that happens to a plan in the quarter, and nothing else of that plan: where the code counts it.
NEEDS = [of(initiated_at=WITHIN)]
# Within two weeks, a month, two, three, and longer; each need is older than the quarter.
ADOPTIONS = [adopted_after(days) for days in (*(limit for limit, _ in LIMITS), LIMITS[-1][0] + 1)]
CLOSURES = [of(status=PlanStatus.CLOSED, closed_at=WITHIN, closing_reason=reason) for reason in ClosingReason]
OFFERS = [offered(answer) for answer in OfferAnswer]
FOLLOW_UPS = [due(at) for at in (utc(2026, 4, 20), utc(2026, 5, 20), None)]
EVERYTHING = [*NEEDS, *ADOPTIONS, *CLOSURES, *OFFERS, *FOLLOW_UPS]


def answer(things: Sequence[Counter[Any]], numbers: Iterable[int]) -> Any:
    """All that is told of a quarter with so many of each."""
    counts: Counter[Any] = Counter()
    for thing, number in zip(things, numbers, strict=True):
        for cell, times in thing.items():
            counts[cell] += times * number
    stored = kept(counts)
    told = [figures(stored, measure) for measure in Measure]
    return tuple((one, total(one)) for one in told)


def behind(things: Sequence[Counter[Any]], values: Sequence[int]) -> list[list[set[int]]]:
    """For each answer, what each of the numbers may be; and last, what all of them together may be."""
    found: dict[Any, list[set[int]]] = {}
    for numbers in product(values, repeat=len(things)):
        possible = found.setdefault(answer(things, numbers), [set() for _ in range(len(things) + 1)])
        for place, number in enumerate((*numbers, sum(numbers))):
            possible[place].add(number)
    return list(found.values())


@pytest.mark.parametrize(
    ("things", "values"),
    [
        pytest.param(ADOPTIONS, (0, 1, 2, 3, 4, 5, 9), id="adoptions"),
        pytest.param([*NEEDS, *ADOPTIONS], (0, 4, 5, 9), id="needs and adoptions"),
        pytest.param(CLOSURES, (0, 4, 5), id="closures"),
        pytest.param([*OFFERS, *FOLLOW_UPS], (0, 4, 5, 9), id="offers and follow-ups"),
        pytest.param([ADOPTIONS[0], ADOPTIONS[4], *CLOSURES[:2], OFFERS[0], FOLLOW_UPS[0]], (0, 4, 5, 9), id="each"),
    ],
)
def test_whatever_is_told_every_number_behind_it_may_be_any_that_is_shown_so(
    things: Sequence[Counter[Any]], values: Sequence[int]
) -> None:
    """Every world of so many: no answer narrows a number down to less than its own figure says; and where one is
    hidden, so is what all of them are together.
    """
    small, large = ({one for one in values if (one < STEP) is hidden} for hidden in (True, False))
    answers = behind(things, values)
    for *each, together in answers:
        assert all(possible in (small, large) for possible in each)
        assert len(together) > 1 or small not in each
    assert len(answers) == 2 ** len(things)


def test_no_number_of_a_large_world_shows_but_in_its_own_figure() -> None:
    """All things at once, too many worlds to try each: in any of them a number moves within its five, and nothing is
    told differently.
    """
    dice = random.Random(5)
    for _ in range(100):
        numbers = [dice.choice((0, 3, 4, 5, 12)) for _ in EVERYTHING]
        told = answer(EVERYTHING, numbers)
        for place, number in enumerate(numbers):
            others = range(number - number % STEP, number - number % STEP + STEP)
            for other in others:
                assert answer(EVERYTHING, [*numbers[:place], other, *numbers[place + 1 :]]) == told


def test_whatever_happens_is_counted_in_one_place_and_in_one_quarter() -> None:
    """So that it is in no two figures of an answer, and in no two answers."""
    assert [thing.total() for thing in EVERYTHING] == [1] * len(EVERYTHING)
    assert len({cell for thing in EVERYTHING for cell in thing}) == len(EVERYTHING)
    offers = tuple(
        Offer(id=uid(900 + n), entered_at=at, offered_at=at, offered_by_unit_id=CLINIC, answer=OfferAnswer.DECLINED)
        for n, at in enumerate((utc(2025, 12, 31, 22, 59), utc(2025, 12, 31, 23)))
    )
    held = follow_up(uid(72), held_at=utc(2026, 7, 1), next_on=None, decision=FollowUpDecision.CLOSE)
    closed = {"status": PlanStatus.CLOSED, "closed_at": utc(2026, 7, 2), "closing_reason": ClosingReason.MOVED}
    life = bare(offers=offers, first_follow_up_on=DUE, follow_ups=(held,), **closed)
    quarters = [Quarter(year, number) for year in (2025, 2026) for number in (1, 2, 3, 4)]
    places = [cell for quarter in quarters for cell in counted(life, utc(2026, 3, 31, 22), quarter, LATER)]
    # The need, two offers, the adoption, a follow-up, the closure.
    assert len(places) == 6
