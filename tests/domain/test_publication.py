"""The plan gate (domain rules, what the citizen sees): whether anything is shown, when, and why not."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.consent import ConsentGiver
from app.domain.plan import ClosingReason, Plan, PlanStatus
from app.domain.publication import Publication, accesses_shown, consents_publication, publication, reasons_hidden
from tests.domain.clock import is_younger, sip_holds
from tests.domain.plans import ADULT_BORN, CHANGED, NOW, established, of_child, person, sip, uid, utc

SWEDEN = ZoneInfo("Europe/Stockholm")
TICK = timedelta(microseconds=1)
REVISING = (PlanStatus.SUMMONED, PlanStatus.MET)
YEAR = timedelta(days=365)  # no test here but the last has a 29th of February within it


def hidden(plan: Plan, now: datetime = NOW) -> set[str]:
    return {rule.id for rule in reasons_hidden(plan, now)}


def closed(reason: ClosingReason = ClosingReason.COORDINATION_WORKS, at: datetime = NOW, **values: Any) -> Plan:
    return established(status=PlanStatus.CLOSED, closing_reason=reason, closed_at=at, **values)


def test_an_established_released_plan_is_shown_from_its_establishing_until_something_changes() -> None:
    assert hidden(established()) == set()
    assert publication(established(), NOW) == Publication(CHANGED, None)


@pytest.mark.parametrize("status", [one for one in PlanStatus if one not in ("established", "closed")])
def test_no_draft_and_no_annulled_plan_is_shown(status: PlanStatus) -> None:
    for at in (None, CHANGED) if status is PlanStatus.ANNULLED else (None,):
        assert hidden(established(status=status, established_at=at)) == {"not-established"}
        assert publication(established(status=status, established_at=at), NOW) is None


@pytest.mark.parametrize("status", REVISING)
def test_a_plan_that_is_being_revised_is_still_shown(status: PlanStatus) -> None:
    """The version that stood is what she is shown until the plan is established anew."""
    plan = established(status=status, revises=7)
    assert hidden(plan) == set()
    assert publication(plan, NOW) == Publication(CHANGED, None)


def test_a_plan_closed_without_having_been_established_is_never_shown() -> None:
    assert hidden(closed(established_at=None)) == {"not-established"}


def test_a_withdrawal_that_is_entered_after_a_later_yes_empties_the_mirror_of_a_closed_plan_too() -> None:
    """README: SIP consent withdrawn, and no yes since it was entered; what closes an open plan hides a closed one."""
    no = sip(withdrawn_at=utc(2026, 2, 10), withdrawn_by=ConsentGiver.PERSON, withdrawal_entered_at=NOW)
    again = sip(uid(901), given_at=utc(2026, 2, 20), entered_at=utc(2026, 2, 20))
    assert hidden(closed(at=CHANGED, consents=(sip(), again))) == set()
    assert hidden(closed(at=CHANGED, consents=(no, again))) == {"no-consent"}
    assert publication(closed(at=CHANGED, consents=(no, again)), NOW) is None


def test_nothing_is_shown_until_somebody_decides_it() -> None:
    """approvedForPatient: false until somebody decides."""
    assert Plan.__dataclass_fields__["approved_for_patient"].default is False
    assert hidden(established(approved_for_patient=False)) == {"not-released"}
    assert publication(established(approved_for_patient=False), NOW) is None


@pytest.mark.parametrize("reason", ClosingReason)
def test_a_closed_plan_stays_for_twelve_months_unless_consent_was_withdrawn_or_ended(reason: ClosingReason) -> None:
    plan, over = closed(reason), reason in ("consent_withdrawn", "consent_ended")
    assert hidden(plan) == ({"no-consent"} if over else set())
    assert publication(plan, NOW) == (None if over else Publication(CHANGED, NOW + YEAR))
    assert hidden(plan, NOW + YEAR - TICK) == ({"no-consent"} if over else set())
    assert hidden(plan, NOW + YEAR) == ({"no-consent", "closed-long-ago"} if over else {"closed-long-ago"})
    assert publication(plan, NOW + YEAR) is None


def test_without_consent_nothing_is_shown_though_the_plan_still_says_established() -> None:
    for consents in [(), (sip(withdrawn_at=NOW),), (sip(valid_until=date(2026, 5, 31)),)]:
        assert hidden(established(consents=consents)) == {"no-consent"}
        assert publication(established(consents=consents), NOW) is None


def test_it_is_shown_until_the_instant_the_consent_ends() -> None:
    plan, over = established(consents=(sip(valid_until=date(2026, 10, 25)),)), utc(2026, 10, 25, 23)
    assert publication(plan, NOW) == Publication(CHANGED, over)
    assert hidden(plan, over - TICK) == set()
    assert hidden(plan, over) == {"no-consent"}
    assert publication(plan, over) is None


def test_a_consent_that_has_ended_shut_the_plan_though_another_is_given_after() -> None:
    """On that instant and without anyone acting: what comes later does not open what was closed."""
    gap = (sip(valid_until=date(2026, 5, 1)), sip(uid(951), given_at=utc(2026, 5, 10)))
    assert hidden(established(consents=gap)) == {"no-consent"}
    assert publication(established(consents=gap), NOW) is None


def test_a_plan_that_closed_by_itself_long_ago_says_so_too() -> None:
    plan = established(consents=(sip(valid_until=date(2026, 6, 30)),))
    assert hidden(plan, utc(2027, 6, 30, 22) - TICK) == {"no-consent"}
    assert hidden(plan, utc(2027, 6, 30, 22)) == {"no-consent", "closed-long-ago"}


def test_of_two_ends_the_first_counts() -> None:
    early, late = sip(valid_until=date(2026, 7, 1)), sip(valid_until=date(2028, 7, 1))
    assert publication(closed(consents=(early,)), NOW).until == utc(2026, 7, 1, 22)  # type: ignore[union-attr]
    assert publication(closed(consents=(late,)), NOW).until == NOW + YEAR  # type: ignore[union-attr]


def test_a_child_reads_from_her_sixteenth_birthday_in_sweden() -> None:
    plan, own = of_child(date(2010, 7, 1)), utc(2026, 6, 30, 22)
    assert hidden(plan) == {"too-young"}
    assert publication(plan, NOW) == Publication(own, utc(2028, 6, 30, 22)), "opens by itself; lapses at eighteen"
    assert hidden(plan, own - TICK) == {"too-young"}
    assert hidden(plan, own) == set()


def test_who_has_long_been_old_enough_reads_from_the_establishing() -> None:
    assert publication(of_child(date(2009, 1, 1)), NOW).since == CHANGED  # type: ignore[union-attr]


def test_every_reason_is_told_at_once() -> None:
    child = person(date(2014, 4, 5))
    plan = established(person=child, consents=(), approved_for_patient=False, established_at=None)
    assert hidden(plan) == {"not-established", "no-consent", "not-released", "too-young"}
    old = closed(at=NOW - YEAR, person=child, consents=(), approved_for_patient=False, established_at=None)
    assert hidden(old) == {"not-established", "no-consent", "not-released", "too-young", "closed-long-ago"}


# --- her consents, and who has read ----------------------------------------------------------------------------------


@pytest.mark.parametrize("status", PlanStatus)
def test_her_consents_are_shown_before_the_plan_is_but_not_of_one_entered_in_error(status: PlanStatus) -> None:
    """Domain rules: no draft other than the summons and consents; annulled, the mirror is empty."""
    plan = established(status=status, approved_for_patient=False, established_at=None)
    expected = None if status is PlanStatus.ANNULLED else Publication(utc(1958, 8, 16, 23), None)
    assert consents_publication(plan, NOW) == expected


def test_no_consent_to_show_is_nothing_to_publish() -> None:
    judged = sip(by=ConsentGiver.ASSESSMENT)
    assert consents_publication(established(consents=()), NOW) is None
    assert consents_publication(established(consents=(judged,)), NOW) is None


def test_a_child_is_shown_her_consents_and_who_has_read_from_sixteen() -> None:
    born, own = date(2010, 7, 1), utc(2026, 6, 30, 22)
    assert consents_publication(of_child(born), NOW) == Publication(own, None)
    assert [accesses_shown(born, at) for at in (NOW, own - TICK, own)] == [False, False, True]


# --- over many plans -------------------------------------------------------------------------------------------------


@st.composite
def plans(draw: st.DrawFn) -> Plan:
    born = draw(st.sampled_from([ADULT_BORN, date(2010, 9, 1), date(2008, 9, 1), date(2014, 4, 5), date(2012, 2, 29)]))
    last = draw(st.none() | st.integers(-60, 700).map(lambda days: NOW.date() + timedelta(days=days)))
    start = established() if born == ADULT_BORN else of_child(born)
    reason = draw(st.none() | st.sampled_from(ClosingReason))
    consents = tuple(replace(one, valid_until=last) if one.kind == "sip" else one for one in start.consents)
    # Her own consent takes over at eighteen. Not beside a closed plan: there it would open what had been shut.
    if reason is None and draw(st.booleans()):
        consents += (sip(uid(950)),)
    status = PlanStatus.CLOSED if reason else draw(st.sampled_from([one for one in PlanStatus if one != "closed"]))
    # Before the first meeting is held nothing has been established; after it, the plan may be under revision.
    can_have_been = status in ("established", "closed", "annulled", *REVISING)
    return replace(
        start,
        status=status,
        closing_reason=reason,
        closed_at=NOW - timedelta(days=draw(st.integers(0, 380))) if reason else None,
        approved_for_patient=draw(st.sampled_from([True, True, True, False])),
        established_at=draw(st.sampled_from([CHANGED, CHANGED, None])) if can_have_been else None,
        held_back_until=draw(st.none() | st.integers(-20, 60).map(lambda days: NOW + timedelta(days=days))),
        consents=consents,
    )


def shown_by_the_rules(plan: Plan, at: datetime) -> bool:
    """The gate once more, for instants from NOW on. An ended consent hides, whoever has noticed it."""
    if plan.status == "annulled" or plan.established_at is None or not plan.approved_for_patient:
        return False
    if plan.held_back_until is not None and at < plan.held_back_until:
        return False
    if plan.closing_reason in ("consent_withdrawn", "consent_ended") or is_younger(plan.person.born, 16, at):
        return False
    since = CHANGED if plan.status in ("established", *REVISING) else at
    days = range((at - since).days + 1)
    if not sip_holds(plan, at) or any(not sip_holds(plan, since + timedelta(days=n)) for n in days):
        return False
    if plan.closed_at is None:
        return True
    # Twelve months on a Swedish clock: 365 days are an hour more or less when summer time ends on another day.
    here, closed_here = (one.astimezone(SWEDEN).replace(tzinfo=None) for one in (at, plan.closed_at))
    return here < closed_here.replace(year=closed_here.year + 1)


@settings(max_examples=400, deadline=None, database=None)
@given(plans(), st.lists(st.integers(0, 900), min_size=6, max_size=6))
def test_the_window_the_reasons_and_the_rules_agree_at_every_later_instant(plan: Plan, ahead: list[int]) -> None:
    window = publication(plan, NOW)
    edges = [
        one + tick for one in ((window.since, window.until) if window else ()) if one for tick in (-TICK, TICK * 0)
    ]
    for at in [NOW, *(NOW + timedelta(days=n) for n in ahead), *(one for one in edges if one >= NOW)]:
        inside = window is not None and window.since <= at and (window.until is None or at < window.until)
        assert inside is (hidden(plan, at) == set()), (at, window)
        assert inside is shown_by_the_rules(plan, at), (at, window)


# --- where the rules say something else ------------------------------------------------------------------------------


def test_twelve_months_are_twelve_months_in_a_leap_year_too() -> None:
    plan = closed(at=utc(2027, 6, 1, 10))
    assert hidden(plan, utc(2028, 6, 1, 9)) == set()


def test_a_closed_plan_is_not_shown_when_its_consent_has_ended() -> None:
    """Decided: a plan is mirrored while SIP consent is in force, closed or not; an end by time is as a withdrawal."""
    plan = closed(consents=(sip(valid_until=date(2026, 7, 1)),))
    assert hidden(plan, utc(2026, 9, 1)) == {"no-consent"}
