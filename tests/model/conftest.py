"""The service that the model is held to: one for each database, in this process."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import database_url
from tests.model.door import Door
from tests.model.lifelines import Lifelines
from tests.service import development


@pytest.fixture(scope="session")
def door(
    request: pytest.FixtureRequest, database_kind: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Door]:
    folder: Path = tmp_path_factory.mktemp(f"model-{database_kind}")
    # What is tried here are the rules: nothing is refused because the machine is busy.
    patient = {"queue_seconds": 30, "database_seconds": 30}
    opened = Door(development(folder, database_url=database_url(request, database_kind, "model"), **patient))
    yield opened
    opened.stop()


@pytest.fixture
def opened(door: Door) -> Door:
    Lifelines.door = door
    return door
