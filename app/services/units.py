"""Units of a plan."""

from app.domain.action import Action
from app.domain.actor import Staff
from app.domain.contents import people
from app.domain.plan import Plan
from app.domain.unit import Unit
from app.schemas.journal.unit import UnitIn, UnitOut
from app.services.parts import Entry, Writable


def build(plan: Plan, entry: Entry, body: UnitIn) -> Unit:
    return Unit(**entry, **body.model_dump())


def own(entry: Entry, body: UnitIn, actor: Staff) -> Unit:
    """The caller's own unit, which stands in another body, at `/unit`."""
    one = Unit(**entry, **body.model_dump())
    people.own(one, actor, "/unit")
    return one


UNITS = Writable(
    collection="units",
    noun="unit",
    write=Action.UNIT_ADD,
    build=build,
    viewing=lambda plan, work: UnitOut.model_validate,
)
