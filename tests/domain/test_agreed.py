"""What a unit has agreed to do, for its own record system (PDL 3 kap.): its own part, and of nobody else's a word."""

from dataclasses import replace
from datetime import date

import pytest

from app.domain.adopted import as_agreed
from app.domain.agreed import STATES, own_interventions, text, version
from app.domain.intervention import InterventionState
from tests.domain.plans import (
    BY_OTHER,
    BY_UNIT,
    CLINIC,
    LONG_GOAL,
    REHAB,
    established,
    goal,
    intervention,
    status,
    uid,
    utc,
)

FIRST, SECOND, OTHERS = uid(66), BY_UNIT, uid(68)
PLAN = established(
    goals=(goal(LONG_GOAL),),
    interventions=(
        intervention(SECOND, text="Andra", position=2, starts_on=date(2026, 4, 1), ends_on=date(2026, 5, 1)),
        intervention(FIRST, text="Första", position=1, goal_id=uid(999)),
        intervention(OTHERS, text="Klinikens", responsible_unit_id=CLINIC),
        intervention(BY_OTHER, "other", text="Skolans"),  # type: ignore[arg-type]
    ),
    intervention_statuses=tuple(status(uid(90 + n), one) for n, one in enumerate((FIRST, SECOND, OTHERS, BY_OTHER))),
)


def test_it_is_the_units_own_interventions_in_their_order() -> None:
    assert [one.id for one in own_interventions(PLAN, REHAB)] == [FIRST, SECOND]
    assert text(PLAN, REHAB).splitlines() == [
        "Samordnad individuell plan, upprättad 2026-03-05, version 1.",
        "Enhetens överenskomna insatser:",
        "1. Första (pågår). Mål: ",
        "2. Andra från 2026-04-01 till 2026-05-01 (pågår). Mål: Ett mål",
        "Nästa uppföljning 2026-11-02.",
    ]


def test_a_unit_that_has_agreed_to_nothing_is_told_so() -> None:
    nothing = replace(PLAN, interventions=(), established_at=None, follow_ups=(), first_follow_up_on=None)
    assert text(nothing, REHAB).splitlines() == [
        "Samordnad individuell plan, ännu inte upprättad, version 1.",
        "Enheten har inga överenskomna insatser.",
    ]


@pytest.mark.parametrize("state", InterventionState)
def test_every_state_has_its_word(state: InterventionState) -> None:
    plan = replace(PLAN, intervention_statuses=tuple(replace(one, state=state) for one in PLAN.intervention_statuses))
    assert f"({STATES[state]})" in text(plan, CLINIC)
    assert len(set(STATES.values())) == len(STATES) == len(InterventionState)


def test_while_the_plan_is_revised_it_is_what_was_adopted() -> None:
    """Domain rules, process: a revision is agreed when it is established; the record is of what is agreed."""
    draft = (intervention(FIRST, text="Utkast"), intervention(uid(69), text="Ny"))
    said = {
        "first_follow_up_on": date(2027, 1, 1),
        "follow_ups": (),
        "goals": (replace(goal(LONG_GOAL), text="Ett utkast"),),
    }
    further = status(uid(95), SECOND, state=InterventionState.COMPLETED, since=utc(2026, 5, 1))
    statuses = (*PLAN.intervention_statuses, further)
    revised = replace(PLAN, version=9, revises=1, interventions=draft, intervention_statuses=statuses, **said)
    assert version(revised) == 1
    assert text(as_agreed(revised, PLAN), REHAB) == text(PLAN, REHAB).replace("01 (pågår)", "01 (slutförd)")
    assert as_agreed(PLAN, None) is PLAN
    with pytest.raises(AssertionError):
        as_agreed(revised, None)
