"""Follow-ups (domain rules, process; guideline B): a result for each goal, a decision, the next date."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain import requirements
from app.domain.action import Action
from app.domain.contents import added, revised, work
from app.domain.deadline import next_follow_up_on
from app.domain.demands import missing
from app.domain.follow_up import FollowUp, FollowUpDecision, GoalOutcome
from app.domain.plan import Plan, PlanStatus
from app.domain.refusal import Invalid
from tests.domain.boundaries import NEW, refusal
from tests.domain.dues import due
from tests.domain.parts import CLOSING, result
from tests.domain.plans import FOLLOW_UP, NOW, SUB_GOAL, established, follow_up, goal, uid, utc

FIRST = date(2026, 5, 4)
SECOND = timedelta(seconds=1)
# The day it was held, and how long until the next; none where it decided to close.
HELD = st.tuples(st.integers(0, 20), st.none() | st.integers(0, 400))


def following(*found: FollowUp) -> Plan:
    return established(first_follow_up_on=FIRST, follow_ups=found)


def test_the_first_is_when_the_meeting_set_it_and_the_next_when_the_last_one_decided() -> None:
    assert next_follow_up_on(following()) == FIRST
    assert next_follow_up_on(replace(following(), first_follow_up_on=None)) is None
    assert next_follow_up_on(following(follow_up(next_on=date(2026, 9, 1)))) == date(2026, 9, 1)


def test_the_latest_is_by_when_it_was_held_whenever_it_was_entered() -> None:
    late = follow_up(uid(72), held_at=utc(2026, 5, 20), next_on=date(2027, 1, 1))
    entered_after = replace(follow_up(uid(73), held_at=utc(2026, 5, 19)), entered_at=utc(2026, 5, 31))
    assert next_follow_up_on(following(late, entered_after)) == date(2027, 1, 1)
    same_time = replace(late, id=uid(70), entered_at=NOW, next_on=date(2027, 2, 2))
    assert next_follow_up_on(following(same_time, late)) == date(2027, 2, 2)


def test_after_a_decision_to_close_there_is_no_next() -> None:
    assert next_follow_up_on(following(follow_up(**CLOSING))) is None


@settings(max_examples=100, deadline=None, database=None)
@given(st.lists(HELD, max_size=6, unique_by=lambda one: one[0]))
def test_the_next_is_always_what_the_last_said(held: list[tuple[int, int | None]]) -> None:
    found = [
        follow_up(
            uid(700 + place),
            held_at=utc(2026, 5, 4) + timedelta(days=day),
            decision=FollowUpDecision.CLOSE if ahead is None else FollowUpDecision.REVISE,
            next_on=None if ahead is None else FIRST + timedelta(days=ahead),
        )
        for place, (day, ahead) in enumerate(held)
    ]
    last = max(held, default=(0, 0))[1]
    assert next_follow_up_on(following(*found)) == (None if last is None else FIRST + timedelta(days=last))


@pytest.mark.parametrize("day", [date(2026, 5, 3), date(2026, 5, 4)])
def test_the_next_is_on_a_later_day_than_the_one_that_was_held(day: date) -> None:
    """Guideline B: a follow-up sets the time of the next. 22:30 UTC on the third is the fourth in Sweden."""
    held = follow_up(NEW, held_at=utc(2026, 5, 3, 22, 30), next_on=day)
    refused = refusal(lambda: added(established(), "follow_ups", held, NOW))
    assert refused.rule is work.NEXT_IS_LATER and [one.pointer for one in refused.findings] == ["/nextOn"]
    later = replace(held, next_on=date(2026, 5, 5))
    assert added(established(), "follow_ups", later, NOW).follow_ups[-1] == later


def test_no_follow_up_is_dated_before_the_plan() -> None:
    """Decided, as of meetings: there is nothing to follow up before the plan is initiated."""
    begun = established().initiated_at
    refused = refusal(lambda: added(established(), "follow_ups", follow_up(NEW, held_at=begun - SECOND), NOW))
    assert refused.rule is work.FOLLOWED_UP_BEFORE and [one.pointer for one in refused.findings] == ["/heldAt"]
    assert added(established(), "follow_ups", follow_up(NEW, held_at=begun), NOW).follow_ups[-1].id == NEW


@pytest.mark.parametrize("status", [PlanStatus.ESTABLISHED, PlanStatus.SUMMONED, PlanStatus.MET])
def test_a_goal_of_an_adopted_plan_keeps_somebody_who_follows_it_up(status: PlanStatus) -> None:
    """Guideline B: for each goal who follows it up. While the plan is drafted or revised it may still be open."""
    plan, nobody = established(status=status), {"follow_up_responsible_id": None}

    def both() -> None:
        added(plan, "goals", goal(NEW, **nobody), NOW)
        revised(plan, "goals", plan.goals[0], NOW, **nobody)

    if status is not PlanStatus.ESTABLISHED:
        return both()
    for change in (both, lambda: revised(plan, "goals", plan.goals[0], NOW, **nobody)):
        refused = refusal(change)
        assert refused.rule is requirements.GOAL_RESPONSIBLE
        assert [one.pointer for one in refused.findings] == ["/followUpResponsibleId"]
    return None


# --- a result for each goal ------------------------------------------------------------------------------------------


def test_a_goal_has_one_result_at_a_follow_up_and_another_at_the_next() -> None:
    """Domain rules, process: a follow-up has a result per goal."""
    plan = established(follow_ups=(follow_up(), follow_up(uid(72))), goal_results=(result(),))
    refused = refusal(lambda: added(plan, "goal_results", result(NEW, outcome=GoalOutcome.NOT_ACHIEVED), NOW))
    assert type(refused) is Invalid and refused.rule is work.RESULT_TWICE
    assert [one.pointer for one in refused.findings] == ["/results"]
    assert added(plan, "goal_results", result(NEW, goal_id=SUB_GOAL), NOW)
    assert added(plan, "goal_results", result(NEW, follow_up_id=uid(72)), NOW)


def test_a_result_is_corrected_where_it_stands() -> None:
    plan = established(goal_results=(result(), result(uid(109), goal_id=SUB_GOAL)))
    after = revised(plan, "goal_results", plan.goal_results[0], NOW, outcome=GoalOutcome.PARTLY_ACHIEVED)
    assert after.goal_results[0].outcome is GoalOutcome.PARTLY_ACHIEVED
    refused = refusal(lambda: revised(plan, "goal_results", plan.goal_results[0], NOW, goal_id=SUB_GOAL))
    assert refused.rule is work.RESULT_TWICE


@pytest.mark.parametrize("decision", FollowUpDecision)
def test_the_next_date_follows_the_decision(decision: FollowUpDecision) -> None:
    """Domain rules, process: a decision and the next date; what is to be closed has none."""
    for next_on in (None, date(2026, 11, 2)):
        one = follow_up(NEW, decision=decision, next_on=next_on)
        if (decision is FollowUpDecision.CLOSE) == (next_on is None):
            assert added(established(), "follow_ups", one, NOW).follow_ups[-1] == one
        else:
            assert refusal(lambda: added(established(), "follow_ups", one, NOW)).rule is work.NEXT_DATE  # noqa: B023
    assert established().follow_ups[0].id == FOLLOW_UP


# --- decided to close, and revised instead ---------------------------------------------------------------------------

HELD_TO_CLOSE = follow_up(**CLOSING)  # on 4 May
ADOPTED_ANEW = utc(2026, 5, 20, 9)


def test_a_plan_that_is_adopted_after_the_decision_to_close_it_is_not_to_be_closed() -> None:
    """Domain rules, process: a follow-up decides continue, revise or close; to adopt it anew is a later decision."""
    standing = established(follow_ups=(HELD_TO_CLOSE,))
    assert [due(standing, kind) != [] for kind in ("closure_to_decide", "follow_up_due")] == [True, False]
    booked = replace(standing, established_at=ADOPTED_ANEW, first_follow_up_on=date(2026, 9, 1))
    assert due(booked, "closure_to_decide") == []
    assert next_follow_up_on(booked) == date(2026, 9, 1) and due(booked, "follow_up_due")
    again = replace(booked, follow_ups=(HELD_TO_CLOSE, follow_up(uid(72), held_at=ADOPTED_ANEW, **CLOSING)))
    assert due(again, "closure_to_decide") and next_follow_up_on(again) is None


@pytest.mark.parametrize(
    ("next_on", "first", "expected"),
    [
        (date(2026, 5, 12), date(2026, 9, 1), date(2026, 9, 1)),  # the day of the meeting that revised it
        (date(2026, 5, 20), date(2026, 9, 1), date(2026, 5, 20)),  # on the day that it was adopted, and not over
        (date(2026, 7, 1), date(2026, 9, 1), date(2026, 7, 1)),  # still ahead, so it stands
        (date(2026, 5, 12), date(2026, 4, 30), date(2026, 5, 12)),  # nobody has booked another: it is late
    ],
)
def test_a_revised_plan_is_followed_up_on_the_day_that_it_was_adopted_with(
    next_on: date, first: date, expected: date
) -> None:
    """Domain rules, process: revise, and a new meeting; what was set for that meeting is not due when it was held."""
    decided = follow_up(decision=FollowUpDecision.REVISE, next_on=next_on)
    plan = established(follow_ups=(decided,), established_at=ADOPTED_ANEW, first_follow_up_on=first)
    assert next_follow_up_on(plan) == expected
    assert next_follow_up_on(replace(plan, established_at=utc(2026, 3, 5))) == next_on, "not adopted since"


@pytest.mark.parametrize(("ahead", "asked"), [(-1, True), (0, False), (60, False)])
def test_it_is_adopted_anew_with_a_follow_up_ahead_as_the_last_one_set_none(ahead: int, asked: bool) -> None:
    """README: the first follow-up of a new plan is booked ahead; so is that of one that was to be closed."""
    first = NOW.date() + timedelta(days=ahead)
    revised = established(status=PlanStatus.MET, follow_ups=(HELD_TO_CLOSE,), first_follow_up_on=first)
    found = [one.rule for one in requirements.for_establishing(revised, NOW)]
    assert found == ([requirements.FOLLOW_UP_PASSED] if asked else [])
    assert not list(requirements.for_establishing(replace(revised, established_at=ADOPTED_ANEW), NOW))
    assert not list(requirements.for_establishing(replace(revised, follow_ups=(follow_up(),)), NOW))
    called_off = replace(revised, status=PlanStatus.SUMMONED, revises=1, meetings=established().meetings)
    assert not missing(Action.RESUME, called_off, NOW), "called off, it adopts nothing"
