"""What several tests of the house begin with."""

from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest

from app.db import address
from app.repositories.migrations import migrate
from app.settings import Settings
from tests.conftest import database_url
from tests.service import development


@pytest.fixture
def settings(request: pytest.FixtureRequest, database_kind: str, tmp_path: Path) -> Iterator[Settings]:
    """A migrated database of its own."""
    name = f"house_{uuid4().hex[:8]}"
    made = development(tmp_path, database_url=database_url(request, database_kind, name))
    migrate(address(made))
    yield made
    if database_kind == "postgresql":
        request.getfixturevalue("cluster").drop_database(name)
