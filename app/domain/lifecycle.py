"""The lifecycle (SIP-processen) as one closed table: what is not in it cannot happen.

Phases: behov uppmärksammas → kartlägga → kalla → genomföra → upprätta → uppföljning → avslut. A follow-up does not
leave `established`, and neither does a summons to one. A summons to plan does: the plan is revised, through `summoned`
and `met`, and the version that stood is what she is shown until it is established anew. Withdrawn SIP consent closes
the plan from every open status, at once. Nothing is erased: what was entered in error is annulled (PDL 2008:355 3:14).
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from uuid import UUID

from app.domain.blocking import shut_out
from app.domain.consent import ConsentKind, coverage, sip_in_force, sip_lapses_at, sip_withdrawn
from app.domain.notice import Notice
from app.domain.plan import ClosingReason, Plan, PlanStatus
from app.domain.precondition import Precondition
from app.domain.refusal import Conflict
from app.domain.rule import Rule
from app.domain.summons import Occasion

S = PlanStatus


class Transition(StrEnum):
    OFFER = "offer"
    ACCEPT = "accept"
    DECLINE = "decline"
    PREPARE = "prepare"
    SUMMON = "summon"
    MEET = "meet"
    SUMMON_TO_FOLLOW_UP = "summon_to_follow_up"
    MEET_TO_FOLLOW_UP = "meet_to_follow_up"
    ESTABLISH = "establish"
    RESUME = "resume"  # revideringen avbryts
    CLOSE = "close"
    ANNUL = "annul"


TABLE: dict[tuple[PlanStatus, Transition], PlanStatus] = {
    (S.INITIATED, Transition.OFFER): S.OFFERED,
    (S.INITIATED, Transition.ANNUL): S.ANNULLED,
    (S.OFFERED, Transition.ACCEPT): S.OFFERED,
    (S.OFFERED, Transition.DECLINE): S.DECLINED,
    (S.OFFERED, Transition.PREPARE): S.PREPARING,
    (S.OFFERED, Transition.CLOSE): S.CLOSED,
    (S.OFFERED, Transition.ANNUL): S.ANNULLED,
    (S.DECLINED, Transition.OFFER): S.OFFERED,
    (S.DECLINED, Transition.CLOSE): S.CLOSED,
    (S.DECLINED, Transition.ANNUL): S.ANNULLED,
    (S.PREPARING, Transition.SUMMON): S.SUMMONED,
    (S.PREPARING, Transition.CLOSE): S.CLOSED,
    (S.PREPARING, Transition.ANNUL): S.ANNULLED,
    (S.SUMMONED, Transition.SUMMON): S.SUMMONED,
    (S.SUMMONED, Transition.MEET): S.MET,
    (S.SUMMONED, Transition.RESUME): S.ESTABLISHED,
    (S.SUMMONED, Transition.CLOSE): S.CLOSED,
    (S.SUMMONED, Transition.ANNUL): S.ANNULLED,
    (S.MET, Transition.SUMMON): S.SUMMONED,
    (S.MET, Transition.MEET): S.MET,
    (S.MET, Transition.ESTABLISH): S.ESTABLISHED,
    (S.MET, Transition.CLOSE): S.CLOSED,
    (S.MET, Transition.ANNUL): S.ANNULLED,
    (S.ESTABLISHED, Transition.SUMMON): S.SUMMONED,
    (S.ESTABLISHED, Transition.MEET): S.MET,
    (S.ESTABLISHED, Transition.SUMMON_TO_FOLLOW_UP): S.ESTABLISHED,
    (S.ESTABLISHED, Transition.MEET_TO_FOLLOW_UP): S.ESTABLISHED,
    (S.ESTABLISHED, Transition.CLOSE): S.CLOSED,
    (S.ESTABLISHED, Transition.ANNUL): S.ANNULLED,
    (S.CLOSED, Transition.ANNUL): S.ANNULLED,
}

# The statuses in which the plan rests on a SIP consent: "no consent, no plan".
RESTS_ON_CONSENT = frozenset({S.PREPARING, S.SUMMONED, S.MET, S.ESTABLISHED})
ENDED = frozenset({S.CLOSED, S.ANNULLED})

# These reasons are the service's own: they say what a consent has done, and nobody chooses them.
BY_THE_SERVICE = frozenset({ClosingReason.CONSENT_WITHDRAWN, ClosingReason.CONSENT_ENDED})
FOREVER = datetime(9999, 12, 31, tzinfo=UTC)
NOT_IN_THIS_STATUS = Rule(
    "not-in-this-status",
    "Det går inte att göra i planens nuvarande status; GET …/actions säger i vilka det går.",
    "This cannot be done in the plan's present status; GET …/actions says in which it can.",
    "Riktlinje SIP",
)


def stands_on_consent(plan: Plan, at: datetime) -> bool:
    """Whether the SIP consent holds then, and has not been taken back: by a withdrawal, or by a closure for one."""
    return plan.closing_reason not in BY_THE_SERVICE and not sip_withdrawn(plan) and sip_in_force(plan, at)


def consent_until(plan: Plan) -> datetime | None:
    """Until when the SIP consent stands, as far as is known (`FOREVER`: it has no end); None: it does not stand."""
    if not stands_on_consent(plan, plan.changed_at):
        return None
    return sip_lapses_at(plan, plan.changed_at) or FOREVER


def begins(*transitions: Transition) -> frozenset[PlanStatus]:
    """The statuses from which the table has one of these transitions."""
    return frozenset(status for (status, transition) in TABLE if transition in transitions)


def moved(plan: Plan, transition: Transition, at: datetime) -> Plan:
    """The plan after the transition, `at` being when it happened; `Conflict` where the table has none.

    What else a transition demands (requirements, consent, who asks) is decided before; this only moves.
    """
    target = TABLE.get((plan.status, transition))
    if target is None:
        raise Conflict(NOT_IN_THIS_STATUS)
    after = replace(plan, status=target)
    if transition is Transition.ESTABLISH:
        return replace(after, established_at=at, revises=None)
    if transition is Transition.RESUME:
        return replace(after, revises=None)
    if plan.status is S.ESTABLISHED and target in (S.SUMMONED, S.MET):
        # The version that is stored now is the one that stands until the revised plan is adopted.
        return replace(after, revises=plan.version)
    return after


def summoned(plan: Plan, occasion: Occasion, at: datetime) -> Plan:
    """The plan after a summons for that occasion."""
    follow_up = occasion is Occasion.FOLLOW_UP
    return moved(plan, Transition.SUMMON_TO_FOLLOW_UP if follow_up else Transition.SUMMON, at)


def met(plan: Plan, occasion: Occasion, at: datetime) -> Plan:
    """The plan after a meeting of that occasion."""
    follow_up = occasion is Occasion.FOLLOW_UP
    return moved(plan, Transition.MEET_TO_FOLLOW_UP if follow_up else Transition.MEET, at)


def closed(plan: Plan, reason: ClosingReason, at: datetime, text: str | None = None) -> Plan:
    """The plan closed at that instant for that reason; `text` documents it."""
    after = moved(plan, Transition.CLOSE, at)
    return replace(after, closed_at=at, closing_reason=reason, closing_text=text)


def annulled(plan: Plan, reason: str | None, at: datetime) -> Plan:
    """The plan marked as entered in error; nothing of it is erased (PDL 3:14)."""
    return replace(moved(plan, Transition.ANNUL, at), annulled_at=at, annulment_reason=reason)


def lapses_at(plan: Plan) -> datetime | None:
    """When time closes the plan as it stands: the SIP consent that it rests on ends; None: not, as far as is known.

    A plan may be without that consent from the change that made it so: a guardian is added who has not consented.
    """
    if plan.status not in RESTS_ON_CONSENT:
        return None
    since = plan.changed_at
    return sip_lapses_at(plan, since) if sip_in_force(plan, since) else since


def settled(plan: Plan, now: datetime) -> Plan:
    """The plan as it is now: closed, if the SIP consent has ended with time since the last change.

    Every reader and every writer sees the plan through this, so that an ended consent has its effect on the instant
    without anyone acting (and a write on such a plan is refused as one on any closed plan).
    """
    lapse = lapses_at(plan)
    return plan if lapse is None or now < lapse else closed(plan, ClosingReason.CONSENT_ENDED, lapse)


def closed_by_time(plan: Plan) -> bool:
    """Whether this plan, once settled, was closed by time alone: a closure that is stored has told somebody of it."""
    return plan.closing_reason is ClosingReason.CONSENT_ENDED and not plan.notices


def require_seen(plan: Plan, precondition: Precondition) -> None:
    """Raises unless the caller has seen the plan as it stands. A closure by time is the next version, written or not:
    whoever saw the plan closed has seen it, and whoever saw it open has not.
    """
    by_time = plan.status is S.CLOSED and plan.closing_reason is ClosingReason.CONSENT_ENDED
    precondition.require(plan.version + closed_by_time(plan), closed_by_time=by_time)


def ends_told(plan: Plan, now: datetime) -> set[datetime]:
    """The instants that say who was involved to the end of this closed plan: the last one that it was open; and now,
    if somebody closes it, since a withdrawal that is dated back has let units in until it was entered.

    Whoever was let out before, or would be let in later, is told nothing.
    """
    assert plan.closed_at is not None, "a closed plan says when"
    last = plan.closed_at - timedelta.resolution
    return {last} if plan.closing_reason is ClosingReason.CONSENT_ENDED else {last, now}


def units_to_notify(plan: Plan, instants: Iterable[datetime]) -> list[UUID]:
    """Who is told when the plan closes: the units that have coordinated it, and those covered at any of these instants.

    A unit that the person has not let in learns nothing, not even that there was a plan; who has coordinated knows.
    One that she has blocked since is not told either.
    """
    handed_over = {one.from_id for one in plan.handovers if one.accepted_at is not None}
    coordinated = {plan.coordinator_id} | handed_over | {one.from_id for one in plan.takeovers}
    own = {one.unit_id for one in plan.participants if one.id in coordinated}
    asked = list(instants)
    covered = coverage(plan)

    def let_in(unit_id: UUID) -> bool:
        return any(window.holds(at) for window in covered.get(unit_id, ()) for at in asked)

    told, shut = {notice.unit_id for notice in plan.notices}, shut_out(plan)
    open_to = (unit for unit in plan.units if not shut(unit.hsa_id))
    let_in_or_own = (unit.id for unit in open_to if unit.id in own or let_in(unit.id))
    return [unit_id for unit_id in let_in_or_own if unit_id not in told]


def with_notices(plan: Plan, notices: tuple[Notice, ...]) -> Plan:
    return replace(plan, notices=plan.notices + notices)


def ends_the_plan(kind: ConsentKind, plan: Plan) -> bool:
    """Whether the withdrawal of a consent of this kind closes this plan: any SIP consent does, from every open status.

    With two guardians the withdrawal by any one of them is enough, because both must consent.
    """
    return kind is ConsentKind.SIP and plan.status not in ENDED
