"""Notices of closure: made by the one door when a plan closes; each unit that was told acknowledges its own."""

from collections.abc import Callable
from dataclasses import replace
from uuid import UUID

from app.domain.action import Action
from app.domain.contents.asking import BEFORE_ASKED, not_in_future, refuse_if
from app.domain.event import Event
from app.domain.notice import ALREADY_ACKNOWLEDGED, Notice
from app.domain.part import changed as with_changed
from app.domain.part import find
from app.domain.plan import Plan
from app.domain.policy import NOT_YOURS
from app.domain.precondition import Precondition
from app.domain.reach import READERS, grounds
from app.domain.refusal import Conflict, Forbidden
from app.schemas.journal.notice import AcknowledgementIn, NoticeOut
from app.services.changes import Changed, change
from app.services.parts import Entry, Resource, part_of
from app.services.work import Work


def build(plan: Plan, entry: Entry, body: object) -> Notice:
    raise AssertionError("a notice is made by closing the plan")


def _own(plan: Plan, part: Notice, work: Work) -> bool:
    unit = find(plan.units, part.unit_id)
    return unit is not None and unit.hsa_id == work.actor.unit


def showing(plan: Plan, work: Work) -> Callable[[Notice], bool]:
    """A unit that does not read the plan sees that it was told, and no other."""
    reads = bool(grounds(work.actor, plan, work.now) & READERS)
    return lambda part: reads or _own(plan, part, work)


NOTICES = Resource(
    collection="notices",
    noun="notice",
    write=Action.CLOSE,
    build=build,
    viewing=lambda plan, work: NoticeOut.model_validate,
    read=Action.NOTICE_READ,
    showing=showing,
)


async def acknowledge(
    work: Work, plan_id: UUID, notice_id: UUID, body: AcknowledgementIn, precondition: Precondition
) -> Changed:
    """Somebody at the unit says that it knows."""

    def decide(plan: Plan) -> Plan:
        notice = part_of(plan, "notices", notice_id)
        if not _own(plan, notice, work):
            raise Forbidden(NOT_YOURS)
        if notice.acknowledged_at is not None:
            raise Conflict(ALREADY_ACKNOWLEDGED)
        precondition.require(notice.version)
        not_in_future(body.acknowledged_at, work.now, "/acknowledgedAt")
        # Who counts in seconds may acknowledge within the second that she is told.
        told = notice.notified_at.replace(microsecond=0)
        refuse_if(body.acknowledged_at < told, BEFORE_ASKED, "/acknowledgedAt")
        values = {"acknowledged_at": body.acknowledged_at, "acknowledged_by": work.actor.person}
        return replace(plan, notices=with_changed(plan.notices, notice, **values))

    told = Event.NOTICE_ACKNOWLEDGED
    return await change(work, plan_id, Action.NOTICE_ACKNOWLEDGE, decide, told_as=told, subject=notice_id)
