"""A unit's own agreed interventions, which it must document in its own record system."""

from uuid import UUID

from app.domain import agreed
from app.domain.spokesperson import own_unit, require_own
from app.schemas.journal.agreed import AgreedOut
from app.services.interventions import viewing
from app.services.reading import read
from app.services.work import Work


async def show(work: Work, plan_id: UUID) -> AgreedOut:
    """Those of the caller's own unit, and of no other."""
    plan = await read(work, plan_id)
    unit = require_own(work.actor, own_unit(work.actor, plan))
    return AgreedOut(
        plan_id=plan.id,
        version=plan.version,
        unit_id=unit.id,
        text=agreed.text(plan, unit.id),
        interventions=list(map(viewing(plan, work), agreed.own_interventions(plan, unit.id))),
    )
