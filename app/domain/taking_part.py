"""Which units take part in a plan (deltar): by accepting a summons, by coordinating it, or by having been at a meeting.

To stand in the plan's list of units is not to take part. What a unit that takes part may read is in `reach`, and takes
consent besides.
"""

from uuid import UUID

from app.domain.part import find
from app.domain.plan import Plan
from app.domain.summons import Reply


def answered_for(plan: Plan) -> set[UUID]:
    """Units that have accepted a summons, and the coordinator's own, which calls and is not called."""
    accepted = {one.unit_id for one in plan.invitations if one.reply is Reply.ATTENDS}
    coordinator = find(plan.participants, plan.coordinator_id) if plan.coordinator_id else None
    return accepted | ({coordinator.unit_id} if coordinator and coordinator.unit_id else set())


def units_taking_part(plan: Plan) -> set[UUID]:
    """Those, and the units whose staff were at a meeting (SIP-möte), whatever was answered beforehand."""
    works_at = {one.id: one.unit_id for one in plan.participants}
    at_meetings = {works_at.get(attendee) for meeting in plan.meetings for attendee in meeting.attendee_ids}
    return answered_for(plan) | {unit_id for unit_id in at_meetings if unit_id is not None}
