"""The worklist (bevakningslista): what is due, now, for the person who asks at the unit where she works.

Its rows are the ones that `deadline.deadlines` gave when each plan last changed, filtered by reach at this instant; no
plan is loaded. A row names no person and has no content, and a program polls the list: so a request leaves one entry
of its own in the audit log, about no plan. An entry for each plan, every hour of the night, would fill the person's
list of accesses and hide in it who has read. What a link leads to leaves its own entry when it is followed.
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from app.domain.action import Action
from app.domain.auditing import Kind
from app.domain.deadline_kind import DeadlineKind
from app.domain.policy import require_scope
from app.repositories import deadlines
from app.services import audit
from app.services.judging import noting_denial
from app.services.work import Work


@dataclass(frozen=True, slots=True)
class Awaited:
    """One thing that awaits somebody."""

    kind: DeadlineKind
    plan_id: UUID
    subject_id: UUID
    since: datetime
    due_at: datetime


async def page(work: Work, number: int, limit: int) -> tuple[list[Awaited], int]:
    """One page of what is due, the most urgent first, and how much there is in all."""
    with noting_denial(work, Action.WORKLIST_READ):
        require_scope(work.actor, Action.PLAN_READ)
    found, total = await due(work, number, limit)
    await leave(work, Action.WORKLIST_READ, Kind.READ)
    return found, total


async def due(work: Work, number: int, limit: int) -> tuple[list[Awaited], int]:
    """The same, for whoever has judged the right to read and writes the entry."""
    rows, total = await deadlines.page(work.connection, work.actor, work.now, number, limit)
    return [Awaited(**row) for row in rows], total


async def leave(work: Work, action: Action, kind: Kind) -> None:
    """The one entry of a request that is about no plan."""
    await audit.record(work, action, kind, None)  # type: ignore[arg-type]
