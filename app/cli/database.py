"""What a command does with the database: opened for it, closed after it, and what does not work in one sentence."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

from app import cli
from app.cli import faults
from app.db import Database
from app.repositories.exported_seals import CopyDamaged
from app.services import erasing, pruning, seal_checking, sealing
from app.services.transaction import Begin
from app.settings import Settings

T = TypeVar("T")
# A running service has the database's turn now and then, and a command has more time to wait for it than a request.
QUEUE_SECONDS = 10


def run(
    settings: Settings, work: Callable[[Begin], Awaitable[T]], failed: str = "not done", *, by_owner: bool = False
) -> T:
    """Does it with the record systems' side of the database; `failed` begins the sentence where it does not say why.

    `by_owner`: it changes what serving may not, and nothing of it is begun by another login than the owner's.
    """

    async def opened() -> T:
        patient = settings.model_copy(update={"queue_seconds": max(settings.queue_seconds, QUEUE_SECONDS)})
        database = Database(patient, citizen=False)
        try:
            if by_owner:
                await database.require_owner()
            return await work(database.journal)
        finally:
            await database.dispose()

    try:
        return asyncio.run(opened())
    except (seal_checking.Fault, sealing.SealBroken, pruning.NotPruned, erasing.NotErased, CopyDamaged) as broken:
        cli.fail(str(broken))
    except Exception as error:
        cli.fail(f"{failed}: {faults.why(error, settings) or type(error).__name__}")
