"""Puts an event in the outbox. Only the one door calls this."""

from typing import Any

from sqlalchemy import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from app.models.outbox import outbox_event


async def add(connection: AsyncConnection, values: dict[str, Any]) -> None:
    await connection.execute(insert(outbox_event).values(values))
