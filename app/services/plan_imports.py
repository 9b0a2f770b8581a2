"""Imports: many plans by their record system's ids, each in a transaction of its own and under a single call's rules.

What came of an item is kept in its own transaction. After a crash the same request goes on where it stood: what was
done is answered as it was then, and nothing is done twice.
"""

from app.domain.action import Action
from app.domain.policy import require_scope
from app.domain.precondition import Precondition
from app.schemas.journal.plan import SourceIO
from app.schemas.journal.plan_import import PlanImportItem, PlanImportResultOut
from app.services import retries, sourced_plans
from app.services.judging import noting_denial
from app.services.reading import read
from app.services.work import Work


def begin(work: Work) -> None:
    """Whoever may bring none is told so once, and not for each."""
    with noting_denial(work, Action.PLAN_CREATE):
        require_scope(work.actor, Action.PLAN_CHANGE)


async def bring(work: Work, position: int, item: PlanImportItem) -> PlanImportResultOut:
    """One item, done or found done already."""
    kept = await retries.find(work)
    if kept is not None:
        await read(work, kept.plan_id)
        return PlanImportResultOut.model_validate_json(work.keys.open(kept.sealed_body))
    condition = Precondition() if item.version is None else Precondition(frozenset({item.version}))
    source = SourceIO(system=item.source.system, id=item.source.id)
    brought = await sourced_plans.put(work, source, item, condition)
    result = PlanImportResultOut(
        position=position,
        outcome=brought.outcome,
        plan_id=brought.plan.id,
        version=brought.plan.version,
        problem=None,
        candidates=[],
    )
    await retries.keep(work, brought.plan.id, 200, {}, result.model_dump_json(by_alias=True).encode())
    return result
