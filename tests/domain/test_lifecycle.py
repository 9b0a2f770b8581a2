"""The lifecycle (domain rules, process and lifecycle): which step leads where, and what closes a plan by itself."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from app.domain.consent import ConsentKind
from app.domain.lifecycle import (
    NOT_IN_THIS_STATUS,
    Transition,
    closed,
    ends_the_plan,
    ends_told,
    moved,
    settled,
)
from app.domain.lifecycle import units_to_notify as told
from app.domain.plan import ClosingReason, Plan, PlanStatus
from app.domain.refusal import Conflict
from tests.domain.parts import takeover
from tests.domain.plans import (
    CHANGED,
    CLINIC,
    GIVEN,
    GUARDIANS,
    LIBRARY,
    LIBRARY_HSA,
    MAIN,
    NOW,
    REHAB,
    PrincipalType,
    by_guardian,
    established,
    handover,
    notice,
    of_child,
    sharing,
    sip,
    uid,
    unit,
    utc,
)

# One line for each status, by the process in the domain rules; written without looking at the program's table.
PROCESS = """
initiated    offer:offered annul:annulled
offered      accept:offered decline:declined prepare:preparing close:closed annul:annulled
declined     offer:offered close:closed annul:annulled
preparing    summon:summoned close:closed annul:annulled
summoned     summon:summoned meet:met resume:established close:closed annul:annulled
met          summon:summoned meet:met establish:established close:closed annul:annulled
established  summon:summoned meet:met close:closed annul:annulled \
             summon_to_follow_up:established meet_to_follow_up:established
