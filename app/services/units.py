"""Units of a plan."""

from app.domain.action import Action
from app.domain.plan import Plan
from app.domain.unit import Unit
from app.schemas.journal.unit import UnitIn, UnitOut
from app.services.parts import Entry, Resource


def build(plan: Plan, entry: Entry, body: UnitIn) -> Unit:
    return Unit(**entry, **body.model_dump())


UNITS = Resource(
    collection="units",
    noun="unit",
    write=Action.UNIT_ADD,
    build=build,
    view=lambda plan, part, work: UnitOut.model_validate(part),
)
