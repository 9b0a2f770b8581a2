"""What several tests of the house begin with."""

from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest

from app.settings import Settings
from tests.conftest import database_url
from tests.house.canaries import Variants, planted
from tests.house.staffed_plan import WholePlan
from tests.migrated import make_present
from tests.persons import Persons
from tests.service import Service, development


@pytest.fixture
def settings(request: pytest.FixtureRequest, database_kind: str, tmp_path: Path) -> Iterator[Settings]:
    """A migrated database of its own."""
    name = f"house_{uuid4().hex[:8]}"
    made = development(tmp_path, database_url=database_url(request, database_kind, name))
    make_present(made)
    yield made
    if database_kind == "postgresql":
        request.getfixturevalue("cluster").drop_database(name)


@pytest.fixture
def own(settings: Settings, database_kind: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Service]:
    """A service with a database and keys of its own, which commands find in the environment."""
    for name in ("mode", "data_dir", "database_url"):
        monkeypatch.setenv(f"SIP_{name.upper()}", str(getattr(settings, name)))
    service = Service(database_kind, settings, migrated=True)
    yield service
    service.stop()


@pytest.fixture(params=[False, True], ids=["open", "protected"])
def pair(service: Service, persons: Persons, request: pytest.FixtureRequest) -> tuple[WholePlan, Variants]:
    """A plan with a canary in everything that is withheld, and others beside it; of a protected person, too."""
    return planted(service, persons, protected=request.param)


@pytest.fixture
def plan(pair: tuple[WholePlan, Variants]) -> WholePlan:
    return pair[0]


@pytest.fixture
def others(pair: tuple[WholePlan, Variants]) -> Variants:
    return pair[1]
