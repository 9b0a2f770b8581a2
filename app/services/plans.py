"""Plans: created, read whole, listed, searched for, corrected, released."""

from dataclasses import replace
from typing import Any
from uuid import UUID

from app.domain.action import Action
from app.domain.contents.asking import not_in_future, refuse_if
from app.domain.contents.process import require_coordinator
from app.domain.event import Event
from app.domain.legal_basis import corrected, require_in_force
from app.domain.lifecycle import require_seen
from app.domain.plan import Plan
from app.domain.policy import correcting, require_scope
from app.domain.precondition import Precondition
from app.domain.release import HoldBack, released
from app.domain.source import SourceKind
from app.domain.swedish_time import day_of
from app.domain.unit import NOT_YOUR_UNIT, PrincipalType
from app.domain.wanted import EVERYTHING, Wanted
from app.repositories import reach
from app.schemas.base import Wire
from app.schemas.journal.plan import CoordinatorIn, PlanIn, PlanSummary, ReleaseIn
from app.services import audit, changes, sources, units
from app.services.changes import Changed, change
from app.services.judging import noting_denial
from app.services.parts import entry
from app.services.persons import whose
from app.services.reading import read_again, read_several
from app.services.work import Work


async def create(work: Work, body: PlanIn) -> Changed:
    """A new plan, seen to by the caller's unit. HSL 16:4, SoL 10:8: whoever in either principal sees the need."""
    with noting_denial(work, Action.PLAN_CREATE):
        require_scope(work.actor, Action.PLAN_CHANGE)
    if work.kept is not None:
        return Changed(await read_again(work, work.kept.plan_id, Action.PLAN_CHANGE), work.kept)
    not_in_future(body.initiated_at, work.now, "/initiatedAt")
    require_in_force(tuple(body.legal_bases), day_of(body.initiated_at))
    unit = units.own(entry(work, "units"), body.unit, work.actor)
    refuse_if(unit.principal_type is PrincipalType.OTHER, NOT_YOUR_UNIT, "/unit")
    if body.source and await sources.known(work, body.source, SourceKind.PLAN, Action.PLAN_CREATE):
        raise sources.taken(work, Action.PLAN_CREATE)
    start = entry(work, "plans")
    plan = Plan(
        **start,
        person=await whose(work, body.person.personnummer),
        person_name=body.person.name,
        protected_identity=body.person.protected_identity,
        title=body.title,
        reason=body.reason,
        legal_bases=tuple(body.legal_bases),
        initiated_by_unit_id=unit.id,
        initiated_at=body.initiated_at,
        changed_at=work.now,
        discharge_ready_at=body.discharge_ready_at,
        source_system=body.source.system if body.source else None,
        source_id=body.source.id if body.source else None,
    )
    changed = await changes.create(work, replace(plan, units=(unit,)))
    if body.source:
        await sources.register(work, changed.plan, body.source)
    return changed


async def of_person(work: Work, number: str) -> list[UUID]:
    """Her plans that the caller may read now, newest first; no more of them than anybody has."""
    return (await reach.page(work.connection, work.actor, work.now, 1, 100, work.keys.person_key(number)))[0]


async def correct(work: Work, plan_id: UUID, patch: Wire, precondition: Precondition) -> Changed:
    """Corrects the plan's own members. What is noted of protection takes effect in all her plans at once.

    What the plan rests on (lagrum) and ready for discharge may come later than the plan, and with them what is due.
    """
    values: dict[str, Any] = patch.model_dump(exclude_unset=True)
    if "legal_bases" in values:
        values["legal_bases"] = tuple(values["legal_bases"])

    return await change(
        work,
        plan_id,
        correcting(Action.PLAN_CHANGE, values),
        lambda plan: corrected(plan, values),
        told_as=Event.PLAN_CORRECTED,
        subject=plan_id,
        precondition=precondition,
    )


async def release(work: Work, plan_id: UUID, body: ReleaseIn, precondition: Precondition) -> Changed:
    """The owner's decision whether the plan may be shown to the person (approvedForPatient)."""

    def decide(plan: Plan) -> Plan:
        held = body.held_back
        held_back = HoldBack(held.until, held.reason, held.responsible_id) if held else None
        return released(plan, body.approved_for_patient, held_back, work.now)

    told = Event.PLAN_RELEASED if body.approved_for_patient else Event.PLAN_RETRACTED
    return await change(
        work, plan_id, Action.PLAN_RELEASE, decide, told_as=told, subject=plan_id, precondition=precondition
    )


async def name_coordinator(work: Work, plan_id: UUID, body: CoordinatorIn, precondition: Precondition) -> Changed:
    """Names the first coordinator (samordningsansvarig); after that the task is handed over.

    Sent again by her who was named, it is told that it is done before it is asked which version she has seen.
    """

    def decide(plan: Plan) -> Plan:
        require_seen(plan, precondition)
        one = require_coordinator(plan, body.participant_id, work.now, "/participantId")
        return replace(plan, coordinator_id=one.id)

    return await change(
        work,
        plan_id,
        Action.COORDINATOR_NAME,
        decide,
        told_as=Event.COORDINATOR_NAMED,
        subject=body.participant_id,
    )


async def page(
    work: Work, number: int, limit: int, searched: str | None = None, wanted: Wanted = EVERYTHING
) -> tuple[list[PlanSummary], int]:
    """One page of the plans within reach, newest first; with `searched` (a personnummer), one person's.

    Counted and listed by the same filter, so that a total tells nothing of what may not be read. Every plan shown
    leaves an entry, and so does a search that finds none.
    """
    action = Action.PLAN_SEARCH if searched else Action.PLAN_LIST
    with noting_denial(work, action):
        require_scope(work.actor, Action.PLAN_READ)
    person_key = work.keys.person_key(searched) if searched else None
    ids, total = await reach.page(work.connection, work.actor, work.now, number, limit, person_key, wanted)
    found = await read_several(work, ids)
    if not found:
        # A total tells something, too.
        await audit.record_search(work, action, person_key)
    return [PlanSummary.model_validate(plan) for plan in found], total
