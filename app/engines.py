"""An engine: connections to one of the two databases that are served from, as one of the two sides.

- PostgreSQL: the citizen's is logged in as (or switched to) the role `sip_citizen`, with rights to nothing but the
  mirror and the audit log;
- SQLite: an authorizer with an allow-list on every connection of the citizen's.
"""

import asyncio
import json
from datetime import date
from typing import Any
from uuid import UUID

import asyncpg
from sqlalchemy import event
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from app.models.base import SCHEMAS
from app.settings import Settings
from app.walls import CITIZEN_ROLE
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
        try:
            async with asyncio.timeout(GOODBYE_SECONDS):
                await super().close()
        except TimeoutError:
            # Nobody may be waiting for it any more, who would hear of that.
            self.terminate()


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
            connect_args={"timeout": settings.queue_seconds},
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

    @event.listens_for(engine.sync_engine, "invalidate")
    def on_invalidate(dbapi_connection: Any, _record: Any, _error: BaseException | None) -> None:
        # SQLite keeps a connection that is closed, and its lock, until every statement of it has ended; one whose work
        # was cancelled between asking and reading has a statement that ends when the garbage is collected.
        dbapi_connection.rollback()


def _wall_in(engine: AsyncEngine) -> None:
    """Sets the authorizer on every connection of the citizen's engine."""

    @event.listens_for(engine.sync_engine, "connect")
    def on_connect(dbapi_connection: Any, _record: Any) -> None:
        # It must be set in the driver's own thread; set on the adapter it would do nothing.
        dbapi_connection.run_async(lambda connection: connection.set_authorizer(_authorize))
