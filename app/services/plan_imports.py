"""Imports: many plans by their record system's ids, each in a transaction of its own and under a single call's rules.

What came of an item is kept in its own transaction. After a crash the same request goes on where it stood: what was
done is answered as it was then, and nothing is done twice. What was refused has done nothing, and is tried anew, as a
single call is.

How far it has come is noted beside, under a key that is a UUID: how many, and of each what came of it; no plan, no
person. It is told to the same client, unit and person, and let go of when the answers are.
"""

from collections import Counter
from uuid import UUID

from app.domain.action import Action
from app.domain.policy import OUT_OF_REACH, require_scope
from app.domain.precondition import Precondition
from app.domain.refusal import Invalid, Unreachable
from app.domain.retry import KEY_REUSED
from app.domain.source import ImportOutcome
from app.repositories import plan_imports
from app.schemas.journal.plan import SourceIO
from app.schemas.journal.plan_import import (
    ImportCameOfOut,
    PlanImportItem,
    PlanImportProgressOut,
    PlanImportResultOut,
)
from app.services import audit, retries, sourced_plans
from app.services.judging import noting_denial
from app.services.reading import read
from app.services.work import Work


async def begin(work: Work, count: int) -> None:
    """Whoever may bring none is told so once, and not for each; and a key that was another request's is refused."""
    with noting_denial(work, Action.PLAN_CREATE):
        require_scope(work.actor, Action.PLAN_CHANGE)
    import_id = named(work.retry_key)
    if import_id is None:
        return
    at = work.received_at
    values = {"client": retries.client_of(work), "id": import_id, "digest": work.digest, "outcomes": [None] * count}
    begun = values | {"started_at": at, "changed_at": at}
    if await plan_imports.begin(work.connection, begun, at - retries.KEPT_FOR) != work.digest:
        raise Invalid(KEY_REUSED)


def named(key: str | None) -> UUID | None:
    """The import that is sent with that key, by which it is asked for; only a UUID stands in an address."""
    try:
        return UUID((key or "").partition(" ")[0])
    except ValueError:
        return None


async def note(work: Work, position: int, outcome: ImportOutcome, code: str | None = None) -> None:
    """What came of one item; `code` is the rule that it was refused by."""
    import_id = named(work.retry_key)
    if import_id is not None:
        said = {"outcome": outcome, "code": code}
        client, at = retries.client_of(work), work.received_at
        await plan_imports.note(work.connection, client, import_id, position, said, at)


async def progress(work: Work, import_id: UUID) -> PlanImportProgressOut:
    """How far one of the caller's own has come. It tells of no plan; one entry all the same."""
    with noting_denial(work, Action.IMPORT_READ):
        require_scope(work.actor, Action.PLAN_CHANGE)
        since = work.received_at - retries.KEPT_FOR
        row = await plan_imports.find(work.connection, retries.client_of(work), import_id, since)
        if row is None:
            raise Unreachable(OUT_OF_REACH)
    await audit.record_search(work, Action.IMPORT_READ, None)
    results = [ImportCameOfOut(position=n, **one) for n, one in enumerate(row.outcomes, 1) if one is not None]
    counts = Counter(one.outcome for one in results)
    return PlanImportProgressOut(
        total=len(row.outcomes),
        done=len(results),
        **{one.value: counts[one] for one in ImportOutcome},  # type: ignore[arg-type]
        started_at=row.started_at,
        changed_at=row.changed_at,
        results=results,
    )


async def bring(work: Work, position: int, item: PlanImportItem) -> PlanImportResultOut:
    """One item, done or found done already."""
    if work.kept is not None:
        await read(work, work.kept.plan_id)
        told = PlanImportResultOut.model_validate_json(work.keys.open(work.kept.sealed_body))
        await note(work, position, told.outcome)
        return told
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
    await note(work, position, result.outcome)
    return result
