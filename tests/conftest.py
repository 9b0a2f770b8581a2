"""What the whole suite shares: which databases, the running service, and what is checked after every test of it."""

import gc
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID, uuid4

import pytest

from app import tending
from tests import aftermath
from tests.migrated import create_present
from tests.persons import Persons
from tests.postgres import Cluster
from tests.service import Service, development


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--database", choices=("both", "sqlite", "postgresql"), default="both", help="which databases")


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Iterator[None]:
    """What is imported and collected stays to the end: the garbage collector, which walks through all that it knows
    again and again, is told to pass it over."""
    gc.disable()
    try:
        return (yield)
    finally:
        gc.freeze()
        gc.enable()


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """With SQLite alone no PostgreSQL is started: what is about PostgreSQL itself waits for the whole suite."""
    if config.getoption("database") != "sqlite":
        return
    waiting = [
        item
        for item in items
        if "cluster" in getattr(item, "fixturenames", ()) or item.get_closest_marker("postgresql") is not None
    ]
    config.hook.pytest_deselected(items=waiting)
    items[:] = [item for item in items if item not in waiting]


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """A test that asks for `service`, or for `database_kind`, runs once on each database that it is about."""
    if "database_kind" in metafunc.fixturenames:
        marked = metafunc.definition.get_closest_marker
        chosen = "postgresql" if marked("postgresql") else metafunc.config.getoption("database")
        if marked("once") and chosen == "both":
            chosen = "sqlite"
        kinds = ("sqlite", "postgresql") if chosen == "both" else (chosen,)
        metafunc.parametrize("database_kind", kinds, scope="session", indirect=True)


@pytest.fixture(scope="session")
def database_kind(request: pytest.FixtureRequest) -> str:
    kind: str = request.param
    return kind


@pytest.fixture(scope="session")
def cluster() -> Iterator[Cluster]:
    """A PostgreSQL of the suite's own."""
    running = Cluster()
    yield running
    running.stop()


def database_url(request: pytest.FixtureRequest, kind: str, name: str, *, empty: bool = False) -> str:
    """The address of a new database of that kind: nothing for SQLite, whose file lies in the data folder.

    In PostgreSQL it is migrated already, unless it is to be empty.
    """
    if kind == "sqlite":
        return ""
    cluster: Cluster = request.getfixturevalue("cluster")
    if empty:
        cluster.create_database(name)
    else:
        create_present(cluster, name)
    return cluster.url(name)


@pytest.fixture(scope="session")
def _running(
    request: pytest.FixtureRequest, database_kind: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Service]:
    folder: Path = tmp_path_factory.mktemp(f"service-{database_kind}")
    # It is made anew where a worker comes back to a kind of database that it had done with.
    url = database_url(request, database_kind, f"suite_{uuid4().hex[:8]}")
    with pytest.MonkeyPatch.context() as patch:
        # A closure that the sweeper writes in the middle of another test would be a change that nobody made there;
        # that it sweeps is shown by `tests/house/test_sweeper`.
        patch.setattr(tending, "MINUTE_SECONDS", 24 * 3600)
        # Nothing is refused because the machine is busy; that it is, when it must be, is tested with limits.
        patient = {"queue_seconds": 10, "database_seconds": 20}
        service = Service(database_kind, development(folder, database_url=url, **patient))
        yield service
        service.stop()


@pytest.fixture
def service(_running: Service) -> Iterator[Service]:
    """The running service. After the test, everything it left behind is looked through (`aftermath`)."""
    began = UUID(int=int(datetime.now(UTC).timestamp() * 1000) << 80)
    lines = len(_running.logs.lines)
    yield _running
    aftermath.check(_running, began, lines)


@pytest.fixture(scope="session")
def _persons() -> Persons:
    return Persons()


@pytest.fixture
def persons(_persons: Persons) -> Persons:
    """Gives test persons and units that no other test has."""
    return _persons
