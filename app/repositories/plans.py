"""Plans in the database: read whole in one statement, written as the difference between two values.

One statement, because a plan that is read in several may be torn by a change in between; and the difference, because
the domain gives a new value and nobody should have to say twice what changed.
"""

import json
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import fields
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import Table, Text, bindparam, cast, func, insert, literal, select, union_all, update
from sqlalchemy.ext.asyncio import AsyncConnection

from app.domain.person import Person
from app.domain.plan import PARTS, Plan
from app.models.base import Json
from app.models.consent import consent
from app.models.copy import plan_copy
from app.models.deviation import deviation, deviation_step
from app.models.follow_up import follow_up, goal_result
from app.models.goal import goal
from app.models.handover import handover
from app.models.intervention import intervention, intervention_status
from app.models.meeting import meeting
from app.models.note import note
from app.models.notice import notice
from app.models.offer import offer
from app.models.participant import participant
from app.models.person import person
from app.models.plan import plan
from app.models.summons import invitation, summons, summons_reply
from app.models.takeover import takeover
from app.models.unit import unit
from app.repositories.decoding import decoded

TABLES: dict[str, Table] = {
    "units": unit,
    "participants": participant,
    "consents": consent,
    "offers": offer,
    "summonses": summons,
    "invitations": invitation,
    "summons_replies": summons_reply,
    "meetings": meeting,
    "goals": goal,
    "interventions": intervention,
    "intervention_statuses": intervention_status,
    "follow_ups": follow_up,
    "goal_results": goal_result,
    "deviations": deviation,
    "deviation_steps": deviation_step,
    "handovers": handover,
    "takeovers": takeover,
    "copies": plan_copy,
    "notes": note,
    "notices": notice,
}
if TABLES.keys() != PARTS.keys():
    raise RuntimeError("a kind of part without a table would be accepted and never written")
NOT_COLUMNS = frozenset({"person", *PARTS})
ROOT = [field.name for field in fields(Plan) if field.name not in NOT_COLUMNS]


class Overtaken(Exception):
    """The plan was changed after it was read: the version that this change builds on is gone."""


def _document(table: Table, sqlite: bool) -> tuple[Any, Any]:
    """One row as a JSON object, in the way of either database."""
    if not sqlite:
        row = table.alias(f"{table.name}_row")
        return select(cast(func.to_jsonb(row.table_valued()), Text)), row
    pairs = [
        item
        for column in table.c
        for item in (literal(column.name), func.json(column) if column.type is Json else column)
    ]
    return select(cast(func.json_object(*pairs), Text)), table


@cache
def _whole(sqlite: bool) -> Any:
    """All parts of one plan and its root and person, as (collection, JSON) rows."""
    selects = []
    for name, table in TABLES.items():
        query, row = _document(table, sqlite)
        selects.append(query.add_columns(literal(name).label("part")).where(row.c.plan_id == bindparam("plan_id")))
    query, row = _document(plan, sqlite)
    selects.append(query.add_columns(literal("plan")).where(row.c.id == bindparam("plan_id")))
    query, row = _document(person, sqlite)
    owner = select(plan.c.person_id).where(plan.c.id == bindparam("plan_id")).scalar_subquery()
    selects.append(query.add_columns(literal("person")).where(row.c.id == owner))
    return union_all(*selects)


async def load(connection: AsyncConnection, plan_id: UUID, *, lock: bool = False) -> Plan | None:
    """The plan as it stands, or None. With `lock`, other changes of it wait until this transaction ends.

    On SQLite a transaction already holds the writer's lock.
    """
    sqlite = connection.dialect.name == "sqlite"
    if lock and not sqlite:
        await connection.execute(select(plan.c.id).where(plan.c.id == plan_id).with_for_update())
    rows = (await connection.execute(_whole(sqlite), {"plan_id": plan_id})).all()
    found: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for document, part in rows:
        found[part].append(json.loads(document))
    if not found["plan"]:
        return None
    parts = {
        name: tuple(
            sorted((kind(**decoded(kind, row)) for row in found[name]), key=lambda one: one.id)  # UUIDv7: oldest first
        )
        for name, kind in PARTS.items()
    }
    owner = Person(**decoded(Person, found["person"][0]))
    return Plan(**decoded(Plan, found["plan"][0], NOT_COLUMNS), person=owner, **parts)


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
    """Every plan of one person, oldest first."""
    rows = await connection.execute(select(plan.c.id).where(plan.c.person_id == person_id).order_by(plan.c.id))
    return list(rows.scalars())


async def all_ids(connection: AsyncConnection, after: UUID | None, limit: int) -> list[UUID]:
    """The next plans in the order of their ids."""
    query = select(plan.c.id).order_by(plan.c.id).limit(limit)
    rows = await connection.execute(query.where(plan.c.id > after) if after else query)
    return list(rows.scalars())


async def take_source(connection: AsyncConnection, owner: str, system: str, source_id: str) -> UUID | None:
    """The plan that a principal's record system knows by that id; nobody else takes the id until this is committed."""
    if connection.dialect.name == "postgresql":
        name = f"source {owner} {system} {source_id}"
        await connection.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(name, 0))))
    mine = (plan.c.source_owner == owner, plan.c.source_system == system, plan.c.source_id == source_id)
    query = select(plan.c.id).where(*mine)
    return (await connection.execute(query)).scalar_one_or_none()
