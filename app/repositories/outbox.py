"""Puts an event in the outbox, with whom it lets in and out. Only the one door calls this."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from app.domain.turn import Turn
from app.models.outbox import outbox_event
from app.models.reach_turn import reach_turn


async def add(connection: AsyncConnection, values: dict[str, Any], turns: Iterable[Turn] = ()) -> None:
    await connection.execute(insert(outbox_event).values(values))
    if rows := [{"event_id": values["id"]} | {name: getattr(one, name) for name in Turn.__slots__} for one in turns]:
        await connection.execute(insert(reach_turn), rows)
