"""The audit log: appended to on both sides, read by plan on the record systems' side and by person on the citizen's."""

from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, RowMapping, and_, func, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from app.models.audit import audit_entry

# What a person may be told of an access: where, when, why; never who by number.
_TOLD = [
    audit_entry.c[name]
    for name in ("at", "kind", "unit_name", "principal", "principal_name", "purpose", "plan_id", "action")
]


async def add(connection: AsyncConnection, rows: list[dict[str, Any]]) -> None:
    await connection.execute(insert(audit_entry), rows)


async def _page(
    connection: AsyncConnection, which: ColumnElement[bool], number: int, limit: int
) -> tuple[list[RowMapping], int]:
    total = (await connection.execute(select(func.count(audit_entry.c.id)).where(which))).scalar_one()
    if number < 1:
        return [], total
    query = select(*_TOLD).where(which).order_by(audit_entry.c.at.desc(), audit_entry.c.id.desc())
    rows = await connection.execute(query.limit(limit).offset((number - 1) * limit))
    return list(rows.mappings()), total


async def of_plan(connection: AsyncConnection, plan_id: UUID, number: int, limit: int) -> tuple[list[RowMapping], int]:
    """Who has had access to one plan, newest first."""
    return await _page(
        connection, and_(audit_entry.c.plan_id == plan_id, audit_entry.c.outcome == "allowed"), number, limit
    )


async def of_person(
    connection: AsyncConnection, person_key: str, number: int, limit: int
) -> tuple[list[RowMapping], int]:
    """Which professionals have had access to a person's plans, newest first."""
    which = and_(
        audit_entry.c.person_key == person_key,
        audit_entry.c.outcome == "allowed",
        audit_entry.c.actor_kind != "citizen",
    )
    return await _page(connection, which, number, limit)
