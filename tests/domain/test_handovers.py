"""Hand-overs (överlämning): pending, accepted, refused or taken back; take-overs by the principal's right; copies."""

from dataclasses import replace
from datetime import datetime
from itertools import product
from typing import Any
from uuid import UUID

import pytest

from app.domain import policy
from app.domain.action import Action
from app.domain.consent import Consent
from app.domain.contents import added, process, revised
from app.domain.copy import CopyForm
from app.domain.meeting import RoleOrigin
from app.domain.participant import StaffFunction
from app.domain.plan import Plan, PlanStatus
from app.domain.refusal import Conflict, Invalid
from app.domain.succession import handed_over, taken_over
from tests.domain.boundaries import NEW, TICK, refusal, staff_at
from tests.domain.parts import ALL_OF_IT, block, copy, takeover
from tests.domain.plans import (
    CLINIC,
    COORDINATOR,
    MAIN,
    NOW,
    NURSE,
    REHAB,
    SCHOOL,
    PrincipalType,
    established,
    handover,
    meeting,
    sharing,
    sip,
    staff,
    uid,
    unit,
)

ENDS = ("accepted_at", "refused_at", "withdrawn_at")


@pytest.mark.parametrize("given", list(product((None, NOW), repeat=3)))
def test_it_awaits_its_answer_until_there_is_one_of_any_kind(given: tuple[datetime | None, ...]) -> None:
    assert handover(**dict(zip(ENDS, given, strict=True))).pending is (given == (None, None, None))


@pytest.mark.parametrize("end", ENDS)
def test_when_one_has_ended_another_can_be_offered(end: str) -> None:
    waiting = established(handovers=(handover(),))
    assert refusal(lambda: added(waiting, "handovers", handover(NEW), NOW)).rule is process.HANDOVER_PENDING
    ended = revised(waiting, "handovers", waiting.handovers[0], NOW, **{end: NOW})
    assert not ended.handovers[0].pending
    assert added(ended, "handovers", handover(NEW), NOW).handovers[-1].pending


@pytest.mark.parametrize("end", ["refused_at", "withdrawn_at"])
def test_an_offer_can_be_refused_and_taken_back_though_she_can_no_longer_coordinate(end: str) -> None:
    """Else a hand-over to somebody who has left would hold up every other one."""
    plan = established(handovers=(handover(NEW, MAIN),), consents=(sip(),))
    assert refusal(lambda: revised(plan, "handovers", plan.handovers[0], NOW, accepted_at=NOW)).rule is (
        process.NOT_COVERED
    )
    assert not revised(plan, "handovers", plan.handovers[0], NOW, **{end: NOW}).handovers[0].pending


LET_IN = {
    "to nothing": ((sip(),), False),
    "to the plan alone": ((sip(), sharing(REHAB)), False),
    "to the mapping too": ((sip(), sharing(REHAB, information=ALL_OF_IT)), True),
    "to the mapping, another unit": ((sip(), sharing(REHAB), sharing(CLINIC, id=NEW, information=ALL_OF_IT)), False),
    "to the mapping, which was taken back": (
        (
            sip(),
            sharing(REHAB, information=ALL_OF_IT, given_at=NOW - 2 * TICK, withdrawn_at=NOW - TICK),
            sharing(REHAB, id=NEW, given_at=NOW),
        ),
        False,
    ),
}


@pytest.mark.parametrize(("consents", "able"), LET_IN.values(), ids=LET_IN)
def test_the_task_goes_only_to_a_unit_that_a_consent_lets_in_to_the_mapping_too(
    consents: tuple[Consent, ...], able: bool
) -> None:
    """OSL 12:2, 26:1, PDL 6 kap.: the coordinator's task brings the whole plan with it, and the mapping."""
    plan = established(consents=consents)
    waiting = replace(plan, handovers=(handover(NEW, MAIN),))
    for call in (
        lambda: added(plan, "handovers", handover(NEW, MAIN), NOW),
        lambda: handed_over(waiting, waiting.handovers[0], NOW, NOW),
    ):
        if able:
            assert call()
            continue
        refused = refusal(call)
        assert type(refused) is Conflict and refused.rule is process.NOT_COVERED
        assert [one.pointer for one in refused.findings] == ["/toId"]
    assert added(plan, "handovers", handover(NEW, NURSE), NOW), "a colleague of hers has it already"


def test_before_a_coordinator_is_named_the_unit_that_saw_the_need_has_the_task() -> None:
    plan = established(coordinator_id=None, consents=(sip(),))
    assert process.require_coordinator(plan, NURSE, NOW, "/x").id == NURSE
    assert refusal(lambda: process.require_coordinator(plan, MAIN, NOW, "/x")).rule is process.NOT_COVERED
    let_in = replace(plan, consents=(sip(), sharing(REHAB)))
    assert process.require_coordinator(let_in, MAIN, NOW, "/x").id == MAIN, "there is no mapping yet to be read"


# --- what goes with the task -----------------------------------------------------------------------------------------


def led_by(main: UUID, origin: RoleOrigin, **values: Any) -> Plan:
    """A plan in which the coordinator has asked NURSE to have her task; that one is main responsible, in that way."""
    met = (meeting(main_responsible_id=main, main_responsible_origin=origin),)
    return established(main_responsible_id=main, meetings=met, handovers=(handover(),), **values)


def passed_on(plan: Plan) -> list[tuple[UUID | None, UUID | None]]:
    """The coordinator and the main responsible, handed over and taken over."""
    over = handed_over(plan, plan.handovers[0], NOW, NOW), taken_over(plan, takeover(NEW, NURSE), NOW)
    return [(after.coordinator_id, after.main_responsible_id) for after in over]


