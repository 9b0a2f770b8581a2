"""Whether anything waits for her (domain rules, who may do what): of each action that is done to a part of the plan."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from app.domain import waiting
from app.domain.action import Action as A
from app.domain.deviation import DeviationStepKind
from app.domain.plan import ClosingReason, Plan
from app.domain.plan import PlanStatus as S
from app.domain.reach import grounds
from app.domain.summons import Reply
from app.routers.journal.actions import WHERE
from tests.domain.parts import age_exception, block, lifted, representation, step
from tests.domain.plans import (
    BY_UNIT,
    CLINIC,
    CLINIC_HSA,
    COORDINATOR_HSA,
    GIVEN,
    MAIN_HSA,
    NOW,
    REHAB,
    REHAB_HSA,
    SCHOOL,
    deviation,
    established,
    intervention,
    invitation,
    notice,
    sharing,
    sip,
    staff,
    uid,
)
from tests.domain.relations import NURSE

HERS, MAIN, COLLEAGUE = staff(COORDINATOR_HSA, CLINIC_HSA), staff(MAIN_HSA, REHAB_HSA), staff(NURSE, REHAB_HSA)
CLOSED: dict[str, Any] = {"status": S.CLOSED, "closing_reason": ClosingReason.MOVED, "closed_at": GIVEN}
ANSWERED = (step(DeviationStepKind.CLOSED),)
SAID_NO = (invitation(uid(32), REHAB, Reply.DECLINES),)
NOT_HERS = replace(intervention(BY_UNIT), responsible_unit_id=CLINIC)
OVER: dict[str, Any] = {"ended_at": GIVEN}


def told(**values: Any) -> Plan:
    return established(**CLOSED, **values)


# action, plan, who, whether anything waits for her
CASES: list[tuple[A, Plan, Any, bool]] = [
    (A.CONSENT_WITHDRAW, established(), HERS, True),
    (A.CONSENT_WITHDRAW, established(consents=(sip(withdrawn_at=NOW), sharing(REHAB, withdrawn_at=NOW))), HERS, False),
    (A.CONSENT_WITHDRAW, established(consents=(sip(valid_until=date(2026, 5, 31)),)), HERS, False),
    (A.SUMMONS_REPLY, established(), HERS, True),  # she registers what others have answered
    (A.SUMMONS_REPLY, established(invitations=()), HERS, False),
    (A.SUMMONS_REPLY, established(invitations=(invitation(uid(33), SCHOOL, Reply.NONE),)), COLLEAGUE, False),
    (A.SUMMONS_REPLY, established(invitations=SAID_NO), COLLEAGUE, True),  # a no may become a yes
    (A.PARTICIPANT_PROTECT, established(), HERS, True),
    (A.GOAL_WITHHOLD, established(), HERS, True),
    (A.GOAL_WITHHOLD, established(goals=()), HERS, False),
    (A.FOLLOW_UP_WITHHOLD, established(follow_ups=()), HERS, False),
    (A.INTERVENTION_WITHHOLD, established(interventions=(intervention(BY_UNIT),)), COLLEAGUE, True),
    (A.INTERVENTION_WITHHOLD, established(interventions=(NOT_HERS,)), COLLEAGUE, False),
    (A.INTERVENTION_WITHHOLD, established(interventions=(NOT_HERS,)), HERS, True),
    (A.INTERVENTION_FOLLOW, established(interventions=(intervention(BY_UNIT),)), COLLEAGUE, True),
    (A.INTERVENTION_FOLLOW, established(interventions=(NOT_HERS,)), COLLEAGUE, False),
    (A.INTERVENTION_FOLLOW, established(interventions=(NOT_HERS,)), MAIN, True),
    (A.INTERVENTION_FOLLOW, established(interventions=()), MAIN, False),
    (A.DEVIATION_HANDLE, established(deviations=(deviation(),)), COLLEAGUE, True),
    (A.DEVIATION_HANDLE, established(deviations=(deviation(),)), HERS, True),  # the clinic has reported it
    (A.DEVIATION_HANDLE, established(deviations=(deviation(),), deviation_steps=ANSWERED), COLLEAGUE, False),
    (A.DEVIATION_HANDLE, established(), COLLEAGUE, False),
    (A.DEVIATION_HANDLE, established(deviations=(deviation(concerns_unit_id=SCHOOL),)), COLLEAGUE, False),
    (A.DEVIATION_HANDLE, established(deviations=(deviation(reported_by_unit_id=SCHOOL),)), HERS, True),
    (A.NOTICE_ACKNOWLEDGE, told(notices=(notice(REHAB),)), COLLEAGUE, True),
    (A.NOTICE_ACKNOWLEDGE, told(notices=(notice(REHAB, acknowledged_at=NOW),)), COLLEAGUE, False),
    (A.NOTICE_ACKNOWLEDGE, told(notices=(notice(REHAB),)), HERS, False),
    (A.NOTICE_ACKNOWLEDGE, told(notices=(notice(SCHOOL),)), HERS, True),
    (A.NOTICE_ACKNOWLEDGE, told(notices=(notice(SCHOOL),)), COLLEAGUE, False),
    (A.NOTICE_ACKNOWLEDGE, told(notices=(notice(SCHOOL, acknowledged_at=NOW),)), HERS, False),
    (A.REPRESENTATION_END, established(representations=(representation(),)), HERS, True),
    (A.REPRESENTATION_END, established(representations=(representation(**OVER),)), HERS, False),
    (A.AGE_EXCEPTION_END, established(age_exceptions=(age_exception(),)), HERS, True),
    (A.AGE_EXCEPTION_END, established(age_exceptions=(age_exception(**OVER),)), HERS, False),
    (A.BLOCK_LIFT, established(blocks=(block(REHAB_HSA),)), HERS, True),
    (A.BLOCK_LIFT, established(blocks=(lifted(REHAB_HSA),)), HERS, False),
]


@pytest.mark.parametrize(
    ("action", "plan", "who", "waits"), CASES, ids=[f"{n} {case[0]}" for n, case in enumerate(CASES)]
)
def test_each_waits_where_there_is_a_part_of_hers_and_not_else(action: A, plan: Plan, who: Any, waits: bool) -> None:
    found = list(waiting.missing(who, action, plan, NOW, grounds(who, plan, NOW)))
    assert [one.rule for one in found] == ([] if waits else [waiting.NOTHING_WAITS])


def test_every_action_that_is_done_to_a_part_is_asked() -> None:
    """What is done at an address with a part's id in it; a hand-over is asked of by its own rules."""
    done_to_parts = {action for action, (_, path) in WHERE.items() if "{" in path}
    elsewhere = {A.HANDOVER_ACCEPT, A.HANDOVER_REFUSE, A.HANDOVER_WITHDRAW, A.NUMBER_UNDO}
    assert waiting.WAITING.keys() == done_to_parts - elsewhere == {case[0] for case in CASES}


def test_of_what_is_done_to_the_plan_as_a_whole_nothing_is_asked_here() -> None:
    assert not list(waiting.missing(HERS, A.GOAL_WRITE, established(goals=()), NOW, grounds(HERS, established(), NOW)))
