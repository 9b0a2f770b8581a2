"""The service's own login on PostgreSQL: by it everything is served, and nothing else is done.

Whoever has stolen it, or has found a hole for statements in the service, changes neither tables nor rights, nor what
the audit log holds already. And the check at start notices what has been given to it beside.
"""

import asyncio
import contextlib
import json
import logging
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import asyncpg
import pytest
from typer.testing import CliRunner

from app import cli, tending
from app.cli import relaying
from app.db import Database
from app.models.base import metadata
from app.rights import SERVING
from app.services.counting import count
from app.services.sealing import seal
from app.settings import Settings
from app.walls import WallDown
from tests.callers import citizen
from tests.house.asked import CITIZEN, JOURNAL, OTHERS, asked, to_ask_of
from tests.house.operations import PUBLIC
from tests.house.serving_logins import Logins, logins
from tests.house.test_migrations import REVISIONS
from tests.house.test_walls_postgresql import works
from tests.house.whole_plan import WholePlan, another, copied, young
from tests.persons import Persons, coordinated
from tests.playing import FOLDER, player, renewed
from tests.postgres import Cluster
from tests.service import Service
from tests.webhooks.connecting import confirmed, connector, drain, note, relay, unit_of
from tests.webhooks.receiver import Receiver

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
    with logins(cluster) as one:
        one.migrate(tmp_path_factory.mktemp("migrated"))
        one.let_in()
        yield one


