"""An audit log with its seals for the tests: filled, sealed by a clock of its own, checked; and what an administrator
can do to it, who has the database's owner's rights and takes the triggers away first.
"""

import asyncio
import random
from collections.abc import Coroutine
from contextlib import AbstractAsyncContextManager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import Executable, select, text
from sqlalchemy.ext.asyncio import AsyncConnection

from app import keys
from app.db import Database
from app.models.audit import audit_entry
from app.models.pruning import audit_pruning
from app.models.seal import audit_checkpoint, audit_leaf
from app.repositories import audit
from app.repositories.exported_seals import NAME, read
from app.services import seal_checking, sealing
from app.services.seal_checking import Fault, Held
from app.services.work import new_id
from app.settings import Settings

T = TypeVar("T")
BEGAN = datetime(2026, 3, 3, 8, 0, tzinfo=UTC)
TABLES = (audit_entry, audit_leaf, audit_checkpoint, audit_pruning)


def run(work: Coroutine[Any, Any, T]) -> T:
    return asyncio.run(work)


def entry(at: datetime, chance: random.Random) -> dict[str, Any]:
    """Of somebody, about something; some columns are null, as they are in life."""
    name = f"Enhet {chance.randrange(9)} Åsö"
    known = chance.random() < 0.8
    return {
        "id": new_id(at),
        "at": at,
        "action": "journal:plan.read",
        "kind": chance.choice(("Läsa", "Skriva")),
        "outcome": "allowed" if known else "denied",
        "reason": None if known else "out-of-reach",
        "person_key": f"{chance.randrange(99):064x}" if known else None,
        "plan_id": new_id(at),
        "actor_kind": "staff",
        "unit": "SE2329990015-E000000001001",
        "unit_name": name if known else None,
        "principal": "SE2329990015",
        "principal_name": 'Region "A"\n' if known else None,
        "person": f"SE2329990015-P{chance.randrange(99):012}",
        "purpose": "Vård och behandling",
        "client": "journalsystem",
        "trace_id": f"{chance.randrange(1 << 60):032x}",
    }


class Log:
    """One log. To be used in one event loop, and closed there."""

    def __init__(self, settings: Settings, seed: int = 0) -> None:
        self.settings, self.now, self.chance = settings, BEGAN, random.Random(seed)
        self.keys = keys.load_sealing(settings)
        self.database = Database(settings, citizen=False)

    async def __aenter__(self) -> "Log":
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.database.dispose()

    @property
    def copy(self) -> Path:
        return self.settings.seals / NAME

    def begin(self) -> AbstractAsyncContextManager[AsyncConnection]:
        return self.database.journal()

    def entries(self, count: int, late: timedelta = timedelta()) -> list[dict[str, Any]]:
        """Received within this minute, or so much earlier."""
        return [
            entry(self.now - late - timedelta(milliseconds=self.chance.randrange(60_000)), self.chance)
            for _ in range(count)
        ]

    async def add(self, count: int, late: timedelta = timedelta()) -> list[dict[str, Any]]:
        made = self.entries(count, late)
        async with self.begin() as connection:
            await audit.add(connection, made)
        return made

    async def seal(self, *, everything: bool = False) -> int:
        """A minute later."""
        self.now += timedelta(minutes=1)
        return await sealing.seal(self.begin, self.keys, self.settings.seals, lambda: self.now, everything=everything)

    async def minutes(self, count: int) -> None:
        """So many go by, in each of which somebody is let do something and the service seals the log."""
        for _ in range(count):
            await self.add(1)
            await self.seal()

    async def check(self, exported: Path | None = None, trusted: frozenset[str] | None = None) -> Held:
        file = exported or self.copy
        lines = read(file) if file.exists() else iter(())
        return await seal_checking.check(self.begin, trusted or self.keys.ours, lines, datetime.now(UTC))

    async def fault(self, exported: Path | None = None) -> Fault | None:
        try:
            await self.check(exported)
        except Fault as fault:
            return fault
        return None

    async def unguard(self) -> None:
        """What an administrator does first."""
        async with self.begin() as connection:
            for table in TABLES:
                if self.database.is_sqlite:
                    for change in ("update", "delete"):
                        await connection.execute(text(f"DROP TRIGGER IF EXISTS {table.name}_no_{change}"))
                else:
                    for name in ("only_grows", "only_what_is_pruned"):
                        await connection.execute(text(f"DROP TRIGGER IF EXISTS {name} ON {table.fullname}"))

    async def rewrite(self, *statements: Executable) -> None:
        await self.unguard()
        async with self.begin() as connection:
            for statement in statements:
                await connection.execute(statement)

    async def sealed(self) -> list[Any]:
        """(sequence, entry_id), in the tree's order."""
        async with self.begin() as connection:
            return list(await connection.execute(select(audit_leaf).order_by(audit_leaf.c.sequence)))

    async def committed(self) -> set[Any]:
        async with self.begin() as connection:
            return set((await connection.execute(select(audit_entry.c.id))).scalars())

    async def require_whole(self) -> Held:
        """Everything that is committed is sealed once and nothing else is; the copy is complete; all is well."""
        sealed = await self.sealed()
        assert [row.sequence for row in sealed] == list(range(len(sealed)))
        assert len({row.entry_id for row in sealed}) == len(sealed)
        assert {row.entry_id for row in sealed} == await self.committed()
        held = await self.check()
        assert (held.entries, held.unsealed) == (len(sealed), 0)
        assert held.exported == held.segments
        return held
