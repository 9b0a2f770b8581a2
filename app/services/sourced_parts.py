"""Goals and interventions by the record system's own id: added when the id is new, else brought into step."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from app.domain.auditing import Kind
from app.domain.intervention import first_state
from app.domain.plan import ALREADY_HERE, Plan
from app.domain.precondition import Precondition
from app.domain.refusal import Conflict, Finding
from app.domain.source import SOURCED, STANDS, SourceKind, require_identifier
from app.schemas.base import Wire
from app.schemas.journal.plan import SourceIO
from app.services import audit, parts, sources
from app.services.judging import enter, judge, noting_denial
from app.services.parts import Writable
from app.services.reading import looked_at
from app.services.work import Work


@dataclass(frozen=True, slots=True)
class BroughtPart:
    """The plan as it now stands, which part it was about, and whether it is new."""

    plan: Plan
    part_id: UUID
    created: bool


async def put(
    work: Work,
    resource: Writable,
    adding: Writable,
    patch: type[Wire],
    plan_id: UUID,
    source: SourceIO,
    body: Wire,
    precondition: Precondition,
) -> BroughtPart:
    """`adding` are the rules for a new part with that body, `patch` names what can be corrected of one."""
    require_identifier(source.system, "sourceSystem")
    require_identifier(source.id, "sourceId")
    with noting_denial(work, resource.write):
        await enter(work, resource.write, plan_id)
    kind = SOURCED[resource.collection]
    found = await sources.known(work, source, kind, resource.write)
    if found is None:
        changed, part_id = await parts.add(work, adding, plan_id, body)
        await sources.register(work, changed.plan, source, kind, part_id)
        return BroughtPart(changed.plan, part_id, True)
    if found.plan_id != plan_id or found.part_id is None:
        with noting_denial(work, resource.write):
            raise Conflict(ALREADY_HERE, Finding(ALREADY_HERE, "sourceId"))
    plan = await looked_at(work, plan_id)
    with noting_denial(work, resource.write, plan):
        judge(work, resource.write, plan)
        return await _in_step(work, resource, patch, plan, found.part_id, body, precondition)


async def _in_step(
    work: Work,
    resource: Writable,
    patch: type[Wire],
    plan: Plan,
    part_id: UUID,
    body: Wire,
    precondition: Precondition,
) -> BroughtPart:
    """The part, corrected where the body differs from it."""
    part = parts.part_of(plan, resource.collection, part_id)
    shown = resource.viewing(plan, work)(part)
    if SOURCED[resource.collection] is SourceKind.INTERVENTION:
        # What it was brought with is its first status; what has come of it since is no difference.
        shown = shown.model_copy(update={"state": first_state(plan.intervention_statuses, part.id)})
    stated = _stated(shown, patch, body)
    if not stated:
        await audit.record(work, resource.read, Kind.READ, plan)
        return BroughtPart(plan, part_id, False)
    changed = await parts.correct(work, resource, plan.id, part_id, patch(**stated), precondition)
    return BroughtPart(changed.plan, part_id, False)


def _stated(shown: Wire, patch: type[Wire], body: Wire) -> dict[str, Any]:
    """What the body states otherwise than the part is shown; refused where it cannot be corrected."""
    stated = {
        name: getattr(body, name) for name in body.model_fields_set if getattr(body, name) != getattr(shown, name)
    }
    standing = [
        Finding(STANDS, f"/{type(body).model_fields[name].alias or name}")
        for name in sorted(stated)
        if name not in patch.model_fields
    ]
    if standing:
        raise Conflict(STANDS, *standing)
    return stated
