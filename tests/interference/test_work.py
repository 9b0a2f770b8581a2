"""What is asked of the database for an answer tells of nothing hidden: as many statements, and on SQLite as many of the
steps that its machine takes for them, where much of it is hidden and where little (`unlike`).

Beside it, that the statistic by which times are compared (`test_timing`) is neither deaf nor easily alarmed.
"""

import random
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from sqlalchemy import func, or_, select

from app.models.audit import audit_entry
from app.repositories import citizen
from tests.interference.conftest import two_worlds
from tests.interference.timing import judged, work
from tests.interference.unlike import asks, unlike
from tests.interference.worlds import Story, World

pytestmark = pytest.mark.slow
# Counting who has read goes over the entries about her, those of what was denied among them; and who reads for others
# is looked for among all that the reader ever could. It is a few steps a row, far below what any clock tells.
COUNTED = ("accesses", "represented/{reading}/accesses")
STEPS_OF_A_ROW, STEPS_OF_CHANCE = 20, 5


@pytest.fixture(scope="module")
def worlds(
    request: pytest.FixtureRequest, database_kind: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[World, World]]:
    """Made once: every test here reads the same in both, and changes neither."""
    with pytest.MonkeyPatch.context() as patch:
        yield from two_worlds(request, database_kind, tmp_path_factory.mktemp("worlds"), patch)


@pytest.fixture(scope="module")
def told(worlds: tuple[World, World]) -> Story:
    return unlike(worlds)


async def _entries(world: World, told: Story) -> int:
    async with world.service.database.citizen() as connection:
        of_person = audit_entry.c.person_key == world.service.keys.person_key(told.number)
        hers = or_(of_person, audit_entry.c.plan_id == told.plan.id)
        return int((await connection.execute(select(func.count()).where(hers))).scalar_one())


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
        one, two = ([_drawn(chance, held_up[n]) + n * leak for _ in range(80)] for n in range(2))
        loud += judged(one, two).apart
    assert loud <= 1 if not leak else loud > 270, loud


def _drawn(chance: random.Random, held_up: float) -> float:
    quiet = 0.003 * chance.lognormvariate(0, 0.03)
    return quiet + (chance.expovariate(1 / 0.008) if chance.random() < held_up else 0)
