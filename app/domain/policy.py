"""Who may do what to a plan: one pure module. Unknown is denied, and a refusal carries its reason.

`reach` says on what grounds a unit or a person comes within reach of a plan, and for how long. The same rows are
stored beside the plan by the one door, so that lists filter by exactly the rule that judges a single plan.

Sources: who may do what, domain rules; information goes only where the person has let it (OSL 2009:400 25:1, 26:1;
PDL 2008:355 6 kap.), and a plan outside one's reach does not exist.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from app.domain import demands
from app.domain.action import Action
from app.domain.actor import Staff
from app.domain.consent import Information, Window, covering, sip_in_force, sip_lapses_at, sip_withdrawn
from app.domain.intervention import Intervention
from app.domain.lifecycle import BY_THE_SERVICE, ENDED, NOT_IN_THIS_STATUS, RESTS_ON_CONSENT
from app.domain.part import find
from app.domain.participant import Participant
from app.domain.plan import Plan, PlanStatus
from app.domain.refusal import Conflict, Finding, Forbidden, Unreachable
from app.domain.rule import Rule
from app.domain.summons import Reply

OUT_OF_REACH = Rule("not-found", "Det finns inget här.", "There is nothing here.")
SCOPE_MISSING = Rule(
    "scope-missing", "Åtkomstintyget saknar den behörighet som krävs.", "The token lacks the scope that is required."
)
NOT_YOURS = Rule(
    "not-yours-to-do",
    "Det ligger inte i din roll i planen att göra detta.",
    "Your part in the plan does not include this.",
    "Riktlinje SIP",
)
NOT_YOUR_OWN = Rule(
    "not-your-own",
    "En enhet som deltar skriver bara sina egna insatser och sin egen personal.",
    "A unit that takes part writes only its own interventions and its own staff.",
    "Riktlinje SIP",
)
READ, WRITE, TAKEOVER = "journal:read", "journal:write", "journal:takeover"


class Ground(StrEnum):
    """Why a plan is within someone's reach."""

    INITIATOR = "initiator"  # the unit that saw the need, until a coordinator is named
    COORDINATOR = "coordinator"  # samordningsansvarig
    MAIN_RESPONSIBLE = "main_responsible"  # huvudansvarig
    PARTICIPANT = "participant"  # a unit that takes part and that an information consent covers
    CALLED = "called"  # a unit with a summons to answer: reaches the summons, no plan content
    SUCCESSOR = "successor"  # a person who is offered the coordinator's task
    MAPPED = "mapped"  # a participant whose consent covers the mapping too
    NOTIFIED = "notified"  # a unit that was told that the plan closed: reaches that notice, no plan content
    PRINCIPAL = "principal"  # the coordinator's principal, for those there who have the right to take over


READERS = frozenset({Ground.INITIATOR, Ground.COORDINATOR, Ground.MAIN_RESPONSIBLE, Ground.PARTICIPANT})


@dataclass(frozen=True, slots=True)
class Reach:
    """A ground for a unit, or for one person at it (HSA-ids), from `since` until `until` (None: open).

    A ground without a unit is for every unit of the `principal`, in the hands of those with the right to take over.
    """

    ground: Ground
    unit: str | None
    person: str | None
    since: datetime
    until: datetime | None
    principal: str | None = None


@dataclass(frozen=True, slots=True)
class Permit:
    """Which grounds give the right, and in which statuses the action exists."""

    grounds: frozenset[Ground]
    statuses: frozenset[PlanStatus]
    scope: str = WRITE


S, A, G = PlanStatus, Action, Ground
ALWAYS = frozenset(PlanStatus)
OPEN = ALWAYS - ENDED
BEFORE_PREPARING = frozenset({S.INITIATED, S.OFFERED, S.DECLINED})
LEADS = frozenset({G.COORDINATOR, G.INITIATOR})
DRIVES = frozenset({G.COORDINATOR, G.MAIN_RESPONSIBLE})
TAKES_PART = frozenset({G.COORDINATOR, G.MAIN_RESPONSIBLE, G.PARTICIPANT})

