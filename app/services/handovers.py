"""Hand-overs of the coordinator's task: offered by the coordinator, in force when the other person accepts."""

from dataclasses import replace
from uuid import UUID

from app.domain.action import Action
from app.domain.contents import revised
from app.domain.event import Event
from app.domain.handover import ALREADY_ACCEPTED, Handover
from app.domain.plan import Plan
from app.domain.policy import NOT_YOURS
from app.domain.precondition import Precondition
from app.domain.refusal import Conflict, Forbidden
from app.schemas.journal.handover import AcceptanceIn, HandoverIn, HandoverOut
from app.services.changes import Changed, change
from app.services.parts import Entry, Resource, part_of
from app.services.work import Work


def build(plan: Plan, entry: Entry, body: HandoverIn) -> Handover:
    assert plan.coordinator_id is not None, "only a coordinator hands over"
    return Handover(**entry, **body.model_dump(), from_id=plan.coordinator_id)


HANDOVERS = Resource(
    collection="handovers",
    noun="handover",
    write=Action.HANDOVER_OFFER,
    build=build,
    view=lambda plan, part, work: HandoverOut.model_validate(part),
)


async def accept(
    work: Work, plan_id: UUID, handover_id: UUID, body: AcceptanceIn, precondition: Precondition
) -> Changed:
    """The person who was asked becomes the coordinator. Nobody accepts for her."""

    def decide(plan: Plan) -> Plan:
        handover = part_of(plan, "handovers", handover_id)
        successor = part_of(plan, "participants", handover.to_id)
        if successor.hsa_id != work.actor.person:
            raise Forbidden(NOT_YOURS)
        if handover.accepted_at is not None:
            raise Conflict(ALREADY_ACCEPTED)
        precondition.require(handover.version)
        after = revised(plan, "handovers", handover, work.now, accepted_at=body.accepted_at)
        return replace(after, coordinator_id=successor.id)

    told = Event.HANDOVER_ACCEPTED
    return await change(work, plan_id, Action.HANDOVER_ACCEPT, decide, told_as=told, subject=handover_id)
