"""Migrated databases for the tests: the migrations are run once in a process, and all the others are copies.

What is about the migrations themselves runs them, and asks nothing of this.
"""

import asyncio
import tempfile
from functools import cache
from pathlib import Path

import asyncpg
from alembic.script import ScriptDirectory

from app.engines import address, make_file
from app.repositories.migrations import configuration, migrate
from app.settings import Settings
from tests.postgres import Cluster

PATTERN = "migrated"


def make_present(settings: Settings) -> None:
    """Brings the database of these settings to the present schema; what is in it already stays."""
    if settings.database_url:
        if not asyncio.run(_is_at_the_head(settings.database_url)):
            migrate(address(settings))
        return
    make_file(settings)
    file = settings.data_dir / "sip.db"
    if file.stat().st_size:
        migrate(address(settings))
    else:
        file.write_bytes(_file())


def create_present(cluster: Cluster, name: str) -> None:
    """A migrated database on that server."""
    _pattern(cluster)
    cluster.create_database(name, PATTERN)


@cache
def _file() -> bytes:
    """What the migrations make of an empty file."""
    with tempfile.TemporaryDirectory(prefix="sip-migrated-") as folder:
        settings = Settings(mode="development", data_dir=Path(folder), database_url="")
        make_file(settings)
        migrate(address(settings))
        # Closed, it is whole: nothing is left in a file beside it.
        assert [file.name for file in Path(folder).iterdir()] == ["sip.db"]
        return (Path(folder) / "sip.db").read_bytes()


@cache
def _pattern(cluster: Cluster) -> None:
    cluster.create_database(PATTERN)
    migrate(address(Settings(mode="development", database_url=cluster.url(PATTERN))))


@cache
def _head() -> str | None:
    return ScriptDirectory.from_config(configuration("")).get_current_head()


async def _is_at_the_head(url: str) -> bool:
    connection = await asyncpg.connect(url)
    try:
        return bool(await connection.fetchval("SELECT version_num FROM schema_version") == _head())
    except asyncpg.UndefinedTableError:
        return False
    finally:
        await connection.close()
