"""Reading a plan as staff: whole, settled to this instant, judged, and in the audit log before anything is shown."""

from collections.abc import Sequence
from uuid import UUID

from app.domain import lifecycle, policy
from app.domain.action import Action
from app.domain.plan import Plan
from app.domain.reach import READERS, grounds
from app.domain.refusal import Unreachable
from app.repositories import plans
from app.services import audit
from app.services.judging import enter, judge, noting_denial
from app.services.work import Work


async def read(work: Work, plan_id: UUID, action: Action = Action.PLAN_READ) -> Plan:
    """The plan, if this caller may do `action` on it now."""
    plan = await looked_at(work, plan_id, action)
    await audit.record(work, action, audit.READ, plan)
    return plan


async def looked_at(work: Work, plan_id: UUID, action: Action = Action.PLAN_READ) -> Plan:
    """The same without its entry: for whoever goes on to change it, which leaves one, or else records the reading."""
    with noting_denial(work, action):
        await enter(work, action, plan_id)
        plan = await plans.load(work.connection, plan_id)
        if plan is None:
            raise Unreachable(policy.OUT_OF_REACH)
    plan = lifecycle.settled(plan, work.now)
    with noting_denial(work, action, plan):
        judge(work, action, plan)
    return plan


# What reach, and what time has done to the plan, are judged by. A rule that comes to look at more than this is stopped.
JUDGED = ("units", "participants", "consents", "blocks", "invitations", "handovers", "notices")


async def read_several(work: Work, plan_ids: Sequence[UUID]) -> list[Plan]:
    """The plans among these that this caller may read now, without the parts that a list does not show.

    Each leaves its entry. The others are left out unsaid.
    """
    found = await looked_at_several(work, plan_ids)
    if found:
        await audit.record(work, Action.PLAN_LIST, audit.READ, *found)
    return found


async def looked_at_several(work: Work, plan_ids: Sequence[UUID]) -> list[Plan]:
    """The same without their entries: for whoever goes on to change one, which leaves one, or else shows none."""
    read = await plans.load_several(work.connection, plan_ids, JUDGED) if plan_ids else []
    standing = [lifecycle.settled(plan, work.now) for plan in read]
    return [plan for plan in standing if grounds(work.actor, plan, work.now) & READERS]
