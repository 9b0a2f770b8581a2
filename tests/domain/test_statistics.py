"""What statistics count of a plan, and that what they show tells of nobody (PDL 2:4)."""

from collections import Counter
from dataclasses import replace
from datetime import date, timedelta
from itertools import product
from typing import Any

import pytest

from app.domain.follow_up import FollowUpDecision
from app.domain.offer import Offer, OfferAnswer
from app.domain.plan import ClosingReason, Plan, PlanStatus
from app.domain.policy import SCOPE_MISSING
from app.domain.quarter import Quarter
from app.domain.refusal import Forbidden
from app.domain.statistics import (
    MEASURES,
    PURPOSE_NOT_FOR_STATISTICS,
    STATISTICS,
    FollowUpCount,
    LeadTime,
    Measure,
    OfferCount,
    PlanCount,
    counted,
    figures,
    kept,
    lead_time,
    require_statistician,
    shown,
    total,
)
from tests.domain.plans import CLINIC, CLINIC_HSA, COORDINATOR_HSA, established, follow_up, staff, uid, utc

FIRST, SECOND = Quarter(2026, 1), Quarter(2026, 2)
LATER, IN_SPRING = utc(2026, 12, 1), utc(2026, 4, 9)
ADOPTED = utc(2026, 3, 5)


def of(plan: Plan, quarter: Quarter = SECOND, adopted: Any = ADOPTED, now: Any = LATER) -> Counter[Any]:
    return Counter(counted(plan, adopted, quarter, now))


def bare(**values: Any) -> Plan:
    start = {"initiated_at": utc(2026, 1, 20), "follow_ups": (), "offers": (), "first_follow_up_on": None}
    return established(**(start | values))


# --- who -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("scopes", "purpose", "refused"),
    [
        ({STATISTICS}, "Statistik", None),
        ({STATISTICS}, "Kvalitetssäkring", None),
        ({STATISTICS}, "Vård och behandling", PURPOSE_NOT_FOR_STATISTICS),
        ({"journal:read", "journal:audit"}, "Statistik", SCOPE_MISSING),
        (set(), "Vård och behandling", SCOPE_MISSING),
    ],
)
def test_the_scope_and_the_purpose(scopes: set[str], purpose: str, refused: Any) -> None:
    who = replace(staff(COORDINATOR_HSA, CLINIC_HSA), scopes=frozenset(scopes), purpose=purpose)
    if refused is None:
        return require_statistician(who)
    with pytest.raises(Forbidden) as refusal:
        require_statistician(who)
    assert refusal.value.rule is refused


# --- what ------------------------------------------------------------------------------------------------------------


def test_a_need_a_plan_and_a_closure_count_when_they_happened() -> None:
    closed = bare(status=PlanStatus.CLOSED, closed_at=utc(2026, 4, 2), closing_reason=ClosingReason.MOVED)
    assert of(closed, FIRST) == {
        (Measure.PLANS, PlanCount.INITIATED): 1,
        (Measure.DAYS_FROM_NEED_TO_PLAN, LeadTime.TWO_MONTHS): 1,
    }
    assert of(closed) == {(Measure.CLOSURES, ClosingReason.MOVED): 1}
    assert of(closed, Quarter(2026, 3)) == {}


def test_a_plan_is_adopted_once_however_often_it_is_revised() -> None:
    revised = bare(established_at=utc(2026, 5, 5))
    assert of(revised, SECOND, utc(2026, 3, 5)) == {}
    assert of(revised, SECOND, None) == {}, "a plan that was never adopted"


def test_what_was_entered_in_error_counts_nowhere() -> None:
    wrong = replace(bare(offers=(offer(OfferAnswer.ACCEPTED),)), status=PlanStatus.ANNULLED)
    assert of(wrong, FIRST) == of(wrong) == {}


def offer(answer: OfferAnswer, at: Any = IN_SPRING) -> Offer:
    return Offer(id=uid(900), entered_at=at, offered_at=at, offered_by_unit_id=CLINIC, answer=answer)


def test_an_offer_counts_by_its_answer_in_the_quarter_in_which_it_was_made() -> None:
    answers = (OfferAnswer.DECLINED, OfferAnswer.ACCEPTED, OfferAnswer.ACCEPTED, OfferAnswer.NONE)
    offers = (*map(offer, answers), offer(OfferAnswer.ACCEPTED, utc(2026, 3, 1)))
    assert of(bare(offers=offers)) == {
        (Measure.OFFERS, OfferCount.ACCEPTED): 2,
        (Measure.OFFERS, OfferCount.DECLINED): 1,
        (Measure.OFFERS, OfferCount.UNANSWERED): 1,
    }


@pytest.mark.parametrize(
    ("days", "group"),
    [
        (0, LeadTime.TWO_WEEKS),
        (14, LeadTime.TWO_WEEKS),
        (15, LeadTime.ONE_MONTH),
        (30, LeadTime.ONE_MONTH),
        (31, LeadTime.TWO_MONTHS),
        (60, LeadTime.TWO_MONTHS),
        (61, LeadTime.THREE_MONTHS),
        (90, LeadTime.THREE_MONTHS),
        (91, LeadTime.LONGER),
    ],
)
def test_days_are_whole_swedish_days(days: int, group: LeadTime) -> None:
    # A minute before midnight in Sweden, and a minute after it days later.
    need = utc(2026, 5, 10, 21, 59)
    assert lead_time(need, need + timedelta(days=days)) is group
    assert lead_time(need, need + timedelta(days=days - 1, minutes=2)) is group


