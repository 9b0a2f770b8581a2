"""The one door: every change of a plan leaves by `change` or `create`, and nothing else writes what they write.

In one transaction, in this order: the plan is locked and read whole; if its consent has ended while nobody acted, its
closure is written first, as a change of its own; policy decides; the domain gives a new value; the difference is
written and **the plan's version moves, even when only a part changed**, so that a change that began earlier and comes
later is refused; then history, reach, mirror, audit and outbox. Raising anywhere leaves nothing behind, and the answer
is sent after the commit.

Import contracts keep the tables of mirror, history and outbox to this module.
"""

from collections.abc import Awaitable, Callable, Collection, Iterable
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from sqlalchemy import Row

from app.domain import demands, lifecycle, policy, publication
from app.domain.action import Action
from app.domain.actor import Staff
from app.domain.deadline import deadlines
from app.domain.during import during
from app.domain.event import Event
from app.domain.notice import Notice
from app.domain.person import Person
from app.domain.plan import Plan, PlanStatus
from app.domain.precondition import ANY_VERSION, OVERTAKEN, Precondition
from app.domain.reach import reach as reach_of
from app.domain.refusal import Conflict, Unreachable
from app.domain.turn import Turn, turns
from app.repositories import deadlines as stored_deadlines
from app.repositories import history, mirror, outbox, persons, plans, reach
from app.services import audit, publishing, retries
from app.services.judging import enter, judge, noting_denial
from app.services.snapshot import snapshot
from app.services.work import Work

# The service itself, in the audit log and in the history: nobody's person, nobody's unit.
CLOCK = Staff(person="", unit="", principal="", purpose="consent ended", client="sip sweep", scopes=frozenset())
# The same of a number that has changed: what one unit states of a person tells no other unit who it was.
REGISTER = replace(CLOCK, purpose="number changed", client="sip number change")
# The changes that may alter what a plan notes of protection; they lock the person's row before the plan's.
MAY_NOTE_PROTECTION = frozenset({Action.PLAN_CHANGE, Action.ANNUL})
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
    in the same transaction. A retry gets its kept answer as long as the plan is within reach, whatever has become of
    the plan's status since.
    """
    with noting_denial(work, action):
        await enter(work, action, plan_id)
        if action in MAY_NOTE_PROTECTION:
            await persons.hold(work.connection, plan_id)
        before = await plans.load(work.connection, plan_id, lock=True)
        if before is None:
            raise Unreachable(policy.OUT_OF_REACH)
    kept = await retries.find(work)
    if kept is not None:
        standing = lifecycle.settled(before, work.now)
        with noting_denial(work, action, standing):
            judge(work, action if action is Action.EMERGENCY_OPEN else Action.PLAN_READ, standing)
        await audit.record(work, action, audit.READ, standing)
        return Changed(standing, kept)
    standing = lifecycle.settled(before, work.now)
    with noting_denial(work, action, standing):
        # Before a closure by time is told of: who would be told with this very request is no nearer to it by that.
        judge(work, action, standing)
    standing = await _closed_by_time(work, before)
    with noting_denial(work, action, standing):
        lifecycle.require_seen(standing, precondition)
        demands.require(action, standing, work.now)
        after = _told(work, standing, decide(standing))
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


async def _protect(work: Work, plan: Plan) -> Plan:
    """Lets what the plan notes of protection take effect in every mirror of hers, in this same transaction.

    Her row is locked before any plan of hers, here as when a plan is made, and her row in the mirror after them all.
    """
    protected = await persons.renew_protection(work.connection, plan.person.id)
    if protected != plan.person.protected:
        for other_id in await plans.of_person(work.connection, plan.person.id):
            if other_id != plan.id:
                await _renew(work, other_id)
    await _put_person(work, plan.person.id, protected)
    return replace(plan, person=replace(plan.person, protected=protected))


async def _put_person(work: Work, person_id: UUID, protected: bool) -> None:
    """Her row in the mirror, one for each of her numbers: who reads for her is found by the one that a plan has."""
    for key in sorted(await persons.keys_with(work.connection, person_id)):
        await mirror.put_person(work.connection, key, protected)


async def follow(work: Work, plan_id: UUID, told_as: Event, action: Action) -> None:
    """The next version of a plan whose person is known by another number now, in which nothing else has changed.

    By the service: whose plan it is learns that the number has changed, and not in which other plan it was stated.
    """
    by_itself = replace(work, actor=REGISTER)
    before = await plans.load(work.connection, plan_id, lock=True)
    if before is not None:
        standing = await _closed_by_time(by_itself, before)
        await _store(by_itself, standing, standing, told_as, plan_id, action)
    work.ids = by_itself.ids


async def renumbered(work: Work, person: Person, former: Collection[str], protected: bool) -> None:
    """Her row in the mirror under the number that she has now, and that the others are no longer hers.

    `protected` is what was noted before: where that differs now, her plans are mirrored anew.
    """
    noted = await persons.renew_protection(work.connection, person.id)
    if noted is not protected:
        for plan_id in await plans.of_person(work.connection, person.id):
            await _renew(work, plan_id)
    await _put_person(work, person.id, noted)
    await mirror.put_numbers(work.connection, person.key, former)


async def republish(work: Work, plan_id: UUID) -> bool:
    """Makes mirror, reach and deadlines of one plan anew, and tells whom that let in or out; nothing else moves.

    False: there is no such plan.
    """
    plan = await _renew(work, plan_id)
    if plan is not None:
        await _put_person(work, plan.person.id, plan.person.protected)
    return plan is not None


async def _renew(work: Work, plan_id: UUID) -> Plan | None:
    plan = await plans.load(work.connection, plan_id, lock=True)
    if plan is None:
        return None
    reached, at = list(reach_of(plan)), max(work.now, plan.changed_at)
    held = await reach.replace(work.connection, plan.id, reached, at)
    await stored_deadlines.replace(work.connection, plan.id, list(deadlines(plan, reached)))
    await _mirror(work, lifecycle.settled(plan, work.now))
    # Whom another rule, or a time that nobody has told of yet, has let out or in; most often nobody.
    if turned := list(turns(held, reached, at)):
        await _tell(work, plan, turned)
    return plan


async def settle(work: Work, plan_id: UUID) -> bool:
    """Writes the closure of a plan whose SIP consent has ended with time. False: there is nothing to write."""
    before = await plans.load(work.connection, plan_id, lock=True)
    return before is not None and await _closed_by_time(work, before) is not before


async def tell_turns(work: Work, plan_id: UUID) -> bool:
    """Tells of what time alone has done to the plan's reach: an event, and no version. False: there is nothing new."""
    plan = await plans.load(work.connection, plan_id, lock=True)
    rows = await reach.turn(work.connection, plan_id, work.now) if plan is not None else []
    if plan is None or not any(turned for _, turned in rows):
        return False
    # What has ended, untold, had held until now; what has begun had not.
    held = [row for row, turned in rows if (turned == row.until if turned else during(row.since, row.until, work.now))]
    await _tell(work, plan, turns(held, [row for row, _ in rows], work.now))
    return True


