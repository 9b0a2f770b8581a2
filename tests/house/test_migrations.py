"""Migrations: one head, down and up again, no difference to the models, and an audit log that only grows."""

import asyncio
import re
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar
from uuid import uuid4

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import BLANK_SCHEMA, Connection, MetaData, inspect, text
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.ext.asyncio import create_async_engine

from app.engines import address
from app.models.base import SCHEMAS, metadata
from app.repositories.migrations import configuration, migrate, unmigrate
from tests.conftest import database_url
from tests.service import development

T = TypeVar("T")
SCRIPTS = ScriptDirectory.from_config(configuration("sqlite://"))
REVISIONS = [one.revision for one in reversed(list(SCRIPTS.walk_revisions()))]
# What the comparison may find, each with its reason.
# SQLite: its dialect leaves out a foreign key from one schema to another before the schemas are taken away.
ACCEPTED = {"sqlite": ["add_fk fk_mapping_version_plan_id"], "postgresql": []}


@pytest.fixture
def empty(request: pytest.FixtureRequest, database_kind: str, tmp_path: Path) -> Iterator[str]:
    """The address of a new database that nothing has been done to."""
    name = f"migrations_{uuid4().hex[:8]}"
    yield address(development(tmp_path, database_url=database_url(request, database_kind, name, empty=True)))
    if database_kind == "postgresql":
        request.getfixturevalue("cluster").drop_database(name)


def run(at: str, work: Callable[[Connection], T]) -> T:
    """Runs it with a connection to that address, in a transaction."""

    async def in_a_transaction() -> T:
        engine = create_async_engine(at)
        try:
            async with engine.begin() as connection:
                return await connection.run_sync(work)
        finally:
            await engine.dispose()

    return asyncio.run(in_a_transaction())


def everything(connection: Connection) -> set[tuple[str | None, str]]:
    """(schema, table) of all tables that there are, alembic's own aside."""
    there = inspect(connection)
    schemas = [None] if connection.dialect.name == "sqlite" else there.get_schema_names()
    found = {(schema, table) for schema in schemas for table in there.get_table_names(schema)}
    return {one for one in found if one[0] != "information_schema" and one[1] not in ("schema_version",)}


def test_there_is_one_head_and_one_base() -> None:
    assert len(SCRIPTS.get_heads()) == 1
    assert len(SCRIPTS.get_bases()) == 1
    assert REVISIONS


def test_up_down_and_up_again(empty: str) -> None:
    migrate(empty)
    first = run(empty, everything)
    names = {table.name for table in metadata.tables.values()}
    assert {table for _, table in first} == names
    unmigrate(empty)
    assert run(empty, everything) == set(), "something stays when all is undone"
    migrate(empty)
    assert run(empty, everything) == first
    migrate(empty)


def test_every_step_can_be_undone(empty: str) -> None:
    for revision in REVISIONS:
        before = run(empty, everything)
        migrate(empty, revision)
        unmigrate(empty, "-1")
        assert run(empty, everything) == before, revision
        migrate(empty, revision)


def models(connection: Connection) -> MetaData:
    """The models as that database has them: SQLite has no schemas."""
    if connection.dialect.name == "postgresql":
        return metadata
    flat = MetaData(naming_convention=metadata.naming_convention)
    for table in metadata.sorted_tables:
        table.to_metadata(flat, schema=None, referred_schema_fn=lambda *_: BLANK_SCHEMA)
    return flat


def differences(connection: Connection) -> list[str]:
    """What is done, and to what: `add_fk fk_note_plan_id`, `modify_type plan.title`."""
    options = {
        "include_schemas": connection.dialect.name == "postgresql",
        "include_name": lambda name, kind, _parents: kind != "schema" or name in (None, *SCHEMAS),
        "version_table": "schema_version",
        "compare_type": True,
    }
    found = compare_metadata(MigrationContext.configure(connection, opts=options), models(connection))
    # A change of a column comes as a list of changes.
    flat = [one for change in found for one in (change if isinstance(change, list) else [change])]
    return [f"{one[0]} {one[2]}.{one[3]}" if "modify" in one[0] else f"{one[0]} {one[-1].name}" for one in flat]


def test_the_migrated_database_is_what_the_models_say(empty: str, database_kind: str) -> None:
    migrate(empty)
    assert run(empty, differences) == ACCEPTED[database_kind]


