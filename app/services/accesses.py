"""Who has had access to a plan, for the staff who may read it."""

from typing import Any
from uuid import UUID

from app.repositories import audit
from app.services.reading import read
from app.services.work import Work


async def page(work: Work, plan_id: UUID, number: int, limit: int) -> tuple[list[Any], int]:
    await read(work, plan_id)
    return await audit.of_plan(work.connection, plan_id, number, limit)
