"""The versions of a plan: what changed, when and by which unit."""

from typing import Any
from uuid import UUID

from app.repositories import history
from app.services.reading import read
from app.services.work import Work


async def page(work: Work, plan_id: UUID, number: int, limit: int) -> tuple[list[Any], int]:
    await read(work, plan_id)
    return await history.page(work.connection, plan_id, number, limit)
