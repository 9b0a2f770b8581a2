"""Databases: two engines, two walls, and the queue in front of SQLite.

`Database.journal` opens a transaction for the record systems' side; `Database.citizen` opens one for the citizen's
side, through an engine of its own whose connection cannot reach anything but the mirror and the audit log:

- PostgreSQL: logged in as (or switched to) the role `sip_citizen`, which has no rights to anything else;
- SQLite: an authorizer with an allow-list on every connection of that engine.

A transaction commits when its block ends and rolls back when anything is raised; nobody else commits.
"""

import asyncio
import json
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import asyncpg
from sqlalchemy import event, text
from sqlalchemy.engine import make_url
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from app.domain.refusal import Unavailable
from app.domain.rule import Rule
from app.models.audit import audit_entry
from app.models.base import SCHEMAS
from app.models.mirror import mirrored_consents, mirrored_person, mirrored_plan
from app.settings import Settings

CITIZEN_ROLE = "sip_citizen"
# How long a broken connection may take to say goodbye. SQLAlchemy gives it two seconds, in the request's own time.
GOODBYE_SECONDS = 0.3
BUSY = Rule("busy", "Tjänsten är upptagen. Försök igen om en stund.", "The service is busy. Try again in a moment.")

# What the citizen's side may do, table by table and column by column; the migration grants the same to the role.
CITIZEN_READS: dict[str, frozenset[str]] = {
    mirrored_plan.name: frozenset(mirrored_plan.c.keys()),
    mirrored_consents.name: frozenset(mirrored_consents.c.keys()),
    mirrored_person.name: frozenset(mirrored_person.c.keys()),
    audit_entry.name: frozenset(
        {"id", "at", "kind", "outcome", "person_key", "plan_id", "actor_kind"}
        | {"unit_name", "principal_name", "purpose", "action"}
    ),
}
CITIZEN_APPENDS = frozenset({audit_entry.name})


def _authorize(operation: int, one: str | None, two: str | None, schema: str | None, inside: str | None) -> int:
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


def _dump(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, default=str)


class Impatient(asyncpg.Connection):  # type: ignore[misc]
    """A connection that does not wait long for a server that may be gone."""

    async def close(self, *, timeout: float | None = None) -> None:
        # Its own argument does not bound the wait for a cancelled statement.
        async with asyncio.timeout(GOODBYE_SECONDS):
            await super().close()


def address(settings: Settings, citizen: bool = False) -> str:
    """The SQLAlchemy address of the database, with the asynchronous driver that goes with it."""
    url = (settings.citizen_database_url if citizen else "") or settings.database_url
    if not url:
        return f"sqlite+aiosqlite:///{settings.data_dir / 'sip.db'}"
    parsed = make_url(url)
    if parsed.get_backend_name() != "postgresql":
        raise ValueError("SIP_DATABASE_URL must be a postgresql:// address, or empty for SQLite")
    return parsed.set(drivername="postgresql+asyncpg").render_as_string(hide_password=False)


def make_engine(settings: Settings, *, citizen: bool = False) -> AsyncEngine:
    """An engine for one of the two sides. Parameters never come into errors or logs: they are personal data."""
    url = address(settings, citizen)
    shared: dict[str, Any] = {"hide_parameters": True, "json_serializer": _dump, "pool_timeout": settings.queue_seconds}
    if url.startswith("sqlite"):
        settings.data_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
        engine = create_async_engine(
            url,
            pool_size=settings.pool_size,
            connect_args={"timeout": settings.queue_seconds},
            execution_options={"schema_translate_map": dict.fromkeys(SCHEMAS)},
            **shared,
        )
        _prepare_sqlite(engine, citizen)
        return engine
    server_settings = {
        "application_name": "sip-citizen" if citizen else "sip-journal",
        "statement_timeout": str(int(settings.database_seconds * 1000)),
        "lock_timeout": str(int(settings.queue_seconds * 1000)),
        "idle_in_transaction_session_timeout": "15000",
    }
    if citizen and not settings.citizen_database_url:
        server_settings["role"] = CITIZEN_ROLE
    connect_args = {
        "timeout": settings.database_seconds,
        "command_timeout": settings.database_seconds,
        "connection_class": Impatient,
        "server_settings": server_settings,
    }
    return create_async_engine(
        url, pool_size=settings.pool_size, max_overflow=0, pool_pre_ping=True, connect_args=connect_args, **shared
    )


