"""A withdrawal of SIP consent against whatever happens at the same time: a late change, an old one, and the citizen.

From the withdrawal's answer on, no read that begins shows the plan, and no change brings it back.
"""

import asyncio
import os
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Event
from typing import Any
from uuid import UUID

import httpx
import pytest
from sqlalchemy import func, select

from app.models.mirror import mirrored_plan, mirrored_summonses
from app.models.plan import plan as stored_plan
from app.repositories import plans
from app.settings import Settings
from tests import aftermath
from tests.callers import citizen
from tests.house.whole_plan import WholePlan, ago, another
from tests.persons import Persons
from tests.service import Service

ROUNDS = int(os.environ.get("WITHDRAWAL_ROUNDS", "100"))
LOST = {404, 409, 412, 503}


def patch_goal(plan: WholePlan) -> httpx.Response:
    return plan.coordinator.patch(f"{plan.home}/goals/{plan.ids['goals']}", json={"text": "För sent?"})


def add_intervention(plan: WholePlan) -> httpx.Response:
    body = {"goalId": plan.ids["goals"], "text": "För sent?", "position": 2, "responsible": {"kind": "person"}}
    return plan.coordinator.post(f"{plan.home}/interventions", json=body)


def release(plan: WholePlan) -> httpx.Response:
    return plan.coordinator.put(f"{plan.home}/release", json={"approvedForPatient": True})


LATE: list[Callable[[WholePlan], httpx.Response]] = [patch_goal, add_intervention, release]


def withdraw(plan: WholePlan) -> tuple[httpx.Response, float]:
    """The answer, and when it had come."""
    path, body = plan.withdrawal()
    response = plan.coordinator.put(path, json=body)
    return response, time.monotonic()


def read_until(plan: WholePlan, began_reading: Event, answered: Event) -> list[tuple[float, bool]]:
    """Reads again and again, and twice more once the withdrawal has been answered: (begun at, shown)."""
    her = citizen(plan.service, plan.number)
    seen, left = [], 2
    while left:
        left -= answered.is_set()
        began = time.monotonic()
        whole = her.get("/citizen/v1/plans")
        assert whole.status_code in (200, 503)
        seen.append((began, whole.status_code == 200 and bool(whole.json()["plans"])))
        began = time.monotonic()
        seen.append((began, her.get(f"/citizen/v1/plans/{plan.plan_id}").status_code == 200))
        began = time.monotonic()
        summonses = her.get("/citizen/v1/summonses")
        seen.append((began, summonses.status_code == 200 and bool(summonses.json()["summonses"])))
        began_reading.set()
    return seen


async def stored(service: Service, plan: WholePlan) -> tuple[str, str | None, int]:
    """Status, reason of closing, and how many copies of it and of its summonses are published."""
    async with service.database.journal() as connection:
        query = select(stored_plan.c.status, stored_plan.c.closing_reason)
        row = (await connection.execute(query.where(stored_plan.c.id == UUID(plan.plan_id)))).one()
        published = 0
        for table in (mirrored_plan, mirrored_summonses):
            copies = select(func.count()).where(table.c.plan_id == UUID(plan.plan_id))
            published += (await connection.execute(copies)).scalar_one()
        return row.status, row.closing_reason, published


def require_gone(service: Service, plan: WholePlan) -> None:
    assert service.run(stored(service, plan)) == ("closed", "consent_withdrawn", 0)
    for path in ("plans", "summonses"):
        assert citizen(service, plan.number).get(f"/citizen/v1/{path}").json()[path] == []


@pytest.mark.parametrize("rounds", [6, pytest.param(ROUNDS - 6, marks=pytest.mark.slow)])
def test_no_read_that_begins_after_the_answer_shows_the_plan(service: Service, persons: Persons, rounds: int) -> None:
    won = {"late": 0, "withdrawal": 0}
    reads = shown = 0
    with ThreadPoolExecutor(3) as threads:
        for number in range(rounds):
            plan = another(service, persons)
            late_change, began_reading, over = LATE[number % len(LATE)], Event(), Event()
            reading = threads.submit(read_until, plan, began_reading, over)
            began_reading.wait(20)
            if number % 2:
                late = threads.submit(late_change, plan)
                withdrawal = threads.submit(withdraw, plan)
            else:
                withdrawal = threads.submit(withdraw, plan)
                late = threads.submit(late_change, plan)
            response, answered = withdrawal.result(30)
            over.set()
            assert response.status_code == 204, response.text
            status = late.result(30).status_code
            assert status in LOST | {200, 201}, f"{late_change.__name__}: {status}"
            won["withdrawal" if status in LOST else "late"] += 1
            for began, saw in reading.result(30):
                reads, shown = reads + 1, shown + saw
                assert not (saw and began > answered), f"shown after the withdrawal was answered, round {number}"
            assert service.run(stored(service, plan)) == ("closed", "consent_withdrawn", 0)
            # What is closed may still be released, or not; that opens nothing.
            afterwards = 200 if late_change is release else 409
            assert late_change(plan).status_code == afterwards, "afterwards no change is let in"
            require_gone(service, plan)
    assert shown and shown < reads, "she saw it before, and not after"
    if rounds > 50:
        assert all(won.values()), f"the race was never close: {won}"


