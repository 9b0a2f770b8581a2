"""Each kind of what is due of a plan: a plan of which it is, for whom and when, and plans of which it is not."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from app.domain.deadline import Deadline, deadlines
from app.domain.deviation import DeviationStepKind
from app.domain.intervention import InterventionState, ResponsibleKind
from app.domain.plan import ClosingReason, Plan, PlanStatus
from app.domain.summons import Occasion, Reply
from tests.domain.parts import CLOSING, COPIES_OF_ALL, DEVIATION, REVISING, copy, step
from tests.domain.plans import (
    BY_OTHER,
    BY_PERSON,
    BY_UNIT,
    CHANGED,
    CLINIC_HSA,
    FOLLOW_UP,
    GIVEN,
    HANDOVER,
    MAIN,
    REHAB,
    REHAB_HSA,
    SCHOOL,
    SHARING,
    PrincipalType,
    deviation,
    established,
    follow_up,
    handover,
    intervention,
    invitation,
    meeting,
    notice,
    sharing,
    sip,
    status,
    summons,
    uid,
    unit,
    utc,
)

S = PlanStatus
DAY = timedelta(days=1)
READY = utc(2026, 3, 1, 12)
CALLED = invitation(uid(32), REHAB, Reply.NONE)
LEADS = [("coordinator", CLINIC_HSA)]
DRIVES = [("coordinator", CLINIC_HSA), ("main_responsible", REHAB_HSA)]


def everything_due(plan: Plan) -> list[Deadline]:
    """Everything; of a plan that is being revised, where nothing agreed has been changed."""
    return list(deadlines(plan, adopted=plan))


def due(plan: Plan, kind: str) -> list[tuple[str | None, str | None]]:
    """For whom that kind is due: the ground, and the unit or principal."""
    rows = [one for one in everything_due(plan) if one.kind == kind]
    return sorted(((one.ground, one.unit or one.principal) for one in rows), key=repr)


def times(plan: Plan, kind: str) -> set[tuple[UUID, datetime, datetime, datetime | None]]:
    """About what, from when, due when and until when that kind is due."""
    return {(one.subject_id, one.since, one.due_at, one.until) for one in everything_due(plan) if one.kind == kind}


def before(status_: PlanStatus = S.PREPARING, **values: Any) -> Plan:
    """A plan that has not been established: nobody is called and nothing is agreed."""
    start: dict[str, Any] = {"summonses": (), "invitations": (), "meetings": (), "follow_ups": ()}
    return established(status=status_, **({"established_at": None} | start | values))


def needing(*interventions: Any, states: dict[UUID, InterventionState] | None = None) -> Plan:
    """An established plan with these interventions, needed unless `states` says otherwise."""
    found = {one.id: InterventionState.NEEDED for one in interventions} | (states or {})
    statuses = tuple(status(uid(1300 + n), one, state=said) for n, (one, said) in enumerate(found.items()))
    return established(interventions=interventions, intervention_statuses=statuses)


def ending(**values: Any) -> Plan:
    return established(consents=(sip(), sharing(REHAB, **({"valid_until": date(2026, 8, 31)} | values))))


def told(**values: Any) -> Plan:
    reason = ClosingReason.COORDINATION_WORKS
    return established(status=S.CLOSED, closing_reason=reason, closed_at=GIVEN, notices=(notice(REHAB, **values),))


WITHOUT_LOGIN = (established().units[0], unit(REHAB, None, PrincipalType.MUNICIPALITY))
OTHER, HERSELF = ResponsibleKind.OTHER, ResponsibleKind.PERSON
# kind → (the plan it is due of, for whom, and: about what, since, due); then plans of which it is not due
KINDS: dict[str, tuple[Plan, list[Any], tuple[Any, ...], list[Plan]]] = {
    "summons_due": (
        before(discharge_ready_at=READY),
        LEADS,
        (uid(9), READY, READY + 3 * DAY),
        [
            before(),
            before(discharge_ready_at=READY, summonses=(summons(),)),
            before(S.CLOSED, discharge_ready_at=READY, closing_reason=ClosingReason.MOVED),
        ],
    ),
    "summons_to_answer": (
        before(S.SUMMONED, summonses=(summons(),), invitations=(CALLED,)),
        [("called", REHAB_HSA)],
        (CALLED.id, summons().sent_at, summons().meeting_at),
        [
            *(established(invitations=(invitation(uid(32), REHAB, one),)) for one in Reply if one != "none"),
            before(S.OFFERED, summonses=(summons(),), invitations=(CALLED,)),
            before(S.SUMMONED, invitations=(CALLED,)),  # a call without its summons
            established(invitations=(invitation(uid(32), uid(999), Reply.NONE),)),
            established(invitations=(invitation(uid(32), SCHOOL, Reply.NONE),)),  # nobody there can log in
        ],
    ),
    "summons_unanswered": (
        before(S.SUMMONED, summonses=(summons(),), invitations=(invitation(uid(33), SCHOOL, Reply.NONE),)),
        LEADS,
        (uid(33), summons().sent_at, summons().meeting_at),
        [*(established(invitations=(invitation(uid(33), SCHOOL, one),)) for one in Reply if one != "none")],
    ),
    "documentation_due": (
        before(S.MET, meetings=(meeting(held_at=GIVEN), meeting(id=uid(42), held_at=READY), meeting(id=uid(43)))),
        LEADS,
        (uid(43), meeting().held_at, meeting().held_at + 3 * DAY),
        [
            established(),
            before(S.SUMMONED, meetings=(meeting(),)),
            before(S.MET),
            before(S.MET, meetings=(meeting(occasion=Occasion.FOLLOW_UP),)),
        ],
    ),
    "copies_to_give": (
        established(copies=COPIES_OF_ALL[1:]),
        LEADS,
        (uid(9), CHANGED, CHANGED),
        [
            established(copies=COPIES_OF_ALL),
            established(copies=(*COPIES_OF_ALL, copy(MAIN, uid(1299)))),
            before(),
            established(status=S.CLOSED, closing_reason=ClosingReason.MOVED),
        ],
    ),
    "intervention_to_start": (
        needing(intervention(BY_UNIT, starts_on=date(2026, 4, 1))),
        [(None, REHAB_HSA)],
        (BY_UNIT, CHANGED, utc(2026, 4, 1, 22)),
        [
            *(needing(intervention(BY_UNIT), states={BY_UNIT: one}) for one in InterventionState if one != "needed"),
            needing(intervention(BY_OTHER, OTHER)),
            needing(intervention(BY_PERSON, HERSELF)),
            replace(needing(intervention(BY_UNIT)), status=S.MET, established_at=None),
        ],
    ),
    "follow_up_due": (
        established(follow_ups=()),
        DRIVES,
        (uid(9), CHANGED, utc(2026, 5, 4, 22)),
        [
            before(),
            established(follow_ups=(), first_follow_up_on=None),
            established(follow_ups=(follow_up(**CLOSING),)),
        ],
    ),
    "closure_to_decide": (
        established(follow_ups=(follow_up(**CLOSING),)),
        DRIVES,
        (FOLLOW_UP, follow_up().held_at, follow_up().held_at),
        [
            established(),
            established(follow_ups=()),
            established(follow_ups=(follow_up(**CLOSING), follow_up(uid(72), held_at=utc(2026, 5, 5)))),
        ],
    ),
    "revision_to_begin": (
        established(follow_ups=(follow_up(**REVISING),)),
        DRIVES,
        (FOLLOW_UP, follow_up().held_at, follow_up().held_at),
        [
            established(),
            established(follow_ups=(follow_up(**CLOSING),)),
            established(follow_ups=(follow_up(**REVISING), follow_up(uid(72), held_at=utc(2026, 5, 5)))),
            *(established(follow_ups=(follow_up(**REVISING),), status=one, revises=7) for one in (S.SUMMONED, S.MET)),
            established(follow_ups=(follow_up(**REVISING),), established_at=utc(2026, 5, 5)),  # adopted since
        ],
    ),
    "yearly_review": (
        established(legal_bases=("HSL 16:4", "LSS 10"), follow_ups=()),
        DRIVES,
        (uid(9), utc(2027, 2, 3, 9), utc(2027, 3, 5, 9)),
        [established(), before(legal_bases=("LSS 10",))],
    ),
    "consent_ending": (
        ending(),
        LEADS,
        (SHARING, utc(2026, 8, 31, 22) - 30 * DAY, utc(2026, 8, 31, 22)),
        [
            established(),
            ending(withdrawn_at=GIVEN),
            ending(valid_until=date(2026, 3, 4)),  # over at the last change already
            ending(valid_until=None, withdrawn_at=utc(2026, 8, 31)),
        ],
    ),
    "plan_stale": (
        established(),
        [("coordinator", CLINIC_HSA), ("principal", "SE2329990015")],
        (uid(9), CHANGED + 180 * DAY, CHANGED + 180 * DAY),
        [established(status=S.CLOSED, closing_reason=ClosingReason.MOVED), established(status=S.ANNULLED)],
    ),
    "handover_to_answer": (
        established(handovers=(handover(),)),
        [("successor", CLINIC_HSA)],
        (HANDOVER, handover().offered_at, handover().offered_at),
        [
            *(
                established(handovers=(handover(**{end: GIVEN}),))
                for end in ("accepted_at", "refused_at", "withdrawn_at")
            ),
            before(S.OFFERED, handovers=(handover(),)),
        ],
    ),
    "deviation_to_address": (
        established(deviations=(deviation(),)),
        [(None, REHAB_HSA)],
        (DEVIATION, deviation().reported_at, deviation().reported_at),
        [
            established(deviations=(deviation(),), deviation_steps=(step(DeviationStepKind.ADDRESSED),)),
            established(deviations=(deviation(),), status=S.ANNULLED),
        ],
    ),
    "notice_to_acknowledge": (
        told(),
        [("notified", REHAB_HSA)],
        (uid(84), notice().notified_at, notice().notified_at),
        [
            told(acknowledged_at=GIVEN, acknowledged_by="SE2329990023-P2"),
            replace(told(), status=S.ANNULLED),
            established(notices=(notice(),)),
        ],
    ),
}
