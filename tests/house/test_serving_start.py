"""At start the service looks at what its own login may do on PostgreSQL, and does not serve by one that may do more.

What has been given to it beside is noticed, and what it lacks.
"""

import asyncio
import logging
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.cli import keys, relaying
from app.db import Database
from app.engines import address
from app.repositories.migrations import migrate
from app.settings import Settings
from app.walls import WallDown
from tests.house.serving_logins import Logins, logins
from tests.postgres import Cluster
from tests.service import Service, development


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
    "REVOKE sip_service FROM {service}",
    "GRANT sip_service TO {service} WITH ADMIN OPTION",
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


def test_the_portals_login_serves_no_plans(copy: Logins, tmp_path: Path) -> None:
    for sides in ({}, {"citizen": False}):
        with pytest.raises(WallDown, match="is not in sip_service: GRANT sip_service TO it"):
            asyncio.run(stands(copy.settings(tmp_path, "portal"), **sides))


def test_neither_serve_nor_relay_begins_then(
    copy: Logins, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    copy.as_superuser("GRANT UPDATE ON audit.audit_entry TO sip_service")
    settings = copy.settings(tmp_path)
    with pytest.raises(RuntimeError, match="did not start"):
        Service("postgresql", settings, migrated=True)
    told = relaying.send(settings, keys.load(settings))
    assert told == "not sending: the login in sip_service may do more than serve: ('audit.audit_entry', 'UPDATE')"


def warned(settings: Settings, caplog: pytest.LogCaptureFixture) -> list[str]:
    caplog.clear()
    with caplog.at_level(logging.WARNING, "sip.database"):
        asyncio.run(stands(settings))
    return [record.getMessage() for record in caplog.records if record.name == "sip.database"]


def test_in_production_an_owner_serves_and_is_warned_of(
    copy: Logins, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """One line; whoever made the role, or is a superuser, is not taken for a login that serves."""
    production = {"mode": "production"}
    superuser = {"database_url": copy.cluster.url(copy.name)}
    for settings in (copy.settings(tmp_path, "owner"), copy.settings(tmp_path, **superuser)):
        (line,) = warned(settings.model_copy(update=production), caplog)
        assert line.startswith("SIP_DATABASE_URL has a login that is not in sip_service") and "\n" not in line
        assert warned(settings, caplog) == []
    assert warned(copy.settings(tmp_path).model_copy(update=production), caplog) == []


def test_sqlite_has_no_logins_to_warn_of(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    settings = development(tmp_path)
    migrate(address(settings), "head")
    assert warned(settings.model_copy(update={"mode": "production"}), caplog) == []


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
