"""Blocks (spärrar): registered on the person's word and lifted with her consent; the one door makes reach anew."""

from collections.abc import Callable
from uuid import UUID

from app.domain.action import Action
from app.domain.block import Block, require_in_force
from app.domain.contents import revised
from app.domain.event import Event
from app.domain.plan import Plan
from app.domain.precondition import Precondition
from app.schemas.journal.block import BlockIn, BlockOut, LiftingIn
from app.services.changes import Changed, change
from app.services.parts import Entry, Writable, part_of
from app.services.work import Work


def build(plan: Plan, entry: Entry, body: BlockIn) -> Block:
    return Block(**entry, **body.model_dump())


def viewing(plan: Plan, work: Work) -> Callable[[Block], BlockOut]:
    return BlockOut.model_validate


BLOCKS = Writable(
    collection="blocks",
    noun="block",
    write=Action.BLOCK_REGISTER,
    build=build,
    viewing=viewing,
    read=Action.BLOCK_READ,
)


async def lift(work: Work, plan_id: UUID, block_id: UUID, body: LiftingIn, precondition: Precondition) -> Changed:
    """Marks it as lifted: what consent and role give the unit is its again from the next request on."""

    def decide(plan: Plan) -> Plan:
        part: Block = part_of(plan, "blocks", block_id)
        require_in_force(part)
        precondition.require(part.version)
        return revised(plan, "blocks", part, work.now, **body.model_dump())

    return await change(work, plan_id, Action.BLOCK_LIFT, decide, told_as=Event.BLOCK_LIFTED, subject=block_id)
