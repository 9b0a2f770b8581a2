"""Kept answers: found by client and key, written in the transaction of the change they answer."""

from datetime import datetime
from typing import Any

from sqlalchemy import Row, delete, func, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from app.models.idempotency import kept_answer


async def find(connection: AsyncConnection, client: str, key: str, since: datetime) -> Row[Any] | None:
    """The answer kept under that key since that instant; one that is older is let go of."""
    if connection.dialect.name == "postgresql":
        # Two requests with the same key at the same time: the second waits here and then finds the first's answer.
        await connection.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(f"{client} {key}", 0))))
    mine = (kept_answer.c.client == client, kept_answer.c.key == key)
    await connection.execute(delete(kept_answer).where(*mine, kept_answer.c.kept_at < since))
    return (await connection.execute(select(kept_answer).where(*mine))).one_or_none()


async def keep(connection: AsyncConnection, values: dict[str, Any], since: datetime) -> None:
    """Keeps an answer, and lets go of some that are older than `since`: each new one pays for a few old ones."""
    old = select(kept_answer.c.client, kept_answer.c.key).where(kept_answer.c.kept_at < since).limit(20)
    for client, key in (await connection.execute(old.with_for_update(skip_locked=True))).all():
        gone = delete(kept_answer).where(kept_answer.c.client == client, kept_answer.c.key == key)
        await connection.execute(gone)
    await connection.execute(insert(kept_answer).values(values))
