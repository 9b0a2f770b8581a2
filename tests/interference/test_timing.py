"""The time that an answer takes tells of nothing hidden: of two worlds one has very much of it, and is as quick.

In the large world the plan has hundreds of rows that she is not shown, a mapping of many versions, and many denials
about it, and the database holds many other persons' plans. The same is asked in both by turns, and the quick reads of
each, the tenth percentile, are compared with each other and with how far two halves of one world's lie apart
(`timing.judged`). The worlds are told apart if they differ by more than 0.4 ms and by more than three times that noise,
twice, the second time measured twice as long.

What the machine cannot disturb at all stands beside it: the statements, and on SQLite the steps that its machine takes
for them, are counted in both. `TIMING_ROUNDS` asks for more rounds.
"""

import os
import random
import time
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import func, or_, select

from app.domain.representation import Readable
from app.http import minting
from app.models.audit import audit_entry
from app.repositories import citizen
from tests.interference.timing import judged, told_apart, work
from tests.interference.worlds import BEGAN, Ask, Story, World, story
from tests.persons import Persons

pytestmark = pytest.mark.slow
ROUNDS = int(os.environ.get("TIMING_ROUNDS", 40))
SIZE = 30
AT = "2026-07-01T08:00:00Z"
HERS = ("plans", "plans/{mine}", "plans/{never}", "summonses", "consents", "accesses", "presence", "represented")
IN_HER_PLACE = (
    "represented",
    "represented/{reading}/plans",
    "represented/{reading}/consents",
    "represented/{mine}/plans",
)
IN_HER_PLACE += ("represented/{reading}/accesses",)
# Counting who has read goes over the entries about her, those of what was denied among them; and who reads for others
# is looked for among all that the reader ever could. It is a few steps a row, far below what any clock tells.
COUNTED = ("accesses", "represented/{reading}/accesses")
STEPS_OF_A_ROW, STEPS_OF_CHANCE = 20, 5
TIMED = ("plans", "plans/{never}", "accesses", "presence", "in her place: represented/{reading}/plans")


def asks(world: World, told: Story) -> dict[str, Ask]:
    settings, ring = world.service.settings, world.service.keys
    found = {}
    for in_her_place, paths in ((False, HERS), (True, IN_HER_PLACE)):
        number = told.reader if in_her_place else told.number
        token = minting.citizen(settings, ring, personnummer=number)
        headers = (("Authorization", f"Bearer {token}"), ("Sip-Development-Time", AT))
        for path in paths:
            ids = {"mine": told.plan.id, "reading": told.reading.id, "never": "00000000-0000-7000-8000-000000000000"}
            ask = Ask("GET", f"/citizen/v1/{path.format(**ids)}", headers, in_her_place)
            found[("in her place: " if in_her_place else "") + path] = ask
    return found


def unlike(worlds: tuple[World, World]) -> Story:
    """Lets one person live in both, of whom everything is shown; the second world is large in all that is not."""
    people, chance = Persons(), random.Random(20261127)
    told = next(
        one
        for one in (story(place, chance, people) for place in range(100))
        if one.stage == "shown" and not one.plan.person.protected and one.plan.annulled_at is None
    )
    reading = replace(told.reading, since=BEGAN.date(), until=None, ended_at=None, scope=tuple(Readable))
    told = replace(told, reading=reading)
    worlds[1].size = SIZE
    went = [world.live(told, world.others(1000, people)) for world in worlds]
    assert went[0] == went[1]
    return told


@pytest.fixture
def told(worlds: tuple[World, World]) -> Story:
    return unlike(worlds)


async def _entries(world: World, told: Story) -> int:
    async with world.service.database.citizen() as connection:
        of_person = audit_entry.c.person_key == world.service.keys.person_key(told.number)
        hers = or_(of_person, audit_entry.c.plan_id == told.plan.id)
        return int((await connection.execute(select(func.count()).where(hers))).scalar_one())


def test_how_much_is_hidden_does_not_show_in_the_time(worlds: tuple[World, World], told: Story) -> None:
    asked, chance = asks(worlds[0], told), random.Random(1)
    for name, ask in asked.items():
        one, two = (world.answers([ask]) for world in worlds)
        assert one == two, name
        assert one[0].startswith(b"404" if "never" in name or "place: represented/{mine}" in name else b"200"), name
    assert told_apart(worlds, {name: asked[name] for name in TIMED}, ROUNDS, chance) == {}


def test_how_much_is_hidden_does_not_show_in_what_the_database_does(worlds: tuple[World, World], told: Story) -> None:
    for name, ask in asks(worlds[0], told).items():
        one, two = (work(world, ask) for world in worlds)
        assert one.statements and one.statements == two.statements, name
        if worlds[0].service.database.is_sqlite:
            assert one.steps > 100, "nothing was counted"
            counted = name.removeprefix("in her place: ") in COUNTED
            rows = [
                worlds[n].service.run(_entries(worlds[n], told)) if counted else len(worlds[n].over) for n in range(2)
            ]
            most = STEPS_OF_CHANCE + STEPS_OF_A_ROW * abs(rows[1] - rows[0])
            assert abs(one.steps - two.steps) <= most, (name, one.steps, two.steps, rows)


# --- what the measurement sees, and what it does not ------------------------------------------------------------------


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


def asking_once_more(plans: Any, found: Callable[[Any], int]) -> Any:
    async def more(connection: Any, person_key: str, *rest: Any) -> Any:
        denied = select(audit_entry.c.id).where(
            audit_entry.c.person_key == person_key, audit_entry.c.outcome == "denied"
        )
        for _ in range(found(list((await connection.execute(denied)).scalars()))):
            await plans(connection, person_key, *rest)
        return await plans(connection, person_key, *rest)

    return more


@pytest.mark.parametrize("found", [len, lambda _rows: 0], ids=["statements", "rows"])
def test_a_row_too_many_is_counted(
    worlds: tuple[World, World], told: Story, monkeypatch: pytest.MonkeyPatch, found: Callable[[Any], int]
) -> None:
    """Either by one more statement for each denial, or by rows alone that one statement goes over."""
    monkeypatch.setattr(citizen, "plans", asking_once_more(citizen.plans, found))
    one, two = (work(world, asks(worlds[0], told)["plans"]) for world in worlds)
    assert (one.statements != two.statements) is (found is len)
    assert not worlds[0].service.database.is_sqlite or abs(one.steps - two.steps) > 100


@pytest.mark.parametrize("leak", [0.0, 0.001])
def test_the_statistic_is_quiet_on_a_busy_machine_and_not_deaf(leak: float) -> None:
    """Times as such a machine makes them, drawn: few reads are not held up, and one server more than the other."""
    chance, loud = random.Random(3), 0
    for _ in range(300):
        held_up = chance.choice([0.5, 0.8]), chance.choice([0.5, 0.8])
        one, two = ([_drawn(chance, held_up[n]) + n * leak for _ in range(2 * ROUNDS)] for n in range(2))
        loud += judged(one, two).apart
    assert loud <= 1 if not leak else loud > 270, loud


def _drawn(chance: random.Random, held_up: float) -> float:
    quiet = 0.003 * chance.lognormvariate(0, 0.03)
    return quiet + (chance.expovariate(1 / 0.008) if chance.random() < held_up else 0)
