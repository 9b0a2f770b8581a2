"""Deviations (domain rules, process): reported, addressed, answered by both, closed; handled jointly."""

from dataclasses import replace
from itertools import product
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.contents import added, revised
from app.domain.deviation import (
    ALREADY_CLOSED,
    NOT_A_PARTY,
    NOT_ANSWERED,
    Deviation,
    DeviationStep,
    DeviationStepKind,
    state,
)
from app.domain.plan import Plan
from app.domain.refusal import Conflict, Forbidden, Refusal
from tests.domain.boundaries import NEW, refusal
from tests.domain.parts import step
from tests.domain.plans import CLINIC, NOW, REHAB, SCHOOL, deviation, established, uid

K = DeviationStepKind
REPORTED_BY, CONCERNED = CLINIC, REHAB
BOTH_ANSWERED = (step(K.ANSWERED, REPORTED_BY, uid(90)), step(K.ANSWERED, CONCERNED, uid(91)))


def after(*taken: DeviationStep) -> Plan:
    return established(deviations=(deviation(),), deviation_steps=taken)


@pytest.mark.parametrize(
    ("taken", "expected"),
    [
        ((), "reported"),
        ((step(K.ADDRESSED, CONCERNED),), "addressed"),
        ((step(K.ANSWERED, CONCERNED),), "addressed"),  # one of two: not yet jointly
        ((step(K.ANSWERED, CONCERNED), step(K.ANSWERED, CONCERNED, uid(90))), "addressed"),
        (BOTH_ANSWERED, "answered"),
        ((step(K.ADDRESSED, CONCERNED), *BOTH_ANSWERED), "answered"),
        ((*BOTH_ANSWERED, step(K.CLOSED, CONCERNED)), "closed"),
        ((step(K.CLOSED, CONCERNED, deviation_id=uid(98)), *BOTH_ANSWERED), "answered"),  # of another deviation
        ((step(K.ADDRESSED, CONCERNED, deviation_id=uid(98)),), "reported"),
    ],
)
def test_how_far_it_has_come(taken: tuple[DeviationStep, ...], expected: str) -> None:
    assert state(deviation(), taken) == expected


@pytest.mark.parametrize("kind", K)
def test_nobody_but_the_two_units_handles_it(kind: DeviationStepKind) -> None:
    refused = refusal(lambda: added(after(*BOTH_ANSWERED), "deviation_steps", step(kind, SCHOOL, NEW), NOW))
    assert type(refused) is Forbidden and refused.rule is NOT_A_PARTY


@pytest.mark.parametrize("who", [REPORTED_BY, CONCERNED])
def test_it_is_closed_by_either_when_both_have_answered_and_not_before(who: UUID) -> None:
    """Domain rules, process: when it concerns another party it is handled jointly."""
    for taken in ((), BOTH_ANSWERED[:1], BOTH_ANSWERED[1:], (step(K.ADDRESSED, CONCERNED),)):
        refused = refusal(lambda: added(after(*taken), "deviation_steps", step(K.CLOSED, who, NEW), NOW))  # noqa: B023
        assert type(refused) is Conflict and refused.rule is NOT_ANSWERED
    assert added(after(*BOTH_ANSWERED), "deviation_steps", step(K.CLOSED, who, NEW), NOW)


@pytest.mark.parametrize(("kind", "who"), list(product(K, (REPORTED_BY, CONCERNED))))
def test_nothing_is_added_to_what_is_closed(kind: DeviationStepKind, who: UUID) -> None:
    closed = after(*BOTH_ANSWERED, step(K.CLOSED, CONCERNED, uid(92)))
    refused = refusal(lambda: added(closed, "deviation_steps", step(kind, who, NEW), NOW))
    assert type(refused) is Conflict and refused.rule is ALREADY_CLOSED


def test_a_step_is_not_its_own_hindrance_when_it_is_corrected() -> None:
    closed = after(*BOTH_ANSWERED, step(K.CLOSED, CONCERNED, uid(92)))
    assert revised(closed, "deviation_steps", closed.deviation_steps[-1], NOW, text="Klart").deviation_steps[-1].text


@settings(max_examples=200, deadline=None, database=None)
@given(st.lists(st.tuples(st.sampled_from(K), st.sampled_from((REPORTED_BY, CONCERNED))), max_size=7))
def test_however_it_is_handled_it_only_moves_on_and_closes_with_two_answers(
    wanted: list[tuple[DeviationStepKind, UUID]],
) -> None:
    order, plan, seen = ["reported", "addressed", "answered", "closed"], after(), ["reported"]
    for place, (kind, who) in enumerate(wanted):
        try:
            plan = added(plan, "deviation_steps", step(kind, who, uid(2000 + place)), NOW)
        except Refusal:
            continue
        seen.append(state(plan.deviations[0], plan.deviation_steps))
    places = [order.index(one) for one in seen]
    assert places == sorted(places)
    answered = {one.unit_id for one in plan.deviation_steps if one.kind is K.ANSWERED}
    assert ("closed" in seen) <= (answered == {REPORTED_BY, CONCERNED})


@pytest.mark.parametrize("kind", [K.ADDRESSED, K.ANSWERED])
def test_it_is_addressed_by_the_unit_that_it_concerns(kind: DeviationStepKind) -> None:
    """Deviation: reported, then addressed by the unit that it concerns; else it leaves that unit's worklist unseen."""
    assert state(deviation(), (step(kind, REPORTED_BY),)) == "reported"


def test_two_deviations_are_handled_each_for_itself() -> None:
    def other(**values: Any) -> Deviation:
        return deviation(id=uid(98), **values)

    plan = replace(after(*BOTH_ANSWERED), deviations=(deviation(), other()))
    assert [state(one, plan.deviation_steps) for one in plan.deviations] == ["answered", "reported"]