def test_the_comparison_can_find_a_difference(empty: str, database_kind: str) -> None:
    migrate(empty)
    before = run(empty, differences)
    schema = "journal." if database_kind == "postgresql" else ""
    run(empty, lambda connection: connection.execute(text(f"ALTER TABLE {schema}goal ADD COLUMN planted TEXT")))
    assert sorted(run(empty, differences)) == sorted([*before, "remove_column planted"])


def checks_of(connection: Connection) -> set[tuple[str, str]]:
    """(table, name) of every CHECK; the comparison of alembic does not look at them."""
    there = inspect(connection)
    schemas = [None] if connection.dialect.name == "sqlite" else list(SCHEMAS)
    return {
        (table, str(check["name"]))
        for schema in schemas
        for table in there.get_table_names(schema)
        for check in there.get_check_constraints(table, schema)
    }


def test_the_checks_are_those_of_the_models(empty: str) -> None:
    migrate(empty)
    migrated = run(empty, checks_of)
    run(empty, unmade)
    run(empty, lambda connection: models(connection).create_all(connection))
    assert migrated == run(empty, checks_of)
    assert migrated


def unmade(connection: Connection) -> None:
    """All tables gone, the schemas still there."""
    made = MetaData()
    schemas = [None] if connection.dialect.name == "sqlite" else list(SCHEMAS)
    for schema in schemas:
        made.reflect(connection, schema=schema)
    made.drop_all(connection)


@contextmanager
def refused() -> Iterator[None]:
    with pytest.raises(DBAPIError, match="the audit log only grows"):
        yield


@pytest.mark.parametrize("change", ["UPDATE {} SET outcome = 'denied'", "DELETE FROM {}"])
def test_the_audit_log_only_grows_whoever_asks(empty: str, database_kind: str, change: str) -> None:
    migrate(empty)
    table = "audit.audit_entry" if database_kind == "postgresql" else "audit_entry"
    names = "id, at, action, kind, outcome, actor_kind, client, trace_id"
    at = "now()" if database_kind == "postgresql" else "'2026-01-01T00:00:00.000000Z'"
    identity = "gen_random_uuid()" if database_kind == "postgresql" else "'a'"
    made = f"INSERT INTO {table} ({names}) VALUES ({identity}, {at}, 'a', 'a', 'a', 'a', 'a', 'a')"
    run(empty, lambda connection: connection.execute(text(made)))
    with refused():
        run(empty, lambda connection: connection.execute(text(change.format(table))))
    left = run(empty, lambda c: c.execute(text(f"SELECT count(*) FROM {table} WHERE outcome = 'a'")).scalar_one())
    assert left == 1


# I stands for an id, T for a time.
HISTORY = {
    "journal.plan_version": "(plan_id, version, change, changed_at, snapshot) VALUES (I, 1, 'a', T, '{}')",
    "mapping.mapping_version": "(plan_id, version, situation, entries, written_by, entered_at)"
    " VALUES (I, 1, 'a', '[]', 'a', T)",
    "journal.outbox_event": "(id, type, plan_id, version, occurred_at) VALUES (I, 'a', I, 1, T)",
}


@pytest.mark.parametrize("table", HISTORY)
def test_the_history_only_grows_whoever_asks(empty: str, database_kind: str, table: str) -> None:
    """A row of no plan is there: PostgreSQL does not ask for its plan while it is put there, nor SQLite here at all."""
    migrate(empty)
    changes = ["UPDATE {} SET version = 2", "DELETE FROM {}"]
    name, values = table.partition(".")[2], {"I": "'a'", "T": "'a'"}
    if database_kind == "postgresql":
        changes.append("TRUNCATE {}")
        name, values = table, {"I": "gen_random_uuid()", "T": "now()"}

    def put(connection: Connection) -> None:
        if database_kind == "postgresql":
            connection.execute(text("SET LOCAL session_replication_role = replica"))
        row = re.sub(r"\b[IT]\b", lambda found: values[found[0]], HISTORY[table])
        connection.execute(text(f"INSERT INTO {name} {row}"))

    run(empty, put)
    for change in changes:
        with pytest.raises(DBAPIError, match="the history only grows"):
            run(empty, lambda connection, change=change: connection.execute(text(change.format(name))))


