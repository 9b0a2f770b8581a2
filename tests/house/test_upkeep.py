"""However many ask, what the service does by itself has its turn: sweeping, sealing, numbering, counting.

Here sixty ask at once, each for a connection that it keeps for a while, and wait for it a fifth of a second; most are
turned away. Before that was told apart, the log was not sealed for as long as it went on.
"""

import asyncio
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import text

from app import tending
from app.db import Database
from app.domain.refusal import Unavailable
from tests.api.standing import Office, refused
from tests.conftest import database_url
from tests.persons import Persons
from tests.service import Service, development

ASKING, KEPT_SECONDS, ASKED_SECONDS = 60, 0.1, 2.5
DONE_BY_ITSELF = {"sip.sweep", "sip.seal", "sip.statistics", "sip.feed"}


@pytest.fixture
def crowded(
    request: pytest.FixtureRequest, database_kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Service]:
    """Nobody waits long, and few are served at once; and what is done every minute is done five times a second."""
    monkeypatch.setattr(tending, "MINUTE_SECONDS", 0.2)
    url = database_url(request, database_kind, f"crowded_{uuid4().hex[:8]}")
    service = Service(database_kind, development(tmp_path, database_url=url, queue_seconds=0.2, pool_size=2))
    yield service
    service.stop()


async def ask(database: Database, until: float) -> list[bool]:
    """Again and again; of each time, whether it was served."""
    served = []
    while time.monotonic() < until:
        try:
            async with database.journal() as connection:
                await connection.execute(text("SELECT 1"))
                await asyncio.sleep(KEPT_SECONDS)
            served.append(True)
        except Unavailable:
            served.append(False)
    return served


async def crowd(database: Database) -> list[bool]:
    until = time.monotonic() + ASKED_SECONDS
    return [one for each in await asyncio.gather(*(ask(database, until) for _ in range(ASKING))) for one in each]


def test_what_it_does_by_itself_is_done_while_most_are_turned_away(crowded: Service) -> None:
    served = crowded.run(crowd(crowded.database))
    assert served.count(False) > served.count(True) > 0
    told = [line for line in crowded.logs.lines if any(name in line for name in DONE_BY_ITSELF)]
    assert [line for line in told if "failed" in line or "not numbered" in line] == []


def test_whoever_is_turned_away_is_told_that_it_is_busy(crowded: Service, persons: Persons) -> None:
    """In the same words on both databases, and without a fault in the log: too many who ask are no fault of ours."""
    office = Office(crowded, persons)
    path = office.plan()
    turned_away = []
    with ThreadPoolExecutor(1) as pool:
        asked = pool.submit(crowded.run, crowd(crowded.database))
        while not asked.done():
            answer = office.caller.get(path)
            if answer.status_code != 200:
                turned_away.append(answer)
    assert turned_away
    for answer in turned_away:
        refused(answer, 503)
        assert answer.headers["Retry-After"] == "2"
    assert not any("sip.error" in line for line in crowded.logs.lines)