def test_who_was_main_responsible_by_having_the_task_alone_is_so_no_longer() -> None:
    """Domain rules, met: a default is who the rule says; who has left the task, or the house, follows up nothing."""
    assert passed_on(led_by(COORDINATOR, RoleOrigin.DEFAULT)) == [(NURSE, NURSE)] * 2


def test_agreement_and_function_stand_whoever_has_the_task() -> None:
    """Domain rules, met: agreement overrides a default; the care contact is main responsible as that."""
    for plan in (led_by(COORDINATOR, RoleOrigin.AGREED), led_by(MAIN, RoleOrigin.DEFAULT)):
        assert passed_on(plan) == [(NURSE, plan.main_responsible_id)] * 2
    contacts = tuple(
        replace(one, function=StaffFunction.CARE_CONTACT) if one.id == COORDINATOR else one
        for one in established().participants
    )
    assert passed_on(led_by(COORDINATOR, RoleOrigin.DEFAULT, participants=contacts)) == [(NURSE, COORDINATOR)] * 2
    unmet = replace(led_by(COORDINATOR, RoleOrigin.DEFAULT), meetings=())
    assert passed_on(unmet) == [(NURSE, COORDINATOR)] * 2, "nobody has said how she came to it"


# --- take-over -------------------------------------------------------------------------------------------------------

BY_RIGHT = "journal:read journal:write journal:takeover"


def taking(scopes: str, at: str = "SE2329990015-WARD") -> Any:
    return staff("SE2329990015-P8", at, scopes)


@pytest.mark.parametrize("status", PlanStatus)
def test_a_plan_open_or_closed_is_taken_over_by_the_right_of_the_coordinators_principal(status: PlanStatus) -> None:
    """Domain rules, who may do what: a unit of the same principal as the coordinator, with the right `takeover`."""
    plan = established(status=status)
    if status == "annulled":
        with pytest.raises(policy.Unreachable):
            policy.require(taking(BY_RIGHT), Action.TAKE_OVER, plan, NOW)
    else:
        assert policy.require(taking(BY_RIGHT), Action.TAKE_OVER, plan, NOW) == {"principal"}
        blocked = replace(plan, blocks=(block("SE2329990015-WARD"),))
        with pytest.raises(policy.Unreachable):
            policy.require(taking(BY_RIGHT), Action.TAKE_OVER, blocked, NOW)


@pytest.mark.parametrize("status", [PlanStatus.ESTABLISHED, PlanStatus.CLOSED])
def test_the_right_alone_reads_nothing_and_without_the_right_there_is_no_plan(status: PlanStatus) -> None:
    plan = established(status=status)
    for action in set(policy.PERMITS) - {Action.TAKE_OVER, Action.ACTIONS_READ}:
        with pytest.raises(policy.Forbidden):
            policy.require(taking(BY_RIGHT), action, plan, NOW)
    for actor in (taking("journal:read journal:write"), taking(BY_RIGHT, "SE2329990023-WARD")):
        with pytest.raises(policy.Unreachable):
            policy.require(actor, Action.PLAN_READ, plan, NOW)


@pytest.mark.parametrize("who", [NURSE, MAIN])
def test_a_take_over_asks_for_no_consent_for_it_is_by_right(who: Any) -> None:
    """With a trail and a reason; orphaned plans are the pain that it cures."""
    plan = established(consents=(sip(),))
    after = added(plan, "takeovers", takeover(NEW, who), NOW)
    assert (after.takeovers[0].from_id, after.takeovers[0].reason) == (COORDINATOR, "Har slutat")


def test_nobody_takes_over_from_herself() -> None:
    refused = refusal(lambda: added(established(), "takeovers", takeover(NEW, COORDINATOR), NOW))
    assert type(refused) is Conflict and refused.rule is process.ALREADY_COORDINATOR


@pytest.mark.parametrize(
    ("values", "able"),
    [
        ({"unit_id": CLINIC, "hsa_id": "SE1-P"}, True),
        ({"unit_id": CLINIC}, False),  # she cannot log in
        ({"unit_id": SCHOOL, "hsa_id": "SE1-P"}, False),  # her unit cannot
        ({"unit_id": uid(801), "hsa_id": "SE1-P"}, False),  # neither region nor municipality
    ],
)
def test_who_takes_over_can_log_in_at_a_unit_of_either_principal(values: dict[str, Any], able: bool) -> None:
    start = established()
    extra = unit(uid(801), "SE1-X", PrincipalType.OTHER)
    plan: Plan = replace(start, units=(*start.units, extra), participants=(*start.participants, staff_at(**values)))
    one = takeover(uid(900), NEW)
    if able:
        assert added(plan, "takeovers", one, NOW).takeovers == (one,)
        return
    refused = refusal(lambda: added(plan, "takeovers", one, NOW))
    assert type(refused) is Invalid and refused.rule is process.CANNOT_COORDINATE
    assert [found.pointer for found in refused.findings] == ["/toId"]


# --- copies ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("form", CopyForm)
def test_a_copy_is_of_a_version_that_there_is(form: CopyForm) -> None:
    """Guideline B: every participant and the person get a copy."""
    plan = established(version=7)
    for version in (1, 6, 7):
        one = copy(None, NEW, plan_version=version, form=form)
        assert added(plan, "copies", one, NOW).copies == (one,)
    refused = refusal(lambda: added(plan, "copies", copy(None, NEW, plan_version=8), NOW))
    assert type(refused) is Invalid and refused.rule is process.COPY_OF_LATER


def test_the_same_person_may_get_another_copy() -> None:
    plan = established(copies=(copy(), copy(NURSE, uid(107))))
    assert added(plan, "copies", copy(NURSE, NEW), NOW).copies[-1].recipient_id == NURSE
