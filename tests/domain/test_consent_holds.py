"""Domain rules, consent: whether one holds, by its own dates, by her age, and by what was withdrawn beside it."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from app.domain.consent import Consent, ConsentGiver, ConsentKind, lapsed
from app.domain.contents import added
from app.domain.contents.process import ALREADY_COORDINATOR
from app.domain.holding import holding
from app.domain.plan import Plan
from app.domain.refusal import Conflict
from tests.domain.plans import (
    CLINIC,
    COORDINATOR,
    GIVEN,
    GUARDIANS,
    NOW,
    REHAB,
    by_guardian,
    established,
    handover,
    of_child,
    person,
    sharing,
    sip,
    uid,
    utc,
)

TICK = timedelta(microseconds=1)
BORN = date(2008, 7, 1)
OF_AGE = utc(2026, 6, 30, 22)  # 1 July 2026 begins in Sweden


def holds(plan: Plan, one: Consent, at: datetime) -> bool:
    return one.id in holding(plan, at)


def test_a_guardians_word_ends_at_majority_and_a_young_persons_own_does_not() -> None:
    """FB 9:1: at eighteen; what she said herself from sixteen on goes on."""
    plan = of_child(BORN, *(by_guardian(one) for one in GUARDIANS), sip())
    theirs, hers = plan.consents[0], plan.consents[-1]
    assert holds(plan, theirs, OF_AGE - TICK) and not lapsed(plan, theirs, OF_AGE - TICK)
    assert not holds(plan, theirs, OF_AGE) and lapsed(plan, theirs, OF_AGE)
    assert holds(plan, hers, OF_AGE) and not lapsed(plan, hers, OF_AGE)


def test_what_she_said_as_a_child_lapses_when_she_is_of_age() -> None:
    said = sip(given_at=utc(2024, 6, 1))
    plan = of_child(BORN, said)
    assert not lapsed(plan, said, OF_AGE - TICK) and lapsed(plan, said, OF_AGE)


def test_what_nobody_may_say_for_her_holds_at_no_time() -> None:
    """A child's own yes, a judgement in a child's stead, a representative beside guardians, somebody who is none."""
    plan = of_child(date(2016, 3, 1), *(by_guardian(one) for one in GUARDIANS))
    for one in (
        sip(uid(90)),
        sip(uid(91), ConsentGiver.ASSESSMENT, assessment="Hon har alltid velat"),
        sip(uid(92), ConsentGiver.LEGAL_REPRESENTATIVE),
        by_guardian(uid(93), id=uid(94)),
    ):
        said = replace(plan, consents=(*plan.consents, one))
        assert holding(said, NOW) == {each.id for each in plan.consents}, one
    alone = established(person=person(date(2016, 3, 1)), consents=(sip(uid(92), ConsentGiver.LEGAL_REPRESENTATIVE),))
    assert holding(alone, NOW) == {uid(92)}, "in a guardian's stead, where the plan has none"
    hers = sip(uid(95), given_at=OF_AGE - timedelta(days=9))
    young = of_child(BORN, hers)
    assert holding(young, OF_AGE - TICK) == frozenset() and holding(young, OF_AGE) == {hers.id}


def test_a_withdrawal_beside_it_takes_it_back_from_its_instant() -> None:
    first, second = sip(), sip(uid(99), withdrawn_at=NOW)
    plan = established(consents=(first, second))
    assert holds(plan, first, NOW - TICK) and not holds(plan, first, NOW)
    later = sip(uid(98), given_at=NOW + TICK)
    assert holds(replace(plan, consents=(*plan.consents, later)), later, NOW + TICK)


def test_information_is_taken_back_for_the_units_that_the_withdrawn_one_named() -> None:
    both = sharing(REHAB, CLINIC)
    one = sharing(REHAB, id=uid(99), withdrawn_at=NOW)
    all_of_it = sharing(REHAB, CLINIC, id=uid(98), withdrawn_at=NOW)
    assert holds(established(consents=(sip(), both, one)), both, NOW), "the other unit is still let in"
    assert not holds(established(consents=(sip(), both, all_of_it)), both, NOW)


def test_another_kind_takes_nothing_back() -> None:
    other = replace(sip(uid(99)), kind=ConsentKind.RELATIVES, relatives=("x",), withdrawn_at=GIVEN + TICK)
    plan = established(consents=(sip(), other))
    assert holds(plan, plan.consents[0], NOW)


def test_nobody_hands_over_to_herself() -> None:
    with pytest.raises(Conflict) as refused:
        added(established(), "handovers", handover(to=COORDINATOR), NOW)
    assert refused.value.rule is ALREADY_COORDINATOR