def test_a_source_identifier_becomes_its_unit_s_and_again_its_principal_s(empty: str, database_kind: str) -> None:
    """By the version that it came with; where nobody knows which unit it was, it is nobody's, and is still there."""
    migrate(empty, "0020")
    postgresql = database_kind == "postgresql"
    at = "journal." if postgresql else ""
    first, second = (str(uuid4()) if postgresql else uuid4().hex for _ in range(2))
    days = ["2026-03-0{}T00:00:00{}".format(day, "Z" if postgresql else ".000000Z") for day in (1, 2)]

    def insert(connection: Connection, table: str, **values: object) -> None:
        row = ", ".join(str(value) if isinstance(value, bool | int) else f"'{value}'" for value in values.values())
        connection.execute(text(f"INSERT INTO {at}{table} ({', '.join(values)}) VALUES ({row})"))

    def identified(connection: Connection, owner: str, plan: str) -> None:
        one = {"system": "s", "kind": "plan", "source_id": plan, "plan_id": plan, "entered_at": days[1]}
        insert(connection, "source_identifier", owner=owner, **one)

    def put(connection: Connection) -> None:
        insert(connection, "person", id=first, key="k", sealed_number="s", born="1950-01-01", protected=False)
        texts = dict.fromkeys(("person_name", "title", "reason"), "a") | {"status": "initiated", "legal_bases": "[]"}
        times = dict.fromkeys(("initiated_at", "entered_at", "changed_at"), days[0])
        more = texts | times | {"protected_identity": "none", "initiated_by_unit_id": first, "person_id": first}
        for plan in (first, second):
            insert(connection, "plan", id=plan, version=1, approved_for_patient=False, **more)
            identified(connection, "SE2329990015", plan)
        worked = (days[0], "SE2329990015-A"), (days[1], "SE2129990023-B"), (days[1], "SE2329990015-C")
        for version, (changed, unit) in enumerate(worked):
            one = {"plan_id": first, "change": "a", "unit": unit, "changed_at": changed, "snapshot": "{}"}
            insert(connection, "plan_version", version=version, **one)

    def owners(connection: Connection) -> set[tuple[str, str]]:
        query = text(f"SELECT owner, CAST(plan_id AS TEXT) FROM {at}source_identifier")
        found = [tuple(row) for row in connection.execute(query)]
        assert len(found) == len(set(found))
        return set(found)

    run(empty, put)
    migrate(empty)
    assert run(empty, owners) == {("SE2329990015-C", first), ("SE2329990015", second)}
    run(empty, lambda connection: identified(connection, "SE2329990015-D", first))
    unmigrate(empty, "0020")
    assert run(empty, owners) == {("SE2329990015", first), ("SE2329990015", second)}


def test_a_version_is_told_of_once(empty: str, database_kind: str) -> None:
    migrate(empty)
    postgresql = database_kind == "postgresql"
    table, uid = (
        ("journal.outbox_event", "gen_random_uuid()") if postgresql else ("outbox_event", "hex(randomblob(16))")
    )
    plan, at = "'019f0000-0000-7000-8000-000000000001'", "'2026-01-01T00:00:00.000000Z'"
    told = f"INSERT INTO {table} (id, type, plan_id, version, occurred_at) VALUES ({uid}, 'a', {plan}, 1, {at})"
    run(empty, lambda connection: connection.execute(text(told)))
    with pytest.raises(IntegrityError):
        run(empty, lambda connection: connection.execute(text(told)))


def test_a_server_that_says_nothing_is_given_up() -> None:
    with socket.create_server(("127.0.0.1", 0)) as deaf:
        began = time.monotonic()
        with pytest.raises(TimeoutError):
            migrate(f"postgresql+asyncpg://sip@127.0.0.1:{deaf.getsockname()[1]}/sip")
        assert time.monotonic() - began < 30


def test_the_audit_log_cannot_be_truncated(request: pytest.FixtureRequest, tmp_path: Path) -> None:
    """SQLite has no TRUNCATE."""
    url = database_url(request, "postgresql", f"truncated_{uuid4().hex[:8]}", empty=True)
    at = address(development(tmp_path, database_url=url))
    migrate(at)
    with pytest.raises(DBAPIError):
        run(at, lambda connection: connection.execute(text("TRUNCATE audit.audit_entry")))
