"""The one door: every change of a plan leaves by `change` or `create`, and nothing else writes what they write.

In one transaction, in this order: the plan is locked and read whole; if its consent has ended while nobody acted, its
closure is written first, as a change of its own; policy decides; the domain gives a new value; the difference is
written and **the plan's version moves, even when only a part changed**, so that a change that began earlier and comes
later is refused; then history, reach, mirror, audit and outbox. Raising anywhere leaves nothing behind, and the answer
is sent after the commit.

What follows from the plan's value is made anew by `renewing`; import contracts keep the tables of mirror, history and
outbox to the two.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from sqlalchemy import Row

from app.domain import demands, lifecycle, policy
from app.domain.action import Action
from app.domain.actor import Staff
from app.domain.auditing import Kind
from app.domain.event import Event
from app.domain.notice import Notice
from app.domain.person import ProtectedIdentity
from app.domain.plan import Plan, PlanStatus, in_order
from app.domain.precondition import ANY_VERSION, OVERTAKEN, Precondition
from app.domain.purpose import OwnPurpose
from app.domain.refusal import Conflict, Unreachable
from app.repositories import history, outbox, persons, plans
from app.services import audit
from app.services.judging import enter, judge, judge_again, noting_denial
from app.services.renewing import make_anew, protect
from app.services.snapshot import snapshot
from app.services.work import Work

# The service itself, in the audit log and in the history: nobody's person, nobody's unit.
CLOCK = Staff(
    person="", unit="", principal="", purpose=OwnPurpose.CONSENT_ENDED, client="sip sweep", scopes=frozenset()
)
# The same of a number that has changed: what one unit states of a person tells no other unit who it was.
REGISTER = replace(CLOCK, purpose=OwnPurpose.NUMBER_CHANGED, client="sip number change")
# The changes that may alter what a plan notes of protection; they lock the person's row before the plan's.
MAY_NOTE_PROTECTION = frozenset({Action.PLAN_CHANGE, Action.PLAN_PROTECT, Action.ANNUL})
Decide = Callable[[Plan], Plan]
Beside = Callable[[Plan], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Changed:
    """The plan after the change; or, for a retried request, the answer that was kept and the plan as it stands."""

    plan: Plan
    kept: Row[Any] | None = None


async def change(
    work: Work,
    plan_id: UUID,
    action: Action,
    decide: Decide,
    *,
    told_as: Event,
    subject: UUID | None = None,
    precondition: Precondition = ANY_VERSION,
    beside: Beside | None = None,
) -> Changed:
    """Changes one plan. `decide` gives the new value; `told_as` is what history and events call it.

    `precondition` is about the plan's own version. `beside` writes what is not part of the plan's value (the mapping)
    in the same transaction. Where it gives the very plan that stood and nothing is written beside, nothing has changed:
    that is no version and no event, and in the log it is read. A retry gets its kept answer as long as the plan is
    within reach, whatever has become of the plan's status since.
    """
    with noting_denial(work, action, plan_id=plan_id):
        await enter(work, action, plan_id)
        if action in MAY_NOTE_PROTECTION:
            await persons.hold(work.connection, plan_id)
        before = await plans.load(work.connection, plan_id, lock=True)
        if before is None:
            raise Unreachable(policy.OUT_OF_REACH)
    if work.kept is not None:
        standing = lifecycle.settled(before, work.now)
        with noting_denial(work, action, standing):
            judge_again(work, action, standing)
        # To be given the answer once more is to read: what was opened in an emergency, by that again.
        opened = action is Action.EMERGENCY_OPEN
        await audit.record(work, action, audit.kind_of(action) if opened else Kind.READ, standing)
        return Changed(standing, work.kept)
    standing = lifecycle.settled(before, work.now)
    with noting_denial(work, action, standing):
        # Before a closure by time is told of: who would be told with this very request is no nearer to it by that.
        judge(work, action, standing)
    standing = await _closed_by_time(work, before)
    with noting_denial(work, action, standing):
        lifecycle.require_seen(standing, precondition)
        demands.require(action, standing, work.now)
        decided = decide(standing)
        if decided is standing and beside is None:
            await audit.record(work, action, Kind.READ, standing)
            return Changed(standing)
        after = _told(work, standing, decided)
        return Changed(await _store(work, standing, after, told_as, subject, action, beside))


def rehearse(work: Work, action: Action, plan: Plan, decide: Decide) -> Plan:
    """How the plan would stand after the change; nothing is written, and the version is what it was."""
    demands.require(action, plan, work.now)
    standing = _told(work, plan, plan)
    return _told(work, standing, decide(standing))


async def create(work: Work, plan: Plan) -> Changed:
    """A new plan, version 1. The person's row is in the database, and locked (`persons.take`)."""
    await plans.insert_plan(work.connection, plan)
    await _leave(work, None, plan, Event.PLAN_CREATED, plan.id, Action.PLAN_CREATE)
    return Changed(plan)


