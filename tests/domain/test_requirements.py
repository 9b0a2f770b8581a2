"""What the law and the guideline want before the plan moves: each requirement alone, and all of them together."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from app.domain.intervention import ResponsibleKind
from app.domain.plan import Plan, PlanStatus
from app.domain.requirements import ESTABLISHING, checklist, for_establishing, for_preparing
from app.domain.summons import Reply
from tests.domain.plans import (
    BY_OTHER,
    CLINIC,
    GUARDIANS,
    LONG_GOAL,
    MAIN,
    NOW,
    NURSE,
    REHAB,
    RELATIVE,
    SUB_GOAL,
    by_guardian,
    established,
    goal,
    intervention,
    invitation,
    meeting,
    of_child,
    sip,
    uid,
)


def found(findings: Any) -> list[tuple[str, str]]:
    return [(one.rule.id, one.pointer) for one in findings]


def without_unit(which: object) -> dict[str, Any]:
    return {"units": tuple(one for one in established().units if one.id != which)}


# what is missing → the change of a complete plan, and the one finding that it gives
ALONE: dict[str, tuple[dict[str, Any], str, str]] = {
    "no consent": ({"consents": ()}, "sip-consent-missing", "/consents"),
    "consent withdrawn": ({"consents": (sip(withdrawn_at=NOW),)}, "sip-consent-missing", "/consents"),
    "consent ended": ({"consents": (sip(valid_until=date(2026, 5, 31)),)}, "sip-consent-missing", "/consents"),
    "no coordinator": (
        {
            "coordinator_id": None,
            "invitations": (invitation(uid(32), REHAB, Reply.ATTENDS), invitation(uid(33), CLINIC, Reply.ATTENDS)),
        },
        "coordinator-missing",
        "/coordinatorId",
    ),
    "no unit of the region": (without_unit(CLINIC), "region-part-missing", "/units"),
    "no unit of the municipality": (without_unit(REHAB), "municipality-part-missing", "/units"),
    "the region is listed and takes no part": (
        {"coordinator_id": MAIN},
        "region-part-missing",
        "/units",
    ),
    "the municipality is listed and has not answered": (
        {"invitations": (invitation(uid(32), REHAB, Reply.NONE),)},
        "municipality-part-missing",
        "/units",
    ),
    "the municipality is listed and stays away": (
        {"invitations": (invitation(uid(32), REHAB, Reply.DECLINES),)},
        "municipality-part-missing",
        "/units",
    ),
    "no meeting": ({"meetings": ()}, "meeting-missing", "/meetings"),
    "no main responsible": ({"main_responsible_id": None}, "main-responsible-missing", "/mainResponsibleId"),
    "no goal": ({"goals": ()}, "goals-missing", "/goals"),
    "a goal that nobody follows up": (
        {"goals": (goal(LONG_GOAL, follow_up_responsible_id=None), goal(SUB_GOAL))},
        "goal-follow-up-responsible-missing",
        "/goals/0/followUpResponsibleId",
    ),
    "a sub-goal that nobody follows up": (
        {"goals": (goal(LONG_GOAL), goal(SUB_GOAL, parent_id=LONG_GOAL, follow_up_responsible_id=None))},
        "goal-follow-up-responsible-missing",
        "/goals/1/followUpResponsibleId",
    ),
    "no intervention": ({"interventions": ()}, "interventions-missing", "/interventions"),
    "no intervention that a principal answers for": (
        {"interventions": (intervention(BY_OTHER, ResponsibleKind.OTHER),)},
        "principal-intervention-missing",
        "/interventions",
    ),
    "no overall responsible": ({"overall_responsible": None}, "overall-responsible-missing", "/overallResponsible"),
    "no first follow-up": ({"first_follow_up_on": None}, "first-follow-up-missing", "/firstFollowUpOn"),
    "a first follow-up on a day that has been": (
        {"first_follow_up_on": date(2026, 5, 31), "established_at": None},
        "first-follow-up-passed",
        "/firstFollowUpOn",
    ),
}
BEFORE_PREPARING = {"no consent", "consent withdrawn", "consent ended", "no coordinator"}


def test_a_complete_plan_wants_nothing() -> None:
    met = established(status=PlanStatus.MET, established_at=None, first_follow_up_on=date(2026, 6, 1))
    assert found(for_establishing(met, NOW)) == found(for_preparing(met, NOW)) == []


@pytest.mark.parametrize("missing", ALONE)
def test_each_requirement_alone_gives_exactly_its_own_finding(missing: str) -> None:
    values, rule, pointer = ALONE[missing]
    plan = established(status=PlanStatus.MET, **values)
    assert found(for_establishing(plan, NOW)) == [(rule, pointer)]
    assert found(for_preparing(plan, NOW)) == ([(rule, pointer)] if missing in BEFORE_PREPARING else [])


def test_everything_missing_is_told_at_once_and_each_thing_once() -> None:
    start = established()
    empty = Plan(
        id=start.id,
        person=start.person,
        person_name="",
        title="",
        reason="",
        initiated_by_unit_id=CLINIC,
        initiated_at=NOW,
        entered_at=NOW,
        changed_at=NOW,
    )
    told = [rule for rule, _ in found(for_establishing(empty, NOW))]
    expected = {rule for _, rule, _ in ALONE.values()}
    expected -= {
        "goal-follow-up-responsible-missing",
        "principal-intervention-missing",
        "first-follow-up-passed",
    }  # of what is there: goals, interventions, a day
    assert sorted(told) == sorted(expected)


def test_every_goal_that_nobody_follows_up_is_named() -> None:
    goals = tuple(replace(one, follow_up_responsible_id=None) for one in established().goals)
    pointers = [pointer for _, pointer in found(for_establishing(established(goals=goals), NOW))]
    assert pointers == ["/goals/0/followUpResponsibleId", "/goals/1/followUpResponsibleId"]


def test_who_was_at_the_meeting_takes_part_whatever_was_answered() -> None:
    """HSL 16:4, second point: both principals take part, and a summons may be answered by coming."""
    silent = established(invitations=())
    assert found(for_establishing(silent, NOW)) == [("municipality-part-missing", "/units")]
    assert found(for_establishing(replace(silent, meetings=(meeting(attendee_ids=(MAIN,)),)), NOW)) == []
    with_others = replace(silent, meetings=(meeting(attendee_ids=(NURSE, RELATIVE)),))
    assert found(for_establishing(with_others, NOW)) == [("municipality-part-missing", "/units")]


def test_a_revision_books_no_first_follow_up_anew() -> None:
    plan = established(status=PlanStatus.MET, first_follow_up_on=date(2026, 5, 4))
    assert found(for_establishing(plan, NOW)) == []


def test_measures_by_others_may_be_none() -> None:
    """HSL 16:4, third point: the measures that someone else takes, if any."""
    plan = established(interventions=(intervention(LONG_GOAL),))
    assert found(for_establishing(plan, NOW)) == []


def test_a_minor_needs_every_guardian() -> None:
    child = of_child(date(2014, 4, 5), by_guardian(GUARDIANS[0]))
    assert found(for_preparing(child, NOW)) == [("sip-consent-missing", "/consents")]
    assert found(for_preparing(of_child(date(2014, 4, 5)), NOW)) == []


# --- the checklist ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("missing", ["nothing", *ALONE])
def test_the_checklist_says_of_each_requirement_exactly_what_refuses_the_plan(missing: str) -> None:
    values = ALONE[missing][0] if missing in ALONE else {}
    plan = established(status=PlanStatus.MET, **values)
    rows = checklist(plan, NOW)
    assert [rule for rule, _ in rows] == list(ESTABLISHING)
    assert sorted(found(one for _, lacks in rows for one in lacks)) == sorted(found(for_establishing(plan, NOW)))
    assert all(one.rule is rule for rule, lacks in rows for one in lacks)
    assert {rule.id for rule, lacks in rows if lacks} == ({ALONE[missing][1]} if missing in ALONE else set())


def test_the_checklist_has_every_requirement_once_and_in_the_order_in_which_they_are_told() -> None:
    assert len(set(ESTABLISHING)) == len(ESTABLISHING)
    assert {rule.id for rule in ESTABLISHING} == {rule for _, rule, _ in ALONE.values()}
    start = established()
    bare = replace(start, consents=(), coordinator_id=None, units=(), meetings=(), main_responsible_id=None, goals=())
    bare = replace(bare, interventions=(), overall_responsible=None, first_follow_up_on=None)
    told = [one.rule for one in for_establishing(bare, NOW)]
    assert told == [rule for rule, lacks in checklist(bare, NOW) if lacks]
