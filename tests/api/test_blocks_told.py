"""Whose a block (spärr) is, is told to whoever leads the plan; what its other readers can tell afterwards, and not."""

from typing import Any

import pytest

from tests.api.following import Following
from tests.api.test_blocks import lift, register, require_no_plan, unit_of, with_a_third
from tests.callers import Caller, staff
from tests.house.whole_plan import MUNICIPALITY, REGION, WholePlan, ago, another
from tests.persons import Persons
from tests.service import Service

# What every version moves, a block's as any other's.
MOVES = ("version", "changedAt", "from", "to", "_links")


@pytest.fixture
def plan(service: Service, persons: Persons) -> WholePlan:
    one = another(service, persons)
    lift(one, one.ids["blocks"])
    return one


def answered(plan: WholePlan, reply: str) -> None:
    """What that unit answers to the summons, as whoever leads the plan has heard it."""
    places = next(one for one in plan.read()["summonses"] if one["id"] == plan.ids["summonses"])["invitations"]
    place = next(one["id"] for one in places if one["unitId"] == plan.ids["wrong"])
    body = {"reply": reply, "reason": "Det var så.", "repliedAt": ago()}
    plan.put(f"summonses/{plan.ids['summonses']}/invitations/{place}/reply", body)


def a_third_reader(plan: WholePlan, persons: Persons) -> Caller:
    """One more unit that is let in, and comes."""
    with_a_third(plan)
    answered(plan, "attends")
    third = staff(plan.service, unit_of(plan, "wrong"), persons.person(MUNICIPALITY))
    assert third.get(plan.home).status_code == 200
    return third


def seen(who: Caller, plan: WholePlan) -> list[Any]:
    """All that she reads of the plan, but what every change moves."""
    found = []
    for path in ("", "/actions", "/requirements", "/citizen-view", "/summonses", "/units", "/consents", "/comparisons"):
        document = who.get(plan.home + path).json()
        found.append({name: value for name, value in document.items() if name not in MOVES})
    return found


def told_of(who: Caller, plan: WholePlan, hsa_id: str) -> list[Any]:
    """What she is told and reads while that one is blocked, and when it is so no more."""
    following, found = Following(who), []
    block = register(plan, hsa_id)
    found.append(seen(who, plan))
    lift(plan, block)
    found.append(seen(who, plan))
    versions = who.get(f"{plan.home}/versions?limit=2").json()["versions"]
    found.append([(one["change"], one["subjectId"]) for one in versions])
    return [*found, [(one["type"], one["removed"]) for one in following.rest()]]


def test_no_other_reader_can_tell_by_anything_whether_a_block_was_a_readers_or_a_strangers(
    persons: Persons, plan: WholePlan
) -> None:
    """PDL 4:4: that something is blocked may be told, and not for whom."""
    a_third_reader(plan, persons)
    strangers, readers = (told_of(plan.partner, plan, one) for one in (persons.unit(REGION), unit_of(plan, "wrong")))
    assert strangers == readers


@pytest.mark.parametrize("out", ["blocked", "annulled", "not coming"])
def test_while_it_is_out_a_unit_is_told_the_same_of_a_block_as_of_a_plan_that_is_annulled(
    persons: Persons, plan: WholePlan, out: str
) -> None:
    """Or of its own answer, where whoever leads the plan has mended it. It is told that it is out, and not by what."""
    third = a_third_reader(plan, persons)
    following = Following(third)
    if out == "blocked":
        register(plan, unit_of(plan, "wrong"))
    elif out == "annulled":
        plan.take("annul", text="Fel person.")
    else:
        answered(plan, "declines")
    assert [(one["type"], one["removed"]) for one in following.rest()] == [("reach.ended", True)]
    require_no_plan(third, plan)
