"""The shape of the process (domain rules, process and lifecycle): its words, and the ways that there are not."""

from collections.abc import Iterator
from dataclasses import MISSING, fields

import pytest

from app.domain.follow_up import FollowUp, FollowUpDecision, GoalResult
from app.domain.goal import Goal, GoalTerm
from app.domain.life_area import LifeArea
from app.domain.lifecycle import BY_THE_SERVICE, ENDED, RESTS_ON_CONSENT, TABLE, Transition
from app.domain.mapping import Mapping, MappingEntry
from app.domain.meeting import Meeting, MeetingForm
from app.domain.part import find
from app.domain.plan import ClosingReason, Plan, PlanStatus
from app.domain.requirements import ESTABLISHING
from app.domain.summons import Summons, SummonsForm
from app.domain.wording.enumerations import ENUMERATIONS
from tests.domain.plans import LONG_GOAL, SUB_GOAL, established

S, T = PlanStatus, Transition


def required(kind: type) -> set[str]:
    """The fields without which no such part can be."""
    return {one.name for one in fields(kind) if one.default is MISSING and one.default_factory is MISSING}


def ways(target: frozenset[PlanStatus]) -> Iterator[Transition]:
    """The steps that lead into these statuses from outside them."""
    for (here, step), there in TABLE.items():
        if there in target and here not in target:
            yield step


# --- the statuses ----------------------------------------------------------------------------------------------------


def test_the_only_way_past_offered_is_to_prepare() -> None:
    """No consent, no plan: and `prepare` demands the consent."""
    assert set(ways(RESTS_ON_CONSENT)) == {T.PREPARE}
    assert {here for here, step in TABLE if step is T.PREPARE} == {S.OFFERED}


def test_a_plan_that_is_not_offered_has_no_other_way_than_the_offer() -> None:
    """There is a duty to offer: it cannot be closed unoffered, only annulled as entered in error."""
    assert {step for here, step in TABLE if here is S.INITIATED} == {T.OFFER, T.ANNUL}


def test_what_is_established_for_the_first_time_was_met_about() -> None:
    assert {(here, step) for (here, step), there in TABLE.items() if there is S.ESTABLISHED and here is not there} == {
        (S.MET, T.ESTABLISH),
        (S.SUMMONED, T.RESUME),  # goes back to what was established before, and demands that there is such a version
    }


def test_nothing_leads_out_of_a_plan_that_has_ended_but_to_annul_it() -> None:
    assert {(here, step) for here, step in TABLE if here in ENDED} == {(S.CLOSED, T.ANNUL)}


def test_nobody_chooses_the_reasons_that_consent_gives() -> None:
    assert {one.value for one in BY_THE_SERVICE} == {"consent_withdrawn", "consent_ended"}
    assert {one.value for one in set(ClosingReason) - BY_THE_SERVICE} == {
        "no_longer_needed",
        "coordination_works",
        "moved",
        "deceased",
        "replaced",
        "inactive",
    }


# --- what the parts must say -----------------------------------------------------------------------------------------


def test_a_summons_is_in_writing_or_oral_and_says_when_and_why() -> None:
    assert {one.value for one in SummonsForm} == {"written", "oral"}
    assert {"form", "sent_at", "meeting_at", "purpose"} <= required(Summons)


def test_a_meeting_is_physical_or_digital_and_begins_with_what_matters_to_her() -> None:
    assert {"physical", "digital"} <= {one.value for one in MeetingForm}
    assert {"form", "held_at", "what_matters"} <= required(Meeting)


def test_every_role_of_a_meeting_is_stored_with_its_origin() -> None:
    roles = ("chair", "writer", "main_responsible")
    assert {f"{role}_{half}" for role in roles for half in ("id", "origin")} <= required(Meeting)


def test_a_follow_up_asks_the_five_questions_and_decides() -> None:
    assert {"held_at", "how_is_it_going", "continued_coordination", "decision"} <= required(FollowUp)
    named = {one.name for one in fields(FollowUp)}
    assert {"helped", "hindered", "interventions_continue", "attendee_ids", "next_on"} <= named
    assert {"follow_up_id", "goal_id", "outcome"} <= required(GoalResult)
    assert {one.value for one in FollowUpDecision} == {"continue", "revise", "close"}


# --- the twelve headings ---------------------------------------------------------------------------------------------

HEADINGS = """
home hemliv, leisure fritid, social_life socialt liv, community samhällsgemenskap, health hälsa,
communication kommunikation, occupation sysselsättning, economy ekonomi, hygiene personlig hygien, meals matsituation,
sleep sömn, mobility rörelse
"""
TWELVE = dict(one.strip().split(" ", 1) for one in HEADINGS.replace("\n", " ").split(","))


def test_there_are_twelve_headings_with_their_swedish_names() -> None:
    assert len(TWELVE) == 12
    assert {one.value: ENUMERATIONS[LifeArea][one].sv for one in LifeArea} == TWELVE


@pytest.mark.parametrize("kind", [MappingEntry, Goal])
def test_a_mapping_entry_and_a_goal_each_stand_under_one_heading(kind: type) -> None:
    assert "life_area" in required(kind)


def test_the_mapping_has_the_whole_situation_beside_its_entries() -> None:
    assert {"situation", "entries"} <= required(Mapping)
    assert "mapping" not in {one.name for one in fields(Plan)}


def test_a_goal_is_long_or_short_and_a_sub_goal_stands_below_another() -> None:
    assert {one.value for one in GoalTerm} == {"long", "short"}
    below = find(established().goals, SUB_GOAL)
    assert below is not None and below.parent_id == LONG_GOAL


def test_every_demand_on_an_established_plan_says_where_it_comes_from() -> None:
    assert all(rule.source for rule in ESTABLISHING)
