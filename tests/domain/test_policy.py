"""Who may do what (domain rules of that name): every cell of action × relation × status × scope, against an oracle."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from itertools import product
from typing import Any

import pytest

from app.domain import policy
from app.domain.action import Action
from app.domain.actor import Staff
from app.domain.participant import ParticipantKind
from app.domain.plan import ClosingReason, PlanStatus
from app.domain.reach import Ground, grounds, reach
from app.domain.refusal import Conflict, Forbidden, Unreachable
from app.domain.summons import Reply
from tests.domain import access
from tests.domain.plans import (
    BY_OTHER,
    BY_PERSON,
    BY_UNIT,
    CLINIC,
    COORDINATOR,
    LIBRARY,
    NOW,
    REHAB,
    REHAB_HSA,
    SCHOOL,
    PrincipalType,
    established,
    intervention,
    invitation,
    notice,
    participant,
    sharing,
    sip,
    staff,
    uid,
    unit,
)
from tests.domain.relations import COLLEAGUE, COORDINATING, RELATIONS, STATES, TICK, plan_of, with_consents

# Words of the audit log for what is done to no single plan: there is nothing for the policy to judge.
ABOUT_NO_PLAN = {"plan.create", "plan.list", "plan.search", "worklist.read", "calendar.read", "calendar.subscribe"}
ABOUT_NO_PLAN |= {"emergency.open", "emergency.read"}  # judged by `emergency`, on no ground of reach
ABOUT_NO_PLAN |= {one.value for one in Action if one.value.startswith("audit.")}  # an auditor's, of its own log
ABOUT_NO_PLAN |= {"events.read", "statistics.read", "webhook.read", "webhook.subscribe", "webhook.deliver"}
ABOUT_NO_PLAN |= {"plan-import.read"}  # by the scope that brings, and one's own alone
SCOPES = (
    "journal:read journal:write",
    "journal:read journal:write journal:takeover",
    "journal:takeover",
    "journal:read journal:write journal:numbers",
    "journal:numbers",
    "journal:read",
    "journal:write",
    "",
    "journal:admin citizen:read",
)


def decided(call: Callable[[], object]) -> str:
    """What the policy says, in the oracle's words, with its rule checked."""
    try:
        call()
    except Unreachable as refusal:
        assert refusal.rule is policy.OUT_OF_REACH
        return "unreachable"
    except Conflict as refusal:
        assert refusal.rule is policy.NOT_IN_THIS_STATUS
        return "conflict"
    except Forbidden as refusal:
        if refusal.rule is policy.SCOPE_MISSING:
            return "scope"
        assert refusal.rule is policy.NOT_YOURS
        return "forbidden"
    return "yes"


def test_every_action_has_a_permit_and_a_line_in_the_oracle() -> None:
    assert set(policy.PERMITS) == set(Action) - ABOUT_NO_PLAN == set(access.TABLE)
    assert {one.value for one in Ground} == set(access.ROLES.values())
    assert {one.value for one in PlanStatus} == set(access.STATUSES)


@pytest.mark.parametrize("action", sorted(ABOUT_NO_PLAN))
def test_an_action_without_a_permit_is_given_to_nobody(action: str) -> None:
    """Unknown is denied: the coordinator herself gets no answer that could be taken for a yes."""
    with pytest.raises(KeyError):
        policy.require(staff(*COORDINATING), action, established(), NOW)  # type: ignore[arg-type]


@pytest.mark.parametrize("relation", RELATIONS)
def test_what_she_is_to_an_established_plan(relation: str) -> None:
    _, who, expected = RELATIONS[relation]
    plan = plan_of(relation, PlanStatus.ESTABLISHED)
    assert grounds(staff(*who), plan, NOW) == set(expected.split())
    assert access.roles(staff(*who), plan, NOW) == set(expected.split()), "the oracle itself"


