"""The second wall between the citizen and the plans: what her connection can do, tried out statement by statement.

Every table and column of every schema, after every migration step, by a role that really logs in and by the service's
own engine: what works is what `app.walls` names, and nothing else does. And the check at start notices planted rights.
"""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any
from uuid import uuid4

import asyncpg
import pytest

from app import main
from app.db import Database
from app.engines import address, make_engine
from app.models.base import metadata
from app.repositories.migrations import migrate
from app.settings import Settings
from app.walls import CITIZEN_APPENDS, CITIZEN_READS, CITIZEN_ROLE, WallDown
from tests.house.breached_walls import DISGUISED, PLANTED
from tests.house.test_migrations import REVISIONS
from tests.postgres import Cluster
from tests.service import development

DENIED = "42501"  # insufficient_privilege
Right = tuple[str, str, str]  # what, table with its schema, column
READ = {table.fullname: CITIZEN_READS[table.name] for table in metadata.sorted_tables if table.name in CITIZEN_READS}
NAMED = {("SELECT", table, column) for table, columns in READ.items() for column in columns} | {
    ("INSERT", table.fullname, column.name)
    for table in metadata.sorted_tables
    if table.name in CITIZEN_APPENDS
    for column in table.c
}
TRIALS = {
    "SELECT": "SELECT {column} FROM {table} LIMIT 0",
    "INSERT": "INSERT INTO {table} ({column}) SELECT NULL WHERE false",
    "UPDATE": "UPDATE {table} SET {column} = NULL WHERE false",
}
WHOLE = ("DELETE FROM {table} WHERE false", "TRUNCATE {table}", "LOCK TABLE {table}", "COPY {table} TO STDOUT")
COLUMNS = """
SELECT n.nspname, c.relname, a.attname FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE a.attnum > 0 AND NOT a.attisdropped AND c.relkind IN ('r', 'v', 'm', 'p', 'f')
AND n.nspname NOT IN ('pg_catalog', 'information_schema') AND n.nspname NOT LIKE 'pg_toast%'
"""
# What is called as a table is, and is none.
NO_TABLES = """
SELECT n.nspname, c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE c.relkind IN ('v', 'm', 'p', 'f') AND n.nspname IN ('journal', 'mapping', 'mirror', 'audit', 'public')
"""

# --- PostgreSQL ------------------------------------------------------------------------------------------------------


@pytest.fixture
def portal(cluster: Cluster, tmp_path: Path) -> Iterator[Settings]:
    """A new database with a role that logs in and has been given the citizen's: the way of production. Not migrated."""
    yield from granted_login(cluster, tmp_path)


def granted_login(cluster: Cluster, folder: Path, template: str | None = None, *grants: str) -> Iterator[Settings]:
    """Such a database, a copy of the template if there is one; gone afterwards, and the role with it."""
    name = f"walls_{uuid4().hex[:8]}"
    cluster.create_database(name, template)
    as_owner(cluster, name, f"CREATE ROLE {name} LOGIN", *(grant.format(login=name) for grant in grants))
    urls = {"database_url": cluster.url(name), "citizen_database_url": cluster.url(name, name)}
    yield development(folder, **urls)
    cluster.drop_database(name)
    as_owner(cluster, "postgres", f"DROP ROLE {name}")


