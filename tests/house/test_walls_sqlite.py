"""The citizen's wall on SQLite: an authorizer on every connection of her engine, tried out statement by statement.

What works is what `app.walls` names, and nothing else; and the check at start notices an authorizer that is not set.
"""

import asyncio
import contextlib
import sqlite3
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection

from app import engines
from app.engines import make_engine
from app.models.base import metadata
from app.settings import Settings
from app.walls import CITIZEN_READS, WallDown, authorize
from tests.house.test_walls_postgresql import NAMED, TRIALS, Right, walls_stand
from tests.migrated import make_present
from tests.service import Service, development


@pytest.fixture
def file(tmp_path: Path) -> Settings:
    settings = development(tmp_path)
    make_present(settings)
    return settings


async def allows(connection: AsyncConnection, statement: str) -> bool:
    """Whether the authorizer lets it be prepared. Any failure but its no means that it does."""
    try:
        await connection.exec_driver_sql(statement)
    except DBAPIError as refusal:
        return not any(word in str(refusal.orig) for word in ("not authorized", "prohibited"))
    return True


def test_on_sqlite_only_what_is_named_works(file: Settings) -> None:
    async def found() -> set[Right]:
        engine = make_engine(file, citizen=True)
        seen = set()
        async with engine.connect() as connection:
            for table in metadata.sorted_tables:
                for column in table.c:
                    for what, trial in TRIALS.items():
                        if await allows(connection, trial.format(table=table.name, column=f'"{column.name}"')):
                            seen.add((what, table.name, column.name))
                if await allows(connection, f"DELETE FROM {table.name} WHERE false"):
                    seen.add(("DELETE", table.name, ""))
                if table.name not in CITIZEN_READS and await allows(connection, f"SELECT count(*) FROM {table.name}"):
                    seen.add(("COUNT", table.name, ""))
        await engine.dispose()
        return seen

    # There are no schemas here.
    assert asyncio.run(found()) == {(what, table.split(".")[-1], column) for what, table, column in NAMED}


SQLITE_ESCAPES = [
    "ATTACH DATABASE 'planted.db' AS planted",
    "ATTACH DATABASE ':memory:' AS planted",
    "DETACH DATABASE main",
    "PRAGMA writable_schema = ON",
    "PRAGMA table_info(plan)",
    "PRAGMA foreign_keys = OFF",
    "SELECT * FROM pragma_table_info('plan')",
    "SELECT * FROM pragma_table_list",
    "SELECT name FROM sqlite_master",
    "SELECT name FROM sqlite_schema",
    "SELECT name FROM sqlite_temp_master",
    "SELECT * FROM sqlite_sequence",
    "CREATE TABLE planted (a)",
    "CREATE TEMP TABLE planted (a)",
    "CREATE TEMP TABLE planted AS SELECT * FROM mapping_version",
    "CREATE INDEX planted ON mirrored_plan (etag)",
    "CREATE VIEW planted AS SELECT * FROM mapping_version",
    "CREATE TEMP VIEW planted AS SELECT * FROM mapping_version",
    "CREATE TRIGGER planted AFTER INSERT ON audit_entry BEGIN SELECT 1; END",
    "CREATE TEMP TRIGGER planted AFTER INSERT ON audit_entry BEGIN SELECT 1; END",
    "CREATE VIRTUAL TABLE planted USING fts5(a)",
    "DROP TRIGGER audit_entry_no_update",
    "DROP TABLE mirrored_plan",
    "ALTER TABLE mirrored_plan ADD COLUMN planted",
    "REINDEX",
    "ANALYZE",
    "SELECT load_extension('planted')",
    "SELECT hex(body) FROM mirrored_plan",
    "SELECT rowid FROM mirrored_plan",
    "SELECT * FROM audit_entry",
    "SELECT * FROM mapping_version",
    "EXPLAIN SELECT * FROM mapping_version",
    "WITH one AS (SELECT situation FROM mapping_version) SELECT * FROM one",
    "SELECT sealed_number FROM representation",
    "SELECT reader_key FROM mirrored_reader WHERE EXISTS (SELECT 1 FROM representation)",
    "UPDATE mirrored_reader SET until = NULL",
    "DELETE FROM mirrored_reader",
    "INSERT INTO mirrored_reader (reader_key) VALUES ('a')",
    "SELECT (SELECT situation FROM mapping_version LIMIT 1) FROM mirrored_plan",
    "SELECT plan_id FROM mirrored_plan UNION SELECT plan_id FROM mapping_version",
    "SELECT plan_id FROM mirrored_plan WHERE EXISTS (SELECT 1 FROM mapping_version)",
    "SELECT plan_id FROM mirrored_plan ORDER BY (SELECT situation FROM mapping_version LIMIT 1)",
    "INSERT INTO audit_entry (id) SELECT situation FROM mapping_version",
    "INSERT INTO audit_entry (id) VALUES ('a') RETURNING client",
    "INSERT OR REPLACE INTO mirrored_plan (plan_id) VALUES ('a')",
    "SAVEPOINT planted",
]


