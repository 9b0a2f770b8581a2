"""Failures that are planted in a running service: no commit works, or one function that writes."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import event

from tests.service import Service


class NoSpace(Exception):
    """What the planted failures raise."""


@contextmanager
def no_commit_works(service: Service) -> Iterator[list[int]]:
    """Counts the commits that were tried."""
    tried: list[int] = []

    def fail(_connection: Any) -> None:
        tried.append(1)
        raise NoSpace("KANARIEFÅGEL i felet")

    engines = [engine.sync_engine for engine in (service.database._journal, service.database._citizen) if engine]
    for engine in engines:
        event.listen(engine, "commit", fail)
    try:
        yield tried
    finally:
        for engine in engines:
            event.remove(engine, "commit", fail)


def fail_at(patch: pytest.MonkeyPatch, module: Any, name: str) -> None:
    async def failing(*_: Any, **__: Any) -> None:
        raise NoSpace("KANARIEFÅGEL i felet")

    patch.setattr(module, name, failing)
