"""A database that takes some commits and then no more, as on a full disk."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import event

from tests.service import Service


@contextmanager
def full_after(service: Service, most: int) -> Iterator[None]:
    commits: list[int] = []

    def fail(_connection: Any) -> None:
        commits.append(1)
        if len(commits) > most:
            raise OSError("no space")

    engine = service.database._journal.sync_engine
    event.listen(engine, "commit", fail)
    try:
        yield
    finally:
        event.remove(engine, "commit", fail)
