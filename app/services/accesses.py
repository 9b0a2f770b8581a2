"""Who has had access to a plan, for the staff who may read it."""

from typing import Any
from uuid import UUID

from app.domain.action import Action
from app.domain.auditing import Kind
from app.domain.policy import leads
from app.repositories import audit as entries
from app.services.reading import read
from app.services.work import Work

BLOCKS = "journal:block."
# What the entry of a block is called instead, by its kind.
CALLED = {Kind.READ: f"journal:{Action.PLAN_READ}", Kind.WRITE: f"journal:{Action.PLAN_CHANGE}"}


async def page(work: Work, plan_id: UUID, number: int, limit: int) -> tuple[list[Any], int]:
    """To whoever does not lead the plan a block's entry is called as any other's: that one came is not for her."""
    plan = await read(work, plan_id)
    rows, total = await entries.of_plan(work.connection, plan_id, number, limit)
    if leads(work.actor, plan, work.now):
        return rows, total
    return [
        row | {"action": CALLED[row["kind"]]} if row["action"].startswith(BLOCKS) else row for row in map(dict, rows)
    ], total
