"""Guardians (föräldrabalken 6 kap.) in a plan: whose they are, when they may come in, and what their consent names."""

from dataclasses import replace
from datetime import date

import pytest

from app.domain.consent import ConsentGiver
from app.domain.contents import added, people, revised
from app.domain.participant import ParticipantKind
from app.domain.person import ProtectedIdentity
from app.domain.plan import PlanStatus
from app.domain.refusal import Conflict
from tests.domain.boundaries import NEW, TICK, refusal
from tests.domain.plans import (
    GUARDIANS,
    NOW,
    by_guardian,
    guardian,
    of_child,
    participant,
    sip,
)

CHILD = of_child(date(2014, 4, 5))


def test_a_guardian_is_a_minors_until_her_eighteenth_birthday_begins() -> None:
    """Föräldrabalken 6:2."""
    born = date(2008, 6, 2)  # eighteen at 22:00 UTC on 1 June 2026
    plan = replace(of_child(born), status=PlanStatus.OFFERED)
    over = NOW.replace(hour=22)
    assert added(plan, "participants", guardian(NEW), over - TICK).participants[-1].id == NEW
    assert refusal(lambda: added(plan, "participants", guardian(NEW), over)).rule is people.GUARDIAN_OF_ADULT


@pytest.mark.parametrize("status_", PlanStatus)
def test_a_guardian_comes_before_the_plan_rests_on_consent(status_: PlanStatus) -> None:
    """Föräldrabalken 6:11, 6:13: both consent, so another one cannot come in behind the consent that is given."""
    plan = replace(CHILD, status=status_)
    if status_ in ("preparing", "summoned", "met", "established"):
        refused = refusal(lambda: added(plan, "participants", guardian(NEW), NOW))
        assert type(refused) is Conflict and refused.rule is people.GUARDIAN_LATE
    else:
        assert added(plan, "participants", guardian(NEW), NOW).participants[-1].id == NEW
    old = plan.participants[-1]
    assert revised(plan, "participants", old, NOW, name="Ny").participants[-1].name == "Ny", "who is there is corrected"


def test_a_guardians_consent_names_a_guardian_of_the_plan() -> None:
    again = replace(by_guardian(GUARDIANS[0]), id=NEW)
    assert added(CHILD, "consents", again, NOW).consents[-1] == again


@pytest.mark.parametrize("giver", [one for one in ConsentGiver if one is not ConsentGiver.GUARDIAN])
def test_nobody_elses_consent_names_a_guardian(giver: ConsentGiver) -> None:
    judged = "Hon har alltid velat" if giver is ConsentGiver.ASSESSMENT else None
    one = sip(NEW, giver, guardian_id=GUARDIANS[0], assessment=judged)
    assert refusal(lambda: added(CHILD, "consents", one, NOW)).rule is people.NOT_GUARDIAN


def test_who_is_there_is_corrected_and_shielded_whatever_has_become_of_what_let_her_in() -> None:
    """A guardian of one who is of age now, and a relative whom she no longer lets take part, may need to be hidden."""
    grown = replace(of_child(date(2008, 5, 2)), status=PlanStatus.ESTABLISHED)
    uninvited = replace(CHILD, participants=(participant(NEW, ParticipantKind.RELATIVE),))
    for plan in (grown, uninvited):
        one = plan.participants[-1]
        hidden = revised(plan, "participants", one, NOW, protected_identity=ProtectedIdentity.PROTECTED_REGISTRATION)
        assert hidden.participants[-1].protected_identity is not ProtectedIdentity.NONE
    again = replace(uninvited, participants=())
    one = participant(NEW, ParticipantKind.RELATIVE)
    assert refusal(lambda: added(again, "participants", one, NOW)).rule is people.RELATIVES_NOT_INVITED
