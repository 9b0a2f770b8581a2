"""Holding a release back for a time, and the summonses shown before it (domain rules, what the citizen sees)."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from app.domain.lifecycle import closed
from app.domain.plan import ClosingReason, Plan, PlanStatus
from app.domain.publication import Publication, publication, reasons_hidden, summonses_publication
from app.domain.refusal import Invalid
from app.domain.release import HELD_TOO_LONG, HoldBack, released
from app.domain.visibility import project_summonses
from tests.domain.boundaries import NEW, STRAY, TICK, refusal
from tests.domain.plans import (
    CHANGED,
    LIBRARY,
    NOW,
    NURSE,
    REHAB,
    RELATIVE,
    established,
    of_child,
    person,
    sip,
    summons,
    utc,
)

DAY = timedelta(days=1)
ALWAYS_BEEN = utc(1958, 8, 16, 23)  # when she, born in August 1942, turned sixteen
UNTIL = NOW + 7 * DAY
HOLD = HoldBack(until=UNTIL, reason="Beskedet ges muntligt först", responsible_id=NURSE)


def hidden(plan: Plan, now: Any = NOW) -> set[str]:
    return {rule.id for rule in reasons_hidden(plan, now)}


# --- the decision ----------------------------------------------------------------------------------------------------


def test_a_release_is_held_back_with_reason_responsible_and_end() -> None:
    """National term NOPATIENT, after menprövning; OSL 25:6."""
    plan = released(established(approved_for_patient=False), True, HOLD, NOW)
    assert plan.approved_for_patient
    assert (plan.held_back_until, plan.held_back_reason, plan.held_back_by_id) == (UNTIL, HOLD.reason, NURSE)
    again = released(plan, True, None, NOW)
    assert (again.held_back_until, again.held_back_reason, again.held_back_by_id) == (None, None, None)
    assert not released(plan, False, None, NOW).approved_for_patient


@pytest.mark.parametrize(
    ("until", "held"),
    [(NOW, False), (NOW + TICK, True), (NOW + 30 * DAY, True), (NOW + 30 * DAY + TICK, False), (NOW - DAY, False)],
)
def test_a_hold_back_ends_within_thirty_days(until: Any, held: bool) -> None:
    wanted = replace(HOLD, until=until)
    if held:
        assert released(established(), True, wanted, NOW).held_back_until == until
        return
    refused = refusal(lambda: released(established(), True, wanted, NOW))
    assert type(refused) is Invalid and refused.rule is HELD_TOO_LONG
    assert [one.pointer for one in refused.findings] == ["/heldBack/until"]


@pytest.mark.parametrize(("who", "rule"), [(STRAY, "no-such-part"), (RELATIVE, "not-staff")])
def test_staff_of_the_plan_is_responsible_for_the_judgement(who: Any, rule: str) -> None:
    refused = refusal(lambda: released(established(), True, replace(HOLD, responsible_id=who), NOW))
    assert refused.rule.id == rule
    assert [one.pointer for one in refused.findings] == ["/heldBack/responsibleId"]


# --- its effect ------------------------------------------------------------------------------------------------------


def test_it_is_hidden_until_then_and_opens_by_itself() -> None:
    """It ends by itself: nobody has to remember to release the plan."""
    plan = released(established(), True, HOLD, NOW)
    assert hidden(plan) == {"held-back"}
    assert publication(plan, NOW) == Publication(UNTIL, None)
    assert hidden(plan, UNTIL - TICK) == {"held-back"}
    assert hidden(plan, UNTIL) == set()
    assert publication(plan, UNTIL) == Publication(UNTIL, None)


def test_an_old_hold_back_moves_nothing_that_was_shown_before_it() -> None:
    assert publication(established(held_back_until=CHANGED - DAY), NOW) == Publication(CHANGED, None)


def test_what_is_held_back_until_it_would_be_shut_is_never_shown() -> None:
    ends = (sip(valid_until=UNTIL.date() - DAY),)
    assert publication(released(established(consents=ends), True, HOLD, NOW), NOW) is None
    over = utc(2026, 6, 8, 22)
    exactly = replace(HOLD, until=over)
    touching = (sip(valid_until=date(2026, 6, 8)),)
    assert publication(released(established(consents=touching), True, exactly, NOW), NOW) is None
    earlier = released(established(consents=touching), True, replace(HOLD, until=over - TICK), NOW)
    assert publication(earlier, NOW) == Publication(over - TICK, over)


def test_of_a_hold_back_and_her_sixteenth_birthday_the_later_opens_it() -> None:
    own = utc(2026, 6, 30, 22)
    child = of_child(date(2010, 7, 1), held_back_until=UNTIL)
    assert hidden(child) == {"held-back", "too-young"}
    assert publication(child, NOW).since == own  # type: ignore[union-attr]
    later = replace(child, held_back_until=own + DAY)
    assert publication(later, NOW).since == own + DAY  # type: ignore[union-attr]


def test_held_back_and_not_released_is_not_going_to_be_shown() -> None:
    assert publication(released(established(), False, HOLD, NOW), NOW) is None


# --- the summonses, before the plan is established -------------------------------------------------------------------


@pytest.mark.parametrize("status", PlanStatus)
def test_her_summonses_are_shown_while_the_plan_rests_on_her_consent_released_or_not(status: PlanStatus) -> None:
    """Domain rules, withheld always: anything before `established` other than the summons and consents."""
    rests = status in ("preparing", "summoned", "met", "established")
    expected = Publication(ALWAYS_BEEN, None) if rests else None
    for approved in (True, False):
        plan = established(status=status, approved_for_patient=approved, established_at=None)
        assert summonses_publication(plan, NOW) == expected
        assert summonses_publication(replace(plan, summonses=()), NOW) is None


def test_they_are_shown_until_the_instant_the_consent_ends_and_not_after() -> None:
    plan, over = established(consents=(sip(valid_until=date(2026, 6, 30)),)), utc(2026, 6, 30, 22)
    assert summonses_publication(plan, NOW) == Publication(ALWAYS_BEEN, over)
    assert summonses_publication(plan, over - TICK) == Publication(ALWAYS_BEEN, over)
    assert summonses_publication(plan, over) is None


@pytest.mark.parametrize("reason", ClosingReason)
def test_of_a_plan_that_was_closed_none_is_shown_by_itself(reason: ClosingReason) -> None:
    """Nothing after a withdrawal; and what a closed plan shows, it shows whole."""
    assert summonses_publication(closed(established(), reason, NOW), NOW) is None
    assert summonses_publication(established(consents=(sip(withdrawn_at=NOW),)), NOW) is None


def test_a_child_is_shown_them_from_sixteen() -> None:
    own = utc(2026, 6, 30, 22)
    assert summonses_publication(of_child(date(2010, 7, 1)), NOW) == Publication(own, utc(2028, 6, 30, 22))


def test_they_are_the_summonses_and_who_is_called_to_them_and_nothing_else() -> None:
    document = project_summonses(established())
    assert set(document) == {"summonses", "invitations"}
    assert [one["purpose"] for one in document["summonses"]] == ["Hem"]
    assert [one["unit"]["name"] for one in document["invitations"]] == ["Enheten", "Enheten"]
    assert all("reply" not in one for one in document["invitations"])
    assert {REHAB, LIBRARY, NEW}.isdisjoint(str(document)), "no id of a unit"


def test_a_protected_person_is_told_no_place_of_a_meeting() -> None:
    """Domain rules: a protected person's mirror shows no place of any meeting."""
    plan = established(person=person(protected=True), summonses=(summons(),))
    (shown,) = project_summonses(plan)["summonses"]
    assert (shown["place"], shown["purpose"]) == (None, "Hem")
    assert {one["unit"]["name"] for one in project_summonses(plan)["invitations"]} == {None}
