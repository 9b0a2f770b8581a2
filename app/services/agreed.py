"""A unit's own agreed interventions, which it must document in its own record system."""

from uuid import UUID

from app.domain import agreed
from app.domain.policy import NOT_YOURS
from app.domain.refusal import Forbidden
from app.schemas.journal.agreed import AgreedOut
from app.services.interventions import viewing
from app.services.reading import read
from app.services.work import Work


async def show(work: Work, plan_id: UUID) -> AgreedOut:
    """Those of the caller's own unit, and of no other."""
    plan = await read(work, plan_id)
    unit = next((one for one in plan.units if one.hsa_id == work.actor.unit), None)
    if unit is None:
        raise Forbidden(NOT_YOURS)
    return AgreedOut(
        plan_id=plan.id,
        version=plan.version,
        unit_id=unit.id,
        text=agreed.text(plan, unit.id),
        interventions=list(map(viewing(plan, work), agreed.own_interventions(plan, unit.id))),
    )
