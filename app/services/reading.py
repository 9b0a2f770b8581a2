"""Reading a plan as staff: whole, settled to this instant, judged, and in the audit log before anything is shown."""

from uuid import UUID

from app.domain import lifecycle, policy
from app.domain.action import Action
from app.domain.plan import Plan
from app.domain.refusal import Unreachable
from app.repositories import plans
from app.services import audit
from app.services.changes import judge
from app.services.work import Work


async def read(work: Work, plan_id: UUID, action: Action = Action.PLAN_READ) -> Plan:
    """The plan, if this caller may do `action` on it now."""
    plan = await plans.load(work.connection, plan_id)
    if plan is None:
        raise Unreachable(policy.OUT_OF_REACH)
    plan = lifecycle.settled(plan, work.now)
    judge(work, action, plan)
    await audit.record(work, action, audit.READ, plan)
    return plan
