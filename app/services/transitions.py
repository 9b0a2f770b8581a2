"""The steps of the lifecycle that somebody decides: offer, accept, decline, prepare, establish, resume, close, annul.

Sending a summons and recording a meeting move the plan too, as part of what they are (`summonses`, `meetings`).
"""

from dataclasses import replace
from uuid import UUID

from app.domain.action import Action
from app.domain.event import Event
from app.domain.lifecycle import Transition, annulled, closed, moved, require_seen
from app.domain.offer import OfferAnswer
from app.domain.plan import Plan
from app.domain.precondition import Precondition
from app.schemas.journal.transition import Step, TransitionIn
from app.services import offers
from app.services.changes import Changed, change, rehearse
from app.services.judging import judge, noting_denial
from app.services.reading import read
from app.services.work import Work

ACTIONS = {
    Step.OFFER: Action.OFFER,
    Step.ACCEPT: Action.ACCEPT,
    Step.DECLINE: Action.DECLINE,
    Step.PREPARE: Action.PREPARE,
    Step.ESTABLISH: Action.ESTABLISH,
    Step.RESUME: Action.RESUME,
    Step.CLOSE: Action.CLOSE,
    Step.ANNUL: Action.ANNUL,
}


def taken(plan: Plan, body: TransitionIn, work: Work) -> Plan:
    """The plan after the step, whose demands are met (`changes.change` asks them)."""
    match body.transition:
        case Step.OFFER:
            return offers.offered(plan, body, work)
        case Step.ACCEPT:
            return offers.answered(plan, body, OfferAnswer.ACCEPTED, work)
        case Step.DECLINE:
            return offers.answered(plan, body, OfferAnswer.DECLINED, work)
        case Step.CLOSE:
            assert body.reason is not None, "the schema asks for it"
            return closed(plan, body.reason, work.now, body.text)
        case Step.ANNUL:
            return annulled(plan, body.text, work.now)
    after = moved(plan, Transition(body.transition), work.now)
    if body.approved_for_patient is not None:
        # A hold-back outlives this: it ends by itself, or when somebody decides so.
        after = replace(after, approved_for_patient=body.approved_for_patient)
    return after


async def take(work: Work, plan_id: UUID, body: TransitionIn, precondition: Precondition) -> Changed:
    """Moves the plan; or, as a dry run, says how it would stand, and nothing is saved but that somebody has read."""
    action = ACTIONS[body.transition]
    if body.dry_run:
        plan = await read(work, plan_id)
        with noting_denial(work, action, plan):
            judge(work, action, plan)
            require_seen(plan, precondition)
            return Changed(rehearse(work, action, plan, lambda standing: taken(standing, body, work)))
    told = Event(f"plan.{body.transition.value}")
    return await change(
        work,
        plan_id,
        action,
        lambda plan: taken(plan, body, work),
        told_as=told,
        subject=plan_id,
        precondition=precondition,
    )
