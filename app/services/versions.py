"""The versions of a plan: what changed, when and by which unit; and the plan whole, as it stood.

Whoever may read the plan now may read every version of it, and nobody else any: the present plan is what is judged,
and the reading of an old version is in the audit log as a reading of the plan.

Of blocks (spärrar) whoever does not lead the plan is told, as in the feed (`turn`), that there is one now, and by no
version's name when one came or went. A unit that is let in again can tell that it was she who had been blocked, as
nothing that she reads then had let her out; who reads all the while can tell whose it was by nothing.
"""

from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

from app.domain import lifecycle
from app.domain.known_by import known_by
from app.domain.plan import Plan
from app.domain.policy import OUT_OF_REACH, leads
from app.domain.refusal import Unreachable
from app.domain.told import as_told
from app.domain.turn import told_as
from app.repositories import history
from app.schemas.journal.plan import PlanOut
from app.services.plan_views import whole
from app.services.reading import read
from app.services.work import Work


async def page(work: Work, plan_id: UUID, number: int, limit: int) -> tuple[list[dict[str, Any]], int]:
    """One page, newest first, each called as its event is to this reader."""
    plan = await read(work, plan_id)
    rows, total = await history.page(work.connection, plan_id, number, limit)
    leading = leads(work.actor, plan, work.now)
    return [_named(dict(row), plan_id, leading) for row in rows], total


def _named(row: dict[str, Any], plan_id: UUID, leading: bool) -> dict[str, Any]:
    """What is called otherwise to this reader is about the plan, as what is truly called so."""
    told = told_as(row["change"], removed=False, reads=True, leads=leading)
    return row if told == row["change"] else row | {"change": told, "subject_id": plan_id}


async def plan_at(
    work: Work, plan_id: UUID, *, version: int | None = None, at: datetime | None = None
) -> tuple[PlanOut, int]:
    """The plan as one version had it, or as it stood at an instant, and the version's number."""
    if (version is None) is (at is None):
        raise ValueError("a version, or an instant")
    present = await read(work, plan_id)
    if at is not None:
        version = await history.version_at(work.connection, plan_id, at)
    old = await stood(work, present, version, at)
    return await as_it_stood(old, leads(work.actor, present, work.now), work, at), version or 0


async def stood(work: Work, present: Plan, version: int | None, at: datetime | None = None) -> Plan:
    """An old version of a plan that has been read, settled at `at`, or when it came; the same answer as no plan.

    The person by the number that she is known by now, whatever she had said then; and to whoever does not lead the
    plan with the blocks that there are now, and without what would tell of one (`as_told`).
    """
    old = None if version is None else await history.version(work.connection, present, version)
    if old is None:
        raise Unreachable(OUT_OF_REACH)
    if not leads(work.actor, present, work.now):
        old = replace(as_told(old, work.actor, leading=False), blocks=present.blocks)
    return lifecycle.settled(replace(old, person=known_by(present, work.now)), at or old.changed_at)


async def as_it_stood(old: Plan, leading: bool, work: Work, at: datetime | None = None) -> PlanOut:
    """The whole answer with what is computed as of then: what was in force, what was due.

    Who asks is judged now and not then: what only whoever leads the plan is told goes by whether she does now
    (`leading`).
    """
    return await whole(old, replace(work, now=at or old.changed_at), leading)
