"""The steps of the lifecycle that somebody decides: offer, decline, prepare, establish, close, annul.

Sending a summons and recording a meeting move the plan too, as part of what they are (`summonses`, `meetings`).
"""

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from app.domain import requirements
from app.domain.action import Action
from app.domain.event import Event
from app.domain.lifecycle import BY_ITSELF, NOT_IN_THIS_STATUS, Transition, closed, moved
from app.domain.plan import Plan
from app.domain.precondition import Precondition
from app.domain.refusal import Conflict, Finding
from app.schemas.journal.plan import TransitionIn
from app.services.changes import Changed, change
from app.services.work import Work

ACTIONS = {
    Transition.OFFER: Action.OFFER,
    Transition.DECLINE: Action.DECLINE,
    Transition.PREPARE: Action.PREPARE,
    Transition.ESTABLISH: Action.ESTABLISH,
    Transition.CLOSE: Action.CLOSE,
    Transition.ANNUL: Action.ANNUL,
}
DEMANDS: dict[Transition, Callable[[Plan, datetime], Iterable[Finding]]] = {
    Transition.PREPARE: requirements.for_preparing,
    Transition.ESTABLISH: requirements.for_establishing,
}


async def take(work: Work, plan_id: UUID, body: TransitionIn, precondition: Precondition) -> Changed:
    """Moves the plan; `Conflict` with the list of what is missing when the law's demands are not met."""
    action = ACTIONS.get(body.transition)
    if action is None:
        raise Conflict(BY_ITSELF)

    def decide(plan: Plan) -> Plan:
        demand = DEMANDS.get(body.transition)
        missing = list(demand(plan, work.now)) if demand else []
        if missing:
            raise Conflict(requirements.MISSING, *missing)
        if body.transition is Transition.CLOSE:
            if body.reason is None:
                raise Conflict(NOT_IN_THIS_STATUS)
            return closed(plan, body.reason, work.now)
        after = moved(plan, body.transition, work.now)
        if body.approved_for_patient is not None:
            after = replace(after, approved_for_patient=body.approved_for_patient)
        return after

    told = Event(f"plan.{body.transition.value}")
    return await change(work, plan_id, action, decide, told_as=told, subject=plan_id, precondition=precondition)
