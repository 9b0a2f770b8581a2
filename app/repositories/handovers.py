"""What a person who reaches nothing of a plan is still told of it: that the no she gave was heard."""

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from app.domain.actor import Staff
from app.models.handover import handover
from app.models.participant import participant
from app.models.unit import unit
from app.repositories.blocks import shuts_out


async def refused_by(connection: AsyncConnection, actor: Staff, plan_id: UUID, handover_id: UUID) -> bool:
    """Whether this very person, at this unit, has refused that hand-over; one query, whatever there is.

    At a unit that the person of the plan has blocked she is told nothing more: not that the plan is there still.
    """
    asked = participant.c.id == handover.c.to_id
    there = handover.join(participant, asked).join(unit, unit.c.id == participant.c.unit_id)
    query = select(handover.c.id).select_from(there)
    query = query.where(handover.c.id == handover_id, handover.c.plan_id == plan_id, handover.c.refused_at.is_not(None))
    hers = query.where(participant.c.hsa_id == actor.person, unit.c.hsa_id == actor.unit)
    hers = hers.where(~shuts_out(plan_id, actor.unit))
    return (await connection.execute(hers)).first() is not None