PERMITS: dict[Action, Permit] = {
    A.PLAN_READ: Permit(READERS, ALWAYS, READ),
    A.SUMMONS_READ: Permit(READERS | {G.CALLED}, ALWAYS, READ),
    A.ACTIONS_READ: Permit(frozenset(G), ALWAYS, READ),
    A.MAPPING_READ: Permit(frozenset({G.COORDINATOR, G.MAPPED}), ALWAYS, READ),
    A.MAPPING_WRITE: Permit(frozenset({G.COORDINATOR}), RESTS_ON_CONSENT),
    A.PLAN_CHANGE: Permit(LEADS, OPEN),
    A.PLAN_RELEASE: Permit(frozenset({G.COORDINATOR}), RESTS_ON_CONSENT - {S.PREPARING} | {S.CLOSED}),
    A.COORDINATOR_NAME: Permit(frozenset({G.INITIATOR}), BEFORE_PREPARING),
    A.OFFER: Permit(LEADS, frozenset({S.INITIATED, S.DECLINED})),
    A.ACCEPT: Permit(LEADS, frozenset({S.OFFERED})),
    A.DECLINE: Permit(LEADS, frozenset({S.OFFERED})),
    A.PREPARE: Permit(LEADS, frozenset({S.OFFERED})),
    A.ESTABLISH: Permit(frozenset({G.COORDINATOR}), frozenset({S.MET})),
    A.RESUME: Permit(frozenset({G.COORDINATOR}), frozenset({S.SUMMONED})),
    A.CLOSE: Permit(DRIVES | LEADS, OPEN - {S.INITIATED}),
    A.ANNUL: Permit(LEADS, ALWAYS - {S.ANNULLED}),
    A.UNIT_ADD: Permit(LEADS, OPEN),
    A.PARTICIPANT_ADD: Permit(LEADS | TAKES_PART, OPEN),
    A.CONSENT_REGISTER: Permit(LEADS | TAKES_PART, OPEN - {S.INITIATED, S.DECLINED}),
    A.CONSENT_WITHDRAW: Permit(LEADS | TAKES_PART, ALWAYS - {S.ANNULLED}),
    A.SUMMONS_SEND: Permit(frozenset({G.COORDINATOR}), RESTS_ON_CONSENT),
    A.SUMMONS_REPLY: Permit(TAKES_PART | {G.CALLED}, RESTS_ON_CONSENT),
    A.MEETING_RECORD: Permit(frozenset({G.COORDINATOR}), RESTS_ON_CONSENT - {S.PREPARING}),
    A.GOAL_WRITE: Permit(DRIVES, RESTS_ON_CONSENT),
    A.INTERVENTION_WRITE: Permit(TAKES_PART, RESTS_ON_CONSENT),
    A.INTERVENTION_FOLLOW: Permit(TAKES_PART, RESTS_ON_CONSENT),
    A.FOLLOW_UP_RECORD: Permit(DRIVES, frozenset({S.ESTABLISHED})),
    A.DEVIATION_REPORT: Permit(TAKES_PART, RESTS_ON_CONSENT),
    A.DEVIATION_HANDLE: Permit(TAKES_PART, RESTS_ON_CONSENT),
    A.NOTE_WRITE: Permit(LEADS | TAKES_PART, OPEN),
    A.HANDOVER_OFFER: Permit(frozenset({G.COORDINATOR}), RESTS_ON_CONSENT),
    A.HANDOVER_ACCEPT: Permit(frozenset({G.SUCCESSOR}), RESTS_ON_CONSENT),
    A.HANDOVER_REFUSE: Permit(frozenset({G.SUCCESSOR}), RESTS_ON_CONSENT),
    A.HANDOVER_WITHDRAW: Permit(frozenset({G.COORDINATOR}), RESTS_ON_CONSENT),
    A.TAKE_OVER: Permit(frozenset({G.PRINCIPAL}), OPEN, TAKEOVER),
    A.COPY_RECORD: Permit(DRIVES, frozenset({S.ESTABLISHED, S.CLOSED})),
    A.NOTICE_READ: Permit(READERS | {G.NOTIFIED}, ALWAYS, READ),
    A.NOTICE_ACKNOWLEDGE: Permit(frozenset({G.NOTIFIED}), frozenset({S.CLOSED})),
}


def reach(plan: Plan) -> Iterator[Reach]:
    """Every ground on which this plan is within somebody's reach, now or later."""
    units = {unit.id: unit.hsa_id for unit in plan.units}
    staff = {one.id: one for one in plan.participants}

    def person(participant_id: UUID | None, ground: Ground, until: datetime | None = None) -> Iterator[Reach]:
        one = staff.get(participant_id) if participant_id else None
        unit = units.get(one.unit_id) if one and one.unit_id else None
        if one and one.hsa_id and unit:
            yield Reach(ground, unit, one.hsa_id, plan.initiated_at, until)

    if plan.coordinator_id is None:
        initiator = units.get(plan.initiated_by_unit_id)
        if initiator:
            yield Reach(Ground.INITIATOR, initiator, None, plan.initiated_at, None)
    yield from person(plan.coordinator_id, Ground.COORDINATOR)
    if plan.status in RESTS_ON_CONSENT:
        for handover in plan.handovers:
            if handover.pending:
                yield from person(handover.to_id, Ground.SUCCESSOR)
    yield from _by_right(plan, units)
    yield from _by_consent(plan, units)


def _by_right(plan: Plan, units: dict[UUID, str | None]) -> Iterator[Reach]:
    """The coordinator's principal, while the plan is open; the units that were told, once it is closed."""
    coordinator = find(plan.participants, plan.coordinator_id) if plan.coordinator_id else None
    unit = find(plan.units, coordinator.unit_id) if coordinator and coordinator.unit_id else None
    if unit and unit.principal_hsa_id and plan.status not in ENDED:
        yield Reach(Ground.PRINCIPAL, None, None, plan.initiated_at, None, principal=unit.principal_hsa_id)
    if plan.status is PlanStatus.CLOSED:
        for notice in plan.notices:
            told = units.get(notice.unit_id)
            if told:
                yield Reach(Ground.NOTIFIED, told, None, notice.notified_at, None)


