"""Whether the time that an answer takes, or what is asked of the database for it, tells two worlds apart."""

import random
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from sqlalchemy import event

from tests.interference.worlds import Ask, World, answered

SECONDS = 0.0004  # what is less is lost in the noise of any network, and here of any busy machine
TIMES_THE_NOISE = 3
QUICK = 10  # one read of so many


@dataclass(frozen=True)
class Verdict:
    """In seconds: by how much the quick reads of the second world are slower, and how far apart the quick reads of one
    and the same world lie, between one half of them and the other."""

    shift: float
    noise: float

    @property
    def apart(self) -> bool:
        return abs(self.shift) > max(SECONDS, TIMES_THE_NOISE * self.noise)


def quick(seconds: Sequence[float]) -> float:
    """The tenth part's slowest."""
    return sorted(seconds)[len(seconds) // QUICK]


def judged(one: Sequence[float], two: Sequence[float]) -> Verdict:
    """Compares the quick reads, the tenth percentile, of the worlds, and the halves of each with one another.

    Whatever a machine does besides makes a read slower and never quicker: held up for other work, the median and the
    ranks of one server's reads were seen to be off by ten milliseconds for seconds on end, in worlds that were alike.
    The quick reads are those that nothing held up; a cost that depends on what is hidden is a part of them, too. The
    halves are every other read of the same world, taken in the same seconds: by how much they differ is the
    measurement's own noise.
    """
    noise = max(abs(quick(each[::2]) - quick(each[1::2])) for each in (one, two))
    return Verdict(quick(two) - quick(one), noise)


def measured(
    worlds: tuple[World, World], asked: Mapping[str, Ask], rounds: int, chance: random.Random
) -> dict[str, Verdict]:
    """In every round each is asked twice in each world, one read at a time and in an order that is drawn. Each world is
    read as often as the other, so that their logs grow alike; and each question is spread over all of the time."""
    seconds: dict[str, tuple[list[float], list[float]]] = {name: ([], []) for name in asked}
    for _ in range(rounds):
        for name in chance.sample(list(asked), len(asked)):
            for which in chance.sample([0, 0, 1, 1], 4):
                took = worlds[which].service.run(_seconds(worlds[which], asked[name]))
                seconds[name][which].append(took)
    return {name: judged(*both) for name, both in seconds.items()}


async def _seconds(world: World, ask: Ask) -> float:
    """Within the server's own loop: how long it takes to get there is no part of it."""
    began = time.perf_counter()
    await answered(world.service.app, ask)
    return time.perf_counter() - began


def told_apart(
    worlds: tuple[World, World], asked: Mapping[str, Ask], rounds: int, chance: random.Random
) -> dict[str, Verdict]:
    """Those questions whose time tells the worlds apart. What looks so is measured anew, twice as long: it must be
    there again, and point the same way."""
    first = measured(worlds, asked, rounds, chance)
    suspected = {name: asked[name] for name, one in first.items() if one.apart}
    again = measured(worlds, suspected, 2 * rounds, chance)
    return {name: one for name, one in again.items() if one.apart and (one.shift > 0) is (first[name].shift > 0)}


@dataclass
class Work:
    """What one read asks of the database: its statements, and on SQLite how many steps they took."""

    statements: list[str]
    steps: int = 0


@contextmanager
def _watched(world: World) -> Iterator[Work]:
    engine, found = world.service.database._citizen, Work([])
    assert engine is not None

    def statement(_connection: Any, _cursor: Any, text: str, *_rest: Any) -> None:
        found.statements.append(text)

    def step() -> int:
        found.steps += 1
        return 0

    def checkout(dbapi_connection: Any, *_rest: Any) -> None:
        dbapi_connection.run_async(lambda connection: connection.set_progress_handler(step, 1))

    def checkin(dbapi_connection: Any, *_rest: Any) -> None:
        dbapi_connection.run_async(lambda connection: connection.set_progress_handler(None, 0))

    listening = [("before_cursor_execute", statement)]
    if world.service.database.is_sqlite:
        listening += [("checkout", checkout), ("checkin", checkin)]
    for name, what in listening:
        event.listen(engine.sync_engine, name, what)
    yield found
    for name, what in listening:
        event.remove(engine.sync_engine, name, what)


def work(world: World, ask: Ask) -> Work:
    """What that read asks of the database, once nothing is asked for the first time any more."""
    world.answers([ask])
    with _watched(world) as found:
        world.answers([ask])
    return found
