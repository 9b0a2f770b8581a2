"""Interventions of a plan, and their statuses, which are only added to."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any
from uuid import UUID

from app.domain.action import Action
from app.domain.event import Event
from app.domain.intervention import Intervention, InterventionStatus, present_states
from app.domain.plan import Plan
from app.schemas.journal.intervention import InterventionIn, InterventionOut, ResponsibleIO, StatusIn, StatusOut
from app.services.changes import Changed, change
from app.services.judging import judge
from app.services.parts import Entry, Writable, entry, one_more, part_of, shown, tupled
from app.services.reading import read
from app.services.work import Work


def columns(values: dict[str, Any]) -> dict[str, Any]:
    """The responsible as the three fields that it is stored in."""
    responsible = values.pop("responsible", None)
    if responsible is not None:
        values |= {f"responsible_{name}": value for name, value in responsible.items()}
    return tupled(values)


def build(plan: Plan, entry: Entry, body: InterventionIn) -> Intervention:
    return Intervention(**entry, **columns(body.model_dump(exclude={"state"})))


def viewing(plan: Plan, work: Work) -> Callable[[Intervention], InterventionOut]:
    states = present_states(plan.intervention_statuses)

    def view(part: Intervention) -> InterventionOut:
        responsible = ResponsibleIO(
            kind=part.responsible_kind, unit_id=part.responsible_unit_id, name=part.responsible_name
        )
        return shown(InterventionOut, part, responsible=responsible, state=states[part.id])

    return view


def _first_status(body: InterventionIn) -> Any:
    def then(plan: Plan, part: Intervention, work: Work) -> Plan:
        status = InterventionStatus(
            **entry(work, "intervention_statuses"), intervention_id=part.id, state=body.state, since=work.now
        )
        return one_more(plan, "intervention_statuses", status, work)

    return then


INTERVENTIONS = Writable(
    collection="interventions",
    noun="intervention",
    write=Action.INTERVENTION_WRITE,
    build=build,
    viewing=viewing,
    columns=columns,
)


def beginning(body: InterventionIn) -> Writable:
    """The resource for a new intervention, which comes with its first status."""
    return replace(INTERVENTIONS, then=_first_status(body))


async def add_status(work: Work, plan_id: UUID, intervention_id: UUID, body: StatusIn) -> tuple[Changed, UUID]:
    """A new status from a moment on; the responsible unit's own staff, or those who drive the plan, set it."""
    start = entry(work, "intervention_statuses")

    def decide(plan: Plan) -> Plan:
        intervention = part_of(plan, "interventions", intervention_id)
        judge(work, Action.INTERVENTION_FOLLOW, plan, intervention)
        status = InterventionStatus(**start, intervention_id=intervention.id, **body.model_dump())
        return one_more(plan, "intervention_statuses", status, work)

    told = Event.INTERVENTION_STATUS_ADDED
    changed = await change(work, plan_id, Action.INTERVENTION_FOLLOW, decide, told_as=told, subject=start["id"])
    return changed, start["id"]


async def statuses(
    work: Work, plan_id: UUID, intervention_id: UUID, number: int, limit: int
) -> tuple[list[StatusOut], int]:
    """One page of an intervention's statuses, oldest first."""
    plan = await read(work, plan_id)
    part_of(plan, "interventions", intervention_id)
    mine = [one for one in plan.intervention_statuses if one.intervention_id == intervention_id]
    page = mine[(number - 1) * limit : number * limit] if number >= 1 else []
    return [StatusOut.model_validate(one) for one in page], len(mine)
