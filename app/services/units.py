"""Units of a plan."""

from app.domain.action import Action
from app.domain.actor import Staff
from app.domain.contents import people
from app.domain.plan import Plan
from app.domain.refusal import Finding, Invalid
from app.domain.unit import NOT_YOUR_PRINCIPAL, PUBLIC, Unit
from app.schemas.journal.unit import UnitIn, UnitOut
from app.services.parts import Entry, Resource


def build(plan: Plan, entry: Entry, body: UnitIn) -> Unit:
    return Unit(**entry, **body.model_dump())


def own(entry: Entry, body: UnitIn, actor: Staff) -> Unit:
    """The caller's own unit, as it stands in another body, at `/unit`: the principal is the one that she acts for.

    A private provider may act for a region or municipality, and state that one's number.
    """
    one = Unit(**entry, **body.model_dump())
    people.principal(one, "/unit")
    stated = one.principal_org_number
    if stated is not None and stated != actor.principal and actor.principal.startswith(PUBLIC):
        raise Invalid(NOT_YOUR_PRINCIPAL, Finding(NOT_YOUR_PRINCIPAL, "/unit/principalOrgNumber"))
    return one


UNITS = Resource(
    collection="units",
    noun="unit",
    write=Action.UNIT_ADD,
    build=build,
    viewing=lambda plan, work: UnitOut.model_validate,
)