class Held:
    """Stops one caller of a repository's function in the middle, until it is let go."""

    def __init__(self, service: Service, patch: pytest.MonkeyPatch) -> None:
        self.service, self._patch = service, patch
        self.entered, self._free = service.run(self._events())
        self._taken = False

    async def _events(self) -> tuple[asyncio.Event, asyncio.Event]:
        return asyncio.Event(), asyncio.Event()

    async def once(self) -> None:
        """Only the first who comes is held."""
        if not self._taken:
            self._taken = True
            self.entered.set()
            await self._free.wait()

    def wait_until_entered(self) -> None:
        async def entered() -> None:
            async with asyncio.timeout(10):
                await self.entered.wait()

        self.service.run(entered())

    def let_go(self) -> None:
        async def free() -> None:
            self._free.set()

        self.service.run(free())


def test_a_change_held_open_cannot_bring_the_plan_back(
    service: Service, persons: Persons, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A change is stopped just before it writes: the withdrawal waits for it, and then closes what it wrote."""
    plan, held, save = another(service, persons), Held(service, monkeypatch), plans.save

    async def slow(*given: Any) -> None:
        await held.once()
        await save(*given)

    monkeypatch.setattr(plans, "save", slow)
    with ThreadPoolExecutor(2) as threads:
        late = threads.submit(patch_goal, plan)
        held.wait_until_entered()
        withdrawal = threads.submit(withdraw, plan)
        time.sleep(0.3)
        assert not withdrawal.done(), "the withdrawal has not waited for the change before it"
        held.let_go()
        assert late.result(30).status_code == 200
        assert withdrawal.result(30)[0].status_code == 204
    require_gone(service, plan)


@pytest.fixture
def hasty(settings: Settings, database_kind: str) -> Iterator[Service]:
    """It waits two seconds for the database's turn, where the service that all tests share waits ten."""
    service = Service(database_kind, settings.model_copy(update={"queue_seconds": 2}), migrated=True)
    yield service
    aftermath.check(service, UUID(int=0), 0)
    service.stop()


def test_a_withdrawal_that_waits_too_long_is_not_answered_as_done(
    hasty: Service, persons: Persons, monkeypatch: pytest.MonkeyPatch
) -> None:
    service = hasty
    plan, held, save = another(service, persons), Held(service, monkeypatch), plans.save

    async def slow(*given: Any) -> None:
        await held.once()
        await save(*given)

    monkeypatch.setattr(plans, "save", slow)
    with ThreadPoolExecutor(2) as threads:
        late = threads.submit(patch_goal, plan)
        held.wait_until_entered()
        response, _ = withdraw(plan)
        assert response.status_code == 503
        assert int(response.headers["retry-after"]) >= 1
        held.let_go()
        assert late.result(30).status_code == 200
    assert citizen(service, plan.number).get("/citizen/v1/plans").json()["plans"]
    assert withdraw(plan)[0].status_code == 204
    require_gone(service, plan)


def test_an_old_transaction_without_a_lock_loses_on_the_version(
    service: Service, persons: Persons, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The second fence: even a change that has read the plan without locking it cannot write over the withdrawal."""
    plan, held, load = another(service, persons), Held(service, monkeypatch), plans.load

    async def unlocked(connection: Any, plan_id: UUID, *, lock: bool = False) -> Any:
        found = await load(connection, plan_id)
        if lock:
            await held.once()
        return found

    monkeypatch.setattr(plans, "load", unlocked)
    with ThreadPoolExecutor(2) as threads:
        late = threads.submit(patch_goal, plan)
        held.wait_until_entered()
        withdrawal = threads.submit(withdraw, plan)
        if service.name == "postgresql":
            # Nothing is locked, so it passes; SQLite's one writer waits for its turn whatever we do.
            assert withdrawal.result(30)[0].status_code == 204
        held.let_go()
        expected = {409, 412} if service.name == "postgresql" else {200}
        assert late.result(30).status_code in expected
        assert withdrawal.result(30)[0].status_code == 204
    require_gone(service, plan)


@pytest.mark.parametrize("late_change", LATE)
def test_a_change_that_builds_on_the_plan_before_the_withdrawal_loses(
    service: Service, persons: Persons, monkeypatch: pytest.MonkeyPatch, late_change: Callable[..., httpx.Response]
) -> None:
    """The plan is handed to the change as it was before the withdrawal, whatever the database says by then."""
    plan, load = another(service, persons), plans.load

    async def before() -> Any:
        async with service.database.journal() as connection:
            return await load(connection, UUID(plan.plan_id))

    old = service.run(before())
    assert withdraw(plan)[0].status_code == 204

    async def stale(*_: Any, **__: Any) -> Any:
        return old

    with monkeypatch.context() as patch:
        patch.setattr(plans, "load", stale)
        assert late_change(plan).status_code in (409, 412)
    require_gone(service, plan)


def test_a_consent_that_ends_by_itself_needs_nobody(service: Service, persons: Persons) -> None:
    """On the instant, without a withdrawal and without anybody who acts: not shown, and no change let in."""
    plan = another(service, persons)
    comes_of_age = f"{int(plan.number[:4]) + 18}-{plan.number[4:6]}-{plan.number[6:8]}T12:00:00Z"
    assert citizen(service, plan.number).get("/citizen/v1/plans").json()["plans"]
    # Her guardians' consent is no longer hers to live by when she comes of age.
    assert citizen(service, plan.number).get("/citizen/v1/plans", at=comes_of_age).json()["plans"] == []
    late = {"goalId": plan.ids["goals"], "text": "För sent", "position": 2, "responsible": {"kind": "person"}}
    assert plan.coordinator.post(f"{plan.home}/interventions", json=late, at=comes_of_age).status_code == 409
    assert plan.coordinator.get(plan.home, at=comes_of_age).json()["closingReason"] == "consent_ended"
    assert ago() < comes_of_age
