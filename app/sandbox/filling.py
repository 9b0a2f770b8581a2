"""Fills the sandbox: one plan is played through the API, step by step, and the others are copies of it.

A copy is a new plan of a new person, with new ids, and goes through the service's one door like any other: its mirror,
history, reach, audit entry and event are real. Broken off, it goes on where it stood the next time.
"""

import asyncio
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import fields, is_dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import httpx
import uvicorn
from sqlalchemy import select

from app import cases, main
from app.db import Database
from app.domain.actor import Staff
from app.domain.hsa_id import principal_of
from app.domain.personnummer import born
from app.domain.plan import PARTS, Plan
from app.http import minting
from app.keys import KeyRing
from app.models.person import person as persons_table
from app.models.plan import plan as plans_table
from app.repositories import persons, plans
from app.sandbox import example
from app.sandbox.persons import name, nth
from app.services import changes
from app.services.work import NO_TRACE, Work, new_id
from app.settings import Settings

_AT_ONCE, _TELLS = 25, 250
_LOOKED_FOR = 500


class NotFilled(RuntimeError):
    """The example could not be played; the message says where it stopped."""


def fill(settings: Settings, ring: KeyRing, wanted: int, tell: Callable[[int], None] = lambda _left: None) -> int:
    """The first `wanted` persons have a plan each, when this is through; how many were made for it.

    `tell` hears now and then how many are left.
    """
    # Nobody waits for an answer here, so it has more patience with the database than a request has.
    settings = settings.model_copy(update={"queue_seconds": 30})
    missing = asyncio.run(_missing(settings, ring, wanted))
    if missing:
        plan_id = _play(settings, ring, missing[0])
        asyncio.run(_copy_for(settings, ring, plan_id, missing[1:], tell))
    return len(missing)


async def _missing(settings: Settings, ring: KeyRing, wanted: int) -> list[int]:
    database, found = Database(settings, citizen=False), []
    try:
        for start in range(1, wanted + 1, _LOOKED_FOR):
            keys = {ring.person_key(nth(n)): n for n in range(start, min(start + _LOOKED_FOR, wanted + 1))}
            has = select(persons_table.c.key).join(plans_table, plans_table.c.person_id == persons_table.c.id)
            async with database.journal() as connection:
                known = set((await connection.execute(has.where(persons_table.c.key.in_(keys)))).scalars())
            found += [n for key, n in keys.items() if key not in known]
    finally:
        await database.dispose()
    return found


@contextmanager
def _served(settings: Settings) -> Iterator[str]:
    """The service's address, on a port of its own, as long as the block lasts; it sends no webhooks meanwhile."""
    quiet = settings.model_copy(update={"relay": False})
    config = uvicorn.Config(
        main.build(quiet), host="127.0.0.1", port=0, ws="none", lifespan="on", log_config=None, access_log=False
    )
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    try:
        until = time.monotonic() + 30
        while not server.started:
            if not thread.is_alive() or time.monotonic() > until:
                raise NotFilled("the service did not start")
            time.sleep(0.01)
        yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join(20)


def _play(settings: Settings, ring: KeyRing, n: int) -> UUID:
    def token(person: str, unit: str) -> str:
        return minting.staff(settings, ring, person=person, unit=unit)

    with _served(settings) as url, httpx.Client(base_url=url, timeout=30, trust_env=False) as client:
        answer = cases.load(example.case(n, date.today()), client, token)
    if "problem" in answer:
        raise NotFilled(f"the example was not played to its end; it stopped at: {answer.get('step', 'the end')}")
    return UUID(str(answer["planId"]))


async def _copy_for(
    settings: Settings, ring: KeyRing, plan_id: UUID, numbers: list[int], tell: Callable[[int], None]
) -> None:
    database = Database(settings, citizen=False)
    try:
        async with database.journal() as connection:
            original = await plans.load(connection, plan_id)
        assert original is not None
        for start in range(0, len(numbers), _AT_ONCE):
            async with database.journal() as connection:
                for n in numbers[start : start + _AT_ONCE]:
                    await _one(connection, ring, original, n)
            if start and start % _TELLS == 0:
                tell(len(numbers) - start)
    finally:
        await database.dispose()


async def _one(connection: Any, ring: KeyRing, original: Plan, n: int) -> None:
    number, now = nth(n), datetime.now(UTC)
    hers = {"id": new_id(now), "key": ring.person_key(number), "sealed_number": ring.seal(number)}
    person = await persons.take(connection, replace(original.person, **hers, born=born(number)))
    plan = replace(_renamed(original, _new_ids(original, now)), person=person, person_name=name(n), version=1)
    unit = example.UNIT
    actor = Staff(
        person=example.PERSON,
        unit=unit,
        principal=principal_of(unit),
        purpose=minting.CARE,
        client="sandbox",
        scopes=frozenset(),
    )
    await changes.create(Work(connection, actor, ring, now, now, trace_id=NO_TRACE), plan)


def _new_ids(plan: Plan, now: datetime) -> dict[UUID, UUID]:
    """For the plan and each of its parts: apart in time, so that they sort as the old ones do."""
    old = sorted([plan.id, *(part.id for part_name in PARTS for part in getattr(plan, part_name))])
    return {one: new_id(now - timedelta(milliseconds=len(old) - place)) for place, one in enumerate(old)}


def _renamed(value: Any, known: dict[UUID, UUID]) -> Any:
    """The value with every id in it replaced. No record system's own id comes along: it stands for the original."""
    if isinstance(value, UUID):
        return known.get(value, value)
    if isinstance(value, tuple):
        return tuple(_renamed(item, known) for item in value)
    if is_dataclass(value) and not isinstance(value, type):
        made = replace(value, **{one.name: _renamed(getattr(value, one.name), known) for one in fields(value)})
        return replace(made, source_system=None, source_id=None) if isinstance(made, Plan) else made
    return value
