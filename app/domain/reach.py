"""Within whose reach a plan is, on which ground, from when and until when: one pure rule.

The same rows are stored beside the plan by the one door, so that lists filter by exactly the rule that judges a single
plan. What each ground gives is in `policy`. Sources: who may do what, domain rules; information goes only where the
person has let it (OSL 2009:400 25:1, 26:1; PDL 2008:355 6 kap.), and a plan outside one's reach does not exist. Whom
she has blocked (PDL 4:4) has no ground at all, whatever the others would give.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from app.domain.actor import Staff
from app.domain.blocking import blocked_units_of, shut_out
from app.domain.consent import Information, coverage, sip_lapses_at
from app.domain.during import during, earliest
from app.domain.lifecycle import RESTS_ON_CONSENT, stands_on_consent
from app.domain.part import find
from app.domain.plan import Plan, PlanStatus
from app.domain.summons import Reply
from app.domain.taking_part import answered_for
from app.domain.window import Window

# The scope of those who may take over an orphaned plan of their principal.
TAKEOVER = "journal:takeover"


class Ground(StrEnum):
    """Why a plan is within someone's reach."""

    INITIATOR = "initiator"  # the unit that saw the need, until a coordinator is named
    COORDINATOR = "coordinator"  # samordningsansvarig
    MAIN_RESPONSIBLE = "main_responsible"  # huvudansvarig
    PARTICIPANT = "participant"  # a unit that takes part and that an information consent covers
    CALLED = "called"  # a unit whose summons is unanswered or accepted: reaches that summons, no plan content
    SUCCESSOR = "successor"  # a person who is offered the coordinator's task
    MAPPED = "mapped"  # a participant whose consent covers the mapping too
    NOTIFIED = "notified"  # a unit that was told that the plan closed: reaches that notice, no plan content
    PRINCIPAL = "principal"  # the coordinator's principal, for those there who have the right to take over


# Who is to come, or has not said: she sees when and where, consent to information or not.
SUMMONED = frozenset({Reply.NONE, Reply.ATTENDS})
# Who leads the plan, from the need on; and who drives what was agreed.
LEADS = frozenset({Ground.COORDINATOR, Ground.INITIATOR})
DRIVES = frozenset({Ground.COORDINATOR, Ground.MAIN_RESPONSIBLE})
READERS = frozenset({Ground.INITIATOR, Ground.COORDINATOR, Ground.MAIN_RESPONSIBLE, Ground.PARTICIPANT})


@dataclass(frozen=True, slots=True)
class Reach:
    """A ground for a unit, or for one person at it (HSA-ids), from `since` until `until` (None: open).

    A ground without a unit is for every unit of the `principal`, in the hands of those with the right to take over,
    but not for the units `besides` (their HSA-ids, a blank before and after each).
    """

    ground: Ground
    unit: str | None
    person: str | None
    since: datetime
    until: datetime | None
    principal: str | None = None
    besides: str | None = None


def reach(plan: Plan) -> Iterator[Reach]:
    """Every ground on which this plan is within somebody's reach, now or later; none for whom she has blocked."""
    shut = shut_out(plan)
    for row in _unblocked(plan):
        if row.unit is None and row.principal is not None:
            yield replace(row, besides=blocked_units_of(plan, row.principal))
        elif not shut(row.unit):
            yield row


def _unblocked(plan: Plan) -> Iterator[Reach]:
    """Every ground that the plan gives, whoever is blocked."""
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
    """The coordinator's principal, unless the plan is annulled; the units that were told, once it is closed."""
    coordinator = find(plan.participants, plan.coordinator_id) if plan.coordinator_id else None
    unit = find(plan.units, coordinator.unit_id) if coordinator and coordinator.unit_id else None
    if unit and unit.principal_hsa_id and plan.status is not PlanStatus.ANNULLED:
        yield Reach(Ground.PRINCIPAL, None, None, plan.initiated_at, None, principal=unit.principal_hsa_id)
    if plan.status is PlanStatus.CLOSED:
        for notice in plan.notices:
            told = units.get(notice.unit_id)
            if told:
                yield Reach(Ground.NOTIFIED, told, None, notice.notified_at, None)


def _by_consent(plan: Plan, units: dict[UUID, str | None]) -> Iterator[Reach]:
    """The units that take part or are called, for as long as the person lets them in."""
    if plan.status is PlanStatus.ANNULLED or not stands_on_consent(plan, plan.changed_at):
        return
    lapse = sip_lapses_at(plan, plan.changed_at)
    main = find(plan.participants, plan.main_responsible_id) if plan.main_responsible_id else None
    taking_part = answered_for(plan)
    called = {one.unit_id for one in plan.invitations if one.reply in SUMMONED}
    plan_covered, mapping_covered = coverage(plan), coverage(plan, Information.MAPPING)
    for unit_id, hsa_id in units.items():
        if hsa_id is None:
            continue
        if unit_id in called and plan.status in RESTS_ON_CONSENT:
            yield Reach(Ground.CALLED, hsa_id, None, plan.initiated_at, lapse)
        if unit_id not in taking_part:
            continue
        for window in _until(plan, lapse, plan_covered.get(unit_id, ())):
            yield Reach(Ground.PARTICIPANT, hsa_id, None, window.since, window.until)
            if main and main.hsa_id and main.unit_id == unit_id:
                yield Reach(Ground.MAIN_RESPONSIBLE, hsa_id, main.hsa_id, window.since, window.until)
        for window in _until(plan, lapse, mapping_covered.get(unit_id, ())):
            yield Reach(Ground.MAPPED, hsa_id, None, window.since, window.until)


def _until(plan: Plan, lapse: datetime | None, windows: Iterable[Window]) -> Iterator[Window]:
    """The windows as far as the SIP consent reaches; not those that were over when the plan was last changed."""
    for one in windows:
        until = earliest(one.until, lapse)
        if until is None or until > max(one.since, plan.changed_at):
            yield Window(one.since, until)


def _is_for(row: Reach, actor: Staff) -> bool:
    if row.unit is None:
        besides = row.besides is not None and f" {actor.unit} " in row.besides
        return row.principal == actor.principal and TAKEOVER in actor.scopes and not besides
    return row.unit == actor.unit and row.person in (None, actor.person)


def grounds(actor: Staff, plan: Plan, now: datetime) -> frozenset[Ground]:
    """On which grounds the plan is within this person's reach at this instant."""
    return frozenset(row.ground for row in reach(plan) if _is_for(row, actor) and during(row.since, row.until, now))
