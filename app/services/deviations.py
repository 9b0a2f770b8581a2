"""Deviations between the units of a plan: one reports, both handle it, and it closes when both have answered."""

from collections.abc import Callable
from uuid import UUID

from app.domain.action import Action
from app.domain.deviation import Deviation, DeviationStep, state
from app.domain.event import Event
from app.domain.part import find, grouped
from app.domain.plan import Plan
from app.domain.spokesperson import handling, require_own
from app.schemas.journal.deviation import DeviationIn, DeviationOut, StepIn, StepOut
from app.services.changes import Changed, change
from app.services.parts import Entry, Writable, entry, one_more, part_of, shown
from app.services.work import Work


def build(plan: Plan, entry: Entry, body: DeviationIn) -> Deviation:
    return Deviation(**entry, **body.model_dump())


def viewing(plan: Plan, work: Work) -> Callable[[Deviation], DeviationOut]:
    steps = grouped(plan.deviation_steps, "deviation_id")

    def view(part: Deviation) -> DeviationOut:
        taken = steps.get(part.id, ())
        return shown(DeviationOut, part, state=state(part, taken), steps=list(map(StepOut.model_validate, taken)))

    return view


def then(plan: Plan, part: Deviation, work: Work) -> Plan:
    require_own(work.actor, find(plan.units, part.reported_by_unit_id))
    return plan


DEVIATIONS = Writable(
    collection="deviations",
    noun="deviation",
    write=Action.DEVIATION_REPORT,
    build=build,
    viewing=viewing,
    then=then,
)


async def take_step(work: Work, plan_id: UUID, deviation_id: UUID, body: StepIn) -> tuple[Changed, UUID]:
    start = entry(work, "deviation_steps")

    def decide(plan: Plan) -> Plan:
        part_of(plan, "deviations", deviation_id)
        named = part_of(plan, "units", body.unit_id) if body.unit_id else None
        unit = handling(work.actor, plan, named, work.now)
        values = {"kind": body.kind, "text": body.text, "taken_at": body.taken_at}
        if unit.hsa_id != work.actor.unit:
            values["registered_by_id"] = plan.coordinator_id
        step = DeviationStep(**start, deviation_id=deviation_id, unit_id=unit.id, **values)
        return one_more(plan, "deviation_steps", step, work)

    told = Event.DEVIATION_STEP_ADDED
    changed = await change(work, plan_id, Action.DEVIATION_HANDLE, decide, told_as=told, subject=start["id"])
    return changed, start["id"]
