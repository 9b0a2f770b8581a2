"""Two worlds that differ only in what she is not shown: every answer is the same in both, to the last byte.

Each pair of worlds is one person more in two databases that no pair has made alike but for what persons are shown; she
asks the same of both. The answers are compared whole as they leave the application: status, header fields and their
order, tag, body. Some are asked over a socket, where the server adds the date. The environment may ask for more pairs
and more of each (`INTERFERENCE_PAIRS`, `INTERFERENCE_REQUESTS`).
"""

import hashlib
import os
import random
import re
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx
import pytest
from sqlalchemy import func, select

from app.domain.auditing import Kind
from app.models.audit import audit_entry
from app.repositories import audit
from app.services import audit as services_audit
from app.services import publishing
from app.services.citizen import portal
from tests.interference.asking import Foreign, transcript
from tests.interference.worlds import Ask, World, story
from tests.persons import Persons

pytestmark = pytest.mark.slow
PAIRS = int(os.environ.get("INTERFERENCE_PAIRS", 50))
LEAST_PAIRS = 30  # with fewer, not everything that can be shown is asked for
REQUESTS = int(os.environ.get("INTERFERENCE_REQUESTS", 30))
OVER_A_SOCKET = 50  # one request of so many
TAG = re.compile(rb'etag: ("[0-9a-f]+")')


def over_a_socket(world: World, ask: Ask) -> tuple[int, list[tuple[str, str]], bytes]:
    """The same, with what the server adds: its name, the body's length; without the date."""
    client: httpx.Client = world.service.client
    request = httpx.Request(ask.method, world.service.url + ask.path, headers=list(ask.headers))
    answer = client.send(request)
    return answer.status_code, [pair for pair in answer.headers.multi_items() if pair[0] != "date"], answer.content


def meet(worlds: tuple[World, World], pairs: int, requests: int, statuses: Counter[bytes]) -> set[bytes]:
    """Lets that many pairs live and asks so much of each. Returns the bodies that were seen."""
    chance, people = random.Random(20261124), Persons()
    some, seen = UUID(int=chance.getrandbits(128)), set[bytes]()
    foreign = Foreign([some], [some])
    for place in range(pairs):
        told = story(place, chance, people)
        went = []
        for world in worlds:
            others = world.others(1000 * (place + 1), people)
            foreign.plans += [one.id for one in others]
            went.append(world.live(told, others))
            foreign.readings += world.over[-1:]
        assert went[0] == went[1], "what is hidden decided what could be changed"
        tags: list[str] = []
        half = transcript(worlds[0].service, told, foreign, ['"0"'], chance, requests // 2)
        for asked in (half, None):
            asks = asked or transcript(worlds[0].service, told, foreign, tags, chance, requests - requests // 2)
            with ThreadPoolExecutor(2) as both:
                one, two = both.map(lambda world, asks=asks: world.answers(asks), worlds)  # type: ignore[misc]
            for ask, first, second in zip(asks, one, two, strict=True):
                assert first == second, f"{told.stage}: {ask.method} {ask.path} tells the worlds apart"
                statuses[first[:3]] += 1
            tags = [tag.decode() for answer in one for tag in TAG.findall(answer)] or ['"0"']
            seen |= set(one)
            for ask in asks[::OVER_A_SOCKET]:
                assert over_a_socket(worlds[0], ask) == over_a_socket(worlds[1], ask)
        foreign.plans.append(told.plan.id)
        foreign.readings.append(told.reading.id)
    return seen


def test_the_page_asks_for_enough_pairs() -> None:
    page = Path(__file__).parents[2] / "documentation" / "visibility.md"
    assert int(re.findall(r"INTERFERENCE_PAIRS=([0-9]+)", page.read_text())[0]) >= LEAST_PAIRS


def test_what_is_hidden_makes_no_difference(worlds: tuple[World, World]) -> None:
    assert PAIRS >= LEAST_PAIRS, "so few pairs show nothing"
    statuses: Counter[bytes] = Counter()
    seen = meet(worlds, PAIRS, REQUESTS, statuses)
    assert sum(statuses.values()) == PAIRS * REQUESTS
    # Worlds in which nothing is shown would be alike too.
    assert {b"200", b"304", b"401", b"403", b"404", b"405", b"422"} <= statuses.keys(), statuses
    assert statuses[b"200"] > PAIRS * REQUESTS / 4, statuses
    shown = b"".join(seen)
    for member in (
        b'"goals":[{',
        b'"summonses":[{',
        b'"relatives":["',
        b'"followUps":[{',
        b'"accesses":[{',
        "Nödöppning".encode(),
        b'"represented":[{',
        b'"representative":"authorised"',
    ):
        assert member in shown, member


def told_with(action: Any) -> Any:
    """Who has read, with what was done."""
    told = portal.told
    return lambda row, named: told(row, named).model_copy(update={"purpose": action(row)})


def denied_too(number: Any, named: Any) -> Any:
    """How many have read, with those who were not let to. `named`: the entries that are about this."""

    async def counted(connection: Any, this: Any, *rest: Any) -> Any:
        rows, _ = await number(connection, this, *rest)
        every = select(func.count()).where(named(this), audit_entry.c.actor_kind != "citizen")
        return rows, (await connection.execute(every)).scalar_one()

    return counted


def reading_alike(readers: Any) -> Any:
    """Whoever reads for her reads what the first who was registered does."""

    def made(plan: Any) -> Any:
        scope = sorted({str(what) for one in plan.representations[:1] for what in one.scope})
        return [one | {"scope": scope} for one in readers(plan)]

    return made


def tagged_by_title(copy: Any) -> Any:
    """A copy whose tag is made of what is not in it, too."""

    def plan_copy(plan: Any, adopted: Any, now: Any) -> Any:
        made = copy(plan, adopted, now)
        return made and made | {"etag": hashlib.sha256(made["body"] + plan.title.encode()).hexdigest()[:32]}

    return plan_copy


def saying_whether_blocked(written: Any) -> Any:
    """An entry of what was opened in an emergency, with whether she had blocked that unit."""

    def entry(work: Any, action: str, kind: str, plan: Any) -> Any:
        made = written(work, action, kind, plan)
        despite = plan is not None and any(one.despite_block for one in plan.emergency_accesses[-1:])
        return made | ({"purpose": "Trots spärr"} if kind == Kind.EMERGENCY and despite else {})

    return entry


LEAKS = {
    "that a unit she had blocked opened it": (services_audit, "_entry", saying_whether_blocked(services_audit._entry)),
    "what was done": (portal, "told", told_with(lambda row: row["action"])),
    "how many were denied": (
        audit,
        "of_person",
        denied_too(audit.of_person, audit_entry.c.person_key.in_),
    ),
    "how many were denied, to whoever reads for her": (
        audit,
        "of_plan",
        denied_too(audit.of_plan, lambda plan_id: audit_entry.c.plan_id == plan_id),
    ),
    "what another reads for her": (publishing, "readers", reading_alike(publishing.readers)),
    "the working title, in the tag": (publishing, "plan_copy", tagged_by_title(publishing.plan_copy)),
}


@pytest.mark.parametrize("leak", LEAKS)
def test_the_least_difference_is_seen(worlds: tuple[World, World], leak: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A test that found no difference whatever was shown would prove nothing."""
    monkeypatch.setattr(*LEAKS[leak])
    with pytest.raises(AssertionError, match="tells the worlds apart"):
        # It ends at the first difference.
        meet(worlds, 40, 60, Counter())
