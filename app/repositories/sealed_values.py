"""Everything that is stored sealed, in whatever table: the columns whose names begin with `sealed_`.

By the name alone, so that no table can be forgotten when the keys are rotated, and no other column is ever looked at.
What is sealed is only ever put in anew, in place of just what was read: whoever has written meanwhile has been first.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Column, Table, literal, select, tuple_, update
from sqlalchemy.ext.asyncio import AsyncConnection

from app.models.base import metadata
from app.models.plan import plan

PREFIX = "sealed_"
Key = tuple[Any, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Place:
    """One column, and whether its rows are a plan's, whose changes wait for each other."""

    table: Table
    column: Column[Any]
    of_a_plan: bool

    @property
    def key(self) -> tuple[Column[Any], ...]:
        return tuple(self.table.primary_key)


def places() -> list[Place]:
    return [
        Place(table, column, "plan_id" in table.c)
        for table in metadata.sorted_tables
        for column in table.c
        if column.name.startswith(PREFIX)
    ]


async def page(connection: AsyncConnection, place: Place, after: Key | None, limit: int) -> list[tuple[Key, str]]:
    """The next values and where each stands, in the order of the table's key."""
    query = select(*place.key, place.column.label("sealed")).where(place.column.is_not(None))
    if after is not None:
        last = (literal(value, column.type) for value, column in zip(after, place.key, strict=True))
        query = query.where(tuple_(*place.key) > tuple_(*last))
    rows = await connection.execute(query.order_by(*place.key).limit(limit))
    return [(tuple(row)[:-1], row.sealed) for row in rows]


async def take(connection: AsyncConnection, place: Place, keys: Sequence[Key]) -> set[Key]:
    """Those of the rows that nobody has now, locked until the transaction ends. Nobody is waited for."""
    mine = tuple_(*place.key).in_(keys)
    return {
        tuple(row) for row in await connection.execute(select(*place.key).where(mine).with_for_update(skip_locked=True))
    }


async def hold(connection: AsyncConnection, place: Place, key: Key) -> None:
    """Locks the plan that the row is of until the transaction ends: a change writes back whole rows as it read them."""
    whose = select(place.table.c.plan_id).where(*_at(place, key)).scalar_subquery()
    await connection.execute(select(plan.c.id).where(plan.c.id == whose).with_for_update())


async def put(connection: AsyncConnection, place: Place, key: Key, old: str, new: str) -> bool:
    """Whether what was read still stood there, and was replaced."""
    mine = (*_at(place, key), place.column == old)
    done = await connection.execute(update(place.table).where(*mine).values({place.column.name: new}))
    return done.rowcount == 1


def _at(place: Place, key: Key) -> list[Any]:
    return [column == value for column, value in zip(place.key, key, strict=True)]
