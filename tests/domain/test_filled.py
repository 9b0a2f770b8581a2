"""What is made of a plan costs by the part and not by the pair of parts: a plan twice as full takes twice the work.

Work is counted in calls and not in seconds, so that the count is the same on any machine, and a comparison of every
part with every other cannot hide in a plan that is small.
"""

import sys
from collections.abc import Callable, Coroutine
from dataclasses import replace
from types import FrameType, SimpleNamespace
from typing import Any

import pytest

from app.domain import agreed, policy, requirements
from app.domain.action import Action
from app.domain.consent import ConsentGiver, Information, coverage
from app.domain.copy import receivers
from app.domain.deadline import deadlines
from app.domain.holding import holding
from app.domain.lifecycle import settled, units_to_notify
from app.domain.plan import PARTS, Plan, PlanStatus
from app.domain.reach import grounds, reach
from app.domain.visibility import project, project_consents, project_summonses
from app.domain.visibility.drafts import as_adopted
from app.services import actions, publishing
from app.services.notices import NOTICES
from app.services.plan_views import whole
from app.services.summonses import SUMMONSES
from app.services.work import Work
from tests.bench.people import nth
from tests.domain.filled import filled
from tests.domain.plans import (
    CLINIC_HSA,
    COORDINATOR_HSA,
    GUARDIANS,
    MAIN_HSA,
    NOW,
    REHAB,
    PrincipalType,
    established,
    notice,
    of_child,
    staff,
    uid,
    utc,
)

SIZE = 60
# Twice as much, a little for the sorting, and nothing for pairs: they would be four times as many.
MOST = 2.05
LEADS, TAKES_PART = staff(COORDINATOR_HSA, CLINIC_HSA), staff(MAIN_HSA, "SE2329990023-REHAB")
LAST_HSA = f"SE2329990015-E99{0:010}"  # the first that `filled` adds, called and let in
KEYS: Any = SimpleNamespace(open=lambda _sealed: nth(1))


def work(actor: Any = LEADS) -> Work:
    return Work(None, actor, KEYS, NOW, NOW, "0" * 32)  # type: ignore[arg-type]


def at_once(answer: Coroutine[Any, Any, Any]) -> Any:
    """What it comes to: of a plan that is not being revised nothing is waited for."""
    with pytest.raises(StopIteration) as done:
        answer.send(None)
    return done.value.value


def shown(resource: Any, actor: Any) -> Callable[[Plan], list[Any]]:
    return lambda plan: list(filter(resource.showing(plan, work(actor)), getattr(plan, resource.collection)))


MADE: dict[str, Callable[[Plan], Any]] = {
    "reach": lambda plan: list(reach(plan)),
    "grounds": lambda plan: grounds(TAKES_PART, plan, NOW),
    "policy": lambda plan: policy.require(LEADS, Action.PLAN_READ, plan, NOW),
    "actions": lambda plan: actions.reasons(plan, work()),
    "actions of the called": lambda plan: actions.reasons(plan, work(staff("SE2329990015-P9", LAST_HSA))),
    "coverage": lambda plan: coverage(plan, Information.MAPPING),
    "consents that hold": lambda plan: holding(plan, NOW),
    "settled": lambda plan: settled(plan, NOW),
    "who is told": lambda plan: units_to_notify(plan, {NOW, plan.changed_at}),
    "who is to have a copy": receivers,
    "deadlines": lambda plan: list(deadlines(plan)),
    "requirements": lambda plan: requirements.checklist(plan, NOW),
    "agreed": lambda plan: agreed.text(plan, REHAB),
    "the mirror": project,
    "the mirrored summonses": project_summonses,
    "the mirrored consents": project_consents,
    "who reads for her": publishing.readers,
    "the draft": lambda plan: as_adopted(plan, plan),
    "the whole answer": lambda plan: at_once(whole(plan, work())),
    "summonses to a reader": shown(SUMMONSES, LEADS),
    "summonses to the called": shown(SUMMONSES, staff("SE2329990015-P9", LAST_HSA)),
    "notices": lambda plan: shown(NOTICES, TAKES_PART)(closed(plan)),
}


def closed(plan: Plan) -> Plan:
    """Closed, and every unit told."""
    told = (replace(notice(one.id), id=uid(100_000 + place)) for place, one in enumerate(plan.units))
    return replace(plan, status=PlanStatus.CLOSED, notices=tuple(told))


def calls(made: Callable[[Plan], Any], plan: Plan) -> int:
    """How many functions were called, in Python or C, to make it."""
    made(plan)  # once before, so that what is looked up once for all is not counted
    count = 0

    def note(_frame: FrameType, event: str, _argument: Any) -> None:
        nonlocal count
        count += event in ("call", "c_call")

    sys.setprofile(note)
    try:
        made(plan)
    finally:
        sys.setprofile(None)
    return count


def childs(size: int) -> Plan:
    """For a child: every consent takes both guardians, and they say it in turn."""
    plan = filled(size, of_child(utc(2012, 8, 17).date()))
    by_turns = (
        replace(one, given_by=ConsentGiver.GUARDIAN, guardian_id=GUARDIANS[place % 2])
        for place, one in enumerate(plan.consents)
    )
    return replace(plan, consents=tuple(by_turns))


@pytest.mark.parametrize("name", MADE)
@pytest.mark.parametrize("fill", [filled, childs], ids=["adult", "child"])
def test_a_plan_twice_as_full_takes_twice_the_work(name: str, fill: Callable[[int], Plan]) -> None:
    once, twice = (calls(MADE[name], fill(size)) for size in (SIZE, 2 * SIZE))
    assert twice <= MOST * once, f"{once} calls, then {twice}"


def test_the_plan_is_filled_with_every_kind_of_part() -> None:
    plan = filled(SIZE)
    assert {name for name in PARTS if len(getattr(plan, name)) < SIZE} == {"notices"}, "it is not closed"
    assert len({one.id for name in PARTS for one in getattr(plan, name)}) == sum(len(getattr(plan, n)) for n in PARTS)
    assert {one.principal_type for one in plan.units} == set(PrincipalType)
    assert len(list(reach(plan))) > len(list(reach(established()))) + SIZE, "consents let units in"
