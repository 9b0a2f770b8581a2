"""The running service writes, by itself, the closures that time alone has made; and what fails waits for the next turn.

What a sweep does is in `tests/api/process/test_lapse_sweep`; here only that somebody does it.
"""

import time
from collections.abc import Iterator
from datetime import UTC, datetime, tzinfo
from pathlib import Path
from typing import Any

import pytest

from app import tending
from tests.callers import CANARY
from tests.persons import Persons
from tests.playing import Played
from tests.service import Service, development


class Later(datetime):
    """The sweeper's clock: after every consent of the example plans has ended."""

    @classmethod
    def now(cls, tz: tzinfo | None = None) -> "Later":
        return cls(2035, 1, 1, tzinfo=tz or UTC)


@pytest.fixture
def sweeping(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Service]:
    """A service of its own, in a hurry."""
    monkeypatch.setattr(tending, "MINUTE_SECONDS", 0.1)
    monkeypatch.setattr(tending, "datetime", Later)
    running = Service("sqlite", development(tmp_path))
    yield running
    running.stop()


def test_the_service_sweeps_by_itself_and_goes_on_after_a_failure(
    sweeping: Service, persons: Persons, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def failing(*_: Any) -> int:
        raise RuntimeError(CANARY)

    with monkeypatch.context() as patch:
        patch.setattr(tending, "sweep", failing)
        played = Played(sweeping, persons, "elsa-hemgang", "establish", sip_until="2026-12-31")
        wait_for(lambda: any("the sweep failed: RuntimeError" in line for line in sweeping.logs.lines))
    assert not any(CANARY in line for line in sweeping.logs.lines)
    versions = f"{played.path}/versions"
    who = played.staff(played.case["coordinator"])
    after = "2027-06-01T12:00:00Z"
    wait_for(lambda: who.get(versions, at=after).json()["versions"][0]["change"] == "plan.lapsed")
    assert (played.plan(after)["status"], played.plan(after)["closingReason"]) == ("closed", "consent_ended")
    assert played.plan(after)["notices"], "those who were let in are told"


def wait_for(found: Any) -> None:
    end = time.monotonic() + 20
    while not found():
        assert time.monotonic() < end, "it never came"
        time.sleep(0.05)
