"""Samples of the audit log, drawn and kept; each question begins with the principal whose they are."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, RowMapping, and_, func, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from app.domain.auditing import Outcome
from app.models.audit import audit_entry
from app.models.audit_sample import audit_sample, audit_sample_entry, audit_sample_outcome


def _population(principal: str, since: datetime, until: datetime, unit: str | None) -> ColumnElement[bool]:
    """What the principal's own staff were let do in that time: a denial has given nobody anything."""
    entry = audit_entry.c
    staff = and_(entry.principal == principal, entry.actor_kind == "staff", entry.outcome == Outcome.ALLOWED)
    there = [entry.unit == unit] if unit is not None else []
    return and_(staff, entry.at >= since, entry.at < until, *there)


async def population(
    connection: AsyncConnection, principal: str, since: datetime, until: datetime, unit: str | None
) -> int:
    query = select(func.count(audit_entry.c.id)).where(_population(principal, since, until, unit))
    return int((await connection.execute(query)).scalar_one())


async def at_places(
    connection: AsyncConnection,
    principal: str,
    since: datetime,
    until: datetime,
    unit: str | None,
    places: Sequence[int],
) -> dict[int, UUID]:
    """The ids that stand at those places of the population, in the order of ids; the first place is 0."""
    place = func.row_number().over(order_by=audit_entry.c.id) - 1
    numbered = select(audit_entry.c.id, place.label("place")).where(_population(principal, since, until, unit))
    found = numbered.subquery()
    rows = await connection.execute(select(found.c.place, found.c.id).where(found.c.place.in_(places)))
    return {row.place: row.id for row in rows}


async def add(connection: AsyncConnection, sample: dict[str, Any], entries: dict[int, UUID]) -> None:
    await connection.execute(insert(audit_sample).values(sample))
    rows = [{"sample_id": sample["id"], "place": place, "entry_id": id_} for place, id_ in entries.items()]
    if rows:
        await connection.execute(insert(audit_sample_entry), rows)


async def add_outcome(connection: AsyncConnection, values: dict[str, Any]) -> None:
    await connection.execute(insert(audit_sample_outcome).values(values))


async def page(connection: AsyncConnection, principal: str, number: int, limit: int) -> tuple[list[RowMapping], int]:
    """One page of the principal's samples, newest first, and how many there are in all."""
    mine = audit_sample.c.principal == principal
    total = (await connection.execute(select(func.count()).select_from(audit_sample).where(mine))).scalar_one()
    if number < 1:
        return [], total
    query = select(audit_sample).where(mine).order_by(audit_sample.c.id.desc())
    rows = await connection.execute(query.limit(limit).offset((number - 1) * limit))
    return list(rows.mappings()), total


async def find(connection: AsyncConnection, principal: str, sample_id: UUID) -> RowMapping | None:
    mine = and_(audit_sample.c.principal == principal, audit_sample.c.id == sample_id)
    return (await connection.execute(select(audit_sample).where(mine))).mappings().one_or_none()


async def outcomes(connection: AsyncConnection, sample_ids: Sequence[UUID]) -> dict[UUID, list[RowMapping]]:
    """What was found in each, the oldest first."""
    query = select(audit_sample_outcome).where(audit_sample_outcome.c.sample_id.in_(sample_ids))
    found: dict[UUID, list[RowMapping]] = defaultdict(list)
    for row in (await connection.execute(query.order_by(audit_sample_outcome.c.id))).mappings():
        found[row["sample_id"]].append(row)
    return found


async def entries(connection: AsyncConnection, sample_id: UUID) -> list[RowMapping]:
    """What was drawn, newest first; `id` is null of an entry that is no longer kept."""
    drawn = audit_sample_entry
    joined = drawn.outerjoin(audit_entry, audit_entry.c.id == drawn.c.entry_id)
    query = select(audit_entry).select_from(joined).where(drawn.c.sample_id == sample_id)
    return list((await connection.execute(query.order_by(drawn.c.entry_id.desc()))).mappings())