async def follow(work: Work, plan_id: UUID, told_as: Event, action: Action) -> None:
    """The next version of a plan whose person is known by another number now, in which nothing else has changed.

    By the service: whose plan it is learns that the number has changed, and not in which other plan it was stated.
    """
    by_itself = replace(work, actor=REGISTER)
    before = await plans.load(work.connection, plan_id, lock=True)
    if before is not None:
        standing = await _closed_by_time(by_itself, before)
        await _store(by_itself, standing, standing, told_as, plan_id, action)


async def settle(work: Work, plan_id: UUID) -> bool:
    """Writes the closure of a plan whose SIP consent has ended with time. False: there is nothing to write."""
    before = await plans.load(work.connection, plan_id, lock=True)
    return before is not None and await _closed_by_time(work, before) is not before


async def _closed_by_time(work: Work, before: Plan) -> Plan:
    """The plan as it stands; a closure by time that nobody has written yet is written, and those let in are told of it.

    A version, an entry and an event of its own, by the service, whoever's request it comes to it in. Its effect does
    not wait for this: every reader sees the plan through `lifecycle.settled`.
    """
    standing = lifecycle.settled(before, work.now)
    if standing is before:
        return before
    by_itself = replace(work, actor=CLOCK)
    told = _told(by_itself, before, standing)
    return await _store(by_itself, before, told, Event.PLAN_LAPSED, before.id, Action.CLOSE)


async def _store(
    work: Work,
    before: Plan,
    after: Plan,
    told_as: Event,
    subject: UUID | None,
    action: Action,
    beside: Beside | None = None,
) -> Plan:
    """The next version, written and left to everybody whom it concerns."""
    after = replace(in_order(after), version=before.version + 1, changed_at=max(work.now, before.changed_at))
    try:
        await plans.save(work.connection, before, after)
    except plans.Overtaken:
        raise Conflict(OVERTAKEN) from None
    if beside is not None:
        await beside(after)
    await _leave(work, before, after, told_as, subject, action)
    return after


def _told(work: Work, before: Plan, after: Plan) -> Plan:
    """A plan that closes tells everyone who was let in, once: whatever is changed in it since tells nobody more."""
    if after.status is not PlanStatus.CLOSED:
        return after
    if before.status is PlanStatus.CLOSED and not lifecycle.closed_by_time(before):
        return after
    notices = [
        Notice(id=work.new_id("notices"), entered_at=work.now, unit_id=unit_id, notified_at=work.now)
        for unit_id in lifecycle.units_to_notify(after, lifecycle.ends_told(after, work.now))
    ]
    return lifecycle.with_notices(after, tuple(notices))


async def _leave(
    work: Work, before: Plan | None, after: Plan, told_as: Event, subject: UUID | None, action: Action
) -> None:
    if before is None or before.noted_protection is not after.noted_protection:
        if before is not None and action not in MAY_NOTE_PROTECTION:
            raise AssertionError("protection would be noted without the person's row, which is locked first")
        # An annulled plan takes back what it noted itself, and lifts nothing.
        lifts = before is not None and after.protected_identity is ProtectedIdentity.NONE
        after = await protect(work, after, lifts=lifts)
    await history.add(
        work.connection,
        {
            "plan_id": after.id,
            "version": after.version,
            "change": told_as,
            "subject_id": subject,
            # What the service does by itself has nobody's unit and nobody's name.
            "unit": work.actor.unit or None,
            "person": work.actor.person or None,
            "changed_at": after.changed_at,
            "snapshot": snapshot(after),
        },
    )
    turned = await make_anew(work, after, after.changed_at)
    await audit.record(work, action, audit.kind_of(action), after)
    event = {"id": work.new_event_id(after.id), "type": told_as, "plan_id": after.id, "version": after.version}
    await outbox.add(work.connection, event | {"occurred_at": after.changed_at}, turned)
    work.told = True
