"""Statistics of plans (statistik): what is counted of each, for whom, and how a count is shown so that nobody is.

A principal follows up its SIP work (PDL 2008:355 2 kap. 4 § 4-6): how many needs, offers, plans and closures, how long
it took, whether follow-ups were held in time. A quarter is counted once, for every principal in the same go, and each
plan for one principal: who coordinates it then. Whatever happens to a plan is counted in one place only. What is shown
of a count is a multiple of five, rounded down, and nothing below five; all else that is told, a total or how many plans
were adopted or closed, is the sum of what is shown. So every count shows in its own figure alone, nothing is counted
in two answers, and none is ever made anew: neither figures taken together nor a difference between answers tells of
anybody.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from app.domain.actor import Staff
from app.domain.follow_up import FollowUp
from app.domain.offer import OfferAnswer
from app.domain.plan import ClosingReason, Plan, PlanStatus
from app.domain.policy import SCOPE_MISSING
from app.domain.quarter import Quarter
from app.domain.refusal import Forbidden, ScopeMissing
from app.domain.rule import Rule
from app.domain.swedish_time import day_ends, day_of

STATISTICS = "journal:statistics"
# Of the purposes of use in the national catalogue, those under which an operation is planned and followed up.
PURPOSES = frozenset({"Kvalitetssäkring", "Administration", "Statistik"})
PURPOSE_NOT_FOR_STATISTICS = Rule(
    "purpose-not-for-statistics",
    "Statistik läses för kvalitetssäkring, administration eller statistik, inte för åtkomstintygets ändamål.",
    "Statistics are read for quality assurance, administration or statistics, not for the token's purpose.",
    "PDL 2:4",
)
STEP = 5


class Measure(StrEnum):
    PLANS = "plans"
    OFFERS = "offers"
    DAYS_FROM_NEED_TO_PLAN = "days_from_need_to_plan"
    FOLLOW_UPS = "follow_ups"
    CLOSURES = "closures"


class PlanCount(StrEnum):
    INITIATED = "initiated"  # behov uppmärksammat
    ESTABLISHED = "established"  # upprättad, första gången; summan av ledtidernas tal
    CLOSED = "closed"  # avslutad; summan av avslutsorsakernas tal


class OfferCount(StrEnum):
    ACCEPTED = "accepted"
    DECLINED = "declined"
    UNANSWERED = "unanswered"


class LeadTime(StrEnum):
    """Whole Swedish days from the need to the plan's first adoption, as groups: a median would be somebody's own."""

    TWO_WEEKS = "within_two_weeks"
    ONE_MONTH = "within_one_month"
    TWO_MONTHS = "within_two_months"
    THREE_MONTHS = "within_three_months"
    LONGER = "longer"


class FollowUpCount(StrEnum):
    """Of the follow-ups that were to be held in the quarter."""

    IN_TIME = "in_time"
    LATE = "late"
    NOT_HELD = "not_held"


MEASURES: dict[Measure, type[StrEnum]] = {
    Measure.PLANS: PlanCount,
    Measure.OFFERS: OfferCount,
    Measure.DAYS_FROM_NEED_TO_PLAN: LeadTime,
    Measure.FOLLOW_UPS: FollowUpCount,
    Measure.CLOSURES: ClosingReason,
}
LIMITS = ((14, LeadTime.TWO_WEEKS), (30, LeadTime.ONE_MONTH), (60, LeadTime.TWO_MONTHS), (90, LeadTime.THREE_MONTHS))
OFFERED = {
    OfferAnswer.ACCEPTED: OfferCount.ACCEPTED,
    OfferAnswer.DECLINED: OfferCount.DECLINED,
    OfferAnswer.NONE: OfferCount.UNANSWERED,
}
Cell = tuple[Measure, StrEnum]
# What is told as the sum of what is shown of another measure, and never counted: a count of its own of what the groups
# count already would tell what they hide. Twenty adopted and nothing in five groups would be four in each.
SUMS: dict[Cell, Measure] = {
    (Measure.PLANS, PlanCount.ESTABLISHED): Measure.DAYS_FROM_NEED_TO_PLAN,
    (Measure.PLANS, PlanCount.CLOSED): Measure.CLOSURES,
}
# By measure and category, what is shown of each count, as it is stored.
Kept = Mapping[str, Mapping[str, int | None]]


@dataclass(frozen=True, slots=True)
class Figure:
    """What is shown of one category: `count` is a multiple of five; None: fewer than five, perhaps none.

    Of a sum, None: nothing is shown of what it is the sum of.
    """

    category: str
    count: int | None


def require_statistician(actor: Staff) -> None:
    """The scope first: whoever lacks it is told nothing more."""
    if STATISTICS not in actor.scopes:
        raise ScopeMissing(SCOPE_MISSING, STATISTICS)
    if actor.purpose not in PURPOSES:
        raise Forbidden(PURPOSE_NOT_FOR_STATISTICS)


def counted(plan: Plan, first_established_at: datetime | None, quarter: Quarter, now: datetime) -> Iterator[Cell]:
    """Where the plan, settled to `now`, counts in that quarter: one place for each thing that happened.

    What was entered in error counts nowhere.
    """
    if plan.status is PlanStatus.ANNULLED:
        return
    if quarter.holds(plan.initiated_at):
        yield Measure.PLANS, PlanCount.INITIATED
    if first_established_at is not None and quarter.holds(first_established_at):
        yield Measure.DAYS_FROM_NEED_TO_PLAN, lead_time(plan.initiated_at, first_established_at)
    if plan.closing_reason is not None and quarter.holds(plan.closed_at):
        yield Measure.CLOSURES, plan.closing_reason
    for offer in plan.offers:
        if quarter.holds(offer.offered_at):
            yield Measure.OFFERS, OFFERED[offer.answer]
    for one in _follow_ups(plan, quarter, now):
        yield Measure.FOLLOW_UPS, one


def lead_time(need: datetime, established: datetime) -> LeadTime:
    days = (day_of(established) - day_of(need)).days
    return next((group for limit, group in LIMITS if days <= limit), LeadTime.LONGER)


def _follow_ups(plan: Plan, quarter: Quarter, now: datetime) -> Iterator[FollowUpCount]:
    """One for each day in the quarter that a follow-up was to be held on: the first one, then as each decided."""
    if plan.established_at is None:
        return
    held = sorted(plan.follow_ups, key=lambda one: (one.held_at, one.entered_at))
    agreed = [(plan.established_at, plan.first_follow_up_on), *((one.held_at, one.next_on) for one in held)]
    for since, day in agreed:
        if day is None or not quarter.holds(day_ends(day)):
            continue
        outcome = _held(held, since, day_ends(day), min(plan.closed_at or now, now))
        if outcome is not None:
            yield outcome


def _held(held: Iterable[FollowUp], since: datetime, due: datetime, ended: datetime) -> FollowUpCount | None:
    """How the follow-up that was agreed at `since` went; None where the plan ended before it was due."""
    first = next((one for one in held if one.held_at > since), None)
    if first is not None:
        return FollowUpCount.IN_TIME if first.held_at < due else FollowUpCount.LATE
    return FollowUpCount.NOT_HELD if ended >= due else None


def shown(count: int) -> int | None:
    """A count as it is told to anybody."""
    return None if count < STEP else count - count % STEP


def kept(counts: Counter[Cell]) -> Kept:
    """What is stored of the counts: what is shown of each, by itself."""
    return {
        measure.value: {one.value: shown(counts[measure, one]) for one in categories if (measure, one) not in SUMS}
        for measure, categories in MEASURES.items()
    }


def figures(stored: Kept, measure: Measure) -> tuple[Figure, ...]:
    """Every category of the measure, whether or not there is anything in it; a sum of what is stored beside it.

    A sum that was counted and stored by itself, as they once were, is not told.
    """
    return tuple(Figure(one.value, _count(stored, measure, one)) for one in MEASURES[measure])


def _count(stored: Kept, measure: Measure, category: StrEnum) -> int | None:
    summed = SUMS.get((measure, category))
    if summed is None:
        return stored.get(measure, {}).get(category)
    return total(figures(stored, summed)) or None


def total(figures: Iterable[Figure]) -> int:
    """The sum of what is shown, never of what was counted: it tells no more than the figures do."""
    return sum(one.count or 0 for one in figures)