@pytest.fixture(scope="module")
def whole(cluster: Cluster, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A migrated database, of which each breach has a copy."""
    name = f"whole_walls_{uuid4().hex[:8]}"
    cluster.create_database(name)
    migrate(address(development(tmp_path_factory.mktemp(name), database_url=cluster.url(name))))
    yield name
    cluster.drop_database(name)


@pytest.fixture
def copy(cluster: Cluster, whole: str, tmp_path: Path) -> Iterator[Settings]:
    yield from granted_login(cluster, tmp_path, whole, f"GRANT {CITIZEN_ROLE} TO {{login}}")


def login(settings: Settings) -> str:
    return settings.citizen_database_url.rsplit("/", 1)[-1]


def as_owner(cluster: Cluster, database: str, *statements: str) -> None:
    async def execute() -> None:
        connection = await asyncpg.connect(cluster.url(database))
        for statement in statements:
            await connection.execute(statement)
        await connection.close()

    asyncio.run(execute())


def migrated(cluster: Cluster, settings: Settings, revision: str = "head") -> None:
    migrate(address(settings), revision)
    as_owner(cluster, login(settings), f"GRANT {CITIZEN_ROLE} TO {login(settings)}")


async def works(connection: asyncpg.Connection, statement: str) -> bool:
    """Whether the rights allow it. Any failure but a want of rights means that they do."""
    transaction = connection.transaction()
    await transaction.start()
    try:
        return await is_allowed(connection, statement)
    finally:
        await transaction.rollback()


async def is_allowed(connection: asyncpg.Connection, statement: str) -> bool:
    """The same of what changes nothing when it works, and leaves nothing to roll back."""
    try:
        await connection.execute(statement)
    except asyncpg.PostgresError as error:
        return error.sqlstate != DENIED
    return True


async def rights(owner: asyncpg.Connection, hers: asyncpg.Connection) -> set[Right]:
    """Everything that works on any table of the database."""
    columns = await owner.fetch(COLUMNS)
    assert len(columns) > 150, "nothing to try on"
    found = set()
    for schema, table, column in columns:
        for what, trial in TRIALS.items():
            # Thousands of them, after every migration: a transaction for each would be two more messages.
            if await is_allowed(hers, trial.format(table=f'"{schema}"."{table}"', column=f'"{column}"')):
                found.add((what, f"{schema}.{table}", column))
    for schema, table in {(schema, table) for schema, table, _ in columns}:
        for trial in WHOLE:
            # The copy of a table that is read column by column is the read that is tried above.
            if "COPY" in trial and f"{schema}.{table}" in READ:
                continue
            if await works(hers, trial.format(table=f'"{schema}"."{table}"')):
                found.add((trial.split()[0], f"{schema}.{table}", ""))
    found |= {("READ BY ANOTHER'S RIGHTS", f"{schema}.{table}", "") for schema, table in await owner.fetch(NO_TABLES)}
    return found


@asynccontextmanager
async def owned(cluster: Cluster, settings: Settings) -> AsyncIterator[asyncpg.Connection]:
    connection = await asyncpg.connect(cluster.url(login(settings)))
    try:
        yield connection
    finally:
        await connection.close()


@asynccontextmanager
async def by_login(settings: Settings) -> AsyncIterator[asyncpg.Connection]:
    """As somebody who has stolen the portal's login."""
    connection = await asyncpg.connect(settings.citizen_database_url)
    try:
        yield connection
    finally:
        await connection.close()


@asynccontextmanager
async def by_engine(settings: Settings) -> AsyncIterator[asyncpg.Connection]:
    """As somebody who has found a hole for statements in the service."""
    engine = make_engine(settings, citizen=True)
    try:
        async with engine.connect() as connection:
            raw = (await connection.get_raw_connection()).driver_connection
            assert raw is not None
            yield raw
    finally:
        await engine.dispose()


async def _rights(cluster: Cluster, settings: Settings, way: Any) -> set[Right]:
    async with owned(cluster, settings) as owner, way(settings) as hers:
        return await rights(owner, hers)


def test_after_every_migration_only_what_is_named_works(cluster: Cluster, portal: Settings) -> None:
    for revision in REVISIONS:
        migrated(cluster, portal, revision)
        for way in (by_login, by_engine):
            found = asyncio.run(_rights(cluster, portal, way))
            assert found <= NAMED, f"{revision}: {way.__name__} may also {sorted(found - NAMED)}"
    assert found == NAMED, f"named and not granted: {sorted(NAMED - found)}"


@pytest.mark.parametrize("planted", [planted for planted, _ in DISGUISED])
def test_what_is_disguised_as_what_is_named_is_found(cluster: Cluster, copy: Settings, planted: str) -> None:
    """The trials above are no blinder than the check at start: a migration could make a view too."""
    as_owner(cluster, login(copy), planted)
    assert asyncio.run(_rights(cluster, copy, by_login)) != NAMED


def test_by_a_switch_of_role_too(cluster: Cluster, portal: Settings) -> None:
    """One login for both sides (development): the engine switches to the citizen's role as it connects."""
    migrated(cluster, portal)
    one_login = portal.model_copy(update={"citizen_database_url": ""})

    async def found() -> set[Right]:
        async with owned(cluster, portal) as owner, by_engine(one_login) as hers:
            return await rights(owner, hers)

    assert asyncio.run(found()) == NAMED


def test_production_needs_a_login_of_its_own(portal: Settings) -> None:
    """A switched connection can switch back; a role that logs in has nothing to switch to."""
    settings = portal.model_copy(update={"citizen_database_url": "", "mode": "production"})
    with pytest.raises(RuntimeError, match="SIP_CITIZEN_DATABASE_URL"):
        main.build(settings)


def test_the_migration_grants_what_the_code_names(cluster: Cluster, portal: Settings) -> None:
    migrated(cluster, portal)

    async def granted() -> list[Any]:
        async with owned(cluster, portal) as owner:
            return await owner.fetch(
                "SELECT privilege_type, table_schema || '.' || table_name, column_name"
                " FROM information_schema.column_privileges"
                " WHERE grantee = 'sip_citizen'"
            )

    assert {tuple(row) for row in asyncio.run(granted())} == NAMED


ESCAPES = [
    "SET ROLE postgres",
    "SET SESSION AUTHORIZATION postgres",
    "CREATE TABLE mirror.planted (a int)",
    "CREATE TABLE public.planted (a int)",
    "CREATE SCHEMA planted",
    "CREATE VIEW audit.planted AS SELECT 1",
    "CREATE FUNCTION mirror.planted() RETURNS int LANGUAGE sql AS 'SELECT 1'",
    "CREATE ROLE planted",
    "ALTER ROLE sip_citizen SUPERUSER",
    "GRANT SELECT ON journal.plan TO sip_citizen",
    "ALTER TABLE audit.audit_entry DISABLE TRIGGER only_grows",
    "DROP TRIGGER only_grows ON audit.audit_entry",
    "DROP TABLE mirror.mirrored_plan",
    "COMMENT ON TABLE journal.plan IS 'planted'",
    "COPY journal.plan TO STDOUT",
    "COPY (SELECT * FROM mapping.mapping_version) TO STDOUT",
    "COPY mirror.mirrored_plan FROM STDIN",
    "COPY (SELECT 1) TO PROGRAM 'cat'",
    "COPY (SELECT 1) TO '/tmp/planted'",
    "SELECT pg_read_file('/etc/passwd')",
    "SELECT pg_ls_dir('.')",
    "SELECT lo_import('/etc/passwd')",
    "SELECT query_to_xml('SELECT * FROM mapping.mapping_version', true, false, '')",
    "SELECT table_to_xml('journal.plan', true, false, '')",
    "SELECT * FROM pg_authid",
    "SELECT * FROM pg_statistic",
    "SELECT nextval('journal.outbox_event_number_seq')",
    "CREATE EXTENSION dblink",
    "SELECT * FROM mirror.mirrored_plan FOR UPDATE",
    "DO $$ BEGIN EXECUTE 'SELECT count(*) FROM mapping.mapping_version'; END $$",
    "WITH gone AS (DELETE FROM mirror.mirrored_plan RETURNING 1) SELECT * FROM gone",
    "INSERT INTO audit.audit_entry (id) SELECT plan_id FROM mapping.mapping_version",
    "INSERT INTO audit.audit_entry (id) VALUES (gen_random_uuid()) RETURNING client",
    "EXPLAIN ANALYZE SELECT * FROM mapping.mapping_version",
]
ROLES = ["RESET ROLE", "SET ROLE NONE", "RESET ALL", "RESET SESSION AUTHORIZATION", "SET ROLE sip_citizen", "SELECT 1"]


@pytest.mark.parametrize("way", [by_login, by_engine])
def test_no_way_out_of_the_role(cluster: Cluster, portal: Settings, way: Any) -> None:
    migrated(cluster, portal)

    async def tried() -> list[str]:
        open_ways = []
        async with way(portal) as hers:
            for escape in ESCAPES:
                if await works(hers, escape):
                    open_ways.append(escape)
            with pytest.raises(asyncpg.InsufficientPrivilegeError):
                await hers.execute("ALTER SYSTEM SET log_statement = 'all'")  # never in a transaction
            for role in ROLES:
                await hers.execute(role)
                if await works(hers, "SELECT count(*) FROM mapping.mapping_version"):
                    open_ways.append(role)
        return open_ways

    assert asyncio.run(tried()) == []


async def walls_stand(settings: Settings) -> None:
    database = Database(settings)
    try:
        await database.check_walls()
    finally:
        await database.dispose()


def test_the_walls_stand(cluster: Cluster, portal: Settings) -> None:
    migrated(cluster, portal)
    asyncio.run(walls_stand(portal))
    asyncio.run(walls_stand(portal.model_copy(update={"citizen_database_url": ""})))


def test_a_copy_of_the_whole_stands(copy: Settings) -> None:
    asyncio.run(walls_stand(copy))


@pytest.mark.parametrize(("planted", "taken_away"), PLANTED)
def test_a_planted_right_stops_the_start(cluster: Cluster, copy: Settings, planted: str, taken_away: str) -> None:
    name = login(copy)
    try:
        as_owner(cluster, name, planted.format(login=name))
        with pytest.raises(WallDown) as down:
            asyncio.run(walls_stand(copy))
        # For what was found, and not because the question could not be asked.
        assert "does not answer" not in str(down.value)
    finally:
        if taken_away:
            as_owner(cluster, name, taken_away.format(login=name))
