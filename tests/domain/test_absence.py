"""What a unit is to do at which nobody reads the plan (domain rules, process): due of whoever leads the plan."""

from dataclasses import replace
from datetime import date, datetime
from typing import Any

import pytest

from app.domain.absence import away
from app.domain.deadline import deadlines
from app.domain.plan import ClosingReason, Plan
from app.domain.plan import PlanStatus as S
from app.domain.spokesperson import coming
from app.domain.summons import Reply
from app.domain.window import Window
from tests.domain.dues import LEADS, WITHOUT_LOGIN, due, needing
from tests.domain.parts import block
from tests.domain.plans import (
    BY_UNIT,
    CLINIC,
    GIVEN,
    LIBRARY,
    NOW,
    REHAB,
    REHAB_HSA,
    SCHOOL,
    deviation,
    established,
    intervention,
    invitation,
    notice,
    sharing,
    sip,
    uid,
    utc,
)

START, DEVIATE = "intervention_to_start", "deviation_to_address"
ITS_OWN = [(None, REHAB_HSA)]
BOTH = sorted([*ITS_OWN, *LEADS], key=repr)
SAID_NO = {"invitations": (invitation(uid(32), REHAB, Reply.DECLINES),)}
SILENT = {"invitations": (invitation(uid(32), REHAB, Reply.NONE),)}
BLOCKED = {"blocks": (block(REHAB_HSA),)}


def waiting(**values: Any) -> Plan:
    """An established plan in which an intervention and a deviation wait for the rehabilitation."""
    start: dict[str, Any] = {"deviations": (deviation(),), **values}
    return replace(needing(intervention(BY_UNIT)), **start)


@pytest.mark.parametrize(
    ("values", "of_interventions", "of_deviations"),
    [
        ({}, ITS_OWN, ITS_OWN),
        (SAID_NO, BOTH, BOTH),
        (SILENT, BOTH, BOTH),
        ({"consents": (sip(), sharing(LIBRARY))}, BOTH, BOTH),
        ({"units": WITHOUT_LOGIN}, LEADS, LEADS),
        # Only she is told that it is due, but what she registers every reader sees: nobody speaks for who is blocked.
        (BLOCKED, BOTH, ITS_OWN),
        (BLOCKED | SAID_NO, BOTH, BOTH),
    ],
)
def test_it_is_due_of_whoever_leads_the_plan_where_the_unit_is_no_reader(
    values: dict[str, Any], of_interventions: list[Any], of_deviations: list[Any]
) -> None:
    plan = waiting(**values)
    assert due(plan, START) == of_interventions
    assert due(plan, DEVIATE) == of_deviations


def test_it_is_due_of_her_when_the_unit_reads_no_more_and_until_it_does() -> None:
    """That a consent ends or begins nobody acts on: the rows say it beforehand."""
    spring = sharing(REHAB, valid_until=date(2026, 5, 31))
    autumn = sharing(REHAB, id=uid(902), given_at=utc(2026, 9, 1))
    plan = waiting(consents=(sip(), spring, autumn))
    ends, begins = utc(2026, 5, 31, 22), utc(2026, 9, 1)
    for kind in (START, DEVIATE):
        hers = [one for one in deadlines(plan) if one.kind == kind and one.ground is not None]
        assert [(one.since, one.until) for one in hers] == [(ends, begins)], kind


READ = [Window(utc(2026, 3, 1), utc(2026, 4, 1)), Window(utc(2026, 5, 1), utc(2026, 6, 1))]


