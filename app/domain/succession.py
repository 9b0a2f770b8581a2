"""How the coordinator's task (samordningsansvar) changes hands: she hands it over, or her principal takes it over."""

from dataclasses import replace
from datetime import datetime
from uuid import UUID

from app.domain.actor import Staff
from app.domain.contents import added, revised
from app.domain.contents.process import default_roles
from app.domain.handover import NOT_PENDING, Handover
from app.domain.meeting import RoleOrigin, held_last
from app.domain.part import changed, find
from app.domain.plan import Plan
from app.domain.policy import NOT_YOURS
from app.domain.refusal import Conflict, Forbidden
from app.domain.takeover import Takeover


def require_pending(one: Handover) -> None:
    """What was answered, or taken back, stands."""
    if not one.pending:
        raise Conflict(NOT_PENDING)


def require_asked(plan: Plan, one: Handover, actor: Staff) -> None:
    """Raises unless the caller is the one who was asked: nobody answers for her."""
    asked = find(plan.participants, one.to_id)
    if asked is None or asked.hsa_id != actor.person:
        raise Forbidden(NOT_YOURS)


def handed_over(plan: Plan, one: Handover, accepted_at: datetime, now: datetime) -> Plan:
    """The task is hers who was asked, from when she accepts."""
    after = revised(plan, "handovers", one, now, accepted_at=accepted_at)
    return _passed_on(after, one.from_id, one.to_id)


def _passed_on(plan: Plan, from_id: UUID, to_id: UUID) -> Plan:
    """The task is another's; and so is what she who had it was by default (main responsible, huvudansvarig).

    What was agreed at the meeting stands, and so does whoever is main responsible by her function.
    """
    after, last = replace(plan, coordinator_id=to_id), held_last(plan.meetings)
    if plan.main_responsible_id != from_id or last is None or last.main_responsible_origin is RoleOrigin.AGREED:
        return after
    return replace(after, main_responsible_id=default_roles(after, ())["main_responsible"])


def taken_over(plan: Plan, one: Takeover, now: datetime) -> Plan:
    """The task is hers who took it; a hand-over that was waiting is taken back with it."""
    plan = added(plan, "takeovers", one, now)
    for handover in plan.handovers:
        if handover.pending:
            plan = replace(plan, handovers=changed(plan.handovers, handover, withdrawn_at=now))
    return _passed_on(plan, one.from_id, one.to_id)
