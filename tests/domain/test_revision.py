"""Revision (domain rules, process: from `established` a new summons and meeting are possible) and closing."""

from dataclasses import replace
from typing import Any

import pytest

from app.domain.lifecycle import (
    Transition,
    annulled,
    closed,
    closed_by_time,
    met,
    moved,
    settled,
    summoned,
    with_notices,
)
from app.domain.plan import ClosingReason, Plan, PlanStatus
from app.domain.refusal import Conflict
from app.domain.summons import Occasion
from app.domain.visibility import project
from app.domain.visibility.drafts import as_adopted
from tests.domain.plans import (
    BY_UNIT,
    CHANGED,
    COORDINATOR,
    LONG_GOAL,
    MAIN,
    MEETING,
    NOW,
    NURSE,
    SUB_GOAL,
    established,
    follow_up,
    goal,
    intervention,
    meeting,
    notice,
    sip,
    status,
    summons,
    uid,
    utc,
)

S, T = PlanStatus, Transition
STANDS = established(version=7)
TO_PLAN, TO_FOLLOW_UP = Occasion.PLANNING, Occasion.FOLLOW_UP


@pytest.mark.parametrize(("step", "status_"), [(summoned, "summoned"), (met, "met")])
def test_to_plan_anew_revises_the_version_that_stands(step: Any, status_: str) -> None:
    after = step(STANDS, TO_PLAN, NOW)
    assert (after.status, after.revises, after.established_at) == (status_, 7, CHANGED)
    assert replace(after, status=S.ESTABLISHED, revises=None) == STANDS


@pytest.mark.parametrize("step", [summoned, met])
def test_to_follow_up_leaves_the_plan_as_it_stands(step: Any) -> None:
    """Domain rules, process: a follow-up does not leave `established`."""
    assert step(STANDS, TO_FOLLOW_UP, NOW) == STANDS
    for status_ in set(S) - {S.ESTABLISHED}:
        with pytest.raises(Conflict):
            step(replace(STANDS, status=status_), TO_FOLLOW_UP, NOW)


def test_the_revised_version_is_kept_through_all_that_is_done_until_the_plan_is_adopted() -> None:
    plan = replace(summoned(STANDS, TO_PLAN, NOW), version=8)
    for version, step in enumerate((met, met, summoned, summoned, met), 9):
        plan = replace(step(plan, TO_PLAN, NOW), version=version)
        assert plan.revises == 7
    anew = moved(plan, T.ESTABLISH, NOW)
    assert (anew.status, anew.revises, anew.established_at) == ("established", None, NOW)
    assert summoned(replace(anew, version=14), TO_PLAN, NOW).revises == 14


def test_a_revision_that_is_called_off_leaves_the_time_of_the_establishing() -> None:
    after = moved(summoned(STANDS, TO_PLAN, NOW), T.RESUME, NOW)
    assert after == STANDS


@pytest.mark.parametrize("status_", ["preparing", "summoned", "met"])
def test_a_plan_that_was_never_established_revises_nothing(status_: str) -> None:
    plan = established(status=S(status_), established_at=None, version=7)
    for step in (summoned, met):
        if not (step is met and status_ == "preparing"):
            assert step(plan, TO_PLAN, NOW).revises is None


def test_what_is_closed_while_it_is_revised_still_knows_what_stood() -> None:
    """Else its drafts would be shown for the twelve months that a closed plan is."""
    plan = closed(met(STANDS, TO_PLAN, NOW), ClosingReason.MOVED, NOW, "Flyttat till annan kommun")
    assert (plan.revises, plan.closing_text) == (7, "Flyttat till annan kommun")


# --- closing and annulling -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("words", ["Flyttat till annan kommun", None])
def test_a_closure_is_documented_with_when_why_and_the_words_for_it(words: str | None) -> None:
    """Riktlinje SIP; a reason of the list is always there, and the words where somebody has written them."""
    after = closed(STANDS, ClosingReason.MOVED, NOW, words)
    assert (after.status, after.closed_at, after.closing_reason, after.closing_text) == ("closed", NOW, "moved", words)


@pytest.mark.parametrize("status_", S)
def test_what_was_entered_in_error_is_marked_with_when_and_why_and_nothing_is_erased(status_: PlanStatus) -> None:
    """PDL 2008:355 3:14."""
    plan = established(status=status_)
    if status_ is S.ANNULLED:
        with pytest.raises(Conflict):
            annulled(plan, "fel person", NOW)
        return
    after = annulled(plan, "fel person", NOW)
    assert (after.status, after.annulled_at, after.annulment_reason) == ("annulled", NOW, "fel person")
    assert replace(after, status=status_, annulled_at=None, annulment_reason=None) == plan


def test_a_plan_closed_by_time_alone_has_told_nobody_yet() -> None:
    lapsed = settled(established(consents=(sip(valid_until=utc(2026, 5, 1).date()),)), NOW)
    assert closed_by_time(lapsed)
    assert not closed_by_time(replace(lapsed, notices=(notice(),)))
    assert not closed_by_time(closed(STANDS, ClosingReason.CONSENT_WITHDRAWN, NOW))
    assert not closed_by_time(STANDS)


def test_a_notice_is_added_to_those_there_are() -> None:
    first, second = notice(), notice(id=uid(85))
    assert with_notices(with_notices(STANDS, (first,)), (second,)).notices == (first, second)


