"""The audit log: appended to on both sides, read by plan on the record systems' side and by person on the citizen's."""

from collections.abc import Collection
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, RowMapping, and_, func, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from app.domain.auditing import Outcome
from app.models.audit import audit_entry

# What a person may be told of an access: where, when, why; never who by number.
_TOLD = [
    audit_entry.c[name]
    for name in ("at", "kind", "unit_name", "principal", "principal_name", "purpose", "plan_id", "action", "actor_kind")
]

# Those whom whoever reads a plan is told of; a kind that comes later is told of when somebody has decided it.
_BY_STAFF = audit_entry.c.actor_kind.in_(("staff", "system", "service"))


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
    """Who has had access to one plan at work, newest first: for staff, and for whoever reads for the person.

    When she reads, or is read for, is hers alone to know.
    """
    which = and_(audit_entry.c.plan_id == plan_id, audit_entry.c.outcome == Outcome.ALLOWED, _BY_STAFF)
    return await _page(connection, which, number, limit)


async def of_person(
    connection: AsyncConnection,
    person_keys: Collection[str],
    number: int,
    limit: int,
    plan_ids: Collection[UUID] | None = None,
) -> tuple[list[RowMapping], int]:
    """Who but herself has had access to a person's plans, or to those of them, newest first, by all of her numbers."""
    which = [
        audit_entry.c.person_key.in_(person_keys),
        audit_entry.c.outcome == Outcome.ALLOWED,
        audit_entry.c.actor_kind != "citizen",
    ]
    if plan_ids is not None:
        which.append(audit_entry.c.plan_id.in_(plan_ids))
    return await _page(connection, and_(*which), number, limit)


async def person_of(connection: AsyncConnection, plan_id: UUID) -> str | None:
    """Whom the log's entries of that plan are about, by her key; None when it has none. It is the same one in all."""
    which = audit_entry.c.plan_id == plan_id, audit_entry.c.outcome == Outcome.ALLOWED, _BY_STAFF
    query = select(audit_entry.c.person_key).where(*which, audit_entry.c.person_key.is_not(None))
    found: str | None = (await connection.execute(query.order_by(audit_entry.c.at.desc()).limit(1))).scalar()
    return found
