"""What the service's own login may do on PostgreSQL: what is written down (`app/rights.py`), and nothing else.

Whoever has stolen it, or has found a hole for statements in the service, changes neither tables nor rights, nor what
the audit log holds already.
"""

import asyncio
import contextlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import asyncpg
import pytest

from app.models.base import metadata
from app.rights import SERVING
from app.settings import Settings
from tests.house.serving_logins import Logins, let_in, logins
from tests.house.test_migrations import REVISIONS
from tests.house.test_walls_postgresql import works
from tests.postgres import Cluster

GRANTED = {(table, right) for table, rights in SERVING.items() for right in rights}
# What may be tried on a table as a whole, without a row or a column of its own.
TRIALS = {
    "SELECT": "SELECT count(*) FROM {table}",
    "INSERT": "INSERT INTO {table} SELECT * FROM {table} WHERE false",
    "UPDATE": "UPDATE {table} SET {column} = {column} WHERE false",
    "DELETE": "DELETE FROM {table} WHERE false",
    "TRUNCATE": "TRUNCATE {table} CASCADE",
    "TRIGGER": "CREATE TRIGGER planted BEFORE INSERT ON {table} EXECUTE FUNCTION suppress_redundant_updates_trigger()",
    "DROP": "DROP TABLE {table} CASCADE",
    "ALTER": "ALTER TABLE {table} ADD COLUMN planted int",
    "DISABLE": "ALTER TABLE {table} DISABLE TRIGGER USER",
}


@pytest.fixture(scope="module")
def place(cluster: Cluster, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Logins]:
    with let_in(cluster, tmp_path_factory.mktemp("migrated")) as one:
        yield one


def test_what_serving_does_with_each_table_is_written_down() -> None:
    """Whoever adds a table comes by here, and by the migration that grants it."""
    assert SERVING.keys() == {table.fullname for table in metadata.sorted_tables}


TABLES = """
SELECT c.oid::regclass::text, a.attname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = 1
WHERE c.relkind NOT IN ('i', 'I', 'c', 'S', 't') AND n.nspname NOT IN ('pg_catalog', 'information_schema')
"""


async def trials(settings: Settings) -> set[tuple[str, str]]:
    """What of everything works on every table that the catalogue has."""
    connection = await asyncpg.connect(settings.database_url)
    try:
        return {
            (table, right)
            for table, column in await connection.fetch(TABLES)
            for right, trial in TRIALS.items()
            if await works(connection, trial.format(table=table, column=column))
        }
    finally:
        await connection.close()


def test_on_every_table_only_what_is_written_down_works(place: Logins, tmp_path: Path) -> None:
    found = asyncio.run(trials(place.settings(tmp_path)))
    assert found - GRANTED == set(), "it may do more than serve"
    assert GRANTED - found == set(), "serving lacks"


def test_what_is_tried_works_for_the_owner(place: Logins, tmp_path: Path) -> None:
    """Otherwise the refusals above would prove nothing; and there is no table but those of the code, and alembic's."""
    found = asyncio.run(trials(place.settings(tmp_path, "owner")))
    assert found == {(table, right) for table in {*SERVING, "schema_version"} for right in TRIALS}


def test_what_it_has_it_gives_to_nobody(place: Logins) -> None:
    """PostgreSQL only warns of a right that is given by somebody who may not."""
    rights = "SELECT c.oid::regclass::text, c.relacl::text FROM pg_class c WHERE c.relkind IN ('r', 'S') ORDER BY c.oid"

    async def given() -> None:
        connection = await asyncpg.connect(place.url("service"))
        try:
            before = await connection.fetch(rights)
            for table, _ in await connection.fetch(TABLES):
                for to in ("PUBLIC", "sip_citizen", "CURRENT_USER"):
                    with contextlib.suppress(asyncpg.InsufficientPrivilegeError):
                        await connection.execute(f"GRANT ALL ON {table} TO {to}")
                    with contextlib.suppress(asyncpg.InsufficientPrivilegeError):
                        await connection.execute(f"REVOKE ALL ON {table} FROM {to}")
            assert await connection.fetch(rights) == before
        finally:
            await connection.close()

    asyncio.run(given())


