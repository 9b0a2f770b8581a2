"""Interventions that wait for others (domain rules, what the citizen sees: their order): never for themselves."""

from dataclasses import replace
from uuid import UUID

from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.contents import added, revised, work
from app.domain.intervention import InterventionState, present_states
from app.domain.plan import Plan
from app.domain.refusal import Invalid
from tests.domain.boundaries import NEW, STRAY, TICK, refusal
from tests.domain.plans import BY_OTHER, BY_PERSON, BY_UNIT, NOW, established, intervention, status, uid

MANY = tuple(uid(1000 + number) for number in range(6))


def waiting(**ahead: tuple[UUID, ...]) -> Plan:
    """The three interventions of the plan, in the order of their names below, each waiting for those."""
    names = {"unit": BY_UNIT, "other": BY_OTHER, "person": BY_PERSON}
    return established(
        interventions=tuple(intervention(one, depends_on=ahead.get(name, ())) for name, one in names.items())
    )


def test_an_intervention_does_not_wait_for_itself() -> None:
    plan = waiting()
    refused = refusal(lambda: revised(plan, "interventions", plan.interventions[0], NOW, depends_on=(BY_UNIT,)))
    assert type(refused) is Invalid and refused.rule is work.DEPENDS
    assert [one.pointer for one in refused.findings] == ["/dependsOn"]


def test_nor_through_one_other_nor_through_two() -> None:
    two = waiting(other=(BY_UNIT,))
    assert refusal(lambda: revised(two, "interventions", two.interventions[0], NOW, depends_on=(BY_OTHER,)))
    three = waiting(other=(BY_UNIT,), person=(BY_OTHER,))
    refused = refusal(lambda: revised(three, "interventions", three.interventions[0], NOW, depends_on=(BY_PERSON,)))
    assert refused.rule is work.DEPENDS


def test_two_may_wait_for_the_same_and_one_for_both() -> None:
    diamond = waiting(other=(BY_UNIT,), person=(BY_UNIT,))
    one = intervention(NEW, depends_on=(BY_OTHER, BY_PERSON))
    assert added(diamond, "interventions", one, NOW).interventions[-1] == one


def test_what_is_waited_for_is_in_the_plan_however_far_down() -> None:
    deep = waiting(other=(STRAY,))
    refused = refusal(lambda: added(deep, "interventions", intervention(NEW, depends_on=(BY_OTHER,)), NOW))
    assert refused.rule.id == "no-such-part"


def test_a_circle_that_is_there_already_is_walked_once() -> None:
    """No plan of ours has one; a check that never ended would be worse than the circle."""
    circle = waiting(unit=(BY_OTHER,), other=(BY_UNIT,))
    one = intervention(NEW, depends_on=(BY_UNIT,))
    assert added(circle, "interventions", one, NOW).interventions[-1] == one


@settings(max_examples=300, deadline=None, database=None)
@given(st.lists(st.tuples(st.sampled_from(MANY), st.sets(st.sampled_from(MANY))), max_size=12))
def test_whatever_is_corrected_in_whatever_order_nothing_ever_waits_for_itself(
    steps: list[tuple[UUID, set[UUID]]],
) -> None:
    plan = established(interventions=tuple(intervention(one) for one in MANY))
    for which, ahead in steps:
        one = next(part for part in plan.interventions if part.id == which)
        wanted = {part.id: set(part.depends_on) for part in plan.interventions} | {which: ahead}
        try:
            plan = revised(plan, "interventions", one, NOW, depends_on=tuple(ahead))
            assert is_orderly(wanted)
        except Invalid as refused:
            assert refused.rule is work.DEPENDS and not is_orderly(wanted)
    assert is_orderly({part.id: set(part.depends_on) for part in plan.interventions})


def is_orderly(ahead: dict[UUID, set[UUID]]) -> bool:
    """Whether they can be begun one after another: each time, one that waits for none of those that are left."""
    left = dict(ahead)
    while left:
        free = next((one for one, before in left.items() if not before & left.keys()), None)
        if free is None:
            return False
        del left[free]
    return True


# --- at most once ----------------------------------------------------------------------------------------------------


def test_an_intervention_waits_for_another_at_most_once() -> None:
    assert refusal(lambda: added(waiting(), "interventions", intervention(NEW, depends_on=(BY_UNIT, BY_UNIT)), NOW))


# --- the present state -----------------------------------------------------------------------------------------------


def test_the_newest_state_is_the_present_one_by_when_it_holds_then_by_when_it_was_entered() -> None:
    needed, ongoing, completed = InterventionState.NEEDED, InterventionState.ONGOING, InterventionState.COMPLETED
    old, new = status(uid(91), BY_UNIT, state=needed, since=NOW), status(uid(92), BY_UNIT, since=NOW + TICK)
    other = status(uid(93), BY_OTHER, state=completed, since=NOW + TICK + TICK)
    assert present_states((new, old, other)) == {BY_UNIT: ongoing, BY_OTHER: completed}
    entered = replace(old, id=uid(90), entered_at=NOW, state=completed)
    assert present_states((entered, old)) == {BY_UNIT: completed}
    last = replace(old, id=uid(94), state=ongoing)
    assert present_states((last, old)) == {BY_UNIT: ongoing}