# --- follow-ups ------------------------------------------------------------------------------------------------------

DUE = date(2026, 5, 4)


def held(at: Any, next_on: date | None = None, number: int = 72) -> Any:
    decision = FollowUpDecision.CONTINUE if next_on else FollowUpDecision.CLOSE
    return follow_up(uid(number), held_at=at, next_on=next_on, decision=decision)


@pytest.mark.parametrize(
    ("at", "outcome"),
    [
        (utc(2026, 4, 20), FollowUpCount.IN_TIME),
        (utc(2026, 5, 4, 21, 59), FollowUpCount.IN_TIME),  # a minute before the day is over in Sweden
        (utc(2026, 5, 4, 22), FollowUpCount.LATE),
        (None, FollowUpCount.NOT_HELD),
    ],
)
def test_a_follow_up_is_in_time_late_or_not_held(at: Any, outcome: FollowUpCount) -> None:
    plan = bare(first_follow_up_on=DUE, follow_ups=(held(at),) if at else ())
    assert of(plan) == {(Measure.FOLLOW_UPS, outcome): 1}
    assert of(plan, Quarter(2026, 3)) == {}, "it counts where it was due"


def test_each_follow_up_sets_the_day_of_the_next() -> None:
    first, second = held(utc(2026, 4, 10), date(2026, 6, 1)), held(utc(2026, 6, 20), date(2026, 9, 1), 73)
    plan = bare(first_follow_up_on=date(2026, 4, 10), follow_ups=(second, first))
    expected = {(Measure.FOLLOW_UPS, FollowUpCount.IN_TIME): 1, (Measure.FOLLOW_UPS, FollowUpCount.LATE): 1}
    assert of(plan) == expected
    assert of(plan, Quarter(2026, 3)) == {(Measure.FOLLOW_UPS, FollowUpCount.NOT_HELD): 1}


def test_a_plan_that_ended_before_was_to_be_followed_up_by_nobody() -> None:
    ended = {"status": PlanStatus.CLOSED, "closing_reason": ClosingReason.DECEASED, "first_follow_up_on": DUE}
    before = bare(closed_at=utc(2026, 5, 1), **ended)
    assert Measure.FOLLOW_UPS not in {measure for measure, _ in of(before)}
    after = bare(closed_at=utc(2026, 5, 20), **ended)
    assert of(after)[Measure.FOLLOW_UPS, FollowUpCount.NOT_HELD] == 1


# --- what is shown ---------------------------------------------------------------------------------------------------


def test_nothing_below_five_is_told_apart() -> None:
    assert [shown(count) for count in range(12)] == [None] * 5 + [5] * 5 + [10] * 2


def told(measure: Measure, counts: tuple[int, ...]) -> tuple[Any, int]:
    """What anybody is shown of these counts."""
    categories = list(MEASURES[measure])
    stored = kept(Counter({(measure, one): count for one, count in zip(categories, counts, strict=True)}))
    found = figures(stored, measure)
    assert [one.category for one in found] == [one.value for one in categories]
    return found, total(found)


def test_whatever_is_shown_five_counts_of_each_figure_would_have_shown_it() -> None:
    """Every table of three counts up to twelve: no total, and no other figure, narrows down what a figure says."""
    behind: dict[Any, list[set[int]]] = {}
    for counts in product(range(15), repeat=3):
        possible = behind.setdefault(told(Measure.OFFERS, counts), [set(), set(), set()])
        for place, count in enumerate(counts):
            possible[place].add(count)
    assert len(behind) == 27
    assert all(len(counts) == 5 for possible in behind.values() for counts in possible)


def test_every_measure_has_its_categories() -> None:
    assert set(MEASURES) == set(Measure)
    for measure, categories in MEASURES.items():
        assert told(measure, (4,) * len(categories))[1] == 0


def test_how_many_were_adopted_and_closed_are_sums_of_what_is_shown() -> None:
    counts = Counter(
        {
            (Measure.PLANS, PlanCount.INITIATED): 6,
            (Measure.DAYS_FROM_NEED_TO_PLAN, LeadTime.TWO_WEEKS): 9,
            (Measure.DAYS_FROM_NEED_TO_PLAN, LeadTime.LONGER): 12,
            (Measure.DAYS_FROM_NEED_TO_PLAN, LeadTime.ONE_MONTH): 4,
            **{(Measure.CLOSURES, reason): 4 for reason in ClosingReason},
        }
    )
    told = figures(kept(counts), Measure.PLANS)
    assert [(one.category, one.count) for one in told] == [("initiated", 5), ("established", 15), ("closed", None)]
    assert total(told) == 20


def test_a_sum_that_was_once_counted_by_itself_is_told_no_more() -> None:
    """What is stored stays; it was: twenty adopted, and nothing shown in five groups."""
    stored = {"plans": {"initiated": 20, "established": 20, "closed": 30}, "closures": {"moved": 5}}
    told = figures(stored, Measure.PLANS)
    assert [(one.category, one.count) for one in told] == [("initiated", 20), ("established", None), ("closed", 5)]
