"""Creates while the server is killed at random: each plan once, none lost, and a retry gets the first answer.

Every client sends its request with one key until it is answered, however many servers die meanwhile, and now and then
once more what was answered long ago. At the end all of it is sent again, and the database is counted. CREATES and
CREATE_KILLS set how many: `CREATES=10000 CREATE_KILLS=60` is what a release is held to.
"""

import os
import random
import signal
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event
from typing import Any
from uuid import uuid4

import httpx
import pytest
from sqlalchemy import func, select

from app import keys
from app.http import minting
from app.keys import KeyRing
from app.models.audit import audit_entry
from app.models.history import plan_version
from app.models.idempotency import kept_answer
from app.models.outbox import outbox_event
from app.models.plan import plan
from app.settings import Settings
from tests.api.standing import Office
from tests.conftest import database_url
from tests.house.test_killed import started
from tests.migrated import make_present
from tests.persons import Persons
from tests.service import Service, development

CREATES = int(os.environ.get("CREATES", "150"))
KILLS = int(os.environ.get("CREATE_KILLS", "4"))
CLIENTS = 6
PLANS = "/journal/v1/plans"


@dataclass
class Running:
    """The server that is up now, and a token that is young enough: a long run outlives many of both."""

    settings: Settings
    keys: KeyRing
    up: Event = field(default_factory=Event)
    address: str = ""
    minted: dict[str, tuple[float, str]] = field(default_factory=dict)

    def serve(self, address: str) -> None:
        self.address = address
        self.up.set()

    def token(self, office: Office) -> str:
        at, token = self.minted.get(office.unit, (0.0, ""))
        if time.monotonic() - at > 120:
            token = minting.staff(self.settings, self.keys, unit=office.unit, person=office.person)
            self.minted[office.unit] = (time.monotonic(), token)
        return token


@dataclass
class Client:
    """What one client sends, each with its key, and what it was first answered."""

    office: Office
    wanted: list[tuple[str, dict[str, Any]]]
    answers: dict[str, tuple[bytes, str, str]] = field(default_factory=dict)
    asked_again: int = 0  # without an answer the time before
    repeated: int = 0  # with one
    http: httpx.Client = field(default_factory=lambda: httpx.Client(timeout=30, trust_env=False))

    def work(self, running: Running) -> None:
        chance = random.Random(self.office.unit)
        for number, one in enumerate(self.wanted):
            self.answered(running, *one)
            if chance.random() < 0.2:
                self.answered(running, *self.wanted[chance.randint(0, number)])

    def again(self, running: Running) -> None:
        """Everything once more."""
        for one in self.wanted:
            self.answered(running, *one)

    def answered(self, running: Running, key: str, body: dict[str, Any]) -> None:
        """Sends it until there is an answer, and holds that to the first one."""
        while True:
            running.up.wait(60)
            to = running.address
            headers = {"Authorization": f"Bearer {running.token(self.office)}", "Idempotency-Key": key}
            try:
                answer = self.http.post(f"{to}{PLANS}", json=body, headers=headers)
            except httpx.TransportError:
                self.asked_again += 1
                time.sleep(0.02)
                continue
            if answer.status_code != 503:
                break
        assert answer.status_code == 201, answer.text
        said = (answer.content, answer.headers["location"], answer.headers["etag"])
        self.repeated += key in self.answers
        assert self.answers.setdefault(key, said) == said, "a retry was answered otherwise than the first time"


@pytest.fixture
def settings(request: pytest.FixtureRequest, database_kind: str, tmp_path: Path) -> Settings:
    return development(tmp_path, database_url=database_url(request, database_kind, f"retried_{uuid4().hex[:8]}"))


@pytest.mark.slow
def test_no_kill_makes_a_create_happen_twice_or_not_at_all(settings: Settings, database_kind: str) -> None:
    persons, chance = Persons(), random.Random(10)
    make_present(settings)
    running = Running(settings, keys.load(settings))
    clients = [_client(Office(running, persons), persons, number) for number in range(CLIENTS)]
    with ThreadPoolExecutor(CLIENTS) as pool, ExitStack() as closing:
        for client in clients:
            closing.enter_context(client.http)
        working = [pool.submit(client.work, running) for client in clients]
        for done in range(1, KILLS + 1):
            server = started(settings)
            running.serve(server.address)
            goal = CREATES * done // (KILLS + 1)
            while sum(len(one.answers) for one in clients) < goal and not any(one.done() for one in working):
                time.sleep(0.005)
            time.sleep(chance.uniform(0, 0.02))
            running.up.clear()
            server.process.send_signal(signal.SIGKILL)
            assert server.process.wait() == -signal.SIGKILL
        whole = Service(database_kind, settings, migrated=True)
        closing.callback(whole.stop)
        running.serve(whole.url)
        for one in working:
            one.result()
        for two in [pool.submit(client.again, running) for client in clients]:
            two.result()
        _count(whole, clients)
    asked_again = sum(client.asked_again for client in clients)
    repeated = sum(client.repeated for client in clients)
    assert asked_again, "no kill came in the middle of a request"
    assert repeated >= CREATES
    print(f"\n{CREATES} creates, {KILLS} kills, {asked_again} sent again unanswered, {repeated} answered again alike")


def _client(office: Office, persons: Persons, number: int) -> Client:
    own = len(range(number, CREATES, CLIENTS))
    told = {"name": "Elsa Lindqvist"}
    bodies = [
        office.body(title=f"Ärende {number}-{one}", person=told | {"personnummer": persons.adult()})
        for one in range(own)
    ]
    return Client(office, [(str(uuid4()), body) for body in bodies])


def _count(service: Service, clients: list[Client]) -> None:
    """Each is there once, under the id that was answered, with one version, one event and one entry."""

    async def counted() -> tuple[list[tuple[str, str]], dict[str, int], Counter[str]]:
        async with service.database.journal() as connection:
            made = [(str(one.id), one.title) for one in await connection.execute(select(plan.c.id, plan.c.title))]
            totals = {
                table.name: (await connection.execute(select(func.count()).select_from(table))).scalar_one()
                for table in (plan_version, outbox_event, kept_answer)
            }
            kinds = select(audit_entry.c.action, audit_entry.c.kind).where(audit_entry.c.outcome == "allowed")
            return made, totals, Counter(one.kind for one in await connection.execute(kinds))

    made, totals, entries = service.run(counted())
    titles = Counter(title for _, title in made)
    assert [title for title, times in titles.items() if times > 1] == []
    assert len(titles) == CREATES and sum(len(client.answers) for client in clients) == CREATES
    stands = {title: plan_id for plan_id, title in made}
    for client in clients:
        for key, body in client.wanted:
            content, location, _ = client.answers[key]
            assert location.endswith(stands[body["title"]]) and stands[body["title"]].encode() in content
    assert set(totals.values()) == {CREATES}, totals
    assert entries["Skriva"] == CREATES
