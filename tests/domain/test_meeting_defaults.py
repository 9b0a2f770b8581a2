"""A meeting's roles (domain rules, process: met): who has each unless it is agreed otherwise."""

from dataclasses import replace
from itertools import permutations
from typing import Any
from uuid import UUID

import pytest

from app.domain.contents import added, process
from app.domain.contents.process import default_roles
from app.domain.meeting import RoleOrigin
from app.domain.participant import StaffFunction
from app.domain.plan import Plan
from app.domain.summons import Reply
from tests.domain.boundaries import NEW, refusal
from tests.domain.plans import COORDINATOR, MAIN, NOW, NURSE, REHAB, established, invitation, meeting, uid

CONTACT, MANAGER = StaffFunction.CARE_CONTACT, StaffFunction.LEAD_CASE_MANAGER
ALL_BY_DEFAULT = {f"{role}_origin": RoleOrigin.DEFAULT for role in ("chair", "writer", "main_responsible")}


def with_functions(functions: dict[UUID, StaffFunction], **values: Any) -> Plan:
    plan = established(**values)
    people = tuple(replace(one, function=functions.get(one.id)) for one in plan.participants)
    return replace(plan, participants=people)


@pytest.mark.parametrize(
    ("functions", "main"),
    [
        ({}, COORDINATOR),
        ({MAIN: CONTACT}, MAIN),
        ({MAIN: MANAGER}, MAIN),
        ({MAIN: MANAGER, NURSE: CONTACT}, NURSE),
        ({MAIN: CONTACT, NURSE: MANAGER}, MAIN),
        ({MAIN: CONTACT, NURSE: CONTACT}, MAIN),  # the first of two
        ({COORDINATOR: CONTACT}, COORDINATOR),
    ],
)
def test_the_care_contact_else_the_lead_case_manager_else_the_coordinator_is_main_responsible(
    functions: dict[UUID, StaffFunction], main: UUID
) -> None:
    """Guideline B: the permanent care contact, else huvudhandläggare, is main responsible for follow-up."""
    expected = {"chair": COORDINATOR, "writer": COORDINATOR, "main_responsible": main}
    assert default_roles(with_functions(functions), ()) == expected


def test_without_a_coordinator_nobody_has_a_role_by_default() -> None:
    roles = default_roles(established(coordinator_id=None), ())
    assert roles == dict.fromkeys(("chair", "writer", "main_responsible"))


@pytest.mark.parametrize("reply", [Reply.NONE, Reply.DECLINES, Reply.WRONG_RECIPIENT, Reply.FORWARDED])
def test_whose_unit_does_not_take_part_has_no_role_by_default_unless_she_is_there(reply: Reply) -> None:
    """Guideline B names the care contact; a unit that stays away is not given the follow-up behind its back."""
    plan = with_functions({MAIN: CONTACT}, invitations=(invitation(uid(32), REHAB, reply),))
    assert default_roles(plan, ())["main_responsible"] == COORDINATOR
    assert default_roles(plan, (MAIN,))["main_responsible"] == MAIN
    was_there = replace(plan, meetings=(meeting(attendee_ids=(MAIN,)),))
    assert default_roles(was_there, ())["main_responsible"] == MAIN


@pytest.mark.parametrize("people", list(permutations((COORDINATOR, MAIN, NURSE))))
def test_by_default_is_only_who_the_default_says_and_by_agreement_anyone(people: tuple[UUID, UUID, UUID]) -> None:
    """Guideline B: agreement overrides a default, so the role is stored with its origin."""
    plan = with_functions({MAIN: CONTACT})
    chair, writer, main = people
    one = meeting(id=NEW, chair_id=chair, writer_id=writer, main_responsible_id=main)
    assert added(plan, "meetings", one, NOW).meetings[-1] == one
    # The caller chairs and writes, so no three different people can all be there by default.
    refused = refusal(lambda: added(plan, "meetings", replace(one, **ALL_BY_DEFAULT), NOW))
    assert refused.rule is process.NOT_THE_DEFAULT
    wrong = ["/chair/origin"] if chair != COORDINATOR else ["/writer/origin"]
    assert [found.pointer for found in refused.findings] == wrong


def test_all_three_by_default() -> None:
    plan = with_functions({MAIN: CONTACT})
    one = meeting(id=NEW, **ALL_BY_DEFAULT)
    assert added(plan, "meetings", one, NOW).meetings[-1] == one
    assert refusal(lambda: added(established(), "meetings", one, NOW)).rule is process.NOT_THE_DEFAULT


def test_the_plan_is_documented_within_three_days_of_the_meeting() -> None:
    assert (meeting().documentation_due_at - meeting().held_at).total_seconds() == 3 * 86400
