"""Source identifiers in the database: looked up under a lock, so that of two who bring the same one waits."""

from collections.abc import Sequence
from dataclasses import fields
from uuid import UUID

from sqlalchemy import func, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from app.domain.source import SourceIdentifier, SourceKind
from app.models.erased_source import erased_source
from app.models.source import source_identifier

_C = source_identifier.c


async def find(
    connection: AsyncConnection, owner: str, system: str, kind: SourceKind, source_id: str
) -> SourceIdentifier | None:
    """What a unit's record system knows by that id; `owner` is the unit."""
    mine = (_C.owner == owner, _C.system == system, _C.kind == kind, _C.source_id == source_id)
    row = (await connection.execute(select(source_identifier).where(*mine))).one_or_none()
    return None if row is None else SourceIdentifier(**row._mapping)


async def take(
    connection: AsyncConnection, owner: str, system: str, kind: SourceKind, source_id: str
) -> SourceIdentifier | None:
    """The same, and nobody else takes the id until this is committed."""
    if connection.dialect.name == "postgresql":
        name = f"source {owner} {kind} {system} {source_id}"
        await connection.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(name, 0))))
    return await find(connection, owner, system, kind, source_id)


async def of_system(connection: AsyncConnection, owner: str, system: str, plan_ids: Sequence[UUID]) -> set[UUID]:
    """Those of the plans that a unit's record system has an id of its own for."""
    mine = (_C.owner == owner, _C.system == system, _C.kind == SourceKind.PLAN, _C.plan_id.in_(plan_ids))
    return set((await connection.execute(select(_C.plan_id).where(*mine))).scalars())


async def count(connection: AsyncConnection, plan_id: UUID, kind: SourceKind) -> int:
    """How many ids of that kind there are in the plan, everybody's."""
    there = (_C.plan_id == plan_id, _C.kind == kind)
    query = select(func.count()).select_from(source_identifier).where(*there)
    return (await connection.execute(query)).scalar_one()


async def add(connection: AsyncConnection, one: SourceIdentifier) -> None:
    values = {field.name: getattr(one, field.name) for field in fields(one)}
    await connection.execute(insert(source_identifier).values(values))


async def page(
    connection: AsyncConnection, plan_id: UUID, number: int, limit: int
) -> tuple[list[SourceIdentifier], int]:
    """One page of what anybody's systems call the plan and its parts, oldest first."""
    mine = _C.plan_id == plan_id
    total = (await connection.execute(select(func.count()).select_from(source_identifier).where(mine))).scalar_one()
    if number < 1:
        return [], total
    order = (_C.entered_at, _C.owner, _C.system, _C.kind, _C.source_id)
    query = select(source_identifier).where(mine).order_by(*order).limit(limit).offset((number - 1) * limit)
    return [SourceIdentifier(**row._mapping) for row in await connection.execute(query)], total


async def of_plan(connection: AsyncConnection, plan_id: UUID) -> list[SourceIdentifier]:
    """What anybody's systems call the plan itself."""
    mine = (_C.plan_id == plan_id, _C.kind == SourceKind.PLAN)
    rows = await connection.execute(select(source_identifier).where(*mine))
    return [SourceIdentifier(**row._mapping) for row in rows]


async def add_erased(connection: AsyncConnection, digests: Sequence[str]) -> None:
    """Notes that these (`KeyRing.erased`) have stood for a plan that is erased."""
    if digests:
        await connection.execute(insert(erased_source), [{"digest": one} for one in digests])


async def is_erased(connection: AsyncConnection, digest: str) -> bool:
    query = select(erased_source.c.digest).where(erased_source.c.digest == digest)
    return (await connection.execute(query)).first() is not None
