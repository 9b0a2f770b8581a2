"""The audit log as an auditor reads it: the entries of one principal, newest first, by walks along two indexes.

What `domain.auditing` says of whose entries are shown is written here as SQL: both selects begin with the principal in
the auditor's token, so that no filter leads beyond it.
"""

from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, RowMapping, Select, select, union_all
from sqlalchemy.ext.asyncio import AsyncConnection

from app.domain.auditing import Sought
from app.models.audit import BY_ANOTHER, audit_entry

_C = audit_entry.c


def _asked(sought: Sought) -> list[ColumnElement[bool]]:
    """Every condition of hers; `staff` is not among them (see `statement`)."""
    asked = {
        _C.unit: sought.unit,
        _C.kind: sought.kind and sought.kind.value,
        _C.outcome: sought.outcome and sought.outcome.value,
        _C.plan_id: sought.plan_id,
    }
    found = [column == value for column, value in asked.items() if value is not None]
    if sought.person_keys:
        found.append(_C.person_key.in_(sought.person_keys))
    if sought.since is not None:
        found.append(_C.at >= sought.since)
    if sought.until is not None:
        found.append(_C.at < sought.until)
    return found


async def page(
    connection: AsyncConnection, principal: str, sought: Sought, before: UUID | None, limit: int
) -> list[RowMapping]:
    """At most `limit` entries older than the one with that id."""
    return list((await connection.execute(statement(principal, sought, before, limit))).mappings())


def statement(principal: str, sought: Sought, before: UUID | None, limit: int) -> Select[Any]:
    """Ids sort by time (UUIDv7), and so each index gives its entries newest first."""

    def part(*whose: ColumnElement[bool]) -> Select[Any]:
        query = select(audit_entry).where(*whose, *_asked(sought))
        if before is not None:
            query = query.where(_C.id < before)
        return query.order_by(_C.id.desc()).limit(limit)

    own = _C.principal == principal
    if sought.staff is not None:
        # Another principal's staff are not named to her; a filter that found them would name them all the same.
        return part(own, _C.person == sought.staff)
    others = part(_C.coordinated_by == principal, BY_ANOTHER)
    # Each in brackets of its own: SQLite takes no order and no limit inside a union.
    both = union_all(*(select(one.subquery()) for one in (part(own), others))).subquery()
    return select(both).order_by(both.c.id.desc()).limit(limit)
