"""The citizen's API in a process of its own: it works with the citizen's rights alone, and has no way to the plans."""

import asyncio
import uuid
from pathlib import Path

import asyncpg
import pytest

from app import main
from app.walls import WallDown
from tests.callers import citizen
from tests.migrated import create_present
from tests.persons import Persons
from tests.playing import Played
from tests.postgres import Cluster
from tests.service import Service, development


def _portal(cluster: Cluster, database: str, *more: str) -> str:
    """The address of a login that is granted the citizen's role and nothing else (but `more`)."""
    role = f"portal_{uuid.uuid4().hex[:8]}"

    async def make() -> None:
        connection = await asyncpg.connect(cluster.url(database))
        try:
            for statement in (f"CREATE ROLE {role} LOGIN IN ROLE sip_citizen", *(one.format(role) for one in more)):
                await connection.execute(statement)
        finally:
            await connection.close()

    asyncio.run(make())
    return cluster.url(database, role)


@pytest.fixture
def plans_and_portal(cluster: Cluster) -> str:
    name = f"portal_{uuid.uuid4().hex[:8]}"
    create_present(cluster, name)
    return name


def test_the_portal_serves_with_the_citizens_login_alone(
    cluster: Cluster, plans_and_portal: str, tmp_path: Path, persons: Persons
) -> None:
    whole = Service("postgresql", development(tmp_path, database_url=cluster.url(plans_and_portal)))
    portal_url = _portal(cluster, plans_and_portal)
    alone = Service("postgresql", development(tmp_path, citizen_database_url=portal_url), api="citizen", migrated=True)
    try:
        played = Played(whole, persons, "elsa-hemgang", "establish")
        her = citizen(alone, played.case["person"]["personnummer"])
        assert [plan["id"] for plan in her.get("/citizen/v1/plans").json()["plans"]] == [played.player.plan_id]
        assert her.get("/citizen/v1/accesses").json()["_meta"]["totalRecords"] > 0
        assert alone.client.get("/journal/v1/plans").status_code == 404
        assert alone.client.get("/readyz").status_code == 200
        with pytest.raises(RuntimeError):
            alone.run(_journal(alone))
    finally:
        alone.stop()
        whole.stop()


async def _journal(service: Service) -> None:
    async with service.database.journal():
        pass


def test_a_login_with_more_rights_is_refused_at_start(cluster: Cluster, plans_and_portal: str, tmp_path: Path) -> None:
    Service("postgresql", development(tmp_path, database_url=cluster.url(plans_and_portal))).stop()
    for more in (
        "GRANT USAGE ON SCHEMA mapping TO {}",
        "GRANT SELECT ON journal.plan TO {}",
        "ALTER ROLE {} SUPERUSER",
    ):
        url = _portal(cluster, plans_and_portal, more)
        with pytest.raises(RuntimeError, match="did not start"):
            Service("postgresql", development(tmp_path, citizen_database_url=url), api="citizen", migrated=True)


def test_production_asks_for_a_login_of_the_citizens_own(tmp_path: Path) -> None:
    settings = development(tmp_path, database_url="postgresql://nowhere/x").model_copy(update={"mode": "production"})
    with pytest.raises(RuntimeError, match="SIP_CITIZEN_DATABASE_URL"):
        main.build(settings)


def test_the_citizens_sqlite_file_is_behind_the_authorizer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The wall is checked at every start: without the authorizer the service does not come up."""
    import app.engines

    assert issubclass(WallDown, Exception)
    monkeypatch.setattr(app.engines, "_authorize", lambda *_: 0)
    with pytest.raises(RuntimeError, match="did not start"):
        Service("sqlite", development(tmp_path))
