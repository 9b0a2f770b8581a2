"""How the coordinator's task (samordningsansvar) changes hands: she hands it over, or her principal takes it over."""

from dataclasses import replace
from datetime import datetime

from app.domain.actor import Staff
from app.domain.contents import added, revised
from app.domain.handover import NOT_PENDING, Handover
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
    return replace(after, coordinator_id=one.to_id)


def taken_over(plan: Plan, one: Takeover, now: datetime) -> Plan:
    """The task is hers who took it; a hand-over that was waiting is taken back with it."""
    plan = added(plan, "takeovers", one, now)
    for handover in plan.handovers:
        if handover.pending:
            plan = replace(plan, handovers=changed(plan.handovers, handover, withdrawn_at=now))
    return replace(plan, coordinator_id=one.to_id)