def test_the_catalogue_has_just_these_rights(place: Logins) -> None:
    """Of tables, of their columns, and of the sequences that number new rows."""
    rows = """
    SELECT n.nspname || '.' || c.relname, a.privilege_type, c.relkind::text
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace CROSS JOIN LATERAL (
      SELECT relacl AS rights UNION ALL SELECT attacl FROM pg_attribute WHERE attrelid = c.oid AND attacl IS NOT NULL
    ) r CROSS JOIN LATERAL aclexplode(r.rights) a WHERE a.grantee = 'sip_service'::regrole
    """
    owned = """
    SELECT format('%s.%s', n.nspname, s.relname), format('%s.%s', n.nspname, t.relname)
    FROM pg_class s JOIN pg_namespace n ON n.oid = s.relnamespace
    JOIN pg_depend d ON d.objid = s.oid AND d.deptype IN ('a', 'i') JOIN pg_class t ON t.oid = d.refobjid
    WHERE s.relkind = 'S'
    """

    async def asked_for() -> tuple[list[Any], list[Any]]:
        connection = await asyncpg.connect(place.cluster.url(place.name))
        try:
            return await connection.fetch(rows), await connection.fetch(owned)
        finally:
            await connection.close()

    found, sequences = asyncio.run(asked_for())
    assert {(name, right) for name, right, kind in found if kind == "r"} == GRANTED
    numbering = {(name, "USAGE") for name, table in sequences if "INSERT" in SERVING[table]}
    assert numbering and {(name, right) for name, right, kind in found if kind == "S"} == numbering
    assert {kind for _, _, kind in found} == {"r", "S"}


FORBIDDEN = [
    "UPDATE audit.audit_entry SET outcome = 'allowed'",
    "DELETE FROM audit.audit_entry",
    "TRUNCATE audit.audit_entry",
    "INSERT INTO audit.audit_entry (id) SELECT id FROM audit.audit_entry ON CONFLICT (id) DO UPDATE SET at = now()",
    "MERGE INTO audit.audit_entry e USING audit.audit_leaf l ON e.id = l.entry_id WHEN MATCHED THEN DELETE",
    "SELECT * FROM audit.audit_entry FOR UPDATE",
    "INSERT INTO audit.audit_pruning VALUES (1, 1, now(), gen_random_uuid())",
    "INSERT INTO audit.plan_erasure SELECT id, 'decision', 'a', now(), id FROM journal.plan",
    "UPDATE journal.plan_version SET person = ''",
    "DELETE FROM mapping.mapping_version",
    "DELETE FROM journal.plan",
    "CREATE TABLE audit.planted (a int)",
    "CREATE TABLE public.planted (a int)",
    "CREATE SCHEMA planted",
    "CREATE VIEW journal.planted AS SELECT 1",
    "CREATE INDEX ON journal.plan (id)",
    "CREATE FUNCTION audit.planted() RETURNS int LANGUAGE sql AS 'SELECT 1'",
    "CREATE OR REPLACE FUNCTION audit.only_grows() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'",
    "CREATE RULE planted AS ON INSERT TO audit.audit_entry DO INSTEAD NOTHING",
    "DROP TRIGGER only_grows ON audit.audit_entry",
    "DROP SCHEMA audit CASCADE",
    "ALTER SCHEMA audit RENAME TO planted",
    "ALTER SEQUENCE journal.outbox_event_number_seq RESTART",
    "SELECT setval('journal.outbox_event_number_seq', 1)",
    "ALTER TABLE audit.audit_entry OWNER TO CURRENT_USER",
    "GRANT sip_service TO {portal}",
    "ALTER DEFAULT PRIVILEGES FOR ROLE {owner} GRANT ALL ON TABLES TO sip_service",
    "REASSIGN OWNED BY {owner} TO CURRENT_USER",
    "CREATE ROLE planted",
    "ALTER ROLE {service} CREATEROLE",
    "ALTER ROLE {owner} PASSWORD 'planted'",
    "DROP ROLE sip_citizen",
    "SET ROLE {owner}",
    "SET ROLE postgres",
    "SET SESSION AUTHORIZATION {owner}",
    "SET session_replication_role = replica",
    "SELECT lo_import('/etc/passwd')",
    "COPY (SELECT 1) TO PROGRAM 'cat'",
    "SELECT * FROM pg_authid",
    "SELECT version_num FROM public.schema_version",
    "UPDATE public.schema_version SET version_num = '0001'",
]


def test_what_serving_never_does_is_refused_to_it(place: Logins) -> None:
    names = {who: place.role(who) for who in ("owner", "service", "portal")}

    async def tried(who: str) -> list[str]:
        connection = await asyncpg.connect(place.url(who))
        try:
            return [one for one in FORBIDDEN if await works(connection, one.format(**names))]
        finally:
            await connection.close()

    assert asyncio.run(tried("service")) == []
    # What is refused for another reason than rights, such as a table that is not there, is none of these.
    assert len(asyncio.run(tried("owner"))) > 25


def test_after_every_migration_it_may_do_no_more(cluster: Cluster, tmp_path: Path) -> None:
    """From the one on that makes the role."""
    with logins(cluster) as one:
        for revision in REVISIONS[REVISIONS.index("0027") :]:
            one.migrate(tmp_path, revision)
            one.let_in()
            found = asyncio.run(trials(one.settings(tmp_path)))
            assert found <= GRANTED, revision
        assert found == GRANTED
