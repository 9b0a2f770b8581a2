"""The one door: every change of a plan leaves by `change` or `create`, and nothing else writes what they write.

In one transaction, in this order: the plan is locked and read whole; it is settled (a consent may have ended while
nobody acted); policy decides; the domain gives a new value; the difference is written and **the plan's version moves,
even when only a part changed**, so that a change that began earlier and comes later is refused; then history, reach,
mirror, audit and outbox. Raising anywhere leaves nothing behind, and the answer is sent after the commit.

Import contracts keep the tables of mirror, history and outbox to this module.
"""

from collections.abc import Awaitable, Callable
from dataclasses import asdict, dataclass, replace
from typing import Any
from uuid import UUID

from sqlalchemy import Row

from app.domain import lifecycle, policy
from app.domain.action import Action
from app.domain.intervention import Intervention
from app.domain.notice import Notice
from app.domain.participant import Participant
from app.domain.plan import Plan, PlanStatus
from app.domain.precondition import ANY_VERSION, CONDITION_FAILED, Precondition
from app.domain.refusal import Refusal, Stale, Unreachable
from app.repositories import history, mirror, outbox, persons, plans, reach
from app.services import audit, publishing, retries
from app.services.work import Work, new_id

Decide = Callable[[Plan], Plan]
Beside = Callable[[Plan], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Changed:
    """The plan after the change; or, for a retried request, the answer that was kept and the plan as it stands."""

    plan: Plan
    kept: Row[Any] | None = None


def judge(work: Work, action: Action, plan: Plan, own: Intervention | Participant | None = None) -> None:
    """Asks the policy, and notes a no for the audit log."""
    try:
        policy.require(work.actor, action, plan, work.now, own)
    except Refusal:
        work.denied = {"action": action, "plan": plan}
        raise


async def change(
    work: Work,
    plan_id: UUID,
    action: Action,
    decide: Decide,
    *,
    told_as: str,
    subject: UUID | None = None,
    precondition: Precondition = ANY_VERSION,
    beside: Beside | None = None,
) -> Changed:
    """Changes one plan. `decide` gives the new value; `told_as` is what history and events call it.

    `precondition` is about the plan's own version. `beside` writes what is not part of the plan's value (the mapping)
    in the same transaction.
    """
    before = await plans.load(work.connection, plan_id, lock=True)
    if before is None:
        raise Unreachable(policy.OUT_OF_REACH)
    standing = lifecycle.settled(before, work.now)
    judge(work, action, standing)
    kept = await retries.find(work)
    if kept is not None:
        await audit.record(work, action, audit.READ, standing)
        return Changed(standing, kept)
    precondition.require(before.version)
    after = _told(work, decide(standing))
    after = replace(after, version=before.version + 1, changed_at=max(work.now, before.changed_at))
    try:
        await plans.save(work.connection, before, after)
    except plans.Overtaken:
        raise Stale(CONDITION_FAILED) from None
    if beside is not None:
        await beside(after)
    await _leave(work, before, after, told_as, subject, action)
    return Changed(after)


async def create(work: Work, plan: Plan) -> Changed:
    """A new plan, version 1. The person's row is in the database, and locked (`persons.take`)."""
    await plans.insert_plan(work.connection, plan)
    await _leave(work, None, plan, "plan.created", plan.id, Action.PLAN_CHANGE)
    return Changed(plan)


async def _protect(work: Work, plan: Plan) -> Plan:
    """Lets what the plan notes of protection take effect in every mirror of hers, in this same transaction."""
    protected = await persons.renew_protection(work.connection, plan.person.id)
    if protected == plan.person.protected:
        return plan
    for other_id in await plans.of_person(work.connection, plan.person.id):
        if other_id != plan.id:
            await republish(work, other_id)
    return replace(plan, person=replace(plan.person, protected=protected))


async def republish(work: Work, plan_id: UUID) -> bool:
    """Makes the mirror of one plan anew from the plan as it stands; nothing else moves. False: no such plan."""
    plan = await plans.load(work.connection, plan_id, lock=True)
    if plan is None:
        return False
    await _mirror(work, lifecycle.settled(plan, work.now))
    return True


def _told(work: Work, after: Plan) -> Plan:
    """A plan that closes tells everyone who was let in; a settled plan that is annulled has been told already."""
    if after.status is not PlanStatus.CLOSED:
        return after
    at = after.closed_at or work.now
    notices = [
        Notice(id=new_id(work.received_at), entered_at=work.now, unit_id=unit_id, notified_at=work.now)
        for unit_id in lifecycle.units_to_notify(after, at)
    ]
    return lifecycle.with_notices(after, tuple(notices))


async def _mirror(work: Work, plan: Plan) -> None:
    await mirror.put_plan(work.connection, plan.id, publishing.plan_copy(plan, work.now))
    await mirror.put_consents(work.connection, plan.id, publishing.consents_copy(plan, work.now))
    await mirror.put_person(work.connection, plan.person.key, plan.person.protected)


async def _leave(
    work: Work, before: Plan | None, after: Plan, told_as: str, subject: UUID | None, action: Action
) -> None:
    if before is None or before.protected_identity is not after.protected_identity:
        after = await _protect(work, after)
    snapshot = asdict(after)
    # She has a row of her own; a copy of it in every version would outlive its erasure.
    snapshot["person"] = str(after.person.id)
    await history.add(
        work.connection,
        {
            "plan_id": after.id,
            "version": after.version,
            "change": told_as,
            "subject_id": subject,
            "unit": work.actor.unit,
            "person": work.actor.person,
            "changed_at": work.now,
            "snapshot": snapshot,
        },
    )
    reached = list(policy.reach(after))
    if before is None or reached != list(policy.reach(before)):
        await reach.replace(work.connection, after.id, reached)
    await _mirror(work, after)
    await audit.record(work, action, audit.WRITE, after)
    event = {"id": new_id(work.received_at), "type": told_as, "plan_id": after.id, "version": after.version}
    await outbox.add(work.connection, event | {"occurred_at": work.now})
