"""Plans in the database: read in one statement, written as the difference between two values.

The difference, because the domain gives a new value and nobody should have to say twice what changed.
"""

import json
from collections.abc import Collection, Sequence
from dataclasses import fields
from datetime import datetime
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, ColumnElement, Uuid, any_, bindparam, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from app.domain.lifecycle import RESTS_ON_CONSENT
from app.domain.plan import Plan
from app.models.emergency_access import emergency_access
from app.models.plan import plan
from app.repositories import persons
from app.repositories.plan_rows import ROOT, TABLES, put_together, statement


class Overtaken(Exception):
    """The plan was changed after it was read: the version that this change builds on is gone."""


@cache
def _whole(sqlite: bool) -> Any:
    """All of one plan."""
    return statement(TABLES, sqlite, lambda column: column == bindparam("plan_id"))


async def load(connection: AsyncConnection, plan_id: UUID, *, lock: bool = False) -> Plan | None:
    """The plan as it stands, or None. With `lock`, other changes of it wait until this transaction ends.

    On SQLite a transaction already holds the writer's lock.
    """
    sqlite = connection.dialect.name == "sqlite"
    if lock and not sqlite:
        await connection.execute(select(plan.c.id).where(plan.c.id == plan_id).with_for_update())
    rows = await connection.execute(_whole(sqlite), {"plan_id": plan_id})
    return put_together(tuple(TABLES), rows).get(plan_id)


@cache
def _some(names: tuple[str, ...], sqlite: bool) -> Any:
    """The named parts of several plans: the same statement however many they are."""

    def among(column: ColumnElement[Any]) -> ColumnElement[bool]:
        if sqlite:
            return column.in_(select(func.json_each(bindparam("plan_ids")).table_valued("value").c.value))
        return column == any_(bindparam("plan_ids", type_=ARRAY(Uuid)))

    return statement(names, sqlite, among)


async def load_several(connection: AsyncConnection, plan_ids: Sequence[UUID], names: tuple[str, ...]) -> list[Plan]:
    """Those plans, in that order, with the parts of those names and no others."""
    sqlite = connection.dialect.name == "sqlite"
    asked: Any = json.dumps([one.hex for one in plan_ids]) if sqlite else list(plan_ids)
    found = put_together(names, await connection.execute(_some(names, sqlite), {"plan_ids": asked}))
    return [found[one] for one in plan_ids if one in found]


def _columns(value: Any) -> dict[str, Any]:
    return {field.name: getattr(value, field.name) for field in fields(value)}


def _root(one: Plan) -> dict[str, Any]:
    return {name: getattr(one, name) for name in ROOT}


async def insert_plan(connection: AsyncConnection, one: Plan) -> None:
    """A new plan with all its parts."""
    await connection.execute(insert(plan).values(_root(one) | {"person_id": one.person.id}))
    await _write_parts(connection, None, one)


async def save(connection: AsyncConnection, before: Plan, after: Plan) -> None:
    """Writes what differs. Raises `Overtaken` when `before` is no longer what the database has."""
    changed = {name: value for name, value in _root(after).items() if value != getattr(before, name)}
    done = await connection.execute(
        update(plan).where(plan.c.id == before.id, plan.c.version == before.version).values(changed)
    )
    if done.rowcount != 1:
        raise Overtaken
    await _write_parts(connection, before, after)


async def note_consent(connection: AsyncConnection, plan_id: UUID, until: datetime | None) -> None:
    """Until when the plan's SIP consent stands (`lifecycle.consent_until`), for whatever looks for plans by it."""
    await connection.execute(update(plan).where(plan.c.id == plan_id).values(consent_until=until))


async def _write_parts(connection: AsyncConnection, before: Plan | None, after: Plan) -> None:
    for name, table in TABLES.items():
        old = {one.id: one for one in getattr(before, name)} if before else {}
        new: Sequence[Any] = getattr(after, name)
        if gone := old.keys() - {one.id for one in new}:
            raise AssertionError(f"{len(gone)} rows of {name} would be erased")
        fresh = [_columns(one) | {"plan_id": after.id} for one in new if one.id not in old]
        if fresh:
            await connection.execute(insert(table), fresh)
        for one in new:
            if one.id in old and one != old[one.id]:
                where = (table.c.id == one.id, table.c.version == old[one.id].version)
                done = await connection.execute(update(table).where(*where).values(_columns(one)))
                if done.rowcount != 1:
                    raise Overtaken


async def of_person(connection: AsyncConnection, person_id: UUID) -> list[UUID]:
    """Every plan of one person, under whichever of her numbers, oldest first."""
    hers = plan.c.person_id.in_(persons.same(person_id))
    rows = await connection.execute(select(plan.c.id).where(hers).order_by(plan.c.id))
    return list(rows.scalars())


async def of_rows(connection: AsyncConnection, person_ids: Collection[UUID]) -> list[UUID]:
    """Every plan that was entered under those rows of a person's, oldest first."""
    rows = await connection.execute(select(plan.c.id).where(plan.c.person_id.in_(person_ids)).order_by(plan.c.id))
    return list(rows.scalars())


async def of_key(connection: AsyncConnection, person_key: str) -> list[UUID]:
    """Every plan of the person whom that pseudonym finds, oldest first."""
    hers = plan.c.person_id.in_(persons.with_key(person_key))
    rows = await connection.execute(select(plan.c.id).where(hers).order_by(plan.c.id))
    return list(rows.scalars())


async def newest_resting_on_consent(connection: AsyncConnection, person_key: str, now: datetime) -> UUID | None:
    """The newest plan of hers that is prepared or established, and whose consent has not ended."""
    hers = select(plan.c.id).where(plan.c.person_id.in_(persons.with_key(person_key)))
    standing = hers.where(plan.c.status.in_(sorted(RESTS_ON_CONSENT)), plan.c.consent_until > now)
    return (await connection.execute(standing.order_by(plan.c.id.desc()).limit(1))).scalar_one_or_none()


async def of_emergency_access(connection: AsyncConnection, access_id: UUID) -> UUID | None:
    """The plan that was opened with that access."""
    query = select(emergency_access.c.plan_id).where(emergency_access.c.id == access_id)
    return (await connection.execute(query)).scalar_one_or_none()


async def all_ids(connection: AsyncConnection, after: UUID | None, limit: int) -> list[UUID]:
    """The next plans in the order of their ids."""
    query = select(plan.c.id).order_by(plan.c.id).limit(limit)
    rows = await connection.execute(query.where(plan.c.id > after) if after else query)
    return list(rows.scalars())


async def first_entered_at(connection: AsyncConnection) -> datetime | None:
    """When the first of all plans was entered; None while there is none."""
    return (await connection.execute(select(func.min(plan.c.entered_at)))).scalar_one()