def _by_consent(plan: Plan, units: dict[UUID, str | None]) -> Iterator[Reach]:
    """The units that take part or are called, for as long as the person lets them in."""
    if plan.status is S.ANNULLED or plan.closing_reason in BY_THE_SERVICE:
        return
    if sip_withdrawn(plan) or not sip_in_force(plan, plan.changed_at):
        return
    lapse = sip_lapses_at(plan, plan.changed_at)
    main = find(plan.participants, plan.main_responsible_id) if plan.main_responsible_id else None
    taking_part = _units_taking_part(plan)
    for unit_id, hsa_id in units.items():
        if hsa_id is None:
            continue
        invited = any(i.unit_id == unit_id and i.reply is Reply.NONE for i in plan.invitations)
        if invited and plan.status in RESTS_ON_CONSENT:
            yield Reach(Ground.CALLED, hsa_id, None, plan.initiated_at, lapse)
        if unit_id not in taking_part:
            continue
        for window in _until(lapse, covering(plan, unit_id)):
            yield Reach(Ground.PARTICIPANT, hsa_id, None, window.since, window.until)
            if main and main.hsa_id and main.unit_id == unit_id:
                yield Reach(Ground.MAIN_RESPONSIBLE, hsa_id, main.hsa_id, window.since, window.until)
        for window in _until(lapse, covering(plan, unit_id, Information.MAPPING)):
            yield Reach(Ground.MAPPED, hsa_id, None, window.since, window.until)


def _until(lapse: datetime | None, windows: Iterable[Window]) -> Iterator[Window]:
    """The windows as far as the SIP consent reaches."""
    for one in windows:
        until = min((end for end in (one.until, lapse) if end), default=None)
        if until is None or until > one.since:
            yield Window(one.since, until)


def _units_taking_part(plan: Plan) -> set[UUID]:
    """Units that have accepted a summons, and the coordinator's own, which calls and is not called."""
    accepted = {one.unit_id for one in plan.invitations if one.reply is Reply.ATTENDS}
    coordinator = find(plan.participants, plan.coordinator_id) if plan.coordinator_id else None
    return accepted | ({coordinator.unit_id} if coordinator and coordinator.unit_id else set())


def _is_for(row: Reach, actor: Staff) -> bool:
    if row.unit is None:
        return row.principal == actor.principal and TAKEOVER in actor.scopes
    return row.unit == actor.unit and row.person in (None, actor.person)


def grounds(actor: Staff, plan: Plan, now: datetime) -> frozenset[Ground]:
    """On which grounds the plan is within this person's reach at this instant."""
    return frozenset(
        row.ground
        for row in reach(plan)
        if _is_for(row, actor) and row.since <= now and (row.until is None or now < row.until)
    )


def require_scope(actor: Staff, action: Action) -> None:
    """Judged before any plan is looked for, so that a token without the scope learns nothing of what there is."""
    if PERMITS[action].scope not in actor.scopes:
        raise Forbidden(SCOPE_MISSING)


def require(
    actor: Staff, action: Action, plan: Plan, now: datetime, own: Intervention | Participant | None = None
) -> frozenset[Ground]:
    """The grounds that give this person the right to this action now; raises the refusal that says why not.

    Outside reach is `Unreachable` (the plan does not exist for her), in reach but not hers is `Forbidden`, and not in
    this status is `Conflict`. Whoever only takes part writes what is her own unit's: `own` is the intervention or
    participant to be written.
    """
    require_scope(actor, action)
    permit = PERMITS[action]
    held = grounds(actor, plan, now)
    if not held:
        raise Unreachable(OUT_OF_REACH)
    giving = held & permit.grounds
    if not giving:
        raise Forbidden(NOT_YOURS)
    if plan.status not in permit.statuses:
        raise Conflict(NOT_IN_THIS_STATUS)
    if own is not None and not giving & (DRIVES | LEADS):
        unit_id = own.responsible_unit_id if isinstance(own, Intervention) else own.unit_id
        unit = find(plan.units, unit_id) if unit_id else None
        if unit is None or unit.hsa_id != actor.unit:
            raise Forbidden(NOT_YOUR_OWN)
    return giving


def reasons(
    actor: Staff, action: Action, plan: Plan, now: datetime, held: frozenset[Ground] | None = None
) -> Iterator[Finding]:
    """Every reason why this person may not do this now, for her to read; none means that she may.

    `held` are her grounds, where they are known already. Of the plan's status and contents she is told only where the
    action is hers: it is plan content.
    """
    permit = PERMITS[action]
    if permit.scope not in actor.scopes:
        yield Finding(SCOPE_MISSING)
    elif not (grounds(actor, plan, now) if held is None else held) & permit.grounds:
        yield Finding(NOT_YOURS)
    elif plan.status not in permit.statuses:
        yield Finding(NOT_IN_THIS_STATUS)
    else:
        yield from demands.missing(action, plan, now)