@pytest.mark.parametrize("relation", RELATIONS)
def test_every_cell_is_decided_as_the_oracle_says(relation: str) -> None:
    _, who, _ = RELATIONS[relation]
    wrong, cells = [], 0
    for (status, why), scopes in product(STATES, SCOPES):
        plan, actor = plan_of(relation, status, why), staff(*who, scopes)
        held = access.roles(actor, plan, NOW)
        assert grounds(actor, plan, NOW) == held, (status, why)
        for action in policy.PERMITS:
            expected = access.answer(action, set(actor.scopes), held, status)
            got = decided(lambda: policy.require(actor, action, plan, NOW))  # noqa: B023
            cells += 1
            if got != expected:
                wrong.append((action.value, status.value, why, scopes, got, expected))
    assert wrong == []
    assert cells == len(STATES) * len(SCOPES) * len(access.TABLE)


def test_what_is_returned_is_the_grounds_that_give_the_right_and_no_other() -> None:
    plan, both = established(**with_consents(sharing(CLINIC))), staff(*COORDINATING)
    assert policy.require(both, Action.PLAN_READ, plan, NOW) == {"coordinator", "participant"}
    assert policy.require(both, Action.MAPPING_WRITE, plan, NOW) == {"coordinator"}


# --- consent, over time ----------------------------------------------------------------------------------------------

WITH_A_COORDINATOR = [name for name in RELATIONS if RELATIONS[name][0].get("coordinator_id", COORDINATOR) is not None]


@pytest.mark.parametrize("relation", WITH_A_COORDINATOR)
@pytest.mark.parametrize(
    ("status", "why"), [("closed", "consent_withdrawn"), ("closed", "consent_ended"), ("annulled", None)]
)
def test_without_sip_consent_or_annulled_the_coordinator_alone_reads(relation: str, status: str, why: str) -> None:
    _, who, established_as = RELATIONS[relation]
    plan = plan_of(relation, PlanStatus(status), ClosingReason(why) if why else None)
    expected = {"coordinator"} if "coordinator" in established_as.split() else set()
    if status == "closed" and relation == "a unit that was told of the closure":
        expected = {"notified"}  # everyone involved is told, whatever the reason
    assert grounds(staff(*who), plan, NOW) == expected


@pytest.mark.parametrize("relation", WITH_A_COORDINATOR)
@pytest.mark.parametrize("status", ["preparing", "summoned", "met", "established"])
def test_the_grounds_end_at_the_instant_the_sip_consent_ends_though_nobody_acts(relation: str, status: str) -> None:
    """Domain rules, consent: it has the same effect as a withdrawal, on that instant and without anyone acting."""
    _, who, _ = RELATIONS[relation]
    over = NOW.replace(month=6, day=10, hour=22)
    plan = plan_of(relation, PlanStatus(status))
    ending = replace(plan, consents=(sip(valid_until=date(2026, 6, 10)), *plan.consents[1:]))
    before = grounds(staff(*who), ending, over - TICK)
    assert before == access.roles(staff(*who), ending, over - TICK)
    assert grounds(staff(*who), ending, over) == before & {"coordinator", "successor"}
    reading = decided(lambda: policy.require(staff(*who), Action.PLAN_READ, ending, over))
    assert reading == ("yes" if "coordinator" in before else "forbidden" if "successor" in before else "unreachable")


def test_reach_is_the_same_rule_as_the_grounds_and_names_nobody_without_a_login() -> None:
    for relation, (status, why) in product(RELATIONS, STATES):
        for row in reach(plan_of(relation, status, why)):
            if row.ground == "principal":
                assert (row.unit, row.person, row.principal) == (None, None, "SE2329990015")
            else:
                assert row.unit and row.principal is None
                of_a_unit = {"initiator", "participant", "mapped", "called", "notified"}
                assert (row.person is None) is (row.ground in of_a_unit)
            assert row.until is None or row.since < row.until


