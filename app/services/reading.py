"""Reading a plan as staff: whole, settled to this instant, judged, and in the audit log before anything is shown."""

from collections.abc import Callable, Sequence
from uuid import UUID

from app.domain import emergency, lifecycle, policy
from app.domain.action import Action
from app.domain.auditing import Kind
from app.domain.part import find
from app.domain.plan import Plan
from app.domain.reach import READERS, grounds
from app.domain.refusal import Unreachable
from app.repositories import plans
from app.services import audit
from app.services.judging import enter, judge, judge_again, noting_denial
from app.services.work import Denial, Work


async def read(work: Work, plan_id: UUID, action: Action = Action.PLAN_READ) -> Plan:
    """The plan, if this caller may do `action` on it now."""
    plan = await looked_at(work, plan_id, action)
    await audit.record(work, action, Kind.READ, plan)
    return plan


async def read_again(work: Work, plan_id: UUID, action: Action) -> Plan:
    """The plan that `action` made, for a retry whose kept answer is to be given once more."""
    plan = await looked_at(work, plan_id, action, judge_again)
    await audit.record(work, Action.PLAN_READ, Kind.READ, plan)
    return plan


async def looked_at(
    work: Work, plan_id: UUID, action: Action = Action.PLAN_READ, judging: Callable[[Work, Action, Plan], None] = judge
) -> Plan:
    """The same without its entry: for whoever goes on to change it, which leaves one, or else records the reading."""
    with noting_denial(work, action):
        await enter(work, action, plan_id)
        plan = await plans.load(work.connection, plan_id)
        if plan is None:
            raise Unreachable(policy.OUT_OF_REACH)
    plan = lifecycle.settled(plan, work.now)
    with noting_denial(work, action, plan):
        judging(work, action, plan)
    work.seen = Denial(action, plan)
    return plan


async def found_in_emergency(work: Work, plan_id: UUID | None, person_key: str | None) -> UUID:
    """The plan that is to be opened: that one, or hers; in a retry the one that was.

    Whoever may not open one is not told whether there is any.
    """
    with noting_denial(work, Action.EMERGENCY_OPEN, person_key=person_key, plan_id=plan_id):
        emergency.require_may_open(work.actor)
        if work.kept is not None:
            plan_id = work.kept.plan_id
        elif plan_id is None and person_key is not None:
            plan_id = await plans.newest_resting_on_consent(work.connection, person_key, work.now)
        if plan_id is None:
            raise Unreachable(policy.OUT_OF_REACH)
    return plan_id


async def read_in_emergency(work: Work, access_id: UUID) -> Plan:
    """The plan that the caller has opened, while that lasts. Each reading is in the log as what it is."""
    action = Action.EMERGENCY_READ
    with noting_denial(work, action):
        emergency.require_may_open(work.actor)
        plan_id = await plans.of_emergency_access(work.connection, access_id)
        plan = await plans.load(work.connection, plan_id) if plan_id else None
        if plan is None:
            raise Unreachable(policy.OUT_OF_REACH)
    plan = lifecycle.settled(plan, work.now)
    with noting_denial(work, action, plan):
        emergency.require_open(plan, find(plan.emergency_accesses, access_id), work.actor, work.now)
    await audit.record(work, action, audit.kind_of(action), plan)
    return plan


# What reach, and what time has done to the plan, are judged by. A rule that comes to look at more than this is stopped.
JUDGED = ("units", "participants", "consents", "offers", "blocks", "emergency_accesses", "invitations")
JUDGED += ("handovers", "notices")


async def read_several(work: Work, plan_ids: Sequence[UUID]) -> list[Plan]:
    """The plans among these that this caller may read now, without the parts that a list does not show.

    Each leaves its entry. The others are left out unsaid.
    """
    found = await looked_at_several(work, plan_ids)
    if found:
        await audit.record(work, Action.PLAN_LIST, Kind.READ, *found)
    return found


async def looked_at_several(work: Work, plan_ids: Sequence[UUID]) -> list[Plan]:
    """The same without their entries: for whoever goes on to change one, which leaves one, or else shows none."""
    read = await plans.load_several(work.connection, plan_ids, JUDGED) if plan_ids else []
    standing = [lifecycle.settled(plan, work.now) for plan in read]
    return [plan for plan in standing if grounds(work.actor, plan, work.now) & READERS]
