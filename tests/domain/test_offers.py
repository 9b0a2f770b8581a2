"""Offers (domain rules, process: offered and declined): a duty to offer, and a no that takes back a yes."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from app.domain.consent import ConsentGiver, ConsentKind, coverage, relatives_invited, sip_in_force, sip_withdrawn
from app.domain.contents import added, revised
from app.domain.holding import holding
from app.domain.lifecycle import Transition, moved
from app.domain.offer import OfferAnswer
from app.domain.plan import Plan, PlanStatus
from app.domain.withdrawal import taking_back
from app.domain.withdrawing import declined
from tests.domain.boundaries import NEW, TICK
from tests.domain.parts import declined_offer, offer
from tests.domain.plans import GIVEN, NOW, REHAB, established, sharing, sip, uid

LATER = NOW + timedelta(days=1)


def offered(*consents: object) -> Plan:
    return established(status=PlanStatus.OFFERED, established_at=None, consents=consents, offers=(offer(),))


def test_an_offer_awaits_its_answer_and_the_answer_is_written_on_it() -> None:
    plan = offered()
    assert plan.offers[0].answer is OfferAnswer.NONE
    said = {"answer": OfferAnswer.DECLINED, "answered_at": NOW, "answered_by": ConsentGiver.PERSON}
    after = revised(plan, "offers", plan.offers[0], NOW, **said).offers[0]
    assert (after.answer, after.answered_by, after.version) == ("declined", "person", 2)


def test_who_says_no_is_offered_again_and_both_offers_stay() -> None:
    """Domain rules, process: declined is documented, and SIP may be offered again."""
    plan = moved(replace(offered(), offers=(declined_offer(),)), Transition.DECLINE, NOW)
    again = added(moved(plan, Transition.OFFER, NOW), "offers", offer(NEW, offered_at=NOW), NOW)
    assert (plan.status, again.status) == ("declined", "offered")
    assert [one.answer for one in again.offers] == ["declined", "none"]


def test_a_yes_leaves_the_plan_offered_until_there_is_a_consent_and_a_coordinator() -> None:
    """Domain rules, process: `preparing` is entered when consent is given and a coordinator is named."""
    assert moved(offered(), Transition.ACCEPT, NOW) == offered()


# --- what a no does to a yes -----------------------------------------------------------------------------------------


def test_a_no_takes_back_each_yes_to_sip_and_leaves_the_other_kinds() -> None:
    """Domain rules, consent: no consent, no plan. What was withdrawn before keeps its own time."""
    old = sip(uid(96), withdrawn_at=GIVEN, withdrawn_by=ConsentGiver.GUARDIAN)
    first, kept, second, other = declined(
        offered(sip(), old, sip(uid(97)), sharing(REHAB)), NOW, ConsentGiver.PERSON, LATER
    )
    for one in (first, second):
        assert (one.withdrawn_at, one.withdrawn_by, one.withdrawal_entered_at) == (NOW, "person", LATER)
        assert one.version == 2
    assert kept == old
    assert other == sharing(REHAB)


def test_a_yes_that_was_given_after_the_no_was_said_ends_as_it_begins() -> None:
    """The no is registered late: its consent is nowhere withdrawn before it was given."""
    (one,) = declined(offered(sip(given_at=NOW)), GIVEN, None, LATER)
    assert (one.withdrawn_at, one.withdrawn_by) == (NOW, None)
    assert not one.in_force(NOW)


def test_a_yes_that_had_ended_with_its_last_day_is_not_taken_back() -> None:
    last = NOW.date() - timedelta(days=1)
    ended, holds = sip(valid_until=last), sip(uid(97), valid_until=NOW.date())
    kept, taken = declined(offered(ended, holds), NOW, ConsentGiver.PERSON, LATER)
    assert kept == ended and taken.withdrawn_at == NOW


@pytest.mark.parametrize(("said_at", "holds"), [(GIVEN - TICK, True), (GIVEN, False), (GIVEN + TICK, False)])
def test_a_no_to_an_offer_takes_back_a_yes_that_was_given_before_it_and_is_entered_later(
    said_at: datetime, holds: bool
) -> None:
    """Domain rules, consent: one paper says one thing, whichever other had been entered when she said no."""
    no = declined_offer(answered_at=said_at)
    paper = replace(offered(sip(entered_at=LATER)), offers=(no, offer(NEW, offered_at=NOW)))
    assert (sip_in_force(paper, NOW), bool(holding(paper, NOW))) == (holds, holds)
    told = taking_back(paper)(paper.consents[0])
    assert (told.at, told.by) == ((None, None) if holds else (said_at, ConsentGiver.PERSON))
    accepted = replace(paper, offers=(replace(no, answer=OfferAnswer.ACCEPTED),))
    assert sip_in_force(accepted, NOW) and taking_back(accepted)(accepted.consents[0]).at is None


def test_a_no_to_the_offer_leaves_the_other_kinds_as_they_are() -> None:
    others = (sip(kind=ConsentKind.RELATIVES), sharing(REHAB))
    plan = replace(offered(*others), offers=(declined_offer(answered_at=NOW),))
    assert holding(plan, NOW) == {one.id for one in others}
    assert relatives_invited(plan, NOW) and coverage(plan)[REHAB][0].holds(NOW)


def test_after_a_no_nothing_holds_until_somebody_has_registered_another_yes() -> None:
    plan = offered(sip())
    assert not sip_withdrawn(plan)
    no = replace(plan, consents=declined(plan, NOW, ConsentGiver.PERSON, NOW))
    assert sip_withdrawn(no) and not sip_in_force(no, NOW)
    early = replace(no, consents=(*no.consents, sip(uid(97), given_at=LATER, entered_at=NOW)))
    assert sip_withdrawn(early), "a yes that was registered with the no is none after it"
    anew = replace(no, consents=(*no.consents, sip(uid(97), given_at=LATER, entered_at=NOW + TICK)))
    assert not sip_withdrawn(anew) and sip_in_force(anew, LATER)
    again = replace(no, consents=(*no.consents, sip(uid(97), given_at=LATER, entered_at=LATER, withdrawn_at=LATER)))
    assert sip_withdrawn(again)


@pytest.mark.parametrize("kind", [ConsentKind.INFORMATION_SHARING, ConsentKind.RELATIVES])
def test_another_kind_is_no_new_yes_and_no_withdrawal(kind: ConsentKind) -> None:
    assert not sip_withdrawn(offered(sip(), sip(uid(97), kind=kind, withdrawn_at=NOW)))
    assert sip_withdrawn(offered(sip(withdrawn_at=GIVEN), sip(uid(97), kind=kind, entered_at=NOW)))


def test_a_withdrawal_without_a_time_of_entry_counts_from_when_it_happened() -> None:
    taken = sip(withdrawn_at=NOW)
    assert sip_withdrawn(offered(taken, sip(uid(97), entered_at=NOW)))
    assert not sip_withdrawn(offered(taken, sip(uid(97), entered_at=NOW + TICK)))