@pytest.fixture(scope="module")
def served(place: Logins, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """The service, logged in as in production."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(tending, "MINUTE_SECONDS", 24 * 3600)
        folder = tmp_path_factory.mktemp("served")
        one = Service("postgresql", place.settings(folder, database_seconds=20), migrated=True)
        yield one
        one.stop()


@pytest.fixture
def whole(served: Service, persons: Persons) -> WholePlan:
    return another(served, persons)


@pytest.fixture(scope="module")
def original(cluster: Cluster, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Logins]:
    """One that nobody logs in to."""
    with logins(cluster) as one:
        one.migrate(tmp_path_factory.mktemp("original"))
        yield one


@pytest.fixture
def copy(cluster: Cluster, original: Logins) -> Iterator[Logins]:
    """A database of the test's own, to plant something in."""
    with logins(cluster, original) as one:
        yield one


# --- what serving takes ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", sorted(path.stem for path in FOLDER.glob("*.json")))
def test_a_whole_case_is_played_by_it_on_both_sides(served: Service, persons: Persons, name: str) -> None:
    case = renewed(json.loads((FOLDER / f"{name}.json").read_text()), persons)
    playing = player(served, case)
    shown = False
    for _, at in playing.play():
        answer = citizen(served, case["person"]["personnummer"]).get("/citizen/v1/plans", at=at)
        assert answer.status_code == 200, answer.text
        shown |= bool(answer.json()["plans"])
    assert playing.plan_id and shown is bool(case.get("citizenSees"))


def test_every_operation_is_served_by_it(served: Service, persons: Persons) -> None:
    plan = to_ask_of(served, persons)
    for one in (*JOURNAL, *CITIZEN):
        if one.name not in PUBLIC | OTHERS:
            fresh = copied(plan, persons, coordinated(young(persons))) if one.method != "get" else plan
            assert asked(fresh, one).status_code < 300, one.name
    # What is not asked above is refused by a rule, and not by the database.
    for one in (*JOURNAL, *CITIZEN):
        if one.name in OTHERS:
            assert asked(plan, one).status_code < 500, one.name


def test_webhooks_are_sent_by_it(served: Service, persons: Persons, whole: WholePlan) -> None:
    receiver = Receiver()
    try:
        sender = relay(served)
        confirmed(connector(served, persons, unit_of(whole, "own")), receiver.url, sender)
        note(whole)
        assert drain(served, sender) >= 1
        assert receiver.came
    finally:
        receiver.stop()


def test_what_is_done_every_minute_is_done_by_it(
    served: Service, whole: WholePlan, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def later() -> datetime:
        return datetime(2060, 1, 1, tzinfo=UTC)

    def now() -> datetime:
        return datetime.now(UTC)

    keys = cli.keys.load_sealing(served.settings)
    begin = served.database.journal
    assert served.run(seal(begin, keys, served.settings.seals, now, everything=True)) > 0
    assert served.run(tending.sweep_all(begin, served.keys, later)) > 0
    served.run(count(begin, later))


def test_commands_that_change_no_more_than_serving_does_are_done_by_it(
    served: Service, whole: WholePlan, monkeypatch: pytest.MonkeyPatch
) -> None:
    for words in (["republish"], ["audit", "seal"], ["audit", "export"], ["audit", "verify"], ["keys", "rotate"]):
        told = command(monkeypatch, served.settings, *words)
        assert told.exit_code == 0, (words, told.output)


def command(monkeypatch: pytest.MonkeyPatch, settings: Settings, *words: str) -> Any:
    """A command in this process, with those settings."""
    monkeypatch.setattr(cli, "Settings", lambda: settings)
    return CliRunner().invoke(cli.app, list(words))


# --- what it may not -------------------------------------------------------------------------------------------------


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


# --- the check at start ----------------------------------------------------------------------------------------------


async def stands(settings: Settings, **sides: bool) -> None:
    database = Database(settings, **sides)
    try:
        await database.check_walls()
    finally:
        await database.dispose()


PLANTED = [
    "GRANT UPDATE ON audit.audit_entry TO sip_service",
    "GRANT UPDATE (outcome) ON audit.audit_entry TO {service}",
    "GRANT DELETE ON audit.audit_entry TO PUBLIC",
    "GRANT TRUNCATE ON audit.audit_leaf TO sip_service",
    "GRANT TRIGGER ON audit.audit_entry TO {service}",
    "GRANT INSERT ON audit.audit_pruning TO sip_service",
    "GRANT DELETE ON journal.plan TO sip_service",
    "GRANT CREATE ON SCHEMA audit TO {service}",
    "GRANT {owner} TO {service}",
    "GRANT {owner} TO {service} WITH INHERIT FALSE",
    "GRANT pg_write_all_data TO {service}",
    "ALTER ROLE {service} SUPERUSER",
    "ALTER ROLE {service} CREATEROLE",
    "ALTER ROLE {service} SET role = sip_service",
    "ALTER TABLE audit.audit_entry OWNER TO {service}",
    "ALTER FUNCTION audit.only_grows() OWNER TO {service}",
    "ALTER SCHEMA audit OWNER TO {service}",
    "ALTER DATABASE {name} OWNER TO {service}",
    # And what it lacks.
    "REVOKE INSERT ON audit.audit_entry FROM sip_service",
    "REVOKE USAGE ON SCHEMA mapping FROM sip_service",
]


@pytest.mark.parametrize("planted", PLANTED)
def test_a_right_that_is_planted_stops_the_start(copy: Logins, tmp_path: Path, planted: str) -> None:
    settings = copy.settings(tmp_path)
    asyncio.run(stands(settings))
    copy.as_superuser(planted)
    for sides in ({}, {"citizen": False}):
        with pytest.raises(WallDown) as down:
            asyncio.run(stands(settings, **sides))
        assert "does not answer" not in str(down.value)


def test_neither_serve_nor_relay_begins_then(
    copy: Logins, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    copy.as_superuser("GRANT UPDATE ON audit.audit_entry TO sip_service")
    settings = copy.settings(tmp_path)
    with pytest.raises(RuntimeError, match="did not start"):
        Service("postgresql", settings, migrated=True)
    told = relaying.send(settings, cli.keys.load(settings))
    assert told == "not sending: the login in sip_service may do more than serve: ('audit.audit_entry', 'UPDATE')"


def warned(settings: Settings, caplog: pytest.LogCaptureFixture) -> list[str]:
    caplog.clear()
    with caplog.at_level(logging.WARNING, "sip.database"):
        asyncio.run(stands(settings))
    return [record.getMessage() for record in caplog.records if record.name == "sip.database"]


def test_in_production_an_owner_serves_and_is_warned_of(
    place: Logins, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """One line; whoever made the role, or is a superuser, is not taken for a login that serves."""
    production = {"mode": "production"}
    superuser = {"database_url": place.cluster.url(place.name)}
    for settings in (place.settings(tmp_path, "owner"), place.settings(tmp_path, **superuser)):
        (line,) = warned(settings.model_copy(update=production), caplog)
        assert line.startswith("SIP_DATABASE_URL has a login that is not in sip_service") and "\n" not in line
        assert warned(settings, caplog) == []
    assert warned(place.settings(tmp_path).model_copy(update=production), caplog) == []


def test_whoever_makes_the_role_is_not_in_it(tmp_path: Path) -> None:
    """Not even where makers of roles are put into them: an upgrade would stop the start. On a server of its own."""
    cluster = Cluster()
    try:
        with logins(cluster) as one:
            one.as_superuser("ALTER ROLE {owner} SET createrole_self_grant = 'set, inherit'")
            one.migrate(tmp_path)
            one.let_in()
            asyncio.run(stands(one.settings(tmp_path, "owner")))
            asyncio.run(stands(one.settings(tmp_path)))
    finally:
        cluster.stop()


def test_one_login_serves_both_sides_in_development(copy: Logins, tmp_path: Path) -> None:
    copy.as_superuser("GRANT sip_citizen TO {service}")
    asyncio.run(stands(copy.settings(tmp_path, citizen_database_url="")))


# --- commands that change what serving may not -----------------------------------------------------------------------


ERASE = ["erase", "019f0000-0000-7000-8000-000000000001", "--ground", "decision", "--decision", "IVO 1"]


@pytest.mark.parametrize(
    "words", [ERASE, [*ERASE, "--confirm", "0"], ["audit", "prune", "--before", "2019-01-01"]], ids=" ".join
)
def test_a_command_that_takes_the_owner_says_so(
    served: Service, place: Logins, monkeypatch: pytest.MonkeyPatch, words: list[str]
) -> None:
    told = command(monkeypatch, served.settings, *words)
    assert told.exit_code == 1
    assert told.stderr == (
        "sip: not done: this takes the login of the database's owner in SIP_DATABASE_URL; the one there may not\n"
    )
    owners = served.settings.model_copy(update={"database_url": place.url("owner")})
    told = command(monkeypatch, owners, *words)
    assert "the login of the database's owner" not in told.stderr


def test_migrating_takes_the_owner(served: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    told = command(monkeypatch, served.settings, "migrate")
    assert told.exit_code == 1
    assert told.stderr.startswith("sip: not migrated: the database's login lacks a right that is needed")
    assert told.stderr.count("\n") == 1
