"""How far imports have come: one row for each, written beside what is done, and let go of as kept answers are."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, and_, delete, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection

from app.models.plan_import import plan_import

_C = plan_import.c


def _one(client: str, import_id: UUID) -> ColumnElement[bool]:
    return and_(_C.client == client, _C.id == import_id)


async def begin(connection: AsyncConnection, values: dict[str, Any], since: datetime) -> str:
    """Notes that an import has begun, if it has not; the digest of the request that it was begun with.

    Lets go of some that began before `since`, and of this one if it did.
    """
    old = select(_C.client, _C.id).where(_C.started_at < since).limit(20).with_for_update(skip_locked=True)
    for client, import_id in (await connection.execute(old)).all():
        await connection.execute(delete(plan_import).where(_one(client, import_id)))
    mine = _one(values["client"], values["id"])
    await connection.execute(delete(plan_import).where(mine, _C.started_at < since))
    kind = postgresql if connection.dialect.name == "postgresql" else sqlite
    await connection.execute(kind.insert(plan_import).values(values).on_conflict_do_nothing())
    return str((await connection.execute(select(_C.digest).where(mine))).scalar_one())


async def note(
    connection: AsyncConnection, client: str, import_id: UUID, position: int, came_of_it: dict[str, Any], at: datetime
) -> None:
    """What came of one item. Taken last in its transaction: whoever has the row waits for nobody."""
    mine = _one(client, import_id)
    outcomes = (await connection.execute(select(_C.outcomes).where(mine).with_for_update())).scalar_one_or_none()
    if outcomes is not None:
        outcomes = [*outcomes[: position - 1], came_of_it, *outcomes[position:]]
        await connection.execute(update(plan_import).where(mine).values(outcomes=outcomes, changed_at=at))


async def find(connection: AsyncConnection, client: str, import_id: UUID, since: datetime) -> Row[Any] | None:
    query = select(plan_import).where(_one(client, import_id), _C.started_at >= since)
    return (await connection.execute(query)).one_or_none()
