"""Versions of plans: written by the one door, read by those who may read the plan."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import RowMapping, func, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from app.domain.event import Event
from app.domain.plan import PARTS, Plan
from app.models.history import plan_version
from app.repositories.decoding import decoded_of_old

_NOT_MEMBERS = frozenset({"person", *PARTS})
# What stands in the present row alone, and in no version: a number, and what finds it, must be somewhere once.
IN_ROWS = frozenset({"sealed_number", "reader_key"})


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


def _plan(snapshot: dict[str, Any], present: Plan) -> Plan:
    parts = {
        name: tuple(kind(**decoded_of_old(kind, row | _numbers(present, name, row))) for row in snapshot.get(name, ()))
        for name, kind in PARTS.items()
    }
    return Plan(**decoded_of_old(Plan, snapshot, _NOT_MEMBERS), person=present.person, **parts)


def _numbers(present: Plan, name: str, row: dict[str, Any]) -> dict[str, Any]:
    """What no version holds of a part: as it stands. No part is ever gone, and none changes its number."""
    kept = IN_ROWS.intersection(PARTS[name].__slots__)
    if not kept:
        return {}
    part = next(one for one in getattr(present, name) if str(one.id) == row["id"])
    return {each: getattr(part, each) for each in kept}


async def version(connection: AsyncConnection, present: Plan, number: int) -> Plan | None:
    """The plan as that version had it; the person and the numbers, which are in no version, are the present plan's."""
    mine = (plan_version.c.plan_id == present.id, plan_version.c.version == number)
    snapshot = (await connection.execute(select(plan_version.c.snapshot).where(*mine))).scalar_one_or_none()
    return None if snapshot is None else _plan(snapshot, present)


async def version_at(connection: AsyncConnection, plan_id: UUID, at: datetime) -> int | None:
    """The newest version that was there at that instant; None before the first."""
    mine = (plan_version.c.plan_id == plan_id, plan_version.c.changed_at <= at)
    return (await connection.execute(select(func.max(plan_version.c.version)).where(*mine))).scalar_one()


async def first_adoptions(connection: AsyncConnection, plan_ids: Sequence[UUID]) -> dict[UUID, datetime]:
    """When each of these plans was adopted (upprättad) for the first time; those that never were are left out."""
    at = plan_version.c.snapshot["established_at"].as_string()
    adopted = (plan_version.c.plan_id.in_(plan_ids), plan_version.c.change == Event.PLAN_ESTABLISH)
    query = select(plan_version.c.plan_id, at).where(*adopted).order_by(plan_version.c.version.desc())
    # The oldest comes last, and stays.
    return {plan_id: datetime.fromisoformat(text) for plan_id, text in await connection.execute(query)}
