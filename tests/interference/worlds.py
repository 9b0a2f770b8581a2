"""Two worlds, and what is done in both: the same to what a citizen is shown, and anything else to what she is not.

They are two services, each over a database of its own, with the same keys, so that one person has one token and one
pseudonym in both.
"""

import asyncio
import random
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from itertools import groupby
from typing import Any
from uuid import UUID

from app.domain.action import Action
from app.domain.actor import Staff
from app.domain.auditing import Kind
from app.domain.event import Event
from app.domain.life_area import LifeArea
from app.domain.mapping import Mapping, MappingEntry
from app.domain.personnummer import born
from app.domain.plan import PARTS, Plan, PlanStatus
from app.domain.policy import OUT_OF_REACH
from app.domain.refusal import Refusal
from app.domain.representation import Representation
from app.domain.visibility.decision import Withheld
from app.domain.visibility.ledger import LEDGER
from app.repositories import mapping, persons, plans
from app.services import audit, changes, renewing
from app.services.work import Denial, Work
from tests.domain.everything import Flags, everything
from tests.domain.plans import LONG_GOAL, SUB_GOAL
from tests.house.whole_plan import _renamed
from tests.interference import emergencies, readers
from tests.interference.hidden import differently, word
from tests.persons import Persons
from tests.service import Service

AT_ONCE = 8
BEGAN = datetime(2026, 6, 1, 8, tzinfo=UTC)
STAGES = ("shown", "shown", "revised", "unreleased", "held back", "summoned", "closed")
# Of the plan itself nothing is ever shown; "held back" is shown after a while.
SHUT = ("unreleased", "summoned")


@dataclass(frozen=True)
class Ask:
    """One request: hers, or of whoever reads for her (`in_her_place`)."""

    method: str
    path: str
    headers: tuple[tuple[str, str], ...]
    in_her_place: bool = False


@dataclass(frozen=True)
class Story:
    """What is the same in both worlds: one person, her plan, when and where from it was read and written."""

    number: str
    plan: Plan
    stage: str
    reads: tuple[tuple[int, int], ...]  # seconds, and from which of the plan's units
    writes: tuple[int, ...]
    openings: tuple[tuple[int, int], ...]  # in an emergency: after so many seconds, and read so often
    reader: str  # the number of one who reads for her
    reading: Representation


def story(place: int, chance: random.Random, people: Persons) -> Story:
    """The `place`th: its ids are unlike every other's, and in the same order as in the plan it is made of."""
    above = chance.choice([None, LONG_GOAL]), chance.choice([None, LONG_GOAL, SUB_GOAL])
    plan = everything(Flags(chance.getrandbits(37)), above)
    parts = [part for name in PARTS for part in getattr(plan, name)]
    known = {one.id: UUID(int=(place + 1) << 80 | one.id.int << 40) for one in (plan, plan.person, *parts)}
    plan = _renamed(plan, known)
    # As they are read back: whether a copy is made of the plan as it was given or as it was stored is no difference.
    plan = replace(plan, **{name: tuple(sorted(getattr(plan, name), key=lambda one: one.id)) for name in PARTS})
    stage = chance.choice(STAGES)
    number = people.adult()
    person = replace(plan.person, born=born(number), protected=plan.protected_identity != "none")
    plan = replace(plan, person=person, **_stage(stage))
    reads = tuple((chance.randrange(1, 10**6), chance.randrange(3)) for _ in range(chance.randrange(8)))
    writes = tuple(range(0, chance.randrange(3)))
    reading = readers.drawn(place, BEGAN, chance)
    return Story(number, plan, stage, reads, writes, emergencies.drawn(chance), people.adult(), reading)


def _stage(stage: str) -> dict[str, Any]:
    match stage:
        case "unreleased":
            return {"approved_for_patient": False}
        case "held back":
            return {"held_back_until": BEGAN + timedelta(days=90), "held_back_reason": "x"}
        case "summoned":
            return {"status": PlanStatus.SUMMONED, "established_at": None, "approved_for_patient": False}
        case "closed":
            return {"status": PlanStatus.CLOSED, "closed_at": BEGAN, "closing_reason": "moved", "closing_text": "x"}
    return {}


def renumbered(plan: Plan, chance: random.Random) -> Plan:
    """The ids that she is not shown are others, in the same order: rows sort by them."""
    rows = (one for name in PARTS for one in getattr(plan, name))
    hidden = (one.id for one in rows if isinstance(LEDGER[type(one)]["id"], Withheld))
    return _renamed(plan, {one: UUID(int=one.int + chance.randrange(1 << 30)) for one in hidden})


