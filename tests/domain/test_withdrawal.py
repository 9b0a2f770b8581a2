"""What a no to one consent takes of another, and how that is told of the other."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest

from app.domain.consent import Consent, ConsentGiver, ConsentKind, lapsed
from app.domain.contents.people import GUARDIAN_OF_ADULT
from app.domain.holding import holding
from app.domain.plan import Plan
from app.domain.swedish_time import day_ends
from app.domain.withdrawal import TakenBack, as_they_stand, taking_back
from app.domain.withdrawing import require_speaks, withdrawn
from tests.domain.boundaries import refusal
from tests.domain.plans import (
    CLINIC,
    GUARDIANS,
    NOW,
    REHAB,
    by_guardian,
    established,
    of_child,
    sharing,
    sip,
    uid,
    utc,
)

NO = NOW - timedelta(days=10)
OTHER = uid(28)


def taken_back(plan: Plan, one: Consent) -> TakenBack:
    return taking_back(plan)(one)


def as_it_stands(plan: Plan, one: Consent) -> Consent:
    return next(other for other in as_they_stand(plan) if other.id == one.id)


def no_to(**values: Any) -> dict[str, Any]:
    return {"id": OTHER, "withdrawn_at": NO, "withdrawn_by": ConsentGiver.PERSON} | values


@pytest.mark.parametrize("given", [sip(), sip(kind=ConsentKind.RELATIVES), sharing(REHAB), sharing(REHAB, CLINIC)])
def test_a_no_to_another_of_the_kind_takes_back_what_was_given_before_it(given: Any) -> None:
    other = sharing(*given.recipients, **no_to()) if given.recipients else sip(kind=given.kind, **no_to())
    plan = established(consents=(given, other))
    assert given.id not in holding(plan, NOW)
    told = taken_back(plan, given)
    assert (told.at, told.by, told.units) == (NO, ConsentGiver.PERSON, frozenset(given.recipients))
    shown = as_it_stands(plan, given)
    assert (shown.withdrawn_at, shown.withdrawn_by, shown.recipients) == (NO, ConsentGiver.PERSON, given.recipients)


@pytest.mark.parametrize(
    ("given", "other"),
    [
        (sip(given_at=NO + timedelta(days=1)), sip(**no_to())),
        (sip(), sharing(REHAB, **no_to())),
        (sip(valid_until=date(2026, 4, 1)), sip(**no_to())),
        (sip(withdrawn_at=NO - timedelta(days=1)), sip(**no_to())),
        (sip(), sip(id=OTHER)),
        (sharing(REHAB), sharing(CLINIC, **no_to())),
        (sip(withdrawn_at=NO), sip(id=OTHER)),
    ],
)
def test_what_it_does_not_take_is_told_as_it_was(given: Any, other: Any) -> None:
    """Given later, of another kind, over already, to another unit, or withdrawn itself."""
    plan = established(consents=(given, other))
    assert taken_back(plan, given).at is None and not taken_back(plan, given).units
    assert as_it_stands(plan, given) == given


def test_of_several_units_those_that_are_left_are_told_until_none_is() -> None:
    given, one = sharing(REHAB, CLINIC), sharing(REHAB, **no_to())
    plan = established(consents=(given, one))
    assert given.id in holding(plan, NOW)
    assert (taken_back(plan, given).at, taken_back(plan, given).units) == (None, {REHAB})
    assert as_it_stands(plan, given).recipients == (CLINIC,) and as_it_stands(plan, given).withdrawn_at is None
    later = sharing(CLINIC, **no_to(id=uid(29), withdrawn_at=NOW))
    assert as_it_stands(established(consents=(given, later, one)), given).withdrawn_at == NOW


@pytest.mark.parametrize(
    ("word", "last_day"),
    [
        (by_guardian(GUARDIANS[0]), "2036-03-02"),
        (by_guardian(GUARDIANS[0], valid_until=date(2030, 1, 1)), "2030-01-01"),
        (by_guardian(GUARDIANS[0], valid_until=date(2040, 1, 1)), "2036-03-02"),
        (sip(by=ConsentGiver.LEGAL_REPRESENTATIVE), "2036-03-02"),
        (sip(), "2036-03-02"),
        (by_guardian(GUARDIANS[0], given_at=utc(2040, 1, 1)), "2040-01-01"),
        (sip(given_at=utc(2034, 3, 2, 23)), None),
        (sip(by=ConsentGiver.LEGAL_REPRESENTATIVE, given_at=utc(2036, 3, 2, 23)), None),
    ],
)
def test_what_was_said_for_a_child_is_told_to_hold_until_she_comes_of_age(word: Consent, last_day: str | None) -> None:
    """She must see what holds, and nobody writes anything on the day on which it ends."""
    plan = of_child(date(2018, 3, 3), word)
    until = as_it_stands(plan, word).valid_until
    assert (until and until.isoformat()) == last_day
    if until is not None:
        over = day_ends(until)
        assert word.id not in holding(plan, over) and lapsed(plan, word, over) is (until >= date(2036, 3, 2))


@pytest.mark.parametrize(
    ("plan", "at", "allowed"),
    [
        (established(), NOW, False),
        (of_child(date(2008, 5, 2)), NOW, False),
        (of_child(date(2008, 5, 2)), utc(2026, 5, 1, 21), True),
        (of_child(date(2018, 3, 3)), NOW, True),
    ],
)
def test_no_guardian_says_no_for_somebody_who_was_of_age_then(plan: Plan, at: datetime, allowed: bool) -> None:
    """Föräldrabalken 6:2; and whoever speaks for her by a decision, and she herself, may."""
    one = plan.consents[0]
    for by in ConsentGiver:
        if allowed or by is not ConsentGiver.GUARDIAN:
            require_speaks(plan, by, at, NOW, "/by")
            assert withdrawn(plan, one, at, by, None, NOW).consents[0].withdrawn_by is by
            continue
        assert refusal(lambda: require_speaks(plan, ConsentGiver.GUARDIAN, at, NOW, "/by")).rule is GUARDIAN_OF_ADULT
        assert refusal(lambda: withdrawn(plan, one, at, ConsentGiver.GUARDIAN, None, NOW)).rule is GUARDIAN_OF_ADULT
