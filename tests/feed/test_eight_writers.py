"""Eight record systems write through the API, each as its own unit; one system follows all eight by long poll.

It is told every event of theirs exactly once and in the order of commits, and one unit's own follower only its own.
FEED_SECONDS sets how long they write.
"""

import os
import random
import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
import pytest
from sqlalchemy import select

from app.models.outbox import outbox_event
from tests.api.following import Following
from tests.api.standing import Office
from tests.callers import system
from tests.persons import Persons
from tests.service import Service

SECONDS = float(os.environ.get("FEED_SECONDS", "3"))
WRITERS = 8


def write(office: Office, persons: Persons, seed: int, end: float) -> list[str]:
    """Plans made and corrected, some requests refused and so taken back; the ids of the plans."""
    chance, made = random.Random(seed), []
    headers = {"Authorization": f"Bearer {office.caller.token}"}
    with httpx.Client(base_url=office.caller.service.url, headers=headers, timeout=30, trust_env=False) as client:
        while time.monotonic() < end:
            body = office.body(person={"personnummer": persons.adult(), "name": "Elsa Lindqvist"})
            answer = client.post("/journal/v1/plans", json=body, headers={"Idempotency-Key": f"{seed}-{len(made)}"})
            if answer.status_code == 503:
                continue
            assert answer.status_code == 201, answer.text
            made.append(answer.json()["id"])
            for _ in range(chance.randrange(4)):
                tag = chance.choice(['"99"', "*"])
                client.patch(f"/journal/v1/plans/{made[-1]}", json={"title": "Ny titel"}, headers={"If-Match": tag})
                time.sleep(chance.uniform(0, 0.02))
    return made


async def stored(service: Service, plans: set[str]) -> list[tuple[str, str, int]]:
    async with service.database.journal() as connection:
        query = select(outbox_event.c.id, outbox_event.c.plan_id, outbox_event.c.version)
        rows = (await connection.execute(query.order_by(outbox_event.c.position))).all()
    return [(str(row.id), str(row.plan_id), row.version) for row in rows if str(row.plan_id) in plans]


def identity(found: list[dict[str, Any]]) -> list[tuple[str, str, int]]:
    return [(one["id"], one["planId"], one["version"]) for one in found]


@pytest.mark.slow
def test_every_event_of_eight_writers_once_and_in_order(service: Service, persons: Persons) -> None:
    offices = [Office(service, persons) for _ in range(WRITERS)]
    every = Following(system(service, *(one.unit for one in offices)), limit=7)
    own = Following(offices[0].caller, limit=7)
    # `next` keeps what was asked for.
    every.place += "&wait=1"
    end, found = time.monotonic() + SECONDS, []
    with ThreadPoolExecutor(WRITERS) as pool:
        writing = [pool.submit(write, one, persons, seed, end) for seed, one in enumerate(offices)]
        while not all(one.done() for one in writing):
            found += every.next()
        made = [one.result() for one in writing]
    found += every.rest()
    assert identity(found) == service.run(stored(service, {one for each in made for one in each}))
    assert len(found) > WRITERS and any(one["version"] > 1 for one in found)
    assert identity(own.rest()) == service.run(stored(service, set(made[0])))
