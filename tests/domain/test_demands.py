"""What an action demands of the plan, and the reasons why somebody may not: one list refuses and answers."""

from collections.abc import Callable
from dataclasses import replace
from itertools import product
from typing import Any

import pytest

from app.domain import demands, policy, requirements
from app.domain.action import Action
from app.domain.actor import Staff
from app.domain.plan import Plan, PlanStatus
from app.domain.reach import READERS, Ground, grounds
from app.domain.refusal import Conflict, Forbidden, Refusal
from app.domain.summons import Reply
from tests.domain.plans import (
    COORDINATOR_HSA,
    NOW,
    REHAB,
    established,
    handover,
    invitation,
    sharing,
    sip,
    staff,
    uid,
)
from tests.domain.relations import COORDINATING, RELATIONS, STATES, plan_of

A = Action
INCOMPLETE: dict[str, Any] = {"goals": (), "meetings": (), "consents": (), "coordinator_id": None}
WAITING = (handover(),)
# action → the plan that meets what it demands, one that does not, and the rule of the refusal
DEMANDED: dict[Action, tuple[Plan, Plan, str]] = {
    A.PREPARE: (established(), established(consents=()), "requirements-missing"),
    A.ESTABLISH: (established(), established(goals=()), "requirements-missing"),
    A.RESUME: (established(revises=7), established(revises=7, goals=()), "requirements-missing"),
    A.PLAN_RELEASE: (established(), established(established_at=None), "never-established"),
    A.COORDINATOR_NAME: (established(coordinator_id=None), established(), "has-a-coordinator"),
    A.HANDOVER_OFFER: (established(), established(handovers=WAITING), "handover-pending"),
    A.HANDOVER_WITHDRAW: (established(handovers=WAITING), established(), "handover-not-pending"),
}
SCOPES = ("journal:read journal:write journal:takeover journal:numbers", "journal:read", "")


def refused(call: Callable[[], object]) -> Refusal | None:
    try:
        call()
    except Refusal as refusal:
        return refusal
    return None


@pytest.mark.parametrize("action", DEMANDED)
def test_what_is_missing_refuses_the_action_and_what_is_there_does_not(action: Action) -> None:
    met, unmet, rule = DEMANDED[action]
    assert demands.missing(action, met, NOW) == []
    assert refused(lambda: demands.require(action, met, NOW)) is None
    refusal = refused(lambda: demands.require(action, unmet, NOW))
    assert type(refusal) is Conflict and refusal.rule.id == rule
    found = demands.missing(action, unmet, NOW)
    assert found and (
        list(refusal.findings) == found if rule == "requirements-missing" else refusal.rule is found[0].rule
    )


@pytest.mark.parametrize("action", sorted(set(Action) - set(DEMANDED)))
def test_other_actions_demand_nothing_of_the_plan(action: Action) -> None:
    for plan in (established(), established(established_at=None, **INCOMPLETE), established(handovers=WAITING)):
        assert demands.missing(action, plan, NOW) == []
        assert refused(lambda: demands.require(action, plan, NOW)) is None  # noqa: B023


def test_every_requirement_that_is_missing_is_told_at_once() -> None:
    bare = established(**INCOMPLETE)
    for action, rules in ((A.PREPARE, requirements.for_preparing), (A.ESTABLISH, requirements.for_establishing)):
        assert demands.missing(action, bare, NOW) == list(rules(bare, NOW))
    told = demands.missing(A.RESUME, bare, NOW)
    assert [one.rule.id for one in told[:1]] == ["not-being-revised"]
    assert told[1:] == list(requirements.for_establishing(bare, NOW))


@pytest.mark.parametrize("status", ["preparing", "summoned", "met", "closed"])
def test_release_is_decided_when_the_plan_is_established_or_later(status: str) -> None:
    """Domain rules, what the citizen sees: set in the same act as establishing or later."""
    never, once = (established(status=PlanStatus(status), established_at=at) for at in (None, NOW))
    assert [one.rule.id for one in demands.missing(A.PLAN_RELEASE, never, NOW)] == ["never-established"]
    assert demands.missing(A.PLAN_RELEASE, once, NOW) == []


@pytest.mark.parametrize("end", ["accepted_at", "refused_at", "withdrawn_at"])
def test_a_hand_over_that_is_over_hinders_no_other_and_is_not_taken_back(end: str) -> None:
    over = established(handovers=(handover(**{end: NOW}),))
    assert demands.missing(A.HANDOVER_OFFER, over, NOW) == []
    assert [one.rule.id for one in demands.missing(A.HANDOVER_WITHDRAW, over, NOW)] == ["handover-not-pending"]


