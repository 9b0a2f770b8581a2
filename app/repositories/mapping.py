"""The mapping's table, reached from the record systems' side only."""

from dataclasses import asdict
from typing import Any
from uuid import UUID

from sqlalchemy import Row, func, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from app.domain.life_area import LifeArea
from app.domain.mapping import Mapping, MappingEntry
from app.models.mapping import mapping_version


def _value(row: Row[Any]) -> Mapping:
    values = dict(row._mapping)
    entries = tuple(MappingEntry(life_area=LifeArea(one["life_area"]), text=one["text"]) for one in values["entries"])
    return Mapping(**values | {"entries": entries})


async def newest(connection: AsyncConnection, plan_id: UUID) -> Mapping | None:
    query = select(mapping_version).where(mapping_version.c.plan_id == plan_id)
    row = (await connection.execute(query.order_by(mapping_version.c.version.desc()).limit(1))).one_or_none()
    return None if row is None else _value(row)


async def version(connection: AsyncConnection, plan_id: UUID, number: int) -> Mapping | None:
    query = select(mapping_version).where(mapping_version.c.plan_id == plan_id, mapping_version.c.version == number)
    row = (await connection.execute(query)).one_or_none()
    return None if row is None else _value(row)


async def page(connection: AsyncConnection, plan_id: UUID, number: int, limit: int) -> tuple[list[Row[Any]], int]:
    """One page of who wrote each version and when, newest first, and how many there are."""
    mine = mapping_version.c.plan_id == plan_id
    total = (await connection.execute(select(func.count()).select_from(mapping_version).where(mine))).scalar_one()
    if number < 1:
        return [], total
    query = select(mapping_version.c.version, mapping_version.c.written_by, mapping_version.c.entered_at).where(mine)
    query = query.order_by(mapping_version.c.version.desc()).limit(limit).offset((number - 1) * limit)
    return list((await connection.execute(query)).all()), total


async def add(connection: AsyncConnection, one: Mapping) -> None:
    await connection.execute(
        insert(mapping_version).values(asdict(one) | {"entries": [asdict(e) for e in one.entries]})
    )