async def _tell(work: Work, plan: Plan, turned: Iterable[Turn]) -> None:
    """That the plan's reach is another, though the plan is what it was: an event, and no version."""
    event = {"id": work.new_id(), "type": Event.REACH_CHANGED, "plan_id": plan.id, "version": plan.version}
    await outbox.add(work.connection, event | {"occurred_at": work.now}, turned)
    work.told = True


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
    work.ids = by_itself.ids
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
    after = replace(after, version=before.version + 1, changed_at=max(work.now, before.changed_at))
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
        Notice(id=work.new_id(), entered_at=work.now, unit_id=unit_id, notified_at=work.now)
        for unit_id in lifecycle.units_to_notify(after, lifecycle.ends_told(after, work.now))
    ]
    return lifecycle.with_notices(after, tuple(notices))


async def _mirror(work: Work, plan: Plan) -> None:
    adopted = None
    # Only where something is shown: taking it away must not depend on an old version.
    if plan.revises is not None and publication.publication_for_others(plan, work.now) is not None:
        adopted = await history.version(work.connection, plan, plan.revises)
    await mirror.put_plan(work.connection, plan.id, publishing.plan_copy(plan, adopted, work.now))
    await mirror.put_consents(work.connection, plan.id, publishing.consents_copy(plan, work.now))
    await mirror.put_summonses(work.connection, plan.id, publishing.summonses_copy(plan, work.now))
    await mirror.put_readers(work.connection, plan.id, publishing.readers(plan))


async def _leave(
    work: Work, before: Plan | None, after: Plan, told_as: Event, subject: UUID | None, action: Action
) -> None:
    if before is None or before.noted_protection is not after.noted_protection:
        if before is not None and action not in MAY_NOTE_PROTECTION:
            raise AssertionError("protection would be noted without the person's row, which is locked first")
        after = await _protect(work, after)
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
    reached = list(reach_of(after))
    # Always, so that no row outlives a change of the rule that made it.
    held = await reach.replace(work.connection, after.id, reached, after.changed_at)
    await stored_deadlines.replace(work.connection, after.id, list(deadlines(after, reached)))
    await _mirror(work, after)
    kind = audit.EMERGENCY if action is Action.EMERGENCY_OPEN else audit.WRITE
    await audit.record(work, action, kind, after)
    event = {"id": work.new_id(), "type": told_as, "plan_id": after.id, "version": after.version}
    turned = turns(held, reached, after.changed_at)
    await outbox.add(work.connection, event | {"occurred_at": after.changed_at}, turned)
    work.told = True