@pytest.mark.parametrize(
    ("read", "since", "expected"),
    [
        ([], utc(2026, 1, 1), [(utc(2026, 1, 1), None)]),
        (
            READ,
            utc(2026, 1, 1),
            [(utc(2026, 1, 1), utc(2026, 3, 1)), (utc(2026, 4, 1), utc(2026, 5, 1)), (utc(2026, 6, 1), None)],
        ),
        (READ, utc(2026, 3, 1), [(utc(2026, 4, 1), utc(2026, 5, 1)), (utc(2026, 6, 1), None)]),
        (READ, utc(2026, 5, 2), [(utc(2026, 6, 1), None)]),
        (READ, utc(2026, 7, 1), [(utc(2026, 7, 1), None)]),
        ([READ[0], Window(utc(2026, 5, 1), None)], utc(2026, 3, 1), [(utc(2026, 4, 1), utc(2026, 5, 1))]),
        ([Window(utc(2026, 3, 1), None)], utc(2026, 3, 1), []),
    ],
)
def test_away_is_the_time_in_which_nobody_there_reads(
    read: list[Window], since: datetime, expected: list[tuple[datetime, datetime | None]]
) -> None:
    assert [(one.since, one.until) for one in away({REHAB_HSA: read}, REHAB_HSA, since)] == expected
    # Who cannot log in, or is in no row, never reads.
    for hsa_id in (None, "SE2329990015-OTHER"):
        assert list(away({REHAB_HSA: read}, hsa_id, since)) == [Window(since, None)]


@pytest.mark.parametrize(
    ("values", "comes"),
    [({}, True), (SAID_NO, False), (SILENT, False), (BLOCKED, True), (BLOCKED | SAID_NO, False)],
)
def test_whom_she_speaks_for_every_reader_can_see_and_no_block(values: dict[str, Any], comes: bool) -> None:
    """PDL 4:4, README: no block shows by what is done."""
    plan = waiting(**values)
    units = {one.id: one for one in plan.units}
    there = coming(plan, NOW)
    assert there(units[REHAB]) is comes
    assert there(units[CLINIC]), "the coordinator's own"
    assert not there(units[SCHOOL]), "it cannot log in"


def test_a_deviation_waits_in_a_closed_plan_too_and_in_no_annulled_one() -> None:
    """Domain rules, process: it is handled jointly; that the plan has closed meanwhile does not answer it."""
    reason = ClosingReason.COORDINATION_WORKS
    assert due(waiting(status=S.CLOSED, closing_reason=reason), DEVIATE) == ITS_OWN
    withdrawn = waiting(status=S.CLOSED, closing_reason=ClosingReason.CONSENT_WITHDRAWN)
    assert due(withdrawn, DEVIATE) == BOTH, "she reads it alone"
    assert due(withdrawn, START) == []
    assert due(waiting(status=S.ANNULLED), DEVIATE) == []


def test_a_notice_to_a_unit_that_cannot_log_in_waits_for_whoever_leads_the_plan() -> None:
    """Domain rules, closed: everyone involved is told."""
    closed = {"status": S.CLOSED, "closing_reason": ClosingReason.MOVED, "closed_at": GIVEN}
    told = established(notices=(notice(SCHOOL), replace(notice(REHAB), id=uid(840))), **closed)
    assert due(told, "notice_to_acknowledge") == sorted([*LEADS, ("notified", REHAB_HSA)], key=repr)
    done = replace(told, notices=tuple(replace(one, acknowledged_at=NOW) for one in told.notices))
    assert due(done, "notice_to_acknowledge") == []


def test_while_a_plan_is_revised_what_is_to_start_is_what_was_adopted() -> None:
    """Domain rules, process: a draft is nobody's to begin, and what was agreed is, until the next is adopted."""
    stood = needing(intervention(BY_UNIT, starts_on=date(2026, 4, 1)))
    drafted = replace(intervention(BY_UNIT), responsible_unit_id=CLINIC, starts_on=date(2026, 9, 1))
    new = intervention(uid(660))
    revised = replace(stood, status=S.MET, revises=7, interventions=(drafted, new))
    rows = [one for one in deadlines(revised, adopted=stood) if one.kind == START]
    assert [(one.subject_id, one.unit, one.due_at) for one in rows] == [(BY_UNIT, REHAB_HSA, utc(2026, 4, 1, 22))]
    begun = replace(revised, intervention_statuses=established().intervention_statuses)
    assert [one for one in deadlines(begun, adopted=stood) if one.kind == START] == [], "how far it has come is as now"
    with pytest.raises(AssertionError):
        list(deadlines(revised))
