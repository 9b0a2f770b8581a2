"""What is due of a plan (domain rules: time limits to compute and expose as data): each kind, for whom, when, until."""

from dataclasses import replace

import pytest

from app.domain.deadline_kind import TEXTS, DeadlineKind
from app.domain.plan import PlanStatus as S
from tests.domain.dues import KINDS, due, everything_due, times
from tests.domain.plans import CLINIC_HSA, NOW, established, handover, uid

# Ends with the consent in every case, so it is told of below.
ALONE = {"consent_ended"}


def test_every_kind_is_tried() -> None:
    assert KINDS.keys() | ALONE == {one.value for one in DeadlineKind}


@pytest.mark.parametrize("kind", KINDS)
def test_it_is_due_for_those_whose_task_it_is_from_when_it_is_and_until_something_changes(kind: str) -> None:
    plan, whom, about, _ = KINDS[kind]
    assert due(plan, kind) == whom
    # A consent that has ended is no longer about to; everything else waits for somebody.
    assert times(plan, kind) == {(*about, about[-1] if kind == "consent_ending" else None)}


@pytest.mark.parametrize("kind", KINDS)
def test_it_is_due_no_more_when_it_is_done_or_was_never_anybodys(kind: str) -> None:
    assert [due(plan, kind) for plan in KINDS[kind][3]] == [[]] * len(KINDS[kind][3])


@pytest.mark.parametrize("kind", sorted(KINDS.keys() - {"notice_to_acknowledge", "deviation_to_address"}))
def test_nothing_else_is_due_of_a_plan_that_has_ended(kind: str) -> None:
    for ended in (S.CLOSED, S.ANNULLED):
        assert due(replace(KINDS[kind][0], status=ended), kind) == []


def test_only_the_hand_over_that_awaits_its_answer_is_to_be_answered() -> None:
    old, new = handover(uid(820), refused_at=NOW), handover(uid(821))
    assert [subject for subject, *_ in times(established(handovers=(old, new)), "handover_to_answer")] == [new.id]


@pytest.mark.parametrize("kind", ["summons_due", "plan_stale"])
def test_before_a_coordinator_is_named_it_is_the_unit_that_saw_the_need(kind: str) -> None:
    plan = replace(KINDS[kind][0], status=S.OFFERED, coordinator_id=None)
    assert due(plan, kind) == [("initiator", CLINIC_HSA)]


@pytest.mark.parametrize("kind", ["copies_to_give", "intervention_to_start", "follow_up_due", "plan_stale"])
def test_what_stands_is_due_while_it_is_revised_too(kind: str) -> None:
    for status_ in (S.SUMMONED, S.MET):
        plan = replace(KINDS[kind][0], status=status_, revises=7)
        assert times(plan, kind) == times(KINDS[kind][0], kind)
        assert due(plan, kind) == due(KINDS[kind][0], kind)


def test_every_kind_has_a_text_of_its_own_in_both_languages() -> None:
    assert set(TEXTS) == set(DeadlineKind)
    for language in ("sv", "en"):
        assert len({getattr(one, language) for one in TEXTS.values()}) == len(TEXTS)
    assert all(one.sv != one.en for one in TEXTS.values())


def test_each_deadline_is_told_once() -> None:
    for plan, _, _, others in KINDS.values():
        for each in (plan, *others):
            rows = everything_due(each)
            assert len(rows) == len(set(rows))
