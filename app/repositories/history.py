"""Versions of plans: written by the one door, read by those who may read the plan."""

from typing import Any
from uuid import UUID

from sqlalchemy import RowMapping, func, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from app.models.history import plan_version


async def add(connection: AsyncConnection, values: dict[str, Any]) -> None:
    await connection.execute(insert(plan_version).values(values))


async def page(connection: AsyncConnection, plan_id: UUID, number: int, limit: int) -> tuple[list[RowMapping], int]:
    """One page of the versions, newest first, without their snapshots, and how many there are in all."""
    mine = plan_version.c.plan_id == plan_id
    total = (await connection.execute(select(func.count()).select_from(plan_version).where(mine))).scalar_one()
    if number < 1:
        return [], total
    columns = [column for column in plan_version.c if column.name != "snapshot"]
    query = select(*columns).where(mine).order_by(plan_version.c.version.desc())
    rows = await connection.execute(query.limit(limit).offset((number - 1) * limit))
    return list(rows.mappings()), total