def test_on_sqlite_there_is_no_way_round_the_authorizer(file: Settings) -> None:
    async def tried() -> list[str]:
        engine = make_engine(file, citizen=True)
        async with engine.connect() as connection:
            open_ways = [escape for escape in SQLITE_ESCAPES if await allows(connection, escape)]
            raw = (await connection.get_raw_connection()).driver_connection
            assert raw is not None
            await raw.commit()
            for escape in ("VACUUM", f"VACUUM INTO '{file.data_dir}/planted.db'"):
                try:
                    await raw.execute(escape)
                    open_ways.append(escape)
                except Exception as refusal:
                    assert "authorization denied" in str(refusal), escape
        await engine.dispose()
        return open_ways

    assert asyncio.run(tried()) == []


def test_every_new_connection_of_the_pool_has_the_authorizer(file: Settings) -> None:
    async def tried() -> list[bool]:
        engine = make_engine(file, citizen=True)
        found = []
        async with AsyncExitStack() as open_ones:
            for _ in range(5):
                # Out of a transaction at once: SQLite has one writer, and each of ours begins as one.
                connection = await open_ones.enter_async_context(engine.connect())
                found.append(await allows(connection, "SELECT * FROM mapping_version"))
                await connection.rollback()
        await engine.dispose()
        return found

    assert asyncio.run(tried()) == [False] * 5


