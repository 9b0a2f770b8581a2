"""The second wall between the citizen and the plans: what her side's connection may do, and the proof at start.

It does not depend on our code being right: PostgreSQL grants (the migration), SQLite asks `authorize` for every
statement. `check` compares what the connection really can do with the list here, table by table and column by column,
and the service does not start when there is more, or when it cannot be told.
"""

import sqlite3
from collections.abc import Iterable
from typing import Any

from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection

from app import grants
from app.models.audit import audit_entry
from app.models.base import metadata
from app.models.mirror import (
    mirrored_consents,
    mirrored_number,
    mirrored_person,
    mirrored_plan,
    mirrored_reader,
    mirrored_summonses,
)

CITIZEN_ROLE = "sip_citizen"
CITIZEN_READS: dict[str, frozenset[str]] = {
    mirrored_plan.name: frozenset(mirrored_plan.c.keys()),
    mirrored_consents.name: frozenset(mirrored_consents.c.keys()),
    mirrored_summonses.name: frozenset(mirrored_summonses.c.keys()),
    mirrored_reader.name: frozenset(mirrored_reader.c.keys()),
    mirrored_number.name: frozenset(mirrored_number.c.keys()),
    mirrored_person.name: frozenset(mirrored_person.c.keys()),
    audit_entry.name: frozenset(
        {"id", "at", "kind", "outcome", "person_key", "plan_id", "actor_kind"}
        | {"unit_name", "principal", "principal_name", "purpose", "action"}
    ),
}
CITIZEN_APPENDS = frozenset({audit_entry.name})
ENTERED = frozenset({"mirror", "audit"})


class WallDown(Exception):
    """The wall does not stand, or it cannot be told whether it does; the service does not start."""


def authorize(operation: int, one: str | None, two: str | None, schema: str | None, inside: str | None) -> int:
    """SQLite asks this for every statement that is prepared on the citizen's connection.

    What is asked from `inside` a view or a trigger is refused whatever it is, so that a name leads to a table alone.
    """
    if operation == sqlite3.SQLITE_READ:
        # An empty column name is SQLite's way to ask for a table that is only counted.
        allowed = one in CITIZEN_READS and (two in CITIZEN_READS[one] or two == "")
    elif operation == sqlite3.SQLITE_INSERT:
        allowed = one in CITIZEN_APPENDS
    elif operation == sqlite3.SQLITE_FUNCTION:
        allowed = two == "count"
    else:
        allowed = operation in (sqlite3.SQLITE_SELECT, sqlite3.SQLITE_TRANSACTION)
    # `main` is the file itself; what is attached or temporary has another name. For some statements there is none.
    here = schema == "main" or (schema is None and operation not in (sqlite3.SQLITE_READ, sqlite3.SQLITE_INSERT))
    return sqlite3.SQLITE_OK if allowed and here and inside is None else sqlite3.SQLITE_DENY


async def check(connection: AsyncConnection, *, switched: bool) -> None:
    """Raises `WallDown` unless the citizen's connection can do what is listed above and nothing else.

    `switched`: it has no login of its own but takes the citizen's role as it connects (development).
    """
    if connection.dialect.name == "sqlite":
        await _check_sqlite(connection)
    else:
        await _check_postgresql(connection, switched)


async def place(connection: AsyncConnection) -> tuple[Any, ...]:
    """Which database this is, as both sides of it can tell."""
    if connection.dialect.name == "sqlite":
        return ()
    return tuple((await connection.execute(text(_HERE))).one())


# Ways past the tables' names: other files, names of one's own, the file's own plan, and functions that read.
_WAYS_PAST = (
    "ATTACH DATABASE ':memory:' AS beside",
    "DETACH DATABASE main",
    "CREATE TEMP TABLE beside (a)",
    "CREATE TEMP VIEW beside AS SELECT 1",
    f"CREATE TEMP TRIGGER beside AFTER INSERT ON main.{audit_entry.name} BEGIN SELECT 1; END",
    "CREATE VIEW beside AS SELECT 1",
    f"DROP TABLE {audit_entry.name}",
    "SELECT name FROM sqlite_master",
    "SELECT name FROM sqlite_temp_master",
    "SELECT name FROM pragma_database_list",
    "PRAGMA database_list",
    "SELECT hex(1)",
    "REINDEX",
)


async def _check_sqlite(connection: AsyncConnection) -> None:
    """Every statement of a kind on every table and column is prepared (by EXPLAIN, so that none is carried out)."""
    for way in _WAYS_PAST:
        if await _prepares(connection, way):
            raise WallDown(f"on the citizen's connection this should not work: {way}")
    for table in metadata.sorted_tables:
        name, reads = table.name, CITIZEN_READS.get(table.name, frozenset())
        tried = {f"SELECT {column.name} FROM {name}": column.name in reads for column in table.c}
        tried[f"INSERT INTO {name} DEFAULT VALUES"] = name in CITIZEN_APPENDS
        tried |= {f"DELETE FROM {name}": False, f"UPDATE {name} SET {next(iter(table.c)).name} = NULL": False}
        for statement, allowed in tried.items():
            if await _prepares(connection, statement) is not allowed:
                raise WallDown(f"on the citizen's connection this should{'' if allowed else ' not'} work: {statement}")


async def _prepares(connection: AsyncConnection, statement: str) -> bool:
    try:
        await connection.execute(text(f"EXPLAIN {statement}"))
    except DBAPIError as refusal:
        if "not authorized" in str(refusal.orig) or "prohibited" in str(refusal.orig):
            return False
        raise WallDown("the database is not as the migrations make it; run: sip migrate") from None
    return True


async def _check_postgresql(connection: AsyncConnection, switched: bool) -> None:
    appends = [metadata.tables[f"audit.{name}"] for name in CITIZEN_APPENDS]
    columns = {(*_place_of(name), column, "SELECT") for name, of_it in CITIZEN_READS.items() for column in of_it}
    columns |= {(table.schema, table.name, column.name, "INSERT") for table in appends for column in table.c}
    questions: list[tuple[str, set[Any]]] = [
        (grants.SCHEMAS, {(schema, "USAGE") for schema in ENTERED}),
        (grants.COLUMNS, columns),
        *((beyond, set()) for beyond in grants.BEYOND),
    ]
    if not switched:
        questions.append((grants.SWITCHED, set()))
    await require_exactly(
        connection, questions, lacks="the citizen's role lacks", more="the citizen's role has more than the mirror:"
    )


async def require_exactly(
    connection: AsyncConnection, questions: Iterable[tuple[str, set[Any]]], *, lacks: str, more: str
) -> None:
    """Each question of the catalogue (`grants`) with the rows that it shall find: no fewer, and no others.

    Raises `WallDown` with the first that is missing, by the words `lacks`, or that is there beside them, by `more`.
    """
    for question, expected in questions:
        found: set[Any] = {tuple(row) for row in await connection.execute(text(question))}
        if missing := expected - found:
            raise WallDown(f"{lacks} {sorted(missing)[0]}; run: sip migrate")
        if beside := found - expected:
            raise WallDown(f"{more} {sorted(beside)[0]}")


def _place_of(name: str) -> tuple[str | None, str]:
    """The schema of a table that is named, and its name."""
    return next((table.schema, name) for table in metadata.tables.values() if table.name == name)


_HERE = """
SELECT oid, datname, 'mirror.mirrored_plan'::regclass::oid FROM pg_database WHERE datname = current_database()
"""
