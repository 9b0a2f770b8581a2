"""The row gates where something is missing: whatever cannot be judged is not shown, and stops nothing."""

from dataclasses import replace
from typing import Any

import pytest

from app.domain.visibility.gates import row_shown
from app.domain.visibility.lookup import Lookup
from tests.domain.plans import BY_PERSON, LONG_GOAL, SUB_GOAL, established, goal, intervention, note, status, uid


@pytest.mark.parametrize(
    "row",
    [
        goal(uid(90), parent_id=uid(91)),
        intervention(uid(90), goal_id=uid(91)),
        status(uid(90), of=uid(91)),
        note(),
        "something else",
    ],
    ids=lambda row: type(row).__name__,
)
def test_what_points_at_nothing_and_what_has_no_gate_is_not_shown(row: Any) -> None:
    assert row_shown(Lookup.of(established()), row) is False


@pytest.mark.parametrize("withheld", [LONG_GOAL, SUB_GOAL])
def test_what_lies_under_a_withheld_goal_is_not_shown(withheld: Any) -> None:
    plan = established()
    hidden = tuple(replace(one, withheld_from_patient=one.id == withheld) for one in plan.goals)
    before, after = (Lookup.of(one) for one in (plan, replace(plan, goals=hidden)))
    [under] = [one for one in plan.interventions if one.id == BY_PERSON]
    assert under.goal_id == SUB_GOAL and row_shown(before, under) and not row_shown(after, under)


def test_a_unit_is_named_wherever_it_has_a_part() -> None:
    plan = established()
    assert plan.units and all(row_shown(Lookup.of(plan), one) for one in plan.units)
