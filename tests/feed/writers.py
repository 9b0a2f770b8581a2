"""Eight who write events at once, slowly and quickly, some taken back; and what each of them saw committed.

They write as the one door does: within a plan one at a time, the next when the commit before it is done.
"""

import asyncio
import random
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime
from uuid import UUID, uuid4

from app.db import Database
from app.repositories import outbox
from app.services.work import new_id

WRITERS, PLANS = 8, 40


class TakenBack(Exception):
    """Raised in the middle of a transaction."""


@dataclass
class Written:
    """By the clock of this process: when the transaction began, and when its commit had been answered."""

    began: float
    done: float


@dataclass
class Writers:
    """`slowest`: how long a transaction may stay open around its insert."""

    database: Database
    slowest: float
    chance: random.Random = field(default_factory=lambda: random.Random(17))
    committed: dict[UUID, Written] = field(default_factory=dict)
    versions: dict[UUID, int] = field(default_factory=lambda: {uuid4(): 0 for _ in range(PLANS)})
    taken_back: int = 0

    async def write(self, seconds: float) -> None:
        """All of them, for so long."""
        locks = {plan_id: asyncio.Lock() for plan_id in self.versions}
        async with asyncio.TaskGroup() as group:
            for _ in range(WRITERS):
                group.create_task(self._one(locks, time.monotonic() + seconds))

    async def _one(self, locks: dict[UUID, asyncio.Lock], end: float) -> None:
        while time.monotonic() < end:
            plan_id = self.chance.choice(list(locks))
            async with locks[plan_id]:
                await self._change(plan_id)
            await asyncio.sleep(self.chance.uniform(0, self.slowest / 4))

    async def _change(self, plan_id: UUID) -> None:
        event = {"id": new_id(datetime.now(UTC)), "type": "note.added", "plan_id": plan_id}
        event |= {"version": self.versions[plan_id] + 1, "occurred_at": datetime.now(UTC)}
        before, after = (self.chance.choice((0.0, 0.1, 1.0)) * self.slowest for _ in range(2))
        try:
            async with self.database.journal() as connection:
                began = time.monotonic()
                await asyncio.sleep(before)
                await outbox.add(connection, event)
                await asyncio.sleep(after)
                if self.chance.random() < 0.25:
                    raise TakenBack
        except TakenBack:
            self.taken_back += 1
            return
        self.committed[event["id"]] = Written(began, time.monotonic())
        self.versions[plan_id] += 1
