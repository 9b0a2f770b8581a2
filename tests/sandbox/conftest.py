"""A sandbox with three plans, on a real socket, and put back after each test: no clock and no fault is left set. Beside
it one of one plan that sends webhooks, and a receiver.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest

from app import keys, tending
from app.sandbox.building import build
from app.sandbox.filling import fill
from tests.conftest import database_url
from tests.migrated import make_present
from tests.service import Service, development
from tests.webhooks.receiver import Receiver

PLANS = 3


@pytest.fixture(scope="module")
def _filled(
    request: pytest.FixtureRequest, database_kind: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Service]:
    folder = tmp_path_factory.mktemp(f"sandbox-{database_kind}")
    settings = development(folder, database_url=database_url(request, database_kind, f"sandbox_{folder.name[-1]}"))
    make_present(settings)
    assert fill(settings, keys.load(settings), PLANS) == PLANS
    service = Service(database_kind, settings, migrated=True, build=build)
    yield service
    service.stop()


@pytest.fixture
def served(_filled: Service) -> Iterator[Service]:
    yield _filled
    for name, nothing in (("clock", {"now": None}), ("faults", {"fault": None})):
        assert _filled.client.put(f"/sandbox/{name}", json=nothing).status_code == 200


@pytest.fixture
def hurried() -> None:
    """Asked for, it makes minutes short in what is sending."""


@pytest.fixture
def sending(
    request: pytest.FixtureRequest, database_kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Service]:
    """A sandbox of one plan that sends webhooks; with `hurried` its minutes are short, from when it is filled."""
    name = f"sandbox_{request.node.name.partition('[')[0]}"[:60]
    settings = development(tmp_path, database_url=database_url(request, database_kind, name), relay=True)
    make_present(settings)
    fill(settings, keys.load(settings), 1)
    if "hurried" in request.fixturenames:
        monkeypatch.setattr(tending, "MINUTE_SECONDS", 0.2)
    service = Service(database_kind, settings, migrated=True, build=build)
    yield service
    service.stop()


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    one = Receiver()
    yield one
    one.stop()
