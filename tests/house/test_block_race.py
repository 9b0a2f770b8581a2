"""A block is registered while the blocked unit reads: from its answer on, no read that begins shows the plan."""

import os
import time
from concurrent.futures import ThreadPoolExecutor
from threading import Event

import httpx
import pytest

from tests.callers import Caller
from tests.house.staffed_plan import plainly
from tests.house.whole_plan import WholePlan, another
from tests.house.whole_reading import block
from tests.persons import Persons
from tests.service import Service

# Each is of a whole plan of its own, which takes longer to make than to block.
ROUNDS = int(os.environ.get("BLOCK_ROUNDS", "15"))


def register(plan: WholePlan, hsa_id: str) -> tuple[httpx.Response, float]:
    """The answer, and when it had come."""
    response = plan.coordinator.post(f"{plan.home}/blocks", json=block(plainly, plan.ids["coordinator"], hsa_id))
    return response, time.monotonic()


def looks(partner: Caller, plan: WholePlan) -> dict[str, bool]:
    """Whether the plan is shown at each of the places where the unit may see it."""
    single = partner.get(plan.home)
    listed = partner.get("/journal/v1/plans?limit=100")
    searched = partner.post("/journal/v1/plan-searches", json={"personnummer": plan.number})
    for answer in (listed, searched):
        assert answer.status_code in (200, 503)
    return {
        "single": single.status_code == 200,
        "listed": plan.plan_id in listed.text,
        "searched": plan.plan_id in searched.text,
    }


def read_until(plan: WholePlan, began_reading: Event, answered: Event) -> list[tuple[float, bool]]:
    """Reads again and again, and twice more once the block is answered: (begun at, shown)."""
    seen, left = [], 2
    while left:
        left -= answered.is_set()
        began = time.monotonic()
        seen.append((began, any(looks(plan.partner, plan).values())))
        began_reading.set()
    return seen


@pytest.mark.parametrize("rounds", [4, pytest.param(ROUNDS - 4, marks=pytest.mark.slow)])
def test_no_read_that_begins_after_the_answer_shows_the_plan(service: Service, persons: Persons, rounds: int) -> None:
    shown = reads = 0
    with ThreadPoolExecutor(1) as threads:
        for number in range(rounds):
            plan = another(service, persons)
            (unit,) = [one["hsaId"] for one in plan.read()["units"] if one["id"] == plan.ids["units"]]
            began_reading, answered = Event(), Event()
            reading = threads.submit(read_until, plan, began_reading, answered)
            began_reading.wait(20)
            response, at = register(plan, unit if number % 2 else unit.partition("-")[0])
            answered.set()
            assert response.status_code == 201, response.text
            for began, saw in reading.result(60):
                reads, shown = reads + 1, shown + saw
                # One look is three requests; all of them began after the first.
                assert not (saw and began > at), f"shown after the block was answered, round {number}"
    assert shown and shown < reads, "the unit saw it before, and not after"