# --- what she is shown meanwhile -------------------------------------------------------------------------------------


def shown(now: Plan, adopted: Plan = STANDS) -> dict[str, Any]:
    return project(as_adopted(now, adopted))


def revising(**values: Any) -> Plan:
    return replace(STANDS, status=S.MET, revises=7, **values)


# what is a draft → the change, which she is not shown before the plan is adopted
DRAFTS: dict[str, dict[str, Any]] = {
    "a new goal": {"goals": (*STANDS.goals, goal(uid(800)))},
    "a goal in other words": {"goals": (goal(LONG_GOAL, citizen_text="Nytt"), STANDS.goals[1])},
    "a new intervention": {"interventions": (*STANDS.interventions, intervention(uid(800)))},
    "an intervention moved to another goal": {
        "interventions": (intervention(BY_UNIT, goal_id=SUB_GOAL), *STANDS.interventions[1:])
    },
    "the state of a new intervention": {
        "interventions": (*STANDS.interventions, intervention(uid(800))),
        "intervention_statuses": (*STANDS.intervention_statuses, status(uid(801), uid(800))),
    },
    "a new meeting": {"meetings": (*STANDS.meetings, meeting(id=uid(800), what_matters="Annat"))},
    "a new follow-up": {"follow_ups": (*STANDS.follow_ups, follow_up(uid(800)))},
    "a new reason": {"reason": "Nya behov"},
    "another main responsible": {"main_responsible_id": NURSE},
    "another principal": {"overall_responsible": "municipality"},
    "another first follow-up": {"first_follow_up_on": utc(2027, 1, 1).date()},
}


@pytest.mark.parametrize("draft", DRAFTS)
def test_drafts_wait_until_the_plan_is_adopted_anew(draft: str) -> None:
    """Domain rules, what the citizen sees, withheld always: drafts, anything before `established`."""
    now = revising(**DRAFTS[draft])
    assert shown(now) == project(STANDS) | {"status": "met"}
    assert project(now) != project(STANDS) | {"status": "met"}, "it would be shown if it did not wait"


# what is withheld since → the change, and the list from which it is gone at once
SINCE: dict[str, tuple[dict[str, Any], str, int]] = {
    "a goal": ({"goals": (goal(LONG_GOAL, withheld_from_patient=True), STANDS.goals[1])}, "goals", 0),
    "a sub-goal": (
        {"goals": (STANDS.goals[0], replace(STANDS.goals[1], withheld_from_patient=True))},
        "goals",
        1,
    ),
    "an intervention": (
        {"interventions": (intervention(BY_UNIT, withheld_from_patient=True), *STANDS.interventions[1:])},
        "interventions",
        2,
    ),
    "a follow-up": ({"follow_ups": (follow_up(withheld_from_patient=True),)}, "followUps", 0),
    "a goal that is not there": ({"goals": STANDS.goals[:1], "interventions": ()}, "goals", 1),
}


@pytest.mark.parametrize("what", SINCE)
def test_what_is_withheld_since_is_withheld_at_once(what: str) -> None:
    """Showing less is the safe fault: a withholding waits for no meeting."""
    values, name, left = SINCE[what]
    assert len(shown(revising(**values))[name]) == left
    assert len(project(STANDS)[name]) > left


def test_what_is_shown_since_waits_like_any_draft() -> None:
    stood = replace(STANDS, goals=(goal(LONG_GOAL, withheld_from_patient=True), STANDS.goals[1]))
    assert shown(revising(goals=STANDS.goals), stood)["goals"] == []


def test_status_coordinator_summonses_and_people_are_as_they_are_now() -> None:
    new = summons(id=uid(800), meeting_at=utc(2026, 7, 1), purpose="Revidering")
    people = (replace(STANDS.participants[0], name="Nytt namn"), *STANDS.participants[1:])
    now = revising(coordinator_id=NURSE, summonses=(*STANDS.summonses, new), participants=people)
    document = shown(now)
    assert document["status"] == "met"
    assert document["coordinator"] == project(replace(STANDS, coordinator_id=NURSE))["coordinator"]
    assert [one["purpose"] for one in document["summonses"]] == ["Hem", "Revidering"]
    assert document["participants"][0]["name"] == "Nytt namn"
    assert document["meetings"][0]["chair"]["name"] == "Nytt namn", "a person's own name is no draft"


def test_a_state_of_what_stands_is_no_draft() -> None:
    added = (*STANDS.intervention_statuses, status(uid(801), BY_UNIT, state="completed"))
    assert len(shown(revising(intervention_statuses=added))["interventionStatuses"]) == len(added)


def test_who_is_protected_since_is_named_nowhere_and_no_place_either() -> None:
    """OSL 22:1: noted now, it holds in what stood then."""
    hidden = tuple(
        replace(one, protected_identity="protectedRegistration") if one.id in (COORDINATOR, MAIN) else one
        for one in STANDS.participants
    )
    now = revising(participants=hidden, person=replace(STANDS.person, protected=True))
    document = shown(now)
    assert (document["coordinator"], document["mainResponsible"]) == (None, None)
    assert [(one["place"], one["chair"]) for one in document["meetings"]] == [(None, None)]
    assert as_adopted(now, STANDS).meetings[0].id == MEETING
