"""Random steps by random actors against the model, on each database.

A disagreement is shrunk and printed as a list of steps. `make model SEQUENCES=2000 STEPS=50 DATABASE=sqlite` is the
long run; the suite takes a short one, which costs half a minute for each database, and `make quick` none.

How the model stays independent: `consents`, `plan` and `rights` import nothing of the program, only this folder's list
of actors. They are written from the domain rules and from "Why it is so" (README, and its page), and what the rules
leave open says `decided` and why. When the two disagree, the rules say who is right; the model is never mended to
repeat an answer of the service without a reason that stands there. `test_independence` holds the imports to this.
"""

import os
import time

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test
from sqlalchemy import func, select

from app.models.history import plan_version
from app.models.outbox import outbox_event
from tests.model.door import Door
from tests.model.lifelines import Lifelines
from tests.model.machine import Machine

SEQUENCES = int(os.environ.get("MODEL_SEQUENCES", "40"))
STEPS = int(os.environ.get("MODEL_STEPS", "50"))
# Shrinking takes minutes; without it the sequence is told as it was found.
PHASES = (Phase.generate, Phase.shrink) if os.environ.get("MODEL_SHRINK", "1") == "1" else (Phase.generate,)


@pytest.mark.slow
def test_the_service_does_what_the_model_says(opened: Door, capsys: pytest.CaptureFixture[str]) -> None:
    Lifelines.taken.clear()
    Machine.sequences = 0
    began, requests = time.monotonic(), opened.requests
    wanted = settings(
        max_examples=SEQUENCES,
        stateful_step_count=STEPS,
        deadline=None,
        database=None,
        phases=PHASES,
        suppress_health_check=list(HealthCheck),
    )
    try:
        run_state_machine_as_test(Lifelines, settings=wanted)
        opened.run(_each_version_has_its_event(opened))
    finally:
        if "MODEL_SEQUENCES" in os.environ:
            with capsys.disabled():
                _report(time.monotonic() - began, opened.requests - requests)


def _report(took: float, requests: int) -> None:
    steps = sum(sum(counted.values()) for counted in Lifelines.taken.values())
    print(
        f"\n{Machine.sequences} sequences, {steps} steps, {requests} requests, {took:.0f} s: {steps / took:.0f} steps/s"
    )
    for about, counted in sorted(Lifelines.taken.items()):
        print(f"  {about:24} " + "  ".join(f"{status}: {number}" for status, number in sorted(counted.items())))


async def _each_version_has_its_event(door: Door) -> None:
    """Of every plan that was made: one row and one event for each version, none missing and none twice."""
    async with door.database.journal() as connection:
        for table in (plan_version, outbox_event):
            columns = select(table.c.plan_id, func.count(), func.max(table.c.version)).group_by(table.c.plan_id)
            rows = (await connection.execute(columns)).all()
            assert rows and all(number == newest for _, number, newest in rows), f"{table.name} has a gap"
