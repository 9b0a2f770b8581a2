"""When what is due is due (domain rules, time limits): days end in Sweden, a review is yearly, a consent ends all."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from app.domain.calendar import falls_on
from app.domain.consent import Consent, ConsentGiver
from app.domain.deadline import deadlines
from app.domain.deadline_kind import DeadlineKind
from app.domain.deviation import DeviationStepKind
from app.domain.intervention import InterventionState, ResponsibleKind
from app.domain.plan import Plan, PlanStatus
from app.domain.swedish_time import day_of
from tests.domain.dues import before, due, needing, times
from tests.domain.parts import ALL_OF_IT, COPIES_OF_ALL, copy, step
from tests.domain.plans import (
    BY_OTHER,
    BY_PERSON,
    BY_UNIT,
    CHANGED,
    CLINIC,
    CLINIC_HSA,
    GUARDIANS,
    LIBRARY,
    REHAB,
    REHAB_HSA,
    by_guardian,
    deviation,
    established,
    follow_up,
    guardian,
    intervention,
    meeting,
    person,
    sharing,
    sip,
    uid,
    utc,
)

DAY = timedelta(days=1)


@pytest.mark.parametrize(
    ("starts_on", "over"),
    [
        (None, utc(2026, 3, 5, 23)),  # the day of the establishing
        (date(2026, 3, 28), utc(2026, 3, 28, 23)),
        (date(2026, 3, 29), utc(2026, 3, 29, 22)),  # the day that is 23 hours long
        (date(2026, 10, 25), utc(2026, 10, 25, 23)),  # and 25
    ],
)
def test_an_intervention_is_to_start_before_its_day_is_over_in_sweden(starts_on: date | None, over: datetime) -> None:
    plan = needing(intervention(BY_UNIT, starts_on=starts_on))
    assert times(plan, "intervention_to_start") == {(BY_UNIT, CHANGED, over, None)}


@pytest.mark.parametrize(
    ("happened", "due_at"),
    [
        (utc(2026, 3, 27, 22, 30), utc(2026, 3, 30, 21, 30)),  # 23:30, and three days later 23:30 in summer time
        (utc(2026, 10, 22, 22, 15), utc(2026, 10, 25, 23, 15)),  # 00:15 on the 23rd, and on the 26th
        (utc(2026, 6, 1, 10), utc(2026, 6, 4, 10)),
        (utc(2028, 2, 27, 10), utc(2028, 3, 1, 10)),
    ],
)
def test_three_days_are_three_days_by_the_clock_in_sweden(happened: datetime, due_at: datetime) -> None:
    """2017:612 4:3 and guideline B count days: by hours, a change of the clocks would put it on another day."""
    met = before(PlanStatus.MET, meetings=(meeting(held_at=happened),))
    assert {due_at} == {at for _, _, at, _ in times(met, "documentation_due")}
    assert {due_at} == {at for _, _, at, _ in times(before(discharge_ready_at=happened), "summons_due")}
    for kind in (DeadlineKind.DOCUMENTATION_DUE, DeadlineKind.SUMMONS_DUE):
        assert falls_on(kind, due_at) == day_of(happened) + 3 * DAY


@pytest.mark.parametrize("state", InterventionState)
def test_an_intervention_waits_until_all_that_it_waits_for_is_completed(state: InterventionState) -> None:
    one = intervention(BY_UNIT, depends_on=(BY_OTHER, BY_PERSON))
    first = intervention(BY_OTHER, ResponsibleKind.OTHER)
    second = intervention(BY_PERSON, ResponsibleKind.PERSON)
    states = {BY_OTHER: InterventionState.COMPLETED, BY_PERSON: state}
    found = due(needing(one, first, second, states=states), "intervention_to_start")
    assert bool(found) is (state == "completed")


def test_the_next_follow_up_is_due_when_the_day_that_the_last_one_set_is_over() -> None:
    plan = established(follow_ups=(follow_up(next_on=date(2026, 11, 2)),))
    assert times(plan, "follow_up_due") == {(uid(9), CHANGED, utc(2026, 11, 2, 23), None)}


def test_the_review_comes_a_year_after_the_establishing_or_the_last_follow_up() -> None:
    """LSS 10 §: the plan is reviewed every year; a 29th of February has its year on the 1st of March."""
    held = [follow_up(held_at=utc(2028, 2, 29, 10)), follow_up(uid(72), held_at=utc(2027, 5, 4))]
    plan = established(legal_bases=("LSS 10",), follow_ups=tuple(held))
    over = utc(2029, 3, 1, 10)
    assert times(plan, "yearly_review") == {(uid(9), over - 30 * DAY, over, None)}


def test_a_short_consent_is_about_to_end_from_the_day_it_is_given() -> None:
    given = utc(2026, 8, 20, 9)
    short = sharing(REHAB, given_at=given, valid_until=date(2026, 8, 31))
    plan = established(consents=(sip(), short))
    assert times(plan, "consent_ending") == {(short.id, given, utc(2026, 8, 31, 22), utc(2026, 8, 31, 22))}


def ending(*consents: Consent, **values: Any) -> set[UUID]:
    """The consents that are about to end, of a plan with these."""
    return {about for about, *_ in times(established(consents=consents, **values), "consent_ending")}


LAST, ANEW = date(2026, 8, 31), utc(2026, 2, 20)


def test_a_consent_that_is_given_anew_is_not_about_to_end() -> None:
    """What is due is done by doing it: whoever has asked her anew, and got a yes, has nothing left to see to."""
    short, longer = sip(valid_until=LAST), sip(uid(901), given_at=ANEW)
    assert ending(short) == {short.id} and ending(short, longer) == set()
    assert ending(short, replace(longer, valid_until=LAST + DAY)) == {longer.id}, "the later one ends too"
    gap = replace(longer, given_at=utc(2026, 8, 31, 22, 1))
    assert ending(short, gap) == {short.id}, "a yes that comes after the end keeps no plan"
    rehab = sharing(REHAB, valid_until=LAST)
    other = sharing(LIBRARY, id=uid(902), given_at=ANEW)
    assert ending(sip(), rehab, other) == {rehab.id}, "another unit's says nothing of this one"
    assert ending(sip(), rehab, replace(other, recipients=(LIBRARY, REHAB))) == set()
    mapped = replace(rehab, information=ALL_OF_IT)
    assert ending(sip(), mapped, replace(other, recipients=(REHAB,))) == {rehab.id}, "the mapping is let out no more"


def test_a_consent_that_another_withdrawal_took_back_is_not_about_to_end() -> None:
    """README: a withdrawal takes back every consent of its kind given before it."""
    no = sharing(REHAB, id=uid(902), withdrawn_at=ANEW, withdrawn_by=ConsentGiver.PERSON)
    assert ending(sip(), sharing(REHAB, valid_until=LAST), no) == set()


def test_what_the_guardians_have_said_is_about_to_end_as_she_comes_of_age() -> None:
    """FB 9:1, README: their consents lapse at majority, and the plan closes unless she has consented herself."""
    young = {"person": person(date(2008, 9, 1))}
    young |= {"participants": (*established().participants, *map(guardian, GUARDIANS))}
    theirs = [by_guardian(one) for one in GUARDIANS]
    of_age = utc(2026, 8, 31, 22)
    plan = established(consents=tuple(theirs), **young)
    assert times(plan, "consent_ending") == {(one.id, of_age - 30 * DAY, of_age, of_age) for one in theirs}
    assert ending(*theirs, sip(), **young) == set(), "her own from sixteen on goes on"
    assert ending(theirs[0], **young) == set(), "one guardian's alone gives nothing"


# --- the end of the SIP consent --------------------------------------------------------------------------------------

OVER = utc(2026, 8, 31, 22)  # before the plan is stale
ENDS = (sip(valid_until=date(2026, 8, 31)), sharing(REHAB))


@pytest.mark.parametrize("status", ["preparing", "summoned", "met", "established"])
def test_everything_is_due_until_the_consent_ends_and_then_that_it_has_ended(status: str) -> None:
    """A consent that ends with time closes the plan on that instant and without anyone acting."""
    plan = established(status=PlanStatus(status), consents=ENDS, deviations=(deviation(),))
    rows = list(deadlines(plan))
    ended = [one for one in rows if one.kind == "consent_ended"]
    assert [(one.ground, one.unit, one.subject_id) for one in ended] == [("coordinator", CLINIC_HSA, plan.id)]
    assert [(one.since, one.due_at, one.until) for one in ended] == [(OVER, OVER, None)]
    rest = [one for one in rows if one.kind not in ("consent_ended", "deviation_to_address")]
    assert rest and {one.until for one in rest} == {OVER}
    assert all(one.since < OVER for one in rest)
    assert "plan_stale" not in {one.kind for one in rest}, "it would begin when the plan is closed"
    # What was reported is handled in the closed plan too, by the coordinator for those who read it no more.
    reported = [one for one in rows if one.kind == "deviation_to_address"]
    own, hers = (None, REHAB_HSA, deviation().reported_at, None), ("coordinator", CLINIC_HSA, OVER, None)
    assert {(one.ground, one.unit, one.since, one.until) for one in reported} == {own, hers}


def test_what_would_begin_on_the_very_instant_it_ends_is_not_due() -> None:
    stale = CHANGED + 180 * DAY
    for changed, expected in ((CHANGED, True), (OVER - 180 * DAY, False), (OVER - 180 * DAY - DAY, True)):
        consents = (sip(),) if changed == CHANGED else ENDS
        plan = replace(established(consents=consents), changed_at=changed)
        assert bool(due(plan, "plan_stale")) is expected, stale


@pytest.mark.parametrize("status", ["initiated", "offered", "declined"])
def test_a_plan_that_does_not_rest_on_consent_is_not_ended_by_one(status: str) -> None:
    plan = before(PlanStatus(status), consents=ENDS)
    assert {one.kind for one in deadlines(plan)} == {"consent_ending", "plan_stale"}
    assert {one.until for one in deadlines(plan)} == {None, OVER}, "a consent that has ended is not about to"


# --- where the rules say something else ------------------------------------------------------------------------------


def test_a_plan_that_is_established_anew_is_given_anew() -> None:
    """Guideline B: when a plan is adopted, every participant and the person get a copy; of this plan, not the last."""
    again = established(established_at=utc(2026, 9, 1), changed_at=utc(2026, 9, 1), copies=COPIES_OF_ALL)
    assert due(again, "copies_to_give")


def test_no_summons_is_due_of_a_plan_that_she_has_declined() -> None:
    """Domain rules, consent: no consent, no plan; 2017:612 4:3 wants a summons only where a SIP is to be made."""
    assert due(before(PlanStatus.DECLINED, discharge_ready_at=utc(2026, 3, 1)), "summons_due") == []


def test_a_deviation_is_on_its_units_worklist_until_that_unit_has_addressed_it() -> None:
    own = step(DeviationStepKind.ADDRESSED, CLINIC)
    plan: Plan = established(deviations=(deviation(),), deviation_steps=(own,))
    assert due(plan, "deviation_to_address")


def test_a_copy_of_any_kind_counts_for_its_receiver() -> None:
    assert due(established(copies=COPIES_OF_ALL), "copies_to_give") == []
    assert due(established(copies=(copy(),)), "copies_to_give")
