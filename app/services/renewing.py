"""What follows from a plan without being a change of it: mirror, reach, deadlines, made anew and told of.

The other half of the one door (`changes`): there a plan gets its next version; here none does. A plan is shown by its
mirror and reached by its reach; both follow from the plan's value, the time, and what is noted of its person in all her
plans. Whoever a renewal lets in or out is told so, by an event that is no version.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from app.domain import lifecycle, publication
from app.domain.deadline import deadlines
from app.domain.during import during
from app.domain.event import Event
from app.domain.person import Person
from app.domain.plan import Plan
from app.domain.reach import reach as reach_of
from app.domain.turn import Turn, turns
from app.repositories import deadlines as stored_deadlines
from app.repositories import mirror, outbox, persons, plans, reach
from app.services import publishing
from app.services.adopted import adopted
from app.services.work import Work


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
    # Whom another rule, or a time that nobody has told of yet, has let out or in; most often nobody.
    if turned := await make_anew(work, plan, max(work.now, plan.changed_at)):
        await _tell(work, plan, turned)
    return plan


async def make_anew(work: Work, plan: Plan, at: datetime) -> list[Turn]:
    """Reach, deadlines and mirror of the plan's value; what became of its reach at that time, to be told of."""
    reached = list(reach_of(plan))
    # Always, so that no row outlives a change of the rule that made it.
    held = await reach.replace(work.connection, plan.id, reached, at)
    # Only while something is due: an end must not depend on an old version.
    standing = None if plan.status in lifecycle.ENDED else await adopted(work, plan)
    await stored_deadlines.replace(work.connection, plan.id, list(deadlines(plan, reached, standing)))
    await plans.note_consent(work.connection, plan.id, lifecycle.consent_until(plan))
    await _mirror(work, lifecycle.settled(plan, work.now))
    return list(turns(held, reached, at))


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
    event = {"id": work.new_event_id(plan.id), "type": Event.REACH_CHANGED, "plan_id": plan.id, "version": plan.version}
    await outbox.add(work.connection, event | {"occurred_at": work.now}, turned)
    work.told = True


async def tell_erased(work: Work, plan: Plan) -> None:
    """Nobody has the plan within reach any more, as it is erased next: an event, and no version, tells whoever had.

    To each of them it is told as any event that lets out (`turn`); to nobody, that it was an erasure.
    """
    held = await reach.replace(work.connection, plan.id, [], max(work.now, plan.changed_at))
    await _tell(work, plan, turns(held, [], work.now))


async def protect(work: Work, plan: Plan, *, lifts: bool) -> Plan:
    """Lets what the plan notes of protection take effect in every mirror of hers, in this same transaction.

    What plans that are erased have noted stands until a plan lifts it: one that had noted it, and says so no more.

    Her row is locked before any plan of hers, here as when a plan is made, and her row in the mirror after them all.
    """
    protected = await persons.renew_protection(work.connection, plan.person.id, lifts=lifts)
    if protected != plan.person.protected:
        for other_id in await plans.of_person(work.connection, plan.person.id):
            if other_id != plan.id:
                await _renew(work, other_id)
    await _put_person(work, plan.person.id, protected)
    return replace(plan, person=replace(plan.person, protected=protected))


async def renumbered(work: Work, people: Iterable[Person], numbers: Mapping[str, str]) -> None:
    """Their rows in the mirror under the numbers that they have now, and for each number that moved which that is."""
    for one in people:
        await _regrouped(work, one)
    await mirror.put_numbers(work.connection, numbers)


async def _regrouped(work: Work, person: Person) -> None:
    """Where another protection is noted than before, as `person` has it, her plans are mirrored anew."""
    noted = await persons.renew_protection(work.connection, person.id)
    if noted is not person.protected:
        for plan_id in await plans.of_person(work.connection, person.id):
            await _renew(work, plan_id)
    await _put_person(work, person.id, noted)


async def _mirror(work: Work, plan: Plan) -> None:
    """The citizen's copies of the plan as it stands."""
    # Only where something is shown: taking it away must not depend on an old version.
    shown = publication.publication_for_others(plan, work.now) is not None
    standing = await adopted(work, plan) if shown else None
    await mirror.put_plan(work.connection, plan.id, publishing.plan_copy(plan, standing, work.now))
    await mirror.put_consents(work.connection, plan.id, publishing.consents_copy(plan, work.now))
    await mirror.put_summonses(work.connection, plan.id, publishing.summonses_copy(plan, work.now))
    await mirror.put_readers(work.connection, plan.id, publishing.readers(plan))


async def _put_person(work: Work, person_id: UUID, protected: bool) -> None:
    """Her row in the mirror, one for each of her numbers: who reads for her is found by the one that a plan has."""
    for key in sorted(await persons.keys_with(work.connection, person_id)):
        await mirror.put_person(work.connection, key, protected)
