"""Consent (domain rules, consent: keep the kinds apart): when one holds, whose it must be, and when it lapses."""

import sys
from dataclasses import replace
from datetime import date, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.age import of_age_from
from app.domain.consent import Consent, ConsentGiver, ConsentKind, is_minor, lapsed, sip_in_force, sip_lapses_at
from app.domain.plan import Plan
from tests.domain.clock import is_younger, local_day, sip_holds
from tests.domain.drawn import CHILD_BORN, GRID, ONE, TWO, G, instants, plans
from tests.domain.plans import (
    GIVEN,
    GUARDIANS,
    NOW,
    RELATIVE,
    by_guardian,
    established,
    guardian,
    of_child,
    person,
    sip,
    uid,
    utc,
)

TICK = timedelta(microseconds=1)


@pytest.mark.parametrize(
    ("consent", "holds_at", "not_at"),
    [
        (sip(), [GIVEN, NOW, utc(2140, 1, 1)], [GIVEN - TICK]),
        (sip(valid_until=date(2026, 3, 4)), [utc(2026, 3, 4, 23) - TICK], [utc(2026, 3, 4, 23)]),  # winter time
        (sip(valid_until=date(2026, 7, 4)), [utc(2026, 7, 4, 22) - TICK], [utc(2026, 7, 4, 22)]),  # summer time
        (sip(valid_until=date(2026, 2, 2)), [GIVEN, utc(2026, 2, 2, 23) - TICK], [utc(2026, 2, 2, 23)]),
        (sip(withdrawn_at=NOW), [NOW - TICK], [NOW, NOW + TICK]),
        (sip(withdrawn_at=GIVEN), [], [GIVEN - TICK, GIVEN, GIVEN + TICK]),
        (sip(withdrawn_at=NOW, valid_until=date(2026, 3, 4)), [utc(2026, 3, 4, 22)], [utc(2026, 3, 4, 23), NOW]),
        (sip(withdrawn_at=NOW, valid_until=date(2026, 7, 4)), [NOW - TICK], [NOW, utc(2026, 7, 4)]),
    ],
)
def test_it_holds_from_when_it_was_given_to_the_end_of_its_last_swedish_day_or_its_withdrawal(
    consent: Consent, holds_at: list[datetime], not_at: list[datetime]
) -> None:
    assert [at for at in holds_at if not consent.in_force(at)] == []
    assert [at for at in not_at if consent.in_force(at)] == []


def test_valid_until_is_inclusive_through_every_hour_of_its_day_in_sweden() -> None:
    for day in (date(2026, 3, 29), date(2026, 10, 25), date(2026, 6, 1), date(2026, 12, 31)):
        consent = sip(valid_until=day)
        for hours in range(-30, 60):
            at = datetime(day.year, day.month, day.day, tzinfo=NOW.tzinfo) + timedelta(hours=hours)
            assert consent.in_force(at) is (local_day(at) <= day), (day, at)


# --- whose consent it must be ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("givers", "adult", "minor"),
    [
        ((), False, False),
        ((G.PERSON,), True, False),
        ((G.LEGAL_REPRESENTATIVE,), True, False),
        ((G.LEGAL_REPRESENTATIVE, G.GUARDIAN), True, True),
        ((G.ASSESSMENT,), True, False),
        ((G.GUARDIAN,), False, True),
        ((G.GUARDIAN, G.PERSON), True, True),
        ((G.PERSON, G.ASSESSMENT), True, False),
    ],
)
def test_an_adult_consents_herself_or_by_representative_or_judgement_and_a_minors_guardian_for_her(
    givers: tuple[ConsentGiver, ...], adult: bool, minor: bool
) -> None:
    consents = [sip(uid(300 + n), giver, guardian_id=ONE if giver is G.GUARDIAN else None) for n, giver in
                enumerate(givers)]  # fmt: skip
    plan = established(consents=tuple(consents), participants=(guardian(ONE),))
    assert sip_in_force(plan, NOW) is adult
    assert sip_in_force(replace(plan, person=person(CHILD_BORN)), NOW) is minor


@pytest.mark.parametrize("missing", GUARDIANS)
def test_with_two_guardians_both_consent(missing: UUID) -> None:
    assert sip_in_force(of_child(CHILD_BORN), NOW)
    assert not sip_in_force(of_child(CHILD_BORN, *(by_guardian(one) for one in GUARDIANS if one != missing)), NOW)
    withdrawn = [by_guardian(one, withdrawn_at=NOW if one == missing else None) for one in GUARDIANS]
    assert sip_in_force(of_child(CHILD_BORN, *withdrawn), NOW - TICK)
    assert not sip_in_force(of_child(CHILD_BORN, *withdrawn), NOW)


def test_a_child_without_any_guardian_in_the_plan_has_nobody_who_consents() -> None:
    plan = established(person=person(CHILD_BORN), consents=(by_guardian(ONE), by_guardian(TWO)))
    assert not sip_in_force(plan, NOW)


@pytest.mark.parametrize("guardians", [(), (ONE,), (ONE, TWO)])
def test_a_legal_representative_speaks_for_a_child_only_where_nobody_is_guardian(guardians: tuple[UUID, ...]) -> None:
    """Else one voice would pass over the guardians'; and one that was said for a child ends with childhood."""
    word = sip(given_by=G.LEGAL_REPRESENTATIVE)
    plan = replace(
        established(consents=(word,), person=person(CHILD_BORN)), participants=tuple(map(guardian, guardians))
    )
    assert sip_in_force(plan, NOW) is (not guardians)
    of_age = of_age_from(CHILD_BORN, local_day(NOW))
    assert sip_in_force(plan, of_age - TICK) is (not guardians)
    assert not sip_in_force(plan, of_age)
    assert [lapsed(plan, word, at) for at in (of_age - TICK, of_age)] == [False, True]
    anew = replace(word, given_at=of_age)
    assert sip_in_force(replace(plan, consents=(anew,)), of_age) and not lapsed(plan, anew, of_age)


