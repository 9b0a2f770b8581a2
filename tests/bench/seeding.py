"""Plans to measure on. A few are played through the API, step by step, and that is measured too; the rest are copies.

A copy is a new plan for a new person, with new ids, and goes through the service's one door like any other: its mirror,
history, reach, audit and event are real. A hundred plans share their units; the next hundred have others.
"""

import json
import re
from collections.abc import Callable
from dataclasses import dataclass, fields, is_dataclass, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx

from app import cases
from app.db import Database
from app.domain.actor import Staff
from app.domain.person import Person
from app.domain.personnummer import born
from app.domain.plan import PARTS, Plan
from app.http import minting
from app.repositories import persons, plans
from app.services import changes
from app.services.work import Work, new_id
from tests.bench.people import nth
from tests.bench.processes import BenchFault
from tests.bench.stores import Store

CASE = Path(cases.__file__).parents[2] / "demo" / "cases" / "elsa-hemgang.json"
SHARE_UNITS = 100
_AT_ONCE = 25
_DAY = re.compile(r'"(\d{4}-\d\d-\d\d)(?=[T"])')
_HSA_ID = re.compile(r"(SE\d{10}-[EP])000000(\d{6})")


@dataclass(frozen=True, slots=True)
class Seed:
    """One plan, and who may do what with it. Ids without hyphens, as SQLite keeps them; both databases take them."""

    personnummer: str
    person_key: str
    plan_id: str
    goal_id: str
    staff: tuple[str, str]  # the coordinator's (person, unit)


def case(n: int) -> dict[str, Any]:
    """The demonstration's discharge with 4 goals, 8 interventions and 6 of staff, about a person of the bench's own.

    Its days are moved so that it was established lately, whenever this is.
    """
    text = CASE.read_text()
    held = json.loads(text)["followUps"][0]["heldAt"][:10]
    moved = date.today() - timedelta(days=7) - date.fromisoformat(held)
    made: dict[str, Any] = json.loads(_DAY.sub(lambda day: f'"{date.fromisoformat(day[1]) + moved}', text))
    made["id"] = f"bench-{n}"
    made["person"]["personnummer"] = nth(n)
    for place, unit in enumerate(("rehab", "hemtj")):
        made["staff"].append(made["staff"][2] | {"ref": f"more-{place}", "unit": unit, "hsaId": None})
    goal = made["goals"][1]
    made["goals"].append(goal | {"interventions": goal["interventions"][:1]})
    return made


def play(store: Store, n: int) -> tuple[str, int]:
    """One plan through the API; its id, and how many requests that took."""
    asked = 0

    def count(_request: httpx.Request) -> None:
        nonlocal asked
        asked += 1

    known: dict[tuple[str, str], str] = {}

    def token(person: str, unit: str) -> str:
        if (person, unit) not in known:
            known[person, unit] = minting.staff(store.settings, store.ring, person=person, unit=unit)
        return known[person, unit]

    with httpx.Client(base_url=store.base_url, timeout=30, trust_env=False, event_hooks={"request": [count]}) as client:
        answer = cases.load(case(n), client, token)
    if answer.get("status") != "established":
        raise BenchFault(f"the example plan could not be played: {answer}")
    return str(answer["planId"]), asked


def _copy(plan: Plan, person: Person, group: int, now: datetime) -> Plan:
    old = sorted([plan.id, *(part.id for name in PARTS for part in getattr(plan, name))])
    new = dict(zip(old, sorted(new_id(now) for _ in old), strict=True))

    def moved(value: Any) -> Any:
        if isinstance(value, UUID):
            return new.get(value, value)
        if isinstance(value, tuple):
            return tuple(map(moved, value))
        if isinstance(value, str):
            return _HSA_ID.sub(rf"\g<1>{group:06}\2", value) if type(value) is str else value
        if is_dataclass(value) and not isinstance(value, type):
            return replace(value, **{field.name: moved(getattr(value, field.name)) for field in fields(value)})
        return value

    copy: Plan = moved(replace(plan, source_system=None, source_id=None))
    return replace(copy, person=person)


def _seed(plan: Plan, personnummer: str) -> Seed:
    leads = next(one for one in plan.participants if one.id == plan.coordinator_id)
    unit = next(one for one in plan.units if one.id == leads.unit_id)
    assert leads.hsa_id and unit.hsa_id
    return Seed(personnummer, plan.person.key, plan.id.hex, plan.goals[0].id.hex, (leads.hsa_id, unit.hsa_id))


async def copies(store: Store, plan_id: str, numbers: range, tell: Callable[[int], None]) -> list[Seed]:
    """That many copies of a plan, for the persons with those numbers. Reports how many are made now and then."""
    database, made = Database(store.settings, citizen=False), []
    try:
        async with database.journal() as connection:
            example = await plans.load(connection, UUID(plan_id))
        assert example is not None
        for start in range(0, len(numbers), _AT_ONCE):
            async with database.journal() as connection:
                for n in numbers[start : start + _AT_ONCE]:
                    made.append(await _one(store, connection, example, n, len(made) // SHARE_UNITS + 1))
            if (start // _AT_ONCE) % 40 == 39:
                tell(len(made))
    finally:
        await database.dispose()
    return made


async def _one(store: Store, connection: Any, example: Plan, n: int, group: int) -> Seed:
    number, now, ring = nth(n), datetime.now(UTC), store.ring
    own = {"id": new_id(now), "key": ring.person_key(number), "sealed_number": ring.seal(number)}
    new = replace(example.person, **own, born=born(number))
    plan = _copy(example, await persons.take(connection, new), group, now)
    seed = _seed(plan, number)
    person, unit = seed.staff
    actor = Staff(
        person=person, unit=unit, principal=unit[:12], purpose=minting.CARE, client="bench", scopes=frozenset()
    )
    await changes.create(Work(connection, actor, ring, now, now, trace_id="0" * 32), plan)
    return seed