# --- the reasons -----------------------------------------------------------------------------------------------------


def may(actor: Staff, action: Action, plan: Plan) -> bool:
    """Whether the action passes: the right and the status, and then what it demands."""

    def both() -> None:
        policy.require(actor, action, plan, NOW)
        demands.require(action, plan, NOW)

    return refused(both) is None


@pytest.mark.parametrize("relation", RELATIONS)
def test_there_is_no_reason_exactly_when_the_action_passes(relation: str) -> None:
    _, who, _ = RELATIONS[relation]
    wrong = []
    for (status, why), scopes, bare in product(STATES, SCOPES, (False, True)):
        plan, actor = plan_of(relation, status, why), staff(*who, scopes)
        plan = replace(plan, goals=(), established_at=None) if bare else replace(plan, revises=7)
        held = grounds(actor, plan, NOW)
        for action in policy.PERMITS:
            told = list(policy.reasons(actor, action, plan, NOW))
            if (told == []) is not may(actor, action, plan):
                wrong.append((action.value, status.value, why, scopes, bare, told))
            assert list(policy.reasons(actor, action, plan, NOW, held)) == told, "asked once for all actions"
    assert wrong == []


@pytest.mark.parametrize("relation", RELATIONS)
def test_who_does_not_read_the_plan_learns_nothing_of_its_status_or_contents(relation: str) -> None:
    """A called unit, an offered successor, a unit that was told, a principal by right: the plan's status is content."""
    _, who, _ = RELATIONS[relation]
    silent = {"scope-missing", "not-yours-to-do"}
    # Of its own answer, and of what the person has said about it: not of the plan.
    lacks = {"summons-not-accepted", "unit-not-let-in"}
    for (status, why), scopes in product(STATES, SCOPES):
        plan, actor = plan_of(relation, status, why), staff(*who, scopes)
        held = grounds(actor, plan, NOW)
        if held & READERS:
            continue
        for action in policy.PERMITS:
            told = {one.rule.id for one in policy.reasons(actor, action, plan, NOW)}
            assert told <= (silent | lacks if Ground.CALLED in held else silent), (action, status)


@pytest.mark.parametrize("reply", [Reply.NONE, Reply.ATTENDS])
@pytest.mark.parametrize("let_in", [False, True])
def test_a_called_unit_is_told_what_it_lacks_of_taking_part(reply: Reply, let_in: bool) -> None:
    """Domain rules, who may do what: an accepted summons and a covering consent, and neither alone."""
    consents = (sip(), sharing(REHAB)) if let_in else (sip(),)
    plan = established(invitations=(invitation(uid(32), REHAB, reply),), consents=consents)
    actor = staff("SE2329990023-P9", "SE2329990023-REHAB")
    lacking = (["summons-not-accepted"] if reply is Reply.NONE else []) + ([] if let_in else ["unit-not-let-in"])
    for action in (A.PLAN_READ, A.INTERVENTION_WRITE):
        told = [one.rule.id for one in policy.reasons(actor, action, plan, NOW)]
        assert told == (["not-yours-to-do", *lacking] if lacking else [])
        if lacking:
            with pytest.raises(Forbidden) as refused:
                policy.require(actor, action, plan, NOW)
            assert [one.rule.id for one in refused.value.findings] == lacking
    told = [one.rule.id for one in policy.reasons(actor, A.ESTABLISH, plan, NOW)]
    assert told == ["not-yours-to-do"], "no consent would give it this"


def test_the_first_reason_hides_the_next_and_the_last_is_the_whole_list() -> None:
    plan = established(status=PlanStatus.MET, goals=(), meetings=())

    def told(action: Action, at: Plan, *who: str) -> list[str]:
        return [one.rule.id for one in policy.reasons(staff(*who), action, at, NOW)]

    assert told(A.ESTABLISH, plan, *COORDINATING) == ["meeting-missing", "goals-missing"]
    assert told(A.ESTABLISH, replace(plan, status=PlanStatus.ESTABLISHED), *COORDINATING) == ["not-in-this-status"]
    assert told(A.ESTABLISH, plan, "SE2329990023-P9", "SE2329990023-REHAB") == ["not-yours-to-do"]
    assert told(A.ESTABLISH, plan, *COORDINATING, "journal:read") == ["scope-missing"]
    assert told(A.ESTABLISH, established(status=PlanStatus.MET, consents=(sip(),)), *COORDINATING) == []
    assert COORDINATING[0] == COORDINATOR_HSA
