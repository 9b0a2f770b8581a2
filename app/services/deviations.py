"""Deviations between the units of a plan. A unit reports its own."""

from app.domain.action import Action
from app.domain.deviation import Deviation
from app.domain.part import find
from app.domain.plan import Plan
from app.domain.policy import NOT_YOURS
from app.domain.refusal import Forbidden
from app.schemas.journal.deviation import DeviationIn, DeviationOut
from app.services.parts import Entry, Resource
from app.services.work import Work


def build(plan: Plan, entry: Entry, body: DeviationIn) -> Deviation:
    return Deviation(**entry, **body.model_dump())


def then(plan: Plan, part: Deviation, work: Work) -> Plan:
    unit = find(plan.units, part.reported_by_unit_id)
    if unit is None or unit.hsa_id != work.actor.unit:
        raise Forbidden(NOT_YOURS)
    return plan


DEVIATIONS = Resource(
    collection="deviations",
    noun="deviation",
    write=Action.DEVIATION_REPORT,
    build=build,
    view=lambda plan, part, work: DeviationOut.model_validate(part),
    then=then,
)