closed       annul:annulled
annulled
"""
EXPECTED = {
    line.split()[0]: dict(step.split(":") for step in line.split()[1:]) for line in PROCESS.strip().splitlines()
}
OPEN_AND_RESTING = ["preparing", "summoned", "met", "established"]
MIDNIGHTS = [  # the last day of a consent, and the instant at which it is over in Sweden
    (date(2026, 3, 28), utc(2026, 3, 28, 23)),  # winter time's last whole day
    (date(2026, 3, 29), utc(2026, 3, 29, 22)),  # the day that is 23 hours long
    (date(2026, 6, 30), utc(2026, 6, 30, 22)),
    (date(2026, 10, 24), utc(2026, 10, 24, 22)),
    (date(2026, 10, 25), utc(2026, 10, 25, 23)),  # the day that is 25 hours long
    (date(2026, 12, 31), utc(2026, 12, 31, 23)),
]
TICK = timedelta(microseconds=1)


def test_the_process_names_every_status_and_every_transition() -> None:
    assert set(EXPECTED) == {one.value for one in PlanStatus}
    assert {name for steps in EXPECTED.values() for name in steps} == {one.value for one in Transition}


@pytest.mark.parametrize("transition", Transition)
@pytest.mark.parametrize("status", PlanStatus)
def test_every_status_and_transition_is_decided_as_the_process_says(status: PlanStatus, transition: Transition) -> None:
    plan = established(status=status, established_at=None)
    target = EXPECTED[status].get(transition)
    if target is None:
        with pytest.raises(Conflict) as refused:
            moved(plan, transition, NOW)
        assert refused.value.rule is NOT_IN_THIS_STATUS
        return
    after = moved(plan, transition, NOW)
    assert after.status == target
    assert after.established_at == (NOW if transition is Transition.ESTABLISH else None)
    assert replace(after, status=status, established_at=None, revises=None) == plan, "a step moves nothing else"


@pytest.mark.parametrize("reason", ClosingReason)
def test_closing_notes_when_and_why(reason: ClosingReason) -> None:
    after = closed(established(), reason, NOW)
    assert (after.status, after.closed_at, after.closing_reason) == ("closed", NOW, reason)


@pytest.mark.parametrize("status", ["initiated", "closed", "annulled"])
def test_what_is_not_begun_or_is_ended_cannot_be_closed(status: str) -> None:
    with pytest.raises(Conflict):
        closed(established(status=PlanStatus(status)), ClosingReason.INACTIVE, NOW)


@pytest.mark.parametrize("status", OPEN_AND_RESTING)
@pytest.mark.parametrize(("last_day", "over"), MIDNIGHTS)
def test_a_consent_ending_with_time_closes_at_that_very_instant(last_day: date, over: datetime, status: str) -> None:
    plan = established(status=PlanStatus(status), consents=(sip(valid_until=last_day),))
    assert settled(plan, over - TICK) is plan
    for later in (over, over + TICK, over + timedelta(days=400)):
        after = settled(plan, later)
        assert (after.status, after.closed_at, after.closing_reason) == ("closed", over, "consent_ended")
        assert replace(after, status=plan.status, closed_at=None, closing_reason=None) == plan
        assert settled(after, later) is after


@pytest.mark.parametrize("status", sorted(set(PlanStatus) - set(OPEN_AND_RESTING)))
def test_a_plan_that_does_not_rest_on_consent_is_not_closed_by_its_end(status: str) -> None:
    plan = established(status=PlanStatus(status), consents=(sip(valid_until=date(2026, 3, 28)),))
    assert settled(plan, NOW) is plan


def test_a_later_consent_carries_on_where_the_first_ends() -> None:
    plan = established(consents=(sip(valid_until=date(2026, 3, 28)), sip(uid(99), valid_until=date(2026, 10, 24))))
    assert settled(plan, utc(2026, 10, 24, 22) - TICK) is plan
    assert settled(plan, NOW.replace(year=2027)).closed_at == utc(2026, 10, 24, 22)


def test_a_plan_found_without_consent_is_closed_from_its_last_change() -> None:
    after = settled(established(consents=()), NOW)
    assert (after.status, after.closed_at, after.closing_reason) == ("closed", CHANGED, "consent_ended")


def test_coming_of_age_lapses_the_guardians_consent_at_the_birthdays_first_instant() -> None:
    plan = of_child(date(2008, 7, 1))  # 18 on 1 July 2026, which begins at 22:00 UTC the day before
    assert settled(plan, utc(2026, 6, 30, 22) - TICK) is plan
    after = settled(plan, utc(2026, 6, 30, 22))
    assert (after.status, after.closed_at, after.closing_reason) == ("closed", utc(2026, 6, 30, 22), "consent_ended")


def test_her_own_consent_carries_the_plan_past_her_coming_of_age() -> None:
    plan = of_child(date(2008, 7, 1), *(by_guardian(one) for one in GUARDIANS), sip())
    assert settled(plan, NOW.replace(year=2030)) is plan


@pytest.mark.parametrize("status", sorted(set(PlanStatus)))
@pytest.mark.parametrize("kind", ConsentKind)
def test_only_a_withdrawn_sip_consent_ends_a_plan_and_from_every_open_status(kind: ConsentKind, status: str) -> None:
    expected = kind == "sip" and status not in ("closed", "annulled")
    assert ends_the_plan(kind, established(status=PlanStatus(status))) is expected


# --- who is told -----------------------------------------------------------------------------------------------------


def with_library(*consents: object) -> Plan:
    plan = established()
    units = (*plan.units, unit(LIBRARY, LIBRARY_HSA, PrincipalType.MUNICIPALITY))
    return established(units=units, consents=(sip(), *consents))


def test_the_coordinators_unit_and_the_units_let_in_are_told_of_the_closure() -> None:
    assert told(with_library(sharing(REHAB)), [NOW]) == [CLINIC, REHAB]
    assert told(with_library(sharing(REHAB, LIBRARY)), [NOW]) == [CLINIC, REHAB, LIBRARY]


@pytest.mark.parametrize("passed_on", ["handed over", "taken over"])
def test_a_unit_that_has_coordinated_is_told_of_the_closure(passed_on: str) -> None:
    """Domain rules, process: everyone involved is told; its own unit knows that there is a plan."""
    values: dict[str, Any] = {"coordinator_id": MAIN}
    if passed_on == "handed over":
        values["handovers"] = (handover(accepted_at=NOW),)
    else:
        values["takeovers"] = (takeover(),)
    assert told(replace(with_library(), **values), [NOW]) == [CLINIC, REHAB]
    refused = replace(with_library(), coordinator_id=MAIN, handovers=(handover(refused_at=NOW),))
    assert told(refused, [NOW]) == [REHAB], "who was asked and said no has not coordinated"


@pytest.mark.parametrize(
    "consents",
    [
        (),
        (sharing(REHAB, valid_until=date(2026, 5, 31)),),
        (sharing(REHAB, withdrawn_at=NOW),),
        (sharing(REHAB, given_at=NOW + TICK),),
        (sharing(REHAB, kind=ConsentKind.RELATIVES),),
    ],
)
def test_a_unit_that_the_person_does_not_let_in_learns_nothing_of_the_closure(consents: tuple[object, ...]) -> None:
    assert told(with_library(*consents), [NOW]) == [CLINIC]


def test_nobody_is_told_twice() -> None:
    plan = with_library(sharing(REHAB, LIBRARY))
    assert told(replace(plan, notices=(notice(REHAB),)), [NOW]) == [CLINIC, LIBRARY]


def test_without_a_coordinator_only_units_let_in_are_told() -> None:
    assert told(replace(with_library(sharing(REHAB)), coordinator_id=None), [GIVEN]) == [REHAB]


def test_a_unit_is_involved_until_its_consent_ends_whatever_was_changed_meanwhile() -> None:
    """Let out before the plan closed, by time or by a withdrawal, it learns nothing of the closure."""
    plan = closed(with_library(sharing(REHAB, valid_until=date(2026, 5, 31))), ClosingReason.MOVED, NOW)
    assert plan.changed_at < utc(2026, 5, 31)
    assert told(plan, ends_told(plan, NOW)) == [CLINIC]


def test_a_unit_whose_consent_ends_with_the_plan_is_told() -> None:
    last = date(2026, 5, 31)
    both = (sip(valid_until=last), sharing(REHAB, valid_until=last))
    plan = settled(replace(with_library(), consents=both), NOW)
    assert plan.closing_reason is ClosingReason.CONSENT_ENDED
    assert told(plan, ends_told(plan, NOW)) == [CLINIC, REHAB]


@pytest.mark.parametrize(
    ("consent", "expected"),
    [
        (sharing(REHAB, valid_until=date(2026, 5, 31)), [CLINIC, REHAB]),  # involved when it ended
        (sharing(REHAB, given_at=NOW - TICK), [CLINIC, REHAB]),  # involved until it was entered that it had
        (sharing(REHAB, valid_until=date(2026, 5, 27)), [CLINIC]),
    ],
)
def test_a_withdrawal_that_is_dated_back_tells_those_of_both_days(consent: object, expected: list[object]) -> None:
    plan = closed(with_library(consent), ClosingReason.CONSENT_WITHDRAWN, NOW - timedelta(days=3))
    assert told(plan, ends_told(plan, NOW)) == expected


def test_time_that_goes_after_the_end_lets_nobody_in() -> None:
    """What she said herself holds from the day that she is of age; the plan that ended that day was not theirs."""
    of_age = utc(2026, 5, 31, 22)
    hers = sharing(REHAB, given_at=utc(2025, 6, 1))
    plan = of_child(date(2008, 6, 1), *(by_guardian(one) for one in GUARDIANS), hers)
    plan = settled(plan, NOW)
    assert (plan.closed_at, plan.closing_reason) == (of_age, ClosingReason.CONSENT_ENDED)
    assert REHAB not in told(plan, ends_told(plan, NOW))
    assert REHAB in told(plan, [NOW])
