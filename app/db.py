"""Databases: two engines, two walls, and the queue in front of SQLite.

`Database.journal` opens a transaction for the record systems' side; `Database.citizen` opens one for the citizen's
side, through an engine of its own whose connection cannot reach anything but the mirror and the audit log:

- PostgreSQL: logged in as (or switched to) the role `sip_citizen`, which has no rights to anything else;
- SQLite: an authorizer with an allow-list on every connection of that engine.

A transaction commits when its block ends and rolls back when anything is raised; nobody else commits.
"""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import date
from typing import Any
from uuid import UUID

import asyncpg
from sqlalchemy import event, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from app import durability, single_trips, walls
from app.domain.refusal import BUSY, Unavailable
from app.models.audit import audit_entry
from app.models.base import SCHEMAS
from app.settings import Settings
from app.walls import CITIZEN_ROLE, WallDown
from app.walls import authorize as _authorize

# How long a broken connection may take to say goodbye. SQLAlchemy gives it two seconds, in the request's own time.
GOODBYE_SECONDS = 0.3
# The option of an engine that takes no writer's lock.
READS_ONLY = "sip_reads_only"


def _dump(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, default=_as_text)


def _as_text(value: Any) -> str:
    """What stands in a snapshot besides JSON's own: times and ids. Anything else is a mistake, and is told as one."""
    if isinstance(value, UUID | date):
        return str(value)
    raise TypeError(f"{type(value).__name__} in a JSON column")


class Impatient(asyncpg.Connection):  # type: ignore[misc]
    """A connection that does not wait long for a server that may be gone."""

    async def close(self, *, timeout: float | None = None) -> None:
        # Its own argument does not bound the wait for a cancelled statement.
        async with asyncio.timeout(GOODBYE_SECONDS):
            await super().close()


def address(settings: Settings, citizen: bool = False) -> str:
    """The SQLAlchemy address of the database, with the asynchronous driver that goes with it."""
    own = citizen and bool(settings.citizen_database_url)
    url = settings.citizen_database_url if own else settings.database_url
    if not url:
        return f"sqlite+aiosqlite:///{settings.data_dir / 'sip.db'}"
    name = "SIP_CITIZEN_DATABASE_URL" if own else "SIP_DATABASE_URL"
    try:
        parsed = make_url(url)
    except (ArgumentError, ValueError):
        # The error's own words could hold a part of the password.
        raise ValueError(f"{name} cannot be read; it must look like postgresql://user:password@host/name") from None
    if parsed.get_backend_name() not in ("postgresql", "postgres"):
        raise ValueError(f"{name} must be a postgresql:// address, or empty for SQLite")
    return parsed.set(drivername="postgresql+asyncpg").render_as_string(hide_password=False)


def make_file(settings: Settings) -> None:
    """The SQLite file, readable by its owner alone from its first byte; nothing for PostgreSQL."""
    if not settings.database_url:
        settings.data_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
        (settings.data_dir / "sip.db").touch(mode=0o600, exist_ok=True)


def make_engine(settings: Settings, *, citizen: bool = False) -> AsyncEngine:
    """An engine for one of the two sides. Parameters never come into errors or logs: they are personal data."""
    url = address(settings, citizen)
    shared: dict[str, Any] = {"hide_parameters": True, "json_serializer": _dump, "pool_timeout": settings.queue_seconds}
    if url.startswith("sqlite"):
        make_file(settings)
        engine = create_async_engine(
            url,
            pool_size=settings.pool_size,
            connect_args={"timeout": settings.queue_seconds, "async_creator_fn": single_trips.connect},
            execution_options={"schema_translate_map": dict.fromkeys(SCHEMAS)},
            **shared,
        )
        one_writer(engine)
        if citizen:
            _wall_in(engine)
        return engine
    server_settings = {
        "application_name": "sip-citizen" if citizen else "sip-journal",
        "statement_timeout": str(int(settings.database_seconds * 1000)),
        "lock_timeout": str(int(settings.queue_seconds * 1000)),
        "idle_in_transaction_session_timeout": "15000",
    }
    if citizen:
        # Nothing but the server's own is found without its schema, whatever the role or the database has been set to.
        server_settings["search_path"] = "pg_catalog, pg_temp"
        if not settings.citizen_database_url:
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


