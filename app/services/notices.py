"""Notices of closure: made by the one door when a plan closes; each unit that was told acknowledges its own."""

from collections.abc import Callable
from uuid import UUID

from app.domain.acknowledgement import acknowledged, require_waiting
from app.domain.action import Action
from app.domain.event import Event
from app.domain.notice import Notice
from app.domain.part import find
from app.domain.plan import Plan
from app.domain.policy import leads
from app.domain.precondition import Precondition
from app.domain.spokesperson import require_acknowledging
from app.domain.told import as_told
from app.schemas.journal.notice import AcknowledgementIn, NoticeOut
from app.services.changes import Changed, change
from app.services.parts import Resource, part_of
from app.services.work import Work


def showing(plan: Plan, work: Work) -> Callable[[Notice], bool]:
    """A unit sees that it was told, and no other: whom a block kept from being told is not for all to see."""
    told = {one.id for one in as_told(plan, work.actor, leads(work.actor, plan, work.now)).notices}
    return lambda part: part.id in told


NOTICES = Resource(
    collection="notices",
    viewing=lambda plan, work: NoticeOut.model_validate,
    read=Action.NOTICE_READ,
    showing=showing,
)


async def acknowledge(
    work: Work, plan_id: UUID, notice_id: UUID, body: AcknowledgementIn, precondition: Precondition
) -> Changed:
    """Somebody at the unit says that it knows; for one that cannot log in, whoever leads the plan, who has told it."""

    def decide(plan: Plan) -> Plan:
        notice: Notice = part_of(plan, "notices", notice_id)
        require_acknowledging(work.actor, plan, find(plan.units, notice.unit_id), work.now)
        require_waiting(notice)
        precondition.require(notice.version)
        return acknowledged(plan, notice, work.actor.person, body.acknowledged_at, work.now)

    told = Event.NOTICE_ACKNOWLEDGED
    return await change(work, plan_id, Action.NOTICE_ACKNOWLEDGE, decide, told_as=told, subject=notice_id)