def test_a_relatives_word_is_no_guardians() -> None:
    plan = of_child(CHILD_BORN, by_guardian(ONE), by_guardian(RELATIVE))
    assert not sip_in_force(plan, NOW)


def test_another_kind_of_consent_is_no_sip_consent() -> None:
    for kind in (ConsentKind.INFORMATION_SHARING, ConsentKind.RELATIVES):
        assert not sip_in_force(established(consents=(sip(kind=kind),)), NOW)


def test_coming_of_age_takes_the_guardians_word_away_at_midnight_in_sweden() -> None:
    plan = of_child(date(2008, 3, 1), given_by_both := by_guardian(ONE), by_guardian(TWO))
    assert given_by_both.in_force(NOW)
    assert sip_in_force(plan, utc(2026, 2, 28, 23) - TICK)
    assert not sip_in_force(plan, utc(2026, 2, 28, 23))
    assert sip_lapses_at(plan, GIVEN) == utc(2026, 2, 28, 23)


def test_a_lapse_lies_after_the_instant_that_is_asked_about_and_never_on_it() -> None:
    over = utc(2026, 6, 10, 22)
    plan = established(consents=(sip(valid_until=date(2026, 6, 10)),))
    assert [sip_lapses_at(plan, at) for at in (GIVEN, over - TICK, over)] == [over, over, None]


def test_a_withdrawal_takes_back_every_sip_consent_given_before_it_and_none_given_after() -> None:
    withdrawn = sip(withdrawn_at=NOW)
    assert not sip_in_force(established(consents=(withdrawn, sip(uid(97), G.ASSESSMENT))), NOW)
    assert not sip_in_force(established(consents=(withdrawn, sip(uid(97), given_at=NOW))), NOW)
    assert sip_in_force(established(consents=(withdrawn, sip(uid(97)))), NOW - TICK)
    assert sip_in_force(established(consents=(withdrawn, sip(uid(97), given_at=NOW + TICK))), NOW + TICK)


@pytest.mark.parametrize("kind", [ConsentKind.INFORMATION_SHARING, ConsentKind.RELATIVES])
def test_withdrawing_another_kind_takes_no_sip_consent_back(kind: ConsentKind) -> None:
    assert sip_in_force(established(consents=(sip(uid(97)), sip(kind=kind, withdrawn_at=NOW))), NOW)


def test_a_new_consent_after_a_withdrawal_must_again_come_from_both_guardians() -> None:
    later = GIVEN + timedelta(days=2)
    first = [by_guardian(ONE, withdrawn_at=GIVEN + timedelta(days=1)), by_guardian(TWO)]
    again = replace(by_guardian(ONE), id=uid(401), given_at=later)
    also = replace(by_guardian(TWO), id=uid(402), given_at=later)
    assert not sip_in_force(of_child(CHILD_BORN, *first, again), NOW)
    assert sip_in_force(of_child(CHILD_BORN, *first, again, also), NOW)


# --- the same, over many plans ---------------------------------------------------------------------------------------


@pytest.mark.slow
@settings(max_examples=300, deadline=None, database=None)
@given(plans())
def test_in_force_agrees_with_the_rule_written_twice_at_every_half_hour(plan: Plan) -> None:
    wrong = [at for at in GRID if sip_in_force(plan, at) is not sip_holds(plan, at)]
    assert wrong == []


@settings(max_examples=400, deadline=None, database=None)
@given(plans(), instants)
def test_the_lapse_is_the_first_instant_at_which_it_no_longer_holds(plan: Plan, after: datetime) -> None:
    if not sip_holds(plan, after):
        return
    lapse = sip_lapses_at(plan, after)
    until = GRID[-1] if lapse is None else lapse
    assert [at for at in GRID if after < at < until and not sip_holds(plan, at)] == []
    if lapse is not None:
        assert lapse > after
        assert sip_holds(plan, lapse - TICK) and not sip_holds(plan, lapse)
    elif not is_minor(plan, GRID[-1]):
        assert sip_holds(plan, GRID[-1] + timedelta(days=36500)) is sip_holds(plan, GRID[-1])


@settings(max_examples=200, deadline=None, database=None)
@given(st.dates(date(1900, 1, 1), date(2030, 1, 1)), st.datetimes(utc(2025, 1, 1).replace(tzinfo=None)))
def test_a_minor_is_whoever_has_not_begun_her_eighteenth_birthday_in_sweden(born: date, naive: datetime) -> None:
    at = min(naive, datetime(2140, 1, 1)).replace(tzinfo=NOW.tzinfo)
    assert is_minor(established(person=person(born)), at) is is_younger(born, 18, at)


def test_many_consents_of_many_guardians_are_judged_in_bounded_work() -> None:
    """A plan holds 500 consents, so the work must not be their product: here 4 ** 10 combinations for forty."""
    many = [guardian(uid(3000 + n)) for n in range(10)]
    forty = [replace(by_guardian(g.id), id=uid(4000 + 10 * n + k)) for n, g in enumerate(many) for k in range(4)]
    plan = established(person=person(CHILD_BORN), participants=tuple(many), consents=tuple(forty))
    taken = 0

    def step(*_: object) -> None:
        nonlocal taken
        taken += 1
        assert taken < 20_000

    sys.setprofile(step)
    try:
        assert sip_in_force(plan, NOW)
    finally:
        sys.setprofile(None)
