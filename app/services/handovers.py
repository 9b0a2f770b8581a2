"""Hand-overs of the coordinator's task: offered by the coordinator, in force when the other person accepts.

The one who is asked may refuse, and the coordinator may take the offer back; then another can be asked.
"""

from typing import Any
from uuid import UUID

from app.domain.action import Action
from app.domain.contents import revised
from app.domain.event import Event
from app.domain.handover import NOT_PENDING, Handover
from app.domain.plan import Plan
from app.domain.policy import NOT_YOURS, OUT_OF_REACH
from app.domain.precondition import Precondition
from app.domain.refusal import Conflict, Forbidden, Unreachable
from app.domain.succession import handed_over, require_asked, require_pending
from app.repositories import handovers
from app.schemas.journal.handover import AcceptanceIn, HandoverIn, HandoverOut, HandoverWithdrawalIn, RefusalIn
from app.services.changes import Changed, change
from app.services.parts import Entry, Writable, part_of
from app.services.work import Work


def build(plan: Plan, entry: Entry, body: HandoverIn) -> Handover:
    assert plan.coordinator_id is not None, "only a coordinator hands over"
    return Handover(**entry, **body.model_dump(), from_id=plan.coordinator_id)


HANDOVERS = Writable(
    collection="handovers",
    noun="handover",
    write=Action.HANDOVER_OFFER,
    build=build,
    viewing=lambda plan, work: HandoverOut.model_validate,
)


def _answered(plan: Plan, handover_id: UUID, precondition: Precondition, work: Work, **said: Any) -> Plan:
    handover: Handover = part_of(plan, "handovers", handover_id)
    _require_open(handover, precondition)
    return revised(plan, "handovers", handover, work.now, **said)


def _require_open(handover: Handover, precondition: Precondition) -> None:
    require_pending(handover)
    precondition.require(handover.version)


def _asked(plan: Plan, handover_id: UUID, work: Work) -> Handover:
    """The hand-over, if the caller is the one who was asked: nobody answers for her."""
    handover: Handover = part_of(plan, "handovers", handover_id)
    require_asked(plan, handover, work.actor)
    return handover


async def accept(
    work: Work, plan_id: UUID, handover_id: UUID, body: AcceptanceIn, precondition: Precondition
) -> Changed:
    """The person who was asked becomes the coordinator."""

    def decide(plan: Plan) -> Plan:
        handover = _asked(plan, handover_id, work)
        _require_open(handover, precondition)
        return handed_over(plan, handover, body.accepted_at, work.now)

    told = Event.HANDOVER_ACCEPTED
    return await change(work, plan_id, Action.HANDOVER_ACCEPT, decide, told_as=told, subject=handover_id)


async def refuse(work: Work, plan_id: UUID, handover_id: UUID, body: RefusalIn, precondition: Precondition) -> Changed:
    """The person who was asked says no; the coordinator still has the task.

    With her no she is out of the plan's reach. Sent again, it is answered as what it is: given already.
    """

    def decide(plan: Plan) -> Plan:
        _asked(plan, handover_id, work)
        return _answered(plan, handover_id, precondition, work, refused_at=body.refused_at)

    told = Event.HANDOVER_REFUSED
    try:
        return await change(work, plan_id, Action.HANDOVER_REFUSE, decide, told_as=told, subject=handover_id)
    except (Forbidden, Unreachable) as refusal:
        outside = refusal.rule in (OUT_OF_REACH, NOT_YOURS)
        if outside and await handovers.refused_by(work.connection, work.actor, plan_id, handover_id):
            raise Conflict(NOT_PENDING) from None
        raise


async def withdraw(
    work: Work, plan_id: UUID, handover_id: UUID, body: HandoverWithdrawalIn, precondition: Precondition
) -> Changed:
    """The coordinator takes the offer back."""

    def decide(plan: Plan) -> Plan:
        return _answered(plan, handover_id, precondition, work, withdrawn_at=body.withdrawn_at)

    told = Event.HANDOVER_WITHDRAWN
    return await change(work, plan_id, Action.HANDOVER_WITHDRAW, decide, told_as=told, subject=handover_id)
