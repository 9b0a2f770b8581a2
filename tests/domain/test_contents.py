"""What may stand in a plan: each check refuses on one side of its boundary and accepts on the other."""

import runpy
from dataclasses import fields, replace
from typing import Any

import pytest

from app.domain import contents
from app.domain.contents import CHECKS, added, revised, work
from app.domain.intervention import ResponsibleKind
from app.domain.part import NO_SUCH_PART
from app.domain.plan import PARTS
from app.domain.refusal import Conflict, Invalid
from app.domain.room import MOST_PARTS
from app.domain.summons import Reply
from app.schemas.journal.participant import ParticipantIn, ParticipantPatch
from tests.domain.boundaries import ACCEPTED, KIND, NEW, REFUSED, STRAY, refusal, standing
from tests.domain.plans import (
    CHANGED,
    NOW,
    REHAB,
    SUB_GOAL,
    established,
    goal,
    intervention,
    invitation,
    notice,
    participant,
    sip,
    summons,
    uid,
)


def named(rows: list[Any]) -> list[str]:
    return [f"{n}-{row[0]}{'-' + row[2] if len(row) > 2 else ''}" for n, row in enumerate(rows)]


@pytest.mark.parametrize(("collection", "part"), ACCEPTED, ids=named(ACCEPTED))
def test_accepted_at_the_boundary(collection: str, part: Any) -> None:
    before = standing()
    after = added(before, collection, part, NOW)
    assert getattr(after, collection) == (*getattr(before, collection), part)
    assert replace(after, **{collection: getattr(before, collection)}) == before


@pytest.mark.parametrize(("collection", "part", "rule", "pointer"), REFUSED, ids=named(REFUSED))
def test_refused_beyond_the_boundary(collection: str, part: Any, rule: str, pointer: str) -> None:
    refused = refusal(lambda: added(standing(), collection, part, NOW))
    assert type(refused) is Invalid
    assert refused.rule.id == rule
    assert [(one.rule.id, one.pointer) for one in refused.findings] == [(rule, pointer)]


# Asked of whoever comes in, and of nobody who is there: what kind of participant she is, is never corrected.
CORRECTED = [row for row in REFUSED if row[2] != "guardian-of-adult"]


@pytest.mark.parametrize(("collection", "part", "rule", "pointer"), CORRECTED, ids=named(CORRECTED))
def test_a_correction_is_judged_by_the_same_check(collection: str, part: Any, rule: str, pointer: str) -> None:
    """What is wrong in a new part is wrong in an old one: made right first, then corrected into it."""
    right = next(one for name, one in ACCEPTED if name == collection)
    plan = replace(standing(), **{collection: (*getattr(standing(), collection), right)})
    values = {f.name: getattr(part, f.name) for f in fields(part) if f.name not in ("id", "version", "entered_at")}
    refused = refusal(lambda: revised(plan, collection, right, NOW, **values))
    assert refused.rule.id == rule


def test_what_kind_of_participant_somebody_is_is_never_corrected() -> None:
    assert "kind" in ParticipantIn.model_fields and "kind" not in ParticipantPatch.model_fields


def test_a_correction_changes_one_part_and_moves_its_version_alone() -> None:
    plan = established()
    after = revised(plan, "goals", plan.goals[1], NOW, text="Nytt")
    assert after.goals == (plan.goals[0], replace(plan.goals[1], text="Nytt", version=2))
    assert replace(after, goals=plan.goals) == plan


def test_two_goals_cannot_stand_below_each_other() -> None:
    plan = established()
    refused = refusal(lambda: revised(plan, "goals", plan.goals[0], NOW, parent_id=SUB_GOAL))
    assert refused.rule is work.PARENT
    deeper = added(plan, "goals", goal(NEW, parent_id=SUB_GOAL), NOW)
    assert refusal(lambda: revised(deeper, "goals", deeper.goals[0], NOW, parent_id=NEW)).rule is work.PARENT


def test_every_collection_has_a_check_but_the_notices_which_nobody_enters() -> None:
    assert set(CHECKS) == set(PARTS) - {"notices"}
    with pytest.raises(KeyError):
        added(established(), "notices", notice(), NOW)


def test_a_kind_of_part_without_a_check_stops_the_start(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(PARTS, "letters", object)
    with pytest.raises(RuntimeError):
        runpy.run_path(contents.__file__)


def test_what_a_refusal_points_at_is_a_rule_of_the_plan_and_no_value() -> None:
    refused = refusal(lambda: added(established(), "goals", goal(NEW, parent_id=STRAY), NOW))
    assert refused.rule is NO_SUCH_PART and str(STRAY) not in str(refused)


# --- how much, and who else ------------------------------------------------------------------------------------------


def test_a_unit_is_called_once_in_a_summons_and_again_in_the_next() -> None:
    again = summons(id=uid(35))
    plan = replace(established(), summonses=(summons(), again))
    other = replace(invitation(NEW, REHAB, Reply.NONE), summons_id=again.id)
    assert added(plan, "invitations", other, NOW).invitations[-1] == other
    first = plan.invitations[0]
    assert revised(plan, "invitations", first, NOW, replied_at=CHANGED).invitations[0].replied_at == CHANGED


@pytest.mark.parametrize("collection", CHECKS)
def test_a_plan_holds_no_more_than_it_can(collection: str) -> None:
    part = next(one for name, one in ACCEPTED if name == collection)
    # What may stand there once only makes room for the one that is added.
    others = {"handovers": {"accepted_at": NOW}, "invitations": {"unit_id": STRAY}, "goal_results": {"goal_id": STRAY}}
    others["blocks"] = {"hsa_id": "SE2329990031-ELSE"}
    filler = replace(part, id=uid(10**6), **others.get(collection, {}))
    kept = getattr(standing(), collection)[:5]
    almost = replace(standing(), **{collection: kept + (filler,) * (MOST_PARTS - 1 - len(kept))})
    full = added(almost, collection, part, NOW)
    assert len(getattr(full, collection)) == MOST_PARTS
    refused = refusal(lambda: added(full, collection, replace(part, id=uid(802)), NOW))
    assert type(refused) is Conflict and refused.rule is contents.TOO_MANY


def test_what_the_person_does_herself_names_no_other_actor() -> None:
    """HSL 16:4, SoL 10:9, and `Intervention`: `responsible_name` is for `other`; exactly one responsible."""
    one = intervention(NEW, ResponsibleKind.PERSON, responsible_name="Försäkringskassan")
    assert refusal(lambda: added(established(), "interventions", one, NOW)).rule is work.ONE_RESPONSIBLE


def test_a_relative_is_not_invited_without_the_consent_for_relatives() -> None:
    """Domain rules, consent: without it they are not invited."""
    plan = established(consents=(sip(),), participants=established().participants[:3])
    assert refusal(lambda: added(plan, "participants", participant(NEW, KIND.RELATIVE), NOW))


def test_another_actor_has_a_name() -> None:
    one = intervention(NEW, ResponsibleKind.OTHER, responsible_name="")
    assert refusal(lambda: added(established(), "interventions", one, NOW)).rule is work.ONE_RESPONSIBLE
