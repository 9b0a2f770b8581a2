"""A unit's own agreed interventions, which it must document in its own record system: while the plan is revised, as
they were adopted.
"""

from uuid import UUID

from app.domain import agreed
from app.domain.adopted import as_agreed
from app.domain.spokesperson import require_own
from app.domain.unit import own_unit
from app.schemas.journal.agreed import AgreedOut
from app.services.adopted import adopted
from app.services.interventions import viewing
from app.services.reading import read
from app.services.work import Work


async def show(work: Work, plan_id: UUID) -> AgreedOut:
    """Those of the caller's own unit, and of no other."""
    plan = await read(work, plan_id)
    unit = require_own(work.actor, own_unit(work.actor, plan.units))
    standing = as_agreed(plan, await adopted(work, plan))
    return AgreedOut(
        plan_id=plan.id,
        version=agreed.version(plan),
        unit_id=unit.id,
        text=agreed.text(standing, unit.id),
        interventions=list(map(viewing(standing, work), agreed.own_interventions(standing, unit.id))),
    )