def test_a_consent_from_the_instant_the_plan_lapses_lets_nobody_in() -> None:
    at_the_end = sharing(REHAB, given_at=NOW.replace(day=10, hour=22))
    plan = established(consents=(sip(valid_until=date(2026, 6, 10)), at_the_end))
    assert [row.ground for row in reach(plan)] == ["coordinator", "principal", "called"]


# --- what is a unit's own --------------------------------------------------------------------------------------------

MINE, OTHERS = intervention(BY_UNIT), intervention(BY_UNIT, responsible_unit_id=CLINIC)
BY_ELSE = replace(intervention(BY_OTHER), responsible_unit_id=None)
BY_HERSELF = replace(intervention(BY_PERSON), responsible_unit_id=None)
OWN_STAFF, OTHER_STAFF = participant(uid(70), unit_id=REHAB), participant(uid(70), unit_id=CLINIC)
A_RELATIVE = participant(uid(70), ParticipantKind.RELATIVE)
NOWHERE = intervention(BY_UNIT, responsible_unit_id=LIBRARY)


@pytest.mark.parametrize("action", [Action.INTERVENTION_WRITE, Action.INTERVENTION_FOLLOW, Action.PARTICIPANT_ADD])
@pytest.mark.parametrize(
    ("part", "own"),
    [
        (MINE, True),
        (OTHERS, False),
        (BY_ELSE, False),
        (BY_HERSELF, False),
        (NOWHERE, False),
        (OWN_STAFF, True),
        (OTHER_STAFF, False),
        (A_RELATIVE, False),
    ],
)
def test_a_unit_that_takes_part_writes_only_its_own(part: Any, own: bool, action: Action) -> None:
    """Domain rules, who may do what: write its own interventions, their status."""
    plan = established()
    if own:
        assert policy.require(staff(*COLLEAGUE), action, plan, NOW, part) == {"participant"}
    else:
        with pytest.raises(Forbidden) as refused:
            policy.require(staff(*COLLEAGUE), action, plan, NOW, part)
        assert refused.value.rule is policy.NOT_YOUR_OWN
    assert policy.require(staff(*COORDINATING), action, plan, NOW, part), "the coordinator: everything on the plan"


def test_status_is_judged_before_whose_it_is() -> None:
    plan = established(status=PlanStatus.CLOSED, closing_reason=ClosingReason.INACTIVE)
    with pytest.raises(Conflict):
        policy.require(staff(*COLLEAGUE), Action.INTERVENTION_WRITE, plan, NOW, OTHERS)


def test_a_unit_without_hsa_id_reaches_nothing_whatever_the_caller_is_called() -> None:
    values = {"invitations": (invitation(uid(33), SCHOOL, Reply.ATTENDS),), **with_consents(sharing(SCHOOL))}
    for name in ("", "None", str(SCHOOL)):
        actor = Staff(person=name, unit=name, principal="", purpose="", client="", scopes=frozenset({"journal:read"}))
        assert grounds(actor, established(**values), NOW) == frozenset()


def test_a_unit_without_hsa_id_neither_saw_the_need_nor_was_told() -> None:
    """It has no login, so no row of reach may stand for it: one without a unit would be everybody's."""
    initiating = established(coordinator_id=None, initiated_by_unit_id=SCHOOL, consents=())
    assert list(reach(initiating)) == []
    reason, notices = ClosingReason.MOVED, (notice(SCHOOL), notice(REHAB))
    told = established(status=PlanStatus.CLOSED, closing_reason=reason, consents=(sip(),), notices=notices)
    hers = ("coordinator", "principal")
    assert [(row.ground, row.unit) for row in reach(told) if row.ground not in hers] == [("notified", REHAB_HSA)]


def test_the_same_unit_twice_in_a_plan_is_let_in_by_the_one_that_is_called_and_covered() -> None:
    twin = unit(LIBRARY, REHAB_HSA, PrincipalType.MUNICIPALITY)
    plan = established(units=(*established().units, twin), **with_consents(sharing(LIBRARY)))
    assert grounds(staff(*COLLEAGUE), plan, NOW) == {"called"}