def _written_over(standing: Plan, made: Plan, more: dict[str, Any]) -> Plan:
    """With the versions of the rows that it is written over: those are what a change builds on."""
    parts = {}
    for name in PARTS:
        versions = {one.id: one.version for one in getattr(standing, name)}
        parts[name] = tuple(replace(one, version=versions.get(one.id, 1)) for one in getattr(made, name))
    return replace(made, **parts, **more)


def staff_of(plan: Plan, place: int, chance: random.Random) -> Staff:
    """Anybody at that unit; the number is not told."""
    number = plan.units[place].hsa_id or "SE2329990015-X"
    scopes = frozenset({"journal:read", "journal:write"})
    person = f"SE2329990015-{chance.getrandbits(40)}"
    return Staff(
        person=person,
        unit=number,
        principal=number.partition("-")[0],
        purpose="TREAT",
        client=word(chance),
        scopes=scopes,
    )


class World:
    """One of the two. `chance` is its own: all that it draws is hidden. `size`: how much there is of what is hidden."""

    def __init__(self, service: Service, chance: random.Random, size: int = 1) -> None:
        self.service, self.chance, self.size = service, chance, size
        self.over: list[UUID] = []  # representations of this world alone, that have ended

    def _some(self, below: int) -> int:
        """How many there are of something hidden: fewer than that, or in a large world that many times its size."""
        return below * self.size if self.size > 1 else self.chance.randrange(below)

    def live(self, told: Story, others: Sequence[Plan]) -> str:
        """Lets it happen; how the changes went is told, so that it can be compared too."""
        plan, clerk, openers = self.service.run(self._begin(told))
        for one in others:
            self.service.run(self._other(one, clerk))
        return self.service.run(self._go_on(told, plan, clerk, openers))

    def _work(self, connection: Any, actor: Staff, at: datetime) -> Work:
        return Work(connection, actor, self.service.keys, at, at, f"{self.chance.getrandbits(128):032x}")

    async def _begin(self, told: Story) -> tuple[Plan, Staff, list[str]]:
        chance, begin, ring = self.chance, self.service.database.journal, self.service.keys
        shut = told.stage in SHUT
        plan = differently(renumbered(told.plan, chance), chance, drafts=shut, many=3 * self.size)
        openers = emergencies.openers(chance, told.openings)
        plan = emergencies.blocked(plan, openers, chance)
        plan, over = readers.registered(plan, told.reading, ring.person_key(told.reader), chance)
        self.over += over
        person = replace(plan.person, key=ring.person_key(told.number), sealed_number=ring.seal(told.number))
        coordinator = next(one for one in plan.participants if one.id == plan.coordinator_id)
        clerk = replace(staff_of(plan, 0, chance), person=coordinator.hsa_id or "")
        async with begin() as connection:
            person = await persons.take(connection, person)
            plan = replace(plan, person=person)
            await changes.create(self._work(connection, clerk, BEGAN), plan)
            for version in range(1, 1 + self._some(3)):
                await mapping.add(connection, self._mapping(plan, version))
            for seconds, place in told.reads:
                work = self._work(connection, staff_of(plan, place, chance), BEGAN + timedelta(seconds=seconds))
                await audit.record(work, chance.choice(list(Action)), Kind.READ, plan)
            for _ in range(self._some(4)):
                at = BEGAN + timedelta(seconds=chance.randrange(10**6))
                work = self._work(connection, staff_of(plan, chance.randrange(3), chance), at)
                work.denied = chance.choice([None, Denial(chance.choice(list(Action)), plan)])
                await audit.record_denial(work, connection, "get", OUT_OF_REACH.id, plan.id)
        return plan, clerk, openers

    async def _other(self, one: Plan, clerk: Staff) -> None:
        async with self.service.database.journal() as connection:
            taken = await persons.take(connection, one.person)
            at = BEGAN + timedelta(seconds=self.chance.randrange(10**6))
            await changes.create(self._work(connection, clerk, at), replace(one, person=taken))

    async def _go_on(self, told: Story, plan: Plan, clerk: Staff, openers: Sequence[str]) -> str:
        chance, begin = self.chance, self.service.database.journal
        went = []
        for (seconds, read), unit in zip(told.openings, openers, strict=True):
            async with begin() as connection:
                doctor = emergencies.doctor(unit, chance)
                work = self._work(connection, doctor, BEGAN + timedelta(seconds=seconds))
                went.append(await emergencies.opened(work, plan.id, read, chance))
        return " ".join([*went, await self._change(told, plan, clerk)])

    async def _change(self, told: Story, plan: Plan, clerk: Staff) -> str:
        went, reader = [], self.service.keys.person_key(told.reader)
        steps: list[dict[str, Any]] = [{} for _ in told.writes]
        if told.stage == "revised":
            steps.append({"revises": 1, "status": PlanStatus.MET})
        for place, step in enumerate(steps):
            shut = bool(step) or told.stage in SHUT

            def decide(standing: Plan, shut: bool = shut, step: dict[str, Any] = step) -> Plan:
                made = differently(standing, self.chance, drafts=shut, reader=reader)
                return _written_over(standing, made, step)

            event = self.chance.choice([Event.NOTE_ADDED, Event.MAPPING_WRITTEN, Event.GOAL_CORRECTED])
            try:
                async with self.service.database.journal() as connection:
                    work = self._work(connection, clerk, BEGAN + timedelta(days=20, minutes=place))
                    await changes.change(work, plan.id, Action.PLAN_CHANGE, decide, told_as=event)
                went.append("done")
            except Refusal as refusal:
                went.append(refusal.rule.id)
            clerk = await self._clerk(plan.id, clerk)
        if self.chance.random() < 0.3:
            async with self.service.database.journal() as connection:
                await renewing.republish(self._work(connection, clerk, BEGAN + timedelta(days=21)), plan.id)
        return " ".join(went)

    async def _clerk(self, plan_id: UUID, clerk: Staff) -> Staff:
        """The coordinator once more: her number, and her unit's, may have changed with the plan."""
        async with self.service.database.journal() as connection:
            plan = await plans.load(connection, plan_id)
        assert plan is not None
        coordinator = next(one for one in plan.participants if one.id == plan.coordinator_id)
        unit = next(one for one in plan.units if one.id == coordinator.unit_id)
        assert unit.hsa_id is not None
        return replace(clerk, person=coordinator.hsa_id or "", unit=unit.hsa_id)

    def _mapping(self, plan: Plan, version: int) -> Mapping:
        entries = tuple(
            MappingEntry(life_area=self.chance.choice(list(LifeArea)), text=word(self.chance)) for _ in range(2)
        )
        return Mapping(
            plan_id=plan.id,
            version=version,
            situation=word(self.chance),
            entries=entries,
            written_by="x",
            entered_at=BEGAN,
        )

    def others(self, place: int, people: Persons) -> list[Plan]:
        """Plans of other persons, of this world alone."""
        ring, made = self.service.keys, []
        for _ in range(self._some(2)):
            one = story(place + self.chance.getrandbits(30), self.chance, people)
            hers = replace(one.plan.person, key=ring.person_key(one.number), sealed_number=ring.seal(one.number))
            made.append(replace(one.plan, person=hers))
        return made

    def answers(self, asked: Sequence[Ask]) -> list[bytes]:
        """Everything that is answered, over ASGI, as one text for each."""
        return self.service.run(self._answers(asked))

    async def _answers(self, asked: Sequence[Ask]) -> list[bytes]:
        # A few at once: what she reads changes nothing that she is shown, so their order is no matter. That somebody
        # has read for her she is shown, so the two do not ask at once.
        made: list[bytes] = []
        for _, group in groupby(asked, key=lambda one: one.in_her_place):
            mine = list(group)
            for place in range(0, len(mine), AT_ONCE):
                some = mine[place : place + AT_ONCE]
                made += await asyncio.gather(*(answered(self.service.app, one) for one in some))
        return made


async def answered(app: Any, ask: Ask) -> bytes:
    """Status, headers and body, as they leave the application."""
    got: list[bytes] = []
    path, _, query = ask.path.partition("?")
    headers = [(b"host", b"x"), *((name.lower().encode(), value.encode("latin-1")) for name, value in ask.headers)]

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Any) -> None:
        if message["type"] == "http.response.start":
            got.append(str(message["status"]).encode())
            got.extend(b"%s: %s" % field for field in message["headers"])
        else:
            got.append(message.get("body", b""))

    scope = {"type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": ask.method, "scheme": "http"}
    scope |= {"path": path, "raw_path": path.encode(), "query_string": query.encode(), "root_path": ""}
    scope |= {"headers": headers, "client": ("127.0.0.1", 5), "server": ("127.0.0.1", 80), "state": {}}
    async with asyncio.timeout(30):
        await app(scope, receive, send)
    return b"\n".join(got)