def one_writer(engine: AsyncEngine) -> None:
    """SQLite as we use it: each transaction takes the writer's lock when it begins, and is durable when it ends."""

    @event.listens_for(engine.sync_engine, "connect")
    def on_connect(dbapi_connection: Any, _record: Any) -> None:
        # The driver's own transaction handling would begin a read transaction that cannot be upgraded safely.
        dbapi_connection.isolation_level = None
        cursor = dbapi_connection.cursor()
        cursor.execute("PRAGMA journal_mode = WAL")
        cursor.execute("PRAGMA synchronous = FULL")
        cursor.execute("PRAGMA foreign_keys = ON")
        # What is deleted is overwritten, so that the file does not hold on to what was erased.
        cursor.execute("PRAGMA secure_delete = ON")
        # Or REPLACE would delete rows unseen by the trigger that lets the audit log only grow.
        cursor.execute("PRAGMA recursive_triggers = ON")
        cursor.close()

    @event.listens_for(engine.sync_engine, "begin")
    def on_begin(connection: Any) -> None:
        # Every transaction of a request writes (at least its audit row), so it takes the lock at once. Only whether the
        # database answers is asked without it: readers wait for nobody.
        reads = connection.get_execution_options().get(READS_ONLY)
        connection.exec_driver_sql("BEGIN" if reads else "BEGIN IMMEDIATE")


def _wall_in(engine: AsyncEngine) -> None:
    """Sets the authorizer on every connection of the citizen's engine."""

    @event.listens_for(engine.sync_engine, "connect")
    def on_connect(dbapi_connection: Any, _record: Any) -> None:
        # It must be set in the driver's own thread; set on the adapter it would do nothing.
        dbapi_connection.run_async(lambda connection: connection.set_authorizer(_authorize))


class Database:
    """Both engines, and the bounded queue for SQLite's single writer."""

    def __init__(self, settings: Settings, *, journal: bool = True, citizen: bool = True) -> None:
        self._settings = settings
        self._journal = make_engine(settings) if journal else None
        self._citizen = make_engine(settings, citizen=True) if citizen else None
        # A connection of its own: were health to wait behind the work, busy would look like broken.
        # And those who ask at once wait for each other longer than a request does: slow is not ill.
        patient = {"pool_size": 1, "queue_seconds": max(settings.queue_seconds, settings.database_seconds / 2)}
        alone = make_engine(settings.model_copy(update=patient), citizen=not journal)
        self._health = alone.execution_options(**{READS_ONLY: True})
        self.is_sqlite = self._health.dialect.name == "sqlite"
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
            async with asyncio.timeout(self._settings.queue_seconds):
                await self._turn.acquire()
        except TimeoutError:
            raise Unavailable(BUSY, retry_after=2) from None
        try:
            async with engine.begin() as connection:
                yield connection
        finally:
            self._turn.release()

    async def answers(self) -> bool:
        """Whether the database answers, for the readiness check: the audit table is there and can be reached."""
        async with asyncio.timeout(self._settings.database_seconds), self._health.connect() as connection:
            table = audit_entry.name if self.is_sqlite else audit_entry.fullname
            await connection.execute(text(f"SELECT id FROM {table} LIMIT 0"))
        return True

    async def check_walls(self) -> None:
        """Refuses to serve when the citizen's side has rights that it must not have. Raises `WallDown`."""
        if self._citizen is None:
            return
        try:
            async with self._citizen.connect() as connection:
                await walls.check(connection, switched=not self._settings.citizen_database_url)
                mirror = await walls.place(connection)
            if self._journal is not None:
                async with self._journal.connect() as connection:
                    if await walls.place(connection) != mirror:
                        raise WallDown("the two addresses lead to two databases: the mirror would never follow")
        except (SQLAlchemyError, OSError, TimeoutError) as error:
            raise WallDown(f"the database does not answer: {type(error).__name__}") from None

    async def check_durable(self) -> None:
        """Refuses to serve when what is answered may not be kept. Raises `NotDurable`."""
        for engine in (self._journal, self._citizen):
            if engine is not None:
                async with engine.connect() as connection:
                    await durability.check(connection)

    async def dispose(self) -> None:
        for engine in (self._journal, self._citizen, self._health):
            if engine is not None:
                await engine.dispose()
