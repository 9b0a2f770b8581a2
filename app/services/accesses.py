"""Who has had access to a plan, for the staff who may read it."""

from typing import Any
from uuid import UUID

from app.domain.action import Action
from app.domain.policy import leads
from app.repositories import audit
from app.services.reading import read
from app.services.work import Work

BLOCKS, CORRECTED = "journal:block.", f"journal:{Action.PLAN_CHANGE}"


async def page(work: Work, plan_id: UUID, number: int, limit: int) -> tuple[list[Any], int]:
    """To whoever does not lead the plan a block's entry is called as a correction's: that one came is not for her."""
    plan = await read(work, plan_id)
    rows, total = await audit.of_plan(work.connection, plan_id, number, limit)
    if leads(work.actor, plan, work.now):
        return rows, total
    return [row | {"action": CORRECTED} if row["action"].startswith(BLOCKS) else row for row in map(dict, rows)], total
