"""Consent to information sharing (domain rules, consent): which units it lets in, never in general, by whose word."""

from dataclasses import replace
from datetime import date, datetime
from uuid import UUID

import pytest
from hypothesis import given, settings

from app.domain.consent import Consent, ConsentKind, covering
from app.domain.plan import Plan
from app.domain.reach import Ground, grounds
from tests.domain.boundaries import TICK
from tests.domain.clock import unit_is_let_in
from tests.domain.drawn import CHILD_BORN, GRID, ONE, TWO, G, plans
from tests.domain.plans import (
    CLINIC,
    GIVEN,
    GUARDIANS,
    MAIN_HSA,
    NOW,
    REHAB,
    REHAB_HSA,
    SCHOOL,
    by_guardian,
    established,
    of_child,
    sharing,
    sip,
    staff,
    uid,
    utc,
)


def let_in(plan: Plan, unit_id: UUID, at: datetime = NOW) -> bool:
    return any(window.holds(at) for window in covering(plan, unit_id))


def test_only_information_consents_that_name_the_unit_cover_it() -> None:
    both, ended = sharing(REHAB, CLINIC), sharing(REHAB, id=uid(28), valid_until=date(2026, 2, 3))
    plan = established(consents=(sip(recipients=(SCHOOL,)), both, ended))
    assert [let_in(plan, one) for one in (REHAB, CLINIC, SCHOOL)] == [True, True, False]
    only_ended = established(consents=(sip(), ended))
    assert let_in(only_ended, REHAB, GIVEN) and not let_in(only_ended, REHAB)
    assert not let_in(established(consents=(sip(), sharing(REHAB, kind=ConsentKind.RELATIVES))), REHAB)


def test_consents_that_follow_each_other_without_a_gap_are_one_time() -> None:
    first = sharing(REHAB, valid_until=date(2026, 6, 10))
    plan = established(consents=(sip(), first, sharing(REHAB, id=uid(28), given_at=utc(2026, 6, 10, 22))))
    assert [(one.since, one.until) for one in covering(plan, REHAB)] == [(GIVEN, None)]


def test_a_withdrawal_takes_back_every_earlier_consent_that_names_the_unit() -> None:
    """A unit that registered the same word twice does not stay in when the person takes it back."""
    twice = (sharing(REHAB, withdrawn_at=NOW), sharing(REHAB, id=uid(28)), sharing(CLINIC, id=uid(29)))
    plan = established(consents=(sip(), *twice))
    assert not let_in(plan, REHAB) and let_in(plan, CLINIC)
    anew = sharing(REHAB, id=uid(30), given_at=NOW + TICK)
    assert let_in(established(consents=(sip(), *twice, anew)), REHAB, NOW + TICK)


@pytest.mark.slow
@settings(max_examples=300, deadline=None, database=None)
@given(plans())
def test_a_unit_is_let_in_by_those_whose_word_it_takes_at_every_half_hour(plan: Plan) -> None:
    kind = ConsentKind.INFORMATION_SHARING
    shared = replace(plan, consents=tuple(replace(one, kind=kind, recipients=(REHAB,)) for one in plan.consents))
    wrong = [at for at in GRID if let_in(shared, REHAB, at) is not unit_is_let_in(shared, REHAB, at)]
    assert wrong == []


def reads(plan: Plan) -> bool:
    return Ground.PARTICIPANT in grounds(staff(MAIN_HSA, REHAB_HSA), plan, NOW)


def shared_by(which: UUID, number: int) -> Consent:
    return sharing(REHAB, id=uid(number), given_by=G.GUARDIAN, guardian_id=which)


def test_both_guardians_information_consent_lets_a_unit_in() -> None:
    sips = [by_guardian(one) for one in GUARDIANS]
    assert reads(of_child(CHILD_BORN, *sips, shared_by(ONE, 701), shared_by(TWO, 702)))


def test_with_two_guardians_both_consent_to_information_sharing() -> None:
    """Domain rules, consent, said of every kind: for a minor, guardians consent; with two guardians, both."""
    sips = [by_guardian(one) for one in GUARDIANS]
    assert not reads(of_child(CHILD_BORN, *sips, shared_by(ONE, 701)))


def test_a_guardians_information_consent_ends_when_the_person_comes_of_age() -> None:
    """Föräldrabalken 9:1 and domain rules, consent: guardians consent for a minor, and for nobody else."""
    assert not reads(of_child(date(2008, 3, 1), sip(), shared_by(ONE, 701), shared_by(TWO, 702)))
