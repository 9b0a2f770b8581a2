"""A sealer that is killed (SIGKILL) at a step: `python -m tests.house.killed_sealer STEP`, settings from SIP_…."""

import asyncio
import os
import signal
import sys
from datetime import UTC, datetime
from typing import Any, NoReturn

from app import keys
from app.db import Database
from app.repositories import exported_seals, seals
from app.services import sealing
from app.settings import Settings

STEPS = ("before the leaves", "before the commit", "before the copy", "half a line", "before the sync")


def die(*_: Any) -> NoReturn:
    os.kill(os.getpid(), signal.SIGKILL)
    raise AssertionError("nobody comes here")


def prepare(step: str) -> None:
    add = seals.add

    async def added(*given: Any) -> None:
        await add(*given)
        die()

    def half(self: exported_seals.Copy, content: bytes) -> None:
        os.write(self._file, content[: len(content) // 2])
        die()

    match step:
        case "before the leaves":
            seals.add = die
        case "before the commit":
            seals.add = added
        case "before the copy":
            sealing.export = die
        case "half a line":
            exported_seals.Copy._write = half  # type: ignore[method-assign]
        case "before the sync":
            os.fsync = die


async def main() -> None:
    settings = Settings()
    database = Database(settings, citizen=False)
    ring = keys.load_sealing(settings)
    prepare(sys.argv[1])
    await sealing.seal(database.journal, ring, settings.seals, lambda: datetime.now(UTC))


if __name__ == "__main__":
    asyncio.run(main())
