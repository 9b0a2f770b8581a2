"""SIGTERM under load, again and again: whoever was let in gets her answer, and what had no answer was not done.

Readers and writers ask all the time; in the middle of it the process is told to stop. A request counts as accepted if
it was sent on a connection that the service answers on, MARGIN or more before the signal, or if it left an entry in
the log. STOPS says how many times. Beside that, a process that is killed instead: the same look, and it sees.
"""

import os
import random
import signal
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest
from sqlalchemy import select

from app.models.audit import audit_entry
from app.settings import Settings
from tests import aftermath
from tests.api.standing import Office
from tests.conftest import database_url
from tests.house.test_killed import started
from tests.persons import Persons
from tests.service import Service, development

STOPS = int(os.environ.get("STOPS", "1"))
CALLERS = 16
# A request that is sent while the signal is on its way may meet a connection that is being closed.
MARGIN = 0.02
WITHIN = 25  # seconds, from the signal to the end of the process


@dataclass
class Asking:
    """One caller, who asks until she has no answer. Times are of one clock."""

    office: Office
    writes: bool
    waits: bool = False
    plans: list[str] = field(default_factory=list)
    answered: list[tuple[float, float, int]] = field(default_factory=list)  # sent, answered, status
    unanswered: tuple[float, str] | None = None  # sent, trace

    def until_it_stops(self, address: str) -> None:
        self.answered, self.unanswered = [], None
        headers = {"Authorization": f"Bearer {self.office.caller.token}"}
        with httpx.Client(base_url=address, headers=headers, timeout=40, trust_env=False) as client:
            while True:
                trace, sent = uuid4().hex, time.monotonic()
                try:
                    answer = self._ask(client, {"traceparent": f"00-{trace}-{trace[:16]}-01"})
                except httpx.ConnectError:
                    return
                except httpx.TransportError:
                    self.unanswered = (sent, trace)
                    return
                self.answered.append((sent, time.monotonic(), answer.status_code))
                if answer.status_code == 201:
                    self.plans.append(answer.json()["id"])

    def _ask(self, client: httpx.Client, headers: dict[str, str]) -> httpx.Response:
        if self.waits:
            return client.get("/journal/v1/events?wait=20", headers=headers)
        if not self.writes and self.plans:
            return client.get(f"/journal/v1/plans/{self.plans[-1]}", headers=headers)
        person = {"personnummer": self.office.citizen, "name": "Elsa Lindqvist"}
        body = self.office.body(person=person)
        return client.post("/journal/v1/plans", json=body, headers=headers | {"Idempotency-Key": str(uuid4())})


@dataclass
class Stopped:
    """What came of all stops. `late`: what was taken on before the signal and answered after it; `refused`: 503, as at
    any time when there is too much to do; `failed`: what was accepted and failed.
    """

    answered: int = 0
    late: int = 0
    refused: int = 0
    failed: list[str] = field(default_factory=list)


@pytest.fixture
def settings(request: pytest.FixtureRequest, database_kind: str, tmp_path: Path) -> Settings:
    return development(tmp_path, database_url=database_url(request, database_kind, f"stopped_{uuid4().hex[:8]}"))


def stopped(settings: Settings, kind: str, times: int, how: signal.Signals) -> Stopped:
    persons, chance, told = Persons(), random.Random(times), Stopped()
    whole = Service(kind, settings)
    for _ in range(times):
        began = UUID(int=int(time.time() * 1000) << 80)
        asking = [Asking(Office(whole, persons), n % 2 == 0, n == 1) for n in range(CALLERS)]
        whole.stop()
        server = started(settings)
        with ThreadPoolExecutor(CALLERS) as pool:
            running = [pool.submit(one.until_it_stops, server.address) for one in asking]
            _under_way(asking, chance.randint(2 * CALLERS, 8 * CALLERS))
            time.sleep(chance.uniform(0, 0.05))
            at = time.monotonic()
            server.process.send_signal(how)
            code = server.process.wait(WITHIN)
            for one in running:
                one.result()
        if how is signal.SIGTERM and code not in (0, -signal.SIGTERM):
            told.failed.append(f"it ended with {code}")
        _look(told, asking, at)
        whole = Service(kind, settings, migrated=True)
        _hold(whole, told, asking)
        if how is signal.SIGTERM:
            aftermath.check(whole, began, 0)
    whole.stop()
    return told


def _under_way(asking: list[Asking], many: int) -> None:
    """Waits until so many requests have been answered, or half a minute."""
    ends = time.monotonic() + 30
    while sum(len(one.answered) for one in asking) < many and time.monotonic() < ends:
        time.sleep(0.01)


def _look(told: Stopped, asking: list[Asking], at: float) -> None:
    for one in asking:
        told.answered += len(one.answered)
        told.late += sum(sent < at < got and status < 300 for sent, got, status in one.answered)
        told.failed += [f"answered {status}" for _, _, status in one.answered if status >= 500 and status != 503]
        told.refused += sum(status == 503 for _, _, status in one.answered)
        # A caller who had no answer at all had not been let in.
        if one.unanswered and one.answered and one.unanswered[0] < at - MARGIN:
            told.failed.append(f"sent {at - one.unanswered[0]:.3f} s before the signal, and not answered")


def _hold(service: Service, told: Stopped, asking: list[Asking]) -> None:
    """What was answered is there, and what was not has left nothing in the log."""
    traces = [one.unanswered[1] for one in asking if one.unanswered]

    async def entries() -> list[Any]:
        async with service.database.journal() as connection:
            query = select(audit_entry.c.action).where(audit_entry.c.trace_id.in_(traces))
            return list((await connection.execute(query)).scalars())

    told.failed += [f"done and not answered: {action}" for action in service.run(entries())]
    for one in asking:
        one.office.caller.service = service
        for plan in one.plans:
            if one.office.caller.get(f"/journal/v1/plans/{plan}").status_code != 200:
                told.failed.append("answered and not there")


@pytest.mark.slow
def test_no_accepted_request_fails_when_it_is_told_to_stop(settings: Settings, database_kind: str) -> None:
    told = stopped(settings, database_kind, STOPS, signal.SIGTERM)
    print(told)
    assert not told.failed, told.failed[:20]
    # Work was under way when the signal came, or nothing was shown.
    assert told.late >= STOPS and told.answered >= 2 * CALLERS * STOPS and told.refused < told.answered / 10


@pytest.mark.slow
def test_a_process_that_is_killed_instead_is_seen(settings: Settings, database_kind: str) -> None:
    assert stopped(settings, database_kind, 1, signal.SIGKILL).failed
