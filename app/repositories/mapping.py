"""The mapping's table, reached from the record systems' side only."""

from dataclasses import asdict
from uuid import UUID

from sqlalchemy import insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from app.domain.life_area import LifeArea
from app.domain.mapping import Mapping, MappingEntry
from app.models.mapping import mapping_version


async def newest(connection: AsyncConnection, plan_id: UUID) -> Mapping | None:
    query = select(mapping_version).where(mapping_version.c.plan_id == plan_id)
    row = (await connection.execute(query.order_by(mapping_version.c.version.desc()).limit(1))).one_or_none()
    if row is None:
        return None
    values = dict(row._mapping)
    entries = tuple(MappingEntry(life_area=LifeArea(one["life_area"]), text=one["text"]) for one in values["entries"])
    return Mapping(**values | {"entries": entries})


async def add(connection: AsyncConnection, one: Mapping) -> None:
    await connection.execute(
        insert(mapping_version).values(asdict(one) | {"entries": [asdict(e) for e in one.entries]})
    )
