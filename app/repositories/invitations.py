"""What a unit that reaches nothing of a plan is still told of it: that the no it gave to a summons was heard."""

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from app.domain.actor import Staff
from app.domain.summons import NOT_COMING
from app.models.summons import invitation
from app.models.unit import unit
from app.repositories.blocks import shuts_out


async def refused_by(connection: AsyncConnection, actor: Staff, plan_id: UUID, invitation_id: UUID) -> bool:
    """Whether the caller's own unit has that place and has said that it does not come; one query, whatever there is.

    Whom she has blocked is told nothing more: not that the plan is there still, nor what has become of its place.
    """
    place = invitation.c
    query = select(place.id).select_from(invitation.join(unit, unit.c.id == place.unit_id))
    query = query.where(place.id == invitation_id, place.plan_id == plan_id, place.reply.in_(NOT_COMING))
    mine = query.where(unit.c.hsa_id == actor.unit, ~shuts_out(plan_id, actor.unit))
    return (await connection.execute(mine)).first() is not None
