"""Take-overs: the caller becomes the coordinator of an orphaned plan, by the right of her principal, with a reason."""

from uuid import UUID

from app.domain.action import Action
from app.domain.contents import added
from app.domain.event import Event
from app.domain.participant import Participant, ParticipantKind
from app.domain.plan import Plan
from app.domain.refusal import Finding, Invalid
from app.domain.room import FOR_TAKING_OVER
from app.domain.succession import taken_over
from app.domain.takeover import Takeover
from app.domain.unit import NOT_YOUR_UNIT, Unit, own_unit
from app.schemas.journal.takeover import TakeoverIn, TakeoverOut
from app.services import units
from app.services.changes import Changed, change
from app.services.parts import Resource, entry
from app.services.work import Work

TAKEOVERS = Resource(collection="takeovers", viewing=lambda plan, work: TakeoverOut.model_validate)


def _unit(plan: Plan, body: TakeoverIn, work: Work) -> tuple[Plan, Unit]:
    """The caller's unit in the plan; added, if it was not there."""
    mine = own_unit(work.actor, plan.units)
    if mine is not None:
        return plan, mine
    if body.unit is None:
        raise Invalid(NOT_YOUR_UNIT, Finding(NOT_YOUR_UNIT, "/unit"))
    new = units.own(entry(work, "units"), body.unit, work.actor)
    return added(plan, "units", new, work.now, FOR_TAKING_OVER), new


def _person(plan: Plan, unit: Unit, body: TakeoverIn, work: Work) -> tuple[Plan, Participant]:
    """The caller among the participants; added, if she was not there."""
    known = (one for one in plan.participants if one.unit_id == unit.id and one.hsa_id == work.actor.person)
    mine = next(known, None)
    if mine is not None:
        return plan, mine
    new = Participant(
        **entry(work, "participants"),
        kind=ParticipantKind.STAFF,
        name=body.name,
        role=body.role,
        phone=body.phone,
        unit_id=unit.id,
        hsa_id=work.actor.person,
    )
    return added(plan, "participants", new, work.now, FOR_TAKING_OVER), new


async def take_over(work: Work, plan_id: UUID, body: TakeoverIn) -> tuple[Changed, UUID]:
    """The caller has the task from now on; a hand-over that was waiting is taken back with it."""
    start = entry(work, "takeovers")

    def decide(plan: Plan) -> Plan:
        assert plan.coordinator_id is not None, "the ground comes of a coordinator"
        plan, unit = _unit(plan, body, work)
        plan, person = _person(plan, unit, body, work)
        taken = Takeover(
            **start, from_id=plan.coordinator_id, to_id=person.id, reason=body.reason, taken_at=body.taken_at
        )
        return taken_over(plan, taken, work.now)

    told = Event.PLAN_TAKEN_OVER
    changed = await change(work, plan_id, Action.TAKE_OVER, decide, told_as=told, subject=start["id"])
    return changed, start["id"]
