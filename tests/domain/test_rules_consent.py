"""Three kinds of consent that are kept apart (domain rules, consent): what each says, and what each alone opens."""

from dataclasses import MISSING, fields, replace
from datetime import date
from itertools import product
from typing import Any

import pytest

from app.domain.consent import (
    Consent,
    ConsentForm,
    ConsentGiver,
    ConsentKind,
    Information,
    covering,
    relatives_invited,
    sip_in_force,
)
from app.domain.contents import added
from app.domain.plan import Plan
from tests.domain.boundaries import NEW
from tests.domain.plans import GIVEN, NOW, NURSE, REHAB, established, sip, utc

K = ConsentKind
# What each kind must say besides what all of them do.
OF_ITS_OWN: dict[ConsentKind, dict[str, Any]] = {
    K.SIP: {},
    K.INFORMATION_SHARING: {"recipients": (REHAB,), "information": (Information.PLAN,)},
    K.RELATIVES: {"relatives": ("Dottern",)},
}
OF_A_JUDGEMENT = {"assessment": "Hon har alltid velat ha hjälp"}
BY_OTHERS = [one for one in ConsentGiver if one is not ConsentGiver.GUARDIAN]  # hers, as she is of age


def of(kind: ConsentKind, **values: Any) -> Consent:
    return sip(NEW, **({"kind": kind} | OF_ITS_OWN[kind] | values))


def opened(plan: Plan) -> set[ConsentKind]:
    """Which kinds hold in the plan, by what each of them opens."""
    found = {K.SIP} if sip_in_force(plan, NOW) else set()
    if any(one.holds(NOW) for one in covering(plan, REHAB)):
        found.add(K.INFORMATION_SHARING)
    return found | ({K.RELATIVES} if relatives_invited(plan, NOW) else set())


@pytest.mark.parametrize("kind", K)
def test_a_consent_of_each_kind_opens_what_is_its_own_and_nothing_else(kind: ConsentKind) -> None:
    assert opened(established(consents=(of(kind),))) == {kind}


@pytest.mark.parametrize("kind", K)
def test_a_consent_that_ends_with_time_has_the_effect_of_one_that_is_withdrawn(kind: ConsentKind) -> None:
    for end in ({"withdrawn_at": utc(2026, 5, 31, 22)}, {"valid_until": date(2026, 5, 31)}):
        over = of(kind, **end)
        assert opened(established(consents=(over,))) == set()
        assert over.ends_at == utc(2026, 5, 31, 22)


@pytest.mark.parametrize(("kind", "form", "giver"), list(product(K, ConsentForm, BY_OTHERS)))
def test_each_kind_is_given_orally_in_writing_or_electronically_by_whoever_may(
    kind: ConsentKind, form: ConsentForm, giver: ConsentGiver
) -> None:
    judged = OF_A_JUDGEMENT if giver is ConsentGiver.ASSESSMENT else {}
    one = of(kind, form=form, given_by=giver, **judged)
    assert added(established(consents=()), "consents", one, NOW).consents == (one,)


def test_a_consent_says_by_whom_and_how_it_was_given_and_who_registered_it_when() -> None:
    required = {one.name for one in fields(Consent) if one.default is MISSING}
    assert {"kind", "given_by", "form", "given_at", "entered_at"} <= required
    yesterday = of(K.SIP, given_at=GIVEN, entered_at=NOW, registered_by_id=NURSE, valid_until=date(2026, 12, 31))
    [kept] = added(established(consents=()), "consents", yesterday, NOW).consents
    assert (kept.given_at, kept.entered_at, kept.registered_by_id) == (GIVEN, NOW, NURSE)


def test_a_withdrawal_says_when_and_by_whom_and_leaves_the_rest_as_it_was() -> None:
    given = of(K.SIP)
    taken = replace(given, withdrawn_at=NOW, withdrawn_by=ConsentGiver.PERSON, withdrawal_registered_by_id=NURSE)
    assert given.in_force(NOW) and not taken.in_force(NOW)
    assert replace(taken, withdrawn_at=None, withdrawn_by=None, withdrawal_registered_by_id=None) == given
