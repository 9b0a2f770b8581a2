"""The second wall between the citizen and the plans: what her side's connection may do, and the proof at start.

It does not depend on our code being right: PostgreSQL grants (the migration), SQLite asks `authorize` for every
statement. `check` compares what the connection really can do with the list here, table by table and column by column,
and the service does not start when there is more, or when it cannot be told.
"""

import sqlite3
from typing import Any

from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection

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
    """SQLite asks this for every statement that is prepared on the citizen's connection."""
    if operation == sqlite3.SQLITE_READ:
        # An empty column name is SQLite's way to ask for a table that is only counted.
        allowed = one in CITIZEN_READS and (two in CITIZEN_READS[one] or two == "")
    elif operation == sqlite3.SQLITE_INSERT:
        allowed = one in CITIZEN_APPENDS
    elif operation == sqlite3.SQLITE_FUNCTION:
        allowed = two == "count"
    else:
        allowed = operation in (sqlite3.SQLITE_SELECT, sqlite3.SQLITE_TRANSACTION)
    return sqlite3.SQLITE_OK if allowed and inside is None else sqlite3.SQLITE_DENY


async def check(connection: AsyncConnection) -> None:
    """Raises `WallDown` unless the citizen's connection can do what is listed above and nothing else."""
    if connection.dialect.name == "sqlite":
        await _check_sqlite(connection)
    else:
        await _check_postgresql(connection)


async def place(connection: AsyncConnection) -> tuple[Any, ...]:
    """Which database this is, as both sides of it can tell."""
    if connection.dialect.name == "sqlite":
        return ()
    return tuple((await connection.execute(text(_HERE))).one())


async def _check_sqlite(connection: AsyncConnection) -> None:
    """Every statement of a kind on every table and column is prepared (by EXPLAIN, so that none is carried out)."""
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


async def _check_postgresql(connection: AsyncConnection) -> None:
    reads = {(table, column) for table, columns in CITIZEN_READS.items() for column in columns}
    appends = {(table, column.name) for table in CITIZEN_APPENDS for column in metadata.tables[f"audit.{table}"].c}
    for question, expected in (
        (_ROLES, set()),
        (_SCHEMAS, {(schema, "USAGE") for schema in ENTERED}),
        (_COLUMNS, {(*one, "SELECT") for one in reads} | {(*one, "INSERT") for one in appends}),
        (_TABLES, set()),
        (_FUNCTIONS, set()),
    ):
        found: set[Any] = {tuple(row) for row in await connection.execute(text(question))}
        if missing := expected - found:
            raise WallDown(f"the citizen's role lacks {sorted(missing)[0]}; run: sip migrate")
        if more := found - expected:
            raise WallDown(f"the citizen's role has more than the mirror: {sorted(more)[0]}")


_HERE = """
SELECT oid, datname, 'mirror.mirrored_plan'::regclass::oid FROM pg_database WHERE datname = current_database()
"""
_OURS = "n.nspname NOT IN ('pg_catalog', 'information_schema') AND n.nspname NOT LIKE 'pg\\_%'"
# Whatever the role is, or may become, that is more than an ordinary login with the citizen's role.
_ROLES = f"""
SELECT r.rolname, 'role' FROM pg_roles r
WHERE pg_has_role(current_user, r.oid, 'MEMBER')
  AND (r.rolname NOT IN (current_user, '{CITIZEN_ROLE}')
       OR r.rolsuper OR r.rolcreaterole OR r.rolcreatedb OR r.rolbypassrls OR r.rolreplication)
"""
_SCHEMAS = f"""
SELECT n.nspname, p FROM pg_namespace n, unnest(ARRAY['USAGE', 'CREATE']) p
WHERE {_OURS} AND has_schema_privilege(current_user, n.oid, p) AND NOT (n.nspname = 'public' AND p = 'USAGE')
"""
_COLUMNS = f"""
SELECT c.relname, a.attname, p
FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace JOIN pg_attribute a ON a.attrelid = c.oid,
     unnest(ARRAY['SELECT', 'INSERT', 'UPDATE', 'REFERENCES']) p
WHERE {_OURS} AND c.relkind IN ('r', 'v', 'm', 'p', 'f') AND a.attnum > 0 AND NOT a.attisdropped
  AND has_column_privilege(current_user, c.oid, a.attnum, p)
"""
_TABLES = f"""
SELECT c.relname, p FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace,
     unnest(ARRAY['UPDATE', 'DELETE', 'TRUNCATE', 'REFERENCES', 'TRIGGER']) p
WHERE {_OURS} AND c.relkind IN ('r', 'v', 'm', 'p', 'f') AND has_table_privilege(current_user, c.oid, p)
"""
_FUNCTIONS = f"""
SELECT p.proname, 'EXECUTE' FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
WHERE {_OURS} AND p.prosecdef AND has_function_privilege(current_user, p.oid, 'EXECUTE')
"""
