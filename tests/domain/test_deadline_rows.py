"""A deadline names no person and no content, and ends with the consent: over plans of every sort."""

from dataclasses import fields, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from app.domain.deadline import deadlines
from app.domain.deadline_kind import DeadlineKind
from app.domain.intervention import InterventionState
from app.domain.plan import PARTS, ClosingReason, Plan, PlanStatus
from app.domain.reach import Ground, reach
from app.domain.summons import Reply
from tests.domain.canaries import planted
from tests.domain.clock import sip_holds
from tests.domain.drawn import GRID, instants, plans
from tests.domain.everything import Flags, everything
from tests.domain.plans import status, uid, utc

RESTING = ("preparing", "summoned", "met", "established")
READY = utc(2026, 3, 1)


@st.composite
def full(draw: st.DrawFn) -> Plan:
    """A plan with every kind of part in it, in any status, with every answer that there is to give."""
    plan = everything(Flags(draw(st.integers(0, 2**37 - 1))))
    status_ = draw(st.sampled_from(PlanStatus))
    reply = st.sampled_from(Reply)
    states = st.sampled_from(InterventionState)
    return replace(
        plan,
        status=status_,
        closing_reason=draw(st.sampled_from(ClosingReason)) if status_ == "closed" else None,
        coordinator_id=draw(st.sampled_from([plan.coordinator_id, None])),
        discharge_ready_at=draw(st.sampled_from([None, READY])),
        summonses=draw(st.sampled_from([(), plan.summonses])),
        invitations=tuple(replace(one, reply=draw(reply)) for one in plan.invitations),
        established_at=draw(st.sampled_from([None, plan.established_at])),
        legal_bases=draw(st.sampled_from([(), ("LSS 10",)])),
        intervention_statuses=tuple(
            status(uid(7000 + place), one.id, state=draw(states)) for place, one in enumerate(plan.interventions)
        ),
        deviation_steps=draw(st.sampled_from([(), plan.deviation_steps])),
    )


many = settings(max_examples=300, deadline=None, database=None)


@many
@given(full())
def test_a_row_carries_units_principals_and_ids_and_never_a_person_or_a_text(drawn: Plan) -> None:
    plan, _ = planted(drawn)
    # The planting gives the legal bases and the times other values, which decide what is due.
    plan = replace(plan, legal_bases=drawn.legal_bases, changed_at=drawn.changed_at)
    plan = replace(plan, discharge_ready_at=drawn.discharge_ready_at)
    units = {one.hsa_id for one in plan.units} | {one.principal_hsa_id for one in plan.units}
    people = {one.hsa_id for one in plan.participants if one.hsa_id}
    ids = {plan.id} | {one.id for name in PARTS for one in getattr(plan, name)} - {one.id for one in plan.participants}
    for row in deadlines(plan, adopted=plan):
        texts = {value for field in fields(row) if isinstance(value := getattr(row, field.name), str)}
        assert texts - set(DeadlineKind) - set(Ground) <= units
        assert not texts & people
        assert row.subject_id in ids, "about a part of the plan, and never a participant"
        assert {type(getattr(row, field.name)) for field in fields(row)} <= {
            DeadlineKind, Ground, str, UUID, datetime, type(None)
        }  # fmt: skip


@many
@given(full())
def test_a_row_is_for_somebody_who_reaches_the_plan_on_that_ground(plan: Plan) -> None:
    reached = {(row.ground, row.unit, row.principal) for row in reach(plan)}
    units = {one.hsa_id for one in plan.units}
    for row in deadlines(plan, adopted=plan):
        if row.ground is None:
            assert row.unit in units and row.principal is None
        else:
            assert (row.ground, row.unit, row.principal) in reached
        assert (row.unit is None) is (row.ground is Ground.PRINCIPAL)


@many
@given(full())
def test_of_an_ended_plan_nothing_is_due_but_its_notices_and_deviations(plan: Plan) -> None:
    kinds = {row.kind for row in deadlines(plan, adopted=plan)}
    if plan.status in ("closed", "annulled"):
        waits = {DeadlineKind.NOTICE_TO_ACKNOWLEDGE, DeadlineKind.DEVIATION_TO_ADDRESS}
        assert kinds <= (waits if plan.status == "closed" else set())
    else:
        assert DeadlineKind.NOTICE_TO_ACKNOWLEDGE not in kinds
        assert DeadlineKind.PLAN_STALE in kinds
    if plan.established_at is None or plan.status not in RESTING:
        assert not kinds & {
            "copies_to_give",
            "follow_up_due",
            "intervention_to_start",
            "yearly_review",
            "revision_to_begin",
        }


# Of most plans that are made up no consent holds.
@settings(max_examples=300, deadline=None, database=None, suppress_health_check=[HealthCheck.filter_too_much])
@given(plans(), instants, st.sampled_from(RESTING))
def test_what_is_due_is_due_until_the_consent_lapses_and_no_longer(plan: Plan, changed: datetime, status_: Any) -> None:
    assume(sip_holds(plan, changed))
    plan = replace(plan, changed_at=changed, status=PlanStatus(status_))
    gone = next((at for at in GRID if at > changed and not sip_holds(plan, at)), None)
    rows = list(deadlines(plan, adopted=plan))
    ended = [one for one in rows if one.kind == "consent_ended"]
    untils = {one.until for one in rows if one.kind != "consent_ended"}
    if gone is None:
        assert all(one is None or one > GRID[-1] for one in untils)
        return
    assert untils <= {gone}
    assert all(one.since < gone for one in rows if one.kind != "consent_ended")
    assert {(one.since, one.due_at, one.until) for one in ended} <= {(gone, gone, None)}
