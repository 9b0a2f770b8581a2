"""The time that an answer takes tells of nothing hidden: of two worlds one has very much of it, and is as quick.

The same is asked in both by turns (`unlike`), and the quick reads of each, the tenth percentile, are compared with each
other and with how far two halves of one world's lie apart (`timing.judged`). The worlds are told apart if they differ
by more than 0.4 ms and by more than three times that noise, twice, the second time measured twice as long.

Time is measured here, so the suite has no part of it, which shares its cores with other tests (`conftest`): there what
the machine cannot disturb stands for it (`test_work`). `TIMING_ROUNDS` says how many rounds.
"""

import os
import random
import time
from typing import Any

import pytest
from sqlalchemy import func, select

from app.models.audit import audit_entry
from app.repositories import citizen
from tests.interference.timing import told_apart
from tests.interference.unlike import SIZE, asks
from tests.interference.worlds import Story, World

pytestmark = pytest.mark.slow
ROUNDS = int(os.environ.get("TIMING_ROUNDS", 40))
TIMED = ("plans", "plans/{never}", "accesses", "presence", "in her place: represented/{reading}/plans")


def test_how_much_is_hidden_does_not_show_in_the_time(worlds: tuple[World, World], told: Story) -> None:
    asked, chance = asks(worlds[0], told), random.Random(1)
    for name, ask in asked.items():
        one, two = (world.answers([ask]) for world in worlds)
        assert one == two, name
        assert one[0].startswith(b"404" if "never" in name or "place: represented/{mine}" in name else b"200"), name
    assert told_apart(worlds, {name: asked[name] for name in TIMED}, ROUNDS, chance) == {}


def sleeping_for_what_is_hidden(plans: Any, seconds: float) -> Any:
    """A read that takes so much longer where something was denied about her: that she is not told."""

    async def slower(connection: Any, person_key: str, *rest: Any) -> Any:
        denied = select(func.count()).where(audit_entry.c.person_key == person_key, audit_entry.c.outcome == "denied")
        if (await connection.execute(denied)).scalar_one() > SIZE:
            time.sleep(seconds)
        return await plans(connection, person_key, *rest)

    return slower


def test_a_millisecond_that_depends_on_what_is_hidden_is_seen(
    worlds: tuple[World, World], told: Story, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(citizen, "plans", sleeping_for_what_is_hidden(citizen.plans, 0.001))
    found = told_apart(worlds, {"plans": asks(worlds[0], told)["plans"]}, ROUNDS, random.Random(2))
    assert found and found["plans"].shift > 0, "a planted leak was not seen"
