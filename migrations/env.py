"""Runs the migrations, on SQLite and PostgreSQL alike. Called by `sip migrate`, which hands over the address."""

import asyncio
from typing import Any

from alembic import context
from sqlalchemy import Connection, event, text
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.pool import NullPool

import app.models  # noqa: F401  (registers every table)
from app.engines import one_writer
from app.models.base import SCHEMAS, metadata

CONNECT_SECONDS = 5
address: str = context.config.attributes["address"]


def run(connection: Connection) -> None:
    """All migrations in one transaction, under one lock, so that two starting processes do not race."""
    postgresql = connection.dialect.name == "postgresql"
    if postgresql:
        connection.execute(text("SET lock_timeout = '5s'"))
        connection.execute(text("SELECT pg_advisory_xact_lock(7351)"))
    context.configure(
        connection=connection,
        target_metadata=metadata,
        include_schemas=postgresql,
        include_name=lambda name, kind, _parents: kind != "schema" or name in SCHEMAS,
        version_table="schema_version",
        compare_type=True,
        render_as_batch=not postgresql,
    )
    context.run_migrations()


def without_foreign_keys(dbapi_connection: Any, _record: Any) -> None:
    """SQLite alters a table by making it anew: meanwhile the rows that point at it must not be missed."""
    dbapi_connection.cursor().execute("PRAGMA foreign_keys = OFF")


async def main() -> None:
    # A server that takes the call and says nothing must not hold `sip migrate` for ever.
    patience = {"timeout": CONNECT_SECONDS} if address.startswith("postgresql") else {}
    engine = create_async_engine(address, poolclass=NullPool, hide_parameters=True, connect_args=patience)
    if engine.dialect.name == "sqlite":
        one_writer(engine)
        event.listens_for(engine.sync_engine, "connect")(without_foreign_keys)
        engine = engine.execution_options(schema_translate_map=dict.fromkeys(SCHEMAS))
    async with engine.begin() as connection:
        await connection.run_sync(run)
        if engine.dialect.name == "sqlite" and (await connection.execute(text("PRAGMA foreign_key_check"))).first():
            raise RuntimeError("after the migration a row points at nothing; nothing is changed")
    await engine.dispose()


given = context.config.attributes.get("connection")
if given is not None:
    run(given)
else:
    asyncio.run(main())
