"""Emergency accesses (nödöppningar): a plan is opened by the one door, loudly, and read by an address of its own."""

from collections.abc import Callable
from uuid import UUID

from app.domain import emergency
from app.domain.action import Action
from app.domain.contents import added
from app.domain.emergency_access import EmergencyAccess
from app.domain.event import Event
from app.domain.part import Part
from app.domain.plan import Plan
from app.domain.policy import leads
from app.domain.told import as_told
from app.schemas.journal.emergency_access import EmergencyAccessIn, EmergencyAccessOut
from app.services.changes import Changed, change
from app.services.parts import Resource, entry
from app.services.reading import found_in_emergency
from app.services.work import Work


def viewing(plan: Plan, work: Work) -> Callable[[EmergencyAccess], EmergencyAccessOut]:
    """That a unit was blocked is told to those who lead the plan, and to the unit, which opened it all the same."""
    told = as_told(plan, work.actor, leads(work.actor, plan, work.now)).emergency_accesses
    as_it_is_told = {one.id: one for one in told}
    return lambda part: EmergencyAccessOut.model_validate(as_it_is_told[part.id])


EMERGENCY_ACCESSES = Resource(collection="emergency_accesses", viewing=viewing)


async def open_plan(work: Work, body: EmergencyAccessIn) -> tuple[Changed, UUID]:
    """From now on, and for a short time, the caller reads that plan. Everybody who has it is told.

    A retry is of the plan that was opened, whichever would be found by her number now.
    """
    key = work.keys.person_key(body.personnummer) if body.personnummer else None
    plan_id = await found_in_emergency(work, body.plan_id, key)
    start = entry(work, "emergency_accesses")

    def decide(plan: Plan) -> Plan:
        one = emergency.opened(
            plan,
            work.actor,
            Part(**start),
            unit_name=body.unit_name,
            principal_name=body.principal_name,
            reason=body.reason,
            now=work.now,
        )
        return added(plan, "emergency_accesses", one, work.now)

    told = Event.EMERGENCY_OPENED
    changed = await change(work, plan_id, Action.EMERGENCY_OPEN, decide, told_as=told, subject=start["id"])
    return changed, start["id"]
