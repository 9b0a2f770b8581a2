"""What a citizen may see (domain rules of that name): the row and field gates, with canaries in everything."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.consent import ConsentGiver
from app.domain.participant import Participant, ParticipantKind
from app.domain.plan import Plan
from app.domain.unit import Unit
from app.domain.visibility import project, project_consents
from tests.domain.canaries import FOR_HER, Canary, planted, rows, sung
from tests.domain.everything import NEVER_MIRRORED, OTHER_GOAL, OTHER_UNIT, PLACES, Flags, everything
from tests.domain.plans import (
    COORDINATOR,
    LONG_GOAL,
    MAIN,
    SUB_GOAL,
    established,
    follow_up,
    goal,
    intervention,
    sip,
    uid,
)


def row_may_be_seen(plan: Plan, row: Any) -> bool:
    """The rows that the domain rules withhold, told once more, by name."""
    kind = type(row).__name__
    if kind in NEVER_MIRRORED:
        return False
    if kind == "Participant":
        return row.protected_identity == "none"
    if kind == "Consent":
        return row.given_by != "assessment"
    if kind == "InterventionStatus":
        row = next(one for one in plan.interventions if one.id == row.intervention_id)
        kind = "Intervention"
    if getattr(row, "withheld_from_patient", False):
        return False
    above = row.goal_id if kind == "Intervention" else row.parent_id if kind == "Goal" else None
    while above is not None:
        parent = next(one for one in plan.goals if one.id == above)
        if parent.withheld_from_patient:
            return False
        above = parent.parent_id
    return True


def must_stay_hidden(plan: Plan, one: Canary) -> bool:
    in_place = plan.person.protected and one.field in PLACES.get(type(one.row).__name__, ())
    private = one.field == "phone" and one.row.kind != "staff"
    hers = getattr(one.row, FOR_HER, None) is not None
    professional = hers and one.field in ("text", "how_is_it_going")
    withheld = one.withheld and not (hers and one.field == FOR_HER)
    return withheld or professional or in_place or private or not row_may_be_seen(plan, one.row)


many = settings(max_examples=1500, deadline=None, database=None)
bits = st.integers(0, 2**37 - 1).map(Flags)
above = st.tuples(
    st.sampled_from([None, LONG_GOAL, OTHER_GOAL]), st.sampled_from([None, LONG_GOAL, SUB_GOAL, OTHER_GOAL])
)


@pytest.mark.slow
@many
@given(bits, above)
def test_nothing_withheld_comes_out_and_everything_else_does(flags: Flags, parents: tuple[Any, Any]) -> None:
    before = everything(flags, parents)
    plan, canaries = planted(before)
    out = sung([project(plan), project_consents(plan)])
    hidden = [one for one in canaries if must_stay_hidden(before, one)]
    shown = [one for one in canaries if not must_stay_hidden(before, one) and not isinstance(one.row, Unit)]
    assert len(hidden) > 90
    assert [one for one in hidden if one.value in out] == []
    # A plan that showed nothing would pass the line above: whatever is not withheld is there.
    assert [one for one in shown if one.value not in out] == []


@many
@given(bits)
def test_a_row_that_is_withheld_is_named_nowhere(flags: Flags) -> None:
    """Its id is in no list and in no reference, and a reference to a withheld participant is empty."""
    plan = everything(flags)
    document = project(plan)
    out = sung([document, project_consents(plan)])
    for row in rows(plan):
        if not row_may_be_seen(plan, row):
            assert row.id not in out, row
    protected = {one.id for one in plan.participants if one.protected_identity != "none"}
    assert (document["coordinator"] is None) is (COORDINATOR in protected)
    assert (document["mainResponsible"] is None) is (MAIN in protected)
    assert [one["chair"] is None for one in document["meetings"]] == [COORDINATOR in protected]
    assert len(document["participants"]) == len(plan.participants) - len(protected)


def test_the_wording_for_her_stands_instead_of_the_professional_one() -> None:
    """Domain rules, what the citizen sees: staff text may have a citizen-facing wording beside the professional one."""
    said = {"citizen_text": "Vi hjälper dig hem"}
    plan = established(
        goals=(goal(LONG_GOAL, **said), goal(SUB_GOAL)),
        interventions=(intervention(uid(61), **said), intervention(uid(62), citizen_text="")),
        follow_ups=(follow_up(**said), follow_up(uid(72))),
    )
    document = project(plan)
    assert [one["text"] for one in document["goals"]] == ["Vi hjälper dig hem", "Ett mål"]
    assert [one["text"] for one in document["interventions"]] == ["Vi hjälper dig hem", "En insats"]
    assert [one["outcome"] for one in document["followUps"]] == ["Vi hjälper dig hem", "Bra"]


def test_a_withheld_goal_takes_its_sub_goals_interventions_and_their_statuses_with_it() -> None:
    document = project(everything(Flags(1 << 20)))
    assert [one["id"] for one in document["goals"]] == [OTHER_GOAL]
    assert [one["id"] for one in document["interventions"]] == [OTHER_UNIT]
    assert [one["interventionId"] for one in document["interventionStatuses"]] == [OTHER_UNIT]


def test_a_judgement_of_inability_to_consent_is_never_among_her_consents() -> None:
    shown = project_consents(everything(Flags(1 << 30 | 1 << 31)))
    assert {one["id"] for one in shown}.isdisjoint({uid(24), uid(25)})
    assert len(shown) == 4


def test_that_a_judgement_ended_a_consent_is_not_told_either() -> None:
    """Domain rules, withheld always: the judgement of inability to consent."""
    plan = established(consents=(sip(withdrawn_by=ConsentGiver.ASSESSMENT),))
    assert "assessment" not in sung(project_consents(plan))


@pytest.mark.parametrize("kind", [ParticipantKind.RELATIVE, ParticipantKind.GUARDIAN])
def test_the_telephone_number_of_a_private_person_is_withheld(kind: ParticipantKind) -> None:
    """Domain rules, withheld always: other persons' addresses and numbers; `contact` is what staff have."""
    one = Participant(id=uid(99), entered_at=established().entered_at, kind=kind, name="Dottern", phone="070-000 00 00")
    assert "070-000 00 00" not in sung(project(established(participants=(one,))))
