"""Writes the published copies. Only the one door calls this; the citizen's side has a reader of its own."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from sqlalchemy import Table, delete, insert, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection

from app.models.mirror import (
    mirrored_consents,
    mirrored_number,
    mirrored_person,
    mirrored_plan,
    mirrored_reader,
    mirrored_summonses,
)


async def _write(connection: AsyncConnection, table: Table, row: dict[str, object]) -> None:
    """The whole row, in place of the one with its key if there is one: a column that it does not name becomes null."""
    kind = postgresql if connection.dialect.name == "postgresql" else sqlite
    new = kind.insert(table).values(row)
    others = {column.name: new.excluded[column.name] for column in table.c if not column.primary_key}
    await connection.execute(new.on_conflict_do_update(index_elements=list(table.primary_key), set_=others))


async def _put(connection: AsyncConnection, table: Table, plan_id: UUID, values: dict[str, object] | None) -> None:
    if values is None:
        await connection.execute(delete(table).where(table.c.plan_id == plan_id))
    else:
        await _write(connection, table, values | {"plan_id": plan_id})


async def put_plan(connection: AsyncConnection, plan_id: UUID, values: dict[str, object] | None) -> None:
    """Replaces the plan's copy; None leaves nothing."""
    await _put(connection, mirrored_plan, plan_id, values)


async def put_consents(connection: AsyncConnection, plan_id: UUID, values: dict[str, object] | None) -> None:
    """Replaces the copy of the plan's consents; None leaves nothing."""
    await _put(connection, mirrored_consents, plan_id, values)


async def put_summonses(connection: AsyncConnection, plan_id: UUID, values: dict[str, object] | None) -> None:
    """Replaces the copy of the plan's summonses; None leaves nothing."""
    await _put(connection, mirrored_summonses, plan_id, values)


async def put_readers(connection: AsyncConnection, plan_id: UUID, rows: list[dict[str, object]]) -> None:
    """Replaces the rows of those who read of the plan for somebody else."""
    await connection.execute(delete(mirrored_reader).where(mirrored_reader.c.plan_id == plan_id))
    if rows:
        await connection.execute(insert(mirrored_reader), [row | {"plan_id": plan_id} for row in rows])


async def put_person(connection: AsyncConnection, person_key: str, protected: bool) -> None:
    """Whether places may be named to her; her several plans may be written at once, and all say the same of her."""
    await _write(connection, mirrored_person, {"person_key": person_key, "protected": protected})


async def put_numbers(connection: AsyncConnection, numbers: Mapping[str, str]) -> None:
    """Whoever had each of those numbers has the other now, which may be the same. Of no other number anything moves."""
    await connection.execute(delete(mirrored_number).where(mirrored_number.c.former_key.in_(numbers)))
    rows = [{"former_key": one, "person_key": now} for one, now in numbers.items() if one != now]
    if rows:
        await connection.execute(insert(mirrored_number), rows)


async def body(connection: AsyncConnection, plan_id: UUID, now: datetime, fingerprint: str) -> bytes | None:
    """The bytes that the citizen's side would serve of this plan at that instant, for staff who ask what she sees."""
    row = (await connection.execute(select(mirrored_plan).where(mirrored_plan.c.plan_id == plan_id))).one_or_none()
    if row is None or row.fingerprint != fingerprint or now < row.visible_since:
        return None
    if row.visible_until is not None and now >= row.visible_until:
        return None
    return row.body