def _prepare_sqlite(engine: AsyncEngine, citizen: bool) -> None:
    @event.listens_for(engine.sync_engine, "connect")
    def on_connect(dbapi_connection: Any, _record: Any) -> None:
        # The driver's own transaction handling would begin a read transaction that cannot be upgraded safely.
        dbapi_connection.isolation_level = None
        cursor = dbapi_connection.cursor()
        cursor.execute("PRAGMA journal_mode = WAL")
        cursor.execute("PRAGMA synchronous = FULL")
        cursor.execute("PRAGMA foreign_keys = ON")
        cursor.close()
        if citizen:
            # The authorizer must be set in the driver's own thread; set on the adapter it would do nothing.
            dbapi_connection.run_async(lambda connection: connection.set_authorizer(_authorize))

    @event.listens_for(engine.sync_engine, "begin")
    def on_begin(connection: Any) -> None:
        # Every transaction here writes (at least its audit row), so it takes the writer's lock at once.
        connection.exec_driver_sql("BEGIN IMMEDIATE")


class Database:
    """Both engines, and the bounded queue for SQLite's single writer."""

    def __init__(self, settings: Settings, *, journal: bool = True, citizen: bool = True) -> None:
        self._settings = settings
        self._journal = make_engine(settings) if journal else None
        self._citizen = make_engine(settings, citizen=True) if citizen else None
        engine = self._journal or self._citizen
        assert engine is not None
        self.is_sqlite = engine.dialect.name == "sqlite"
        self._turn = asyncio.Semaphore(1)

    @asynccontextmanager
    async def journal(self) -> AsyncIterator[AsyncConnection]:
        """A transaction on the record systems' side."""
        async with self._begin(self._journal) as connection:
            yield connection

    @asynccontextmanager
    async def citizen(self) -> AsyncIterator[AsyncConnection]:
        """A transaction on the citizen's side."""
        async with self._begin(self._citizen) as connection:
            yield connection

    @asynccontextmanager
    async def _begin(self, engine: AsyncEngine | None) -> AsyncIterator[AsyncConnection]:
        if engine is None:
            raise RuntimeError("this process does not serve that side")
        if not self.is_sqlite:
            # One end for all of it: the pool's turn, the ping, connecting and every statement have limits of their
            # own, and a database that does not answer could use up one after the other. And one more, because what
            # is cancelled may still want to roll back.
            end = self._settings.database_seconds
            async with asyncio.timeout(end + GOODBYE_SECONDS), asyncio.timeout(end), engine.begin() as connection:
                yield connection
            return
        try:
            await asyncio.wait_for(self._turn.acquire(), self._settings.queue_seconds)
        except TimeoutError:
            raise Unavailable(BUSY, retry_after=2) from None
        try:
            async with engine.begin() as connection:
                yield connection
        finally:
            self._turn.release()

    async def answers(self) -> bool:
        """Whether the database answers, for the readiness check: the audit table is there and can be reached."""
        engine = self._journal or self._citizen
        assert engine is not None
        async with asyncio.timeout(self._settings.database_seconds), engine.connect() as connection:
            table = audit_entry.name if self.is_sqlite else audit_entry.fullname
            await connection.execute(text(f"SELECT id FROM {table} LIMIT 0"))
        return True

    async def check_walls(self) -> None:
        """Refuses to serve when the citizen's side has rights that it must not have. Raises `WallDown`."""
        if self._citizen is None:
            return
        if self.is_sqlite:
            async with self._citizen.connect() as connection:
                for table in ("mapping_version", "plan", "person", "goal"):
                    try:
                        await connection.execute(text(f"SELECT count(*) FROM {table}"))
                    except Exception as refusal:
                        if "not authorized" in str(refusal) or "prohibited" in str(refusal):
                            continue
                        raise
                    raise WallDown(f"the citizen's connection can read {table}")
            return
        async with self._citizen.connect() as connection:
            row = (await connection.execute(text(_RIGHTS))).one()
        if row.superuser or row.enters_mapping or row.enters_journal or row.tables:
            raise WallDown("the citizen's role has rights beyond the mirror")

    async def dispose(self) -> None:
        for engine in (self._journal, self._citizen):
            if engine is not None:
                await engine.dispose()


class WallDown(Exception):
    """The second wall between the citizen and the plans does not stand; the service does not start."""


_RIGHTS = """
SELECT (SELECT rolsuper FROM pg_roles WHERE rolname = current_user) AS superuser,
       has_schema_privilege(current_user, 'mapping', 'USAGE') AS enters_mapping,
       has_schema_privilege(current_user, 'journal', 'USAGE') AS enters_journal,
       (SELECT count(*) FROM information_schema.table_privileges
        WHERE grantee IN (current_user, 'PUBLIC') AND table_schema IN ('mapping', 'journal')) AS tables
"""
