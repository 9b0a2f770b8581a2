"""Number changes in the database."""

from collections.abc import Collection
from dataclasses import fields
from uuid import UUID

from sqlalchemy import Select, and_, func, insert, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from app.domain.number_change import NumberChange
from app.models.number_change import number_change

_C = number_change.c


async def add(connection: AsyncConnection, one: NumberChange) -> None:
    values = {field.name: getattr(one, field.name) for field in fields(one)}
    await connection.execute(insert(number_change).values(values))


async def save(connection: AsyncConnection, one: NumberChange) -> None:
    """Its next version; it is locked by her rows, which come first."""
    values = {"version": one.version, "undone_at": one.undone_at, "undo_reason": one.undo_reason}
    await connection.execute(update(number_change).where(_C.id == one.id).values(values))


async def find(connection: AsyncConnection, change_id: UUID) -> NumberChange | None:
    row = (await connection.execute(select(number_change).where(_C.id == change_id))).one_or_none()
    return None if row is None else NumberChange(**row._mapping)


async def page(
    connection: AsyncConnection, plan_id: UUID, person_ids: Collection[UUID], number: int, limit: int
) -> tuple[list[NumberChange], int]:
    """One page of those that were stated in that plan, or stand and are from any of those rows; oldest first."""
    mine = or_(_C.plan_id == plan_id, and_(_C.from_person_id.in_(person_ids), _C.undone_at.is_(None)))
    total = (await connection.execute(select(func.count()).select_from(number_change).where(mine))).scalar_one()
    if number < 1:
        return [], total
    query = select(number_change).where(mine).order_by(_C.id).limit(limit).offset((number - 1) * limit)
    return [NumberChange(**row._mapping) for row in await connection.execute(query)], total


async def links(connection: AsyncConnection, person_ids: Collection[UUID] | Select[tuple[UUID]]) -> dict[UUID, UUID]:
    """The links that stand, from any of those rows."""
    query = select(_C.from_person_id, _C.to_person_id).where(_C.undone_at.is_(None), _C.from_person_id.in_(person_ids))
    return {row.from_person_id: row.to_person_id for row in await connection.execute(query)}
