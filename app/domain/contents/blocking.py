"""What may stand in a plan of blocks: what is blocked, and never whoever leads the plan."""

from datetime import datetime
from uuid import UUID

from app.domain.block import Block, BlockKind
from app.domain.blocking import shut_out
from app.domain.contents.asking import ENDS_BEFORE, not_in_future, refuse_if, require_staff
from app.domain.part import find
from app.domain.plan import Plan
from app.domain.refusal import Conflict, Finding
from app.domain.rule import Rule

WHICH = Rule(
    "block-of-unit-or-principal",
    "En spärr anger en enhets HSA-id, eller en huvudmans.",
    "A block names a unit by its HSA-id, or a principal by its.",
)
BLOCKED_TWICE = Rule("blocked-twice", "Den spärren finns redan.", "That block is there already.", "decided")
LEADS_THE_PLAN = Rule(
    "block-of-who-leads",
    "Den enhet som samordnar planen kan inte spärras. Överlämna planen först, eller återkalla samtycket.",
    "The unit that coordinates the plan cannot be blocked. Hand it over first, or withdraw the consent.",
    "decided",
)
UNIT_BLOCKED = Rule(
    "unit-blocked",
    "Den enskilde har spärrat den enheten; den kan inte kallas.",
    "The person has blocked that unit; it cannot be called.",
    "PDL 4:4",
)


def block(plan: Plan, one: Block, now: datetime) -> None:
    refuse_if((one.kind is BlockKind.UNIT) != ("-" in one.hsa_id), WHICH, "/hsaId")
    require_staff(plan, one.registered_by_id, "/registeredById")
    not_in_future(one.requested_at, now, "/requestedAt")
    if one.lifted_at is not None:
        not_in_future(one.lifted_at, now, "/liftedAt")
        refuse_if(one.lifted_at < one.requested_at, ENDS_BEFORE, "/liftedAt")
        require_staff(plan, one.lifted_by_id, "/liftedById")
        return
    if any(other.in_force and other.hsa_id == one.hsa_id for other in plan.blocks if other.id != one.id):
        raise Conflict(BLOCKED_TWICE, Finding(BLOCKED_TWICE, "/hsaId"))
    if one.hsa_id in _leading(plan):
        raise Conflict(LEADS_THE_PLAN, Finding(LEADS_THE_PLAN, "/hsaId"))


def _leading(plan: Plan) -> set[str | None]:
    """The unit that leads the plan, and its principal: nobody could lift a block of either."""
    coordinator = find(plan.participants, plan.coordinator_id) if plan.coordinator_id else None
    unit = find(plan.units, coordinator.unit_id if coordinator and coordinator.unit_id else plan.initiated_by_unit_id)
    return {unit.hsa_id, unit.principal_hsa_id} if unit else set()


def require_callable(plan: Plan, unit_id: UUID, pointer: str) -> None:
    """A unit that is blocked is not called: it would be told when and where."""
    unit = find(plan.units, unit_id)
    if unit is not None and shut_out(plan)(unit.hsa_id):
        raise Conflict(UNIT_BLOCKED, Finding(UNIT_BLOCKED, pointer))
