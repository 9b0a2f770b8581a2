"""The two worlds, each with a database of its own."""

import os
import random
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from uuid import uuid4

import pytest

from app import durability, engines, tending
from app.http import trace
from app.routers.citizen import desk
from tests.conftest import database_url
from tests.interference.unlike import unlike
from tests.interference.worlds import BEGAN, Story, World
from tests.service import Service, development

# What measures time is not collected unless it is asked for.
collect_ignore = [] if "TIMING_ROUNDS" in os.environ else ["test_timing.py"]
READ_AT = BEGAN + timedelta(days=40)


@pytest.fixture
def worlds(
    request: pytest.FixtureRequest, database_kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[tuple[World, World]]:
    yield from two_worlds(request, database_kind, tmp_path, monkeypatch)


def two_worlds(
    request: pytest.FixtureRequest, database_kind: str, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[tuple[World, World]]:
    # Nothing happens by itself, and the numbers of spans are no difference between the worlds.
    monkeypatch.setattr(tending, "MINUTE_SECONDS", 24 * 3600)
    monkeypatch.setattr(trace, "secrets", SimpleNamespace(token_hex=lambda size: "ab" * size))
    # She is shown when somebody read for her; that it was a moment later in the second world is no difference.
    monkeypatch.setattr(desk, "datetime", SimpleNamespace(now=lambda zone: READ_AT.astimezone(zone)))
    one_writer = engines.one_writer

    def hasty(engine: Any) -> None:
        """Durability is not what is asked here, and a hundred thousand transactions are."""
        one_writer(engine)
        engines.event.listen(
            engine.sync_engine, "connect", lambda made, _: made.execute("PRAGMA synchronous = OFF").close()
        )

    async def unasked(connection: Any) -> None:
        """Nor is a service refused that has been told not to wait for the disk."""

    monkeypatch.setattr(engines, "one_writer", hasty)
    monkeypatch.setattr(durability, "check", unasked)
    made, names = [], [f"world_{uuid4().hex[:8]}" for _ in range(2)]
    for place, name in enumerate(names):
        url = database_url(request, database_kind, name)
        if url:
            request.getfixturevalue("cluster")._admin(f'ALTER DATABASE "{name}" SET synchronous_commit = off')
        (folder / name).mkdir()
        # Nothing is refused because the machine is busy: that would be in one world and not in the other.
        more = {"keys_dir": folder / "keys", "public_url": "https://sip.example.se"}
        more |= {"queue_seconds": 20, "database_seconds": 20}
        service = Service(database_kind, development(folder / name, database_url=url, **more))
        made.append(World(service, random.Random(f"world {place}")))
    yield made[0], made[1]
    for world, name in zip(made, names, strict=True):
        world.service.stop()
        if database_kind == "postgresql":
            request.getfixturevalue("cluster").drop_database(name)


@pytest.fixture
def told(worlds: tuple[World, World]) -> Story:
    """One person who lives in both, in the second with very much that is hidden."""
    return unlike(worlds)