def test_on_sqlite_a_missing_authorizer_stops_the_start(file: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    asyncio.run(walls_stand(file))
    monkeypatch.setattr(engines, "_authorize", lambda *_: 0)
    with pytest.raises(WallDown):
        asyncio.run(walls_stand(file))


def test_a_service_without_its_wall_does_not_start(file: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is asked at start, and not by this test alone."""
    monkeypatch.setattr(engines, "_authorize", lambda *_: 0)
    with pytest.raises(RuntimeError, match="did not start"):
        Service("sqlite", file, migrated=True)


@pytest.mark.parametrize(
    "opened", ["note", "summons_reply", "representation", "plan_deadline", "mirrored_plan", "mirrored_reader"]
)
def test_on_sqlite_a_wider_authorizer_stops_the_start(
    file: Settings, monkeypatch: pytest.MonkeyPatch, opened: str
) -> None:
    """A table that is opened for reading, and one that is opened for writing."""
    whole = engines._authorize

    def wider(operation: int, one: str | None, *more: Any) -> int:
        return 0 if one == opened else whole(operation, one, *more)

    monkeypatch.setattr(engines, "_authorize", wider)
    with pytest.raises(WallDown):
        asyncio.run(walls_stand(file))


def changed(settings: Settings, *statements: str) -> None:
    """The file is altered by somebody whom no authorizer holds."""
    with contextlib.closing(sqlite3.connect(settings.data_dir / "sip.db")) as connection:
        for statement in statements:
            connection.execute(statement)
        connection.commit()


HIDDEN = "ALTER TABLE mirrored_plan RENAME TO hidden"
BENEATH = [
    (HIDDEN, "CREATE VIEW mirrored_plan AS SELECT * FROM hidden"),
    (
        HIDDEN,
        "CREATE VIEW mirrored_plan AS SELECT hidden.*, situation AS words FROM hidden, mapping_version",
    ),
    (HIDDEN, "CREATE VIEW mirrored_plan AS WITH mirrored_consents AS (SELECT * FROM hidden) SELECT * FROM hidden"),
    ("CREATE TRIGGER planted AFTER INSERT ON audit_entry BEGIN SELECT situation FROM mapping_version; END",),
    ("CREATE TRIGGER planted BEFORE INSERT ON audit_entry BEGIN DELETE FROM mirrored_plan; END",),
]


@pytest.mark.parametrize("planted", BENEATH)
def test_on_sqlite_what_is_no_table_or_comes_along_with_one_stops_the_start(
    file: Settings, planted: tuple[str, ...]
) -> None:
    changed(file, *planted)
    with pytest.raises(WallDown):
        asyncio.run(walls_stand(file))


@pytest.mark.parametrize(
    "opened",
    [
        (sqlite3.SQLITE_ATTACH,),
        (sqlite3.SQLITE_PRAGMA,),
        (sqlite3.SQLITE_FUNCTION,),
        (sqlite3.SQLITE_REINDEX,),
        (sqlite3.SQLITE_DETACH,),
        # Each of these takes a row in the file's own plan, too.
        (sqlite3.SQLITE_CREATE_TEMP_VIEW, sqlite3.SQLITE_INSERT),
        (sqlite3.SQLITE_CREATE_TEMP_TABLE, sqlite3.SQLITE_INSERT),
        (sqlite3.SQLITE_CREATE_VIEW, sqlite3.SQLITE_INSERT),
        (sqlite3.SQLITE_CREATE_TEMP_TRIGGER, sqlite3.SQLITE_INSERT),
    ],
)
def test_on_sqlite_an_authorizer_with_another_way_stops_the_start(
    file: Settings, monkeypatch: pytest.MonkeyPatch, opened: tuple[int, ...]
) -> None:
    whole = engines._authorize

    def wider(operation: int, one: str | None, *more: Any) -> int:
        own_plan = operation == sqlite3.SQLITE_INSERT and str(one).startswith("sqlite_")
        if operation in opened and (operation != sqlite3.SQLITE_INSERT or own_plan):
            return 0
        if len(opened) > 1 and operation in (sqlite3.SQLITE_UPDATE, sqlite3.SQLITE_READ) and "sqlite_" in str(one):
            return 0 if operation == sqlite3.SQLITE_UPDATE or more[0] == "ROWID" else whole(operation, one, *more)
        return whole(operation, one, *more)

    monkeypatch.setattr(engines, "_authorize", wider)
    with pytest.raises(WallDown):
        asyncio.run(walls_stand(file))


@pytest.mark.parametrize("schema", ["temp", "beside", None])
def test_a_name_stands_for_what_the_file_has(schema: str | None) -> None:
    for operation, column in ((sqlite3.SQLITE_READ, "body"), (sqlite3.SQLITE_READ, "")):
        assert authorize(operation, "mirrored_plan", column, "main", None) == sqlite3.SQLITE_OK
        assert authorize(operation, "mirrored_plan", column, schema, None) == sqlite3.SQLITE_DENY
    assert authorize(sqlite3.SQLITE_INSERT, "audit_entry", None, "main", None) == sqlite3.SQLITE_OK
    assert authorize(sqlite3.SQLITE_INSERT, "audit_entry", None, schema, None) == sqlite3.SQLITE_DENY
