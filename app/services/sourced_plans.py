"""Plans by the record system's own id: made or matched when the id is new, else brought into step where they differ.

A new id is matched by person and plan, never by what a text is like; where several plans could be meant it is refused.

What is brought again unchanged makes no version, whatever it builds on: a retry is harmless. What differs is changed
under the same rules as any correction, If-Match among them. By an id that was given to a plan that was there already,
the texts may be another system's: they stand unless the version is named, and no import of the same row is refused.
"""

from dataclasses import dataclass
from typing import Any

from app.domain.action import Action
from app.domain.auditing import Kind
from app.domain.event import Event
from app.domain.known_by import known_by
from app.domain.legal_basis import corrected
from app.domain.lifecycle import ENDED, stands_on_consent
from app.domain.person import ProtectedIdentity
from app.domain.plan import Plan
from app.domain.policy import OUT_OF_REACH, correcting, require_scope
from app.domain.precondition import Precondition
from app.domain.refusal import Conflict, Finding, Unreachable
from app.domain.source import (
    AMBIGUOUS,
    ANOTHER_PERSON,
    STANDS,
    ImportOutcome,
    Matching,
    SourceIdentifier,
    SourceKind,
    require_identifier,
)
from app.schemas.journal.plan import PlanIn, SourceIO
from app.schemas.journal.source import SourcedPlanIn
from app.services import audit, plans, sources
from app.services.changes import change
from app.services.judging import noting_denial
from app.services.persons import key_of, whose
from app.services.reading import looked_at, looked_at_several, read
from app.services.work import Denial, Work


@dataclass(frozen=True, slots=True)
class Brought:
    """The plan as it now stands, and what came of it."""

    plan: Plan
    outcome: ImportOutcome


async def show(work: Work, source: SourceIO) -> Plan:
    """The plan that the caller's record system knows by that id."""
    with noting_denial(work, Action.PLAN_READ):
        require_scope(work.actor, Action.PLAN_READ)
        found = await sources.stands_for(work, source, SourceKind.PLAN)
        if found is None:
            raise Unreachable(OUT_OF_REACH)
    return await read(work, found.plan_id)


async def put(work: Work, source: SourceIO, body: SourcedPlanIn, precondition: Precondition) -> Brought:
    """The plan that is known by that id as the body has it; or the id's own: one that matches, else a new one."""
    with noting_denial(work, Action.PLAN_CREATE):
        require_scope(work.actor, Action.PLAN_CHANGE)
    require_identifier(source.system, "sourceSystem")
    require_identifier(source.id, "sourceId")
    found = await sources.known(work, source, SourceKind.PLAN, Action.PLAN_CHANGE)
    if found is None:
        return await _first(work, source, body)
    try:
        plan = await looked_at(work, found.plan_id)
    except Unreachable:
        raise sources.taken(work, Action.PLAN_CHANGE) from None
    return await _in_step(work, plan, found, body, precondition)


async def _first(work: Work, source: SourceIO, body: SourcedPlanIn) -> Brought:
    """What an id that nobody has stated yet stands for from now on."""
    # Locked: of two systems that bring the same person's plan, one waits, and then finds the other's.
    await whose(work, body.person.personnummer)
    plan = await _matching(work, source, body)
    if plan is None:
        members = {name: getattr(body, name) for name in PlanIn.model_fields if name != "source"}
        changed = await plans.create(work, PlanIn(**members, source=source))
        return Brought(changed.plan, ImportOutcome.CREATED)
    await _require_same_person(work, plan, body)

    async def beside(plan: Plan) -> None:
        await sources.register(work, plan, source)

    told = Event.SOURCE_ADDED
    changed = await change(
        work, plan.id, Action.SOURCE_ADD, lambda standing: standing, told_as=told, subject=plan.id, beside=beside
    )
    return Brought(changed.plan, ImportOutcome.MERGED)


async def _matching(work: Work, source: SourceIO, body: SourcedPlanIn) -> Plan | None:
    """The plan that the body says; or the person's one open plan that the caller reads and her system has no id for."""
    if body.plan_id is not None:
        return await looked_at(work, body.plan_id)
    if body.matching is Matching.NEW:
        return None
    with noting_denial(work, Action.PLAN_LIST):
        # A token that may write and not read is told of no plan.
        require_scope(work.actor, Action.PLAN_READ)
    # That none of hers was found is told by whatever is refused of a new one.
    work.seen = Denial(Action.PLAN_LIST, None, person_key=work.keys.person_key(body.person.personnummer))
    hers = await looked_at_several(work, await plans.of_person(work, body.person.personnummer))
    found = await sources.without(work, source.system, [plan for plan in hers if plan.status not in ENDED])
    if len(found) > 1:
        with noting_denial(work, Action.PLAN_LIST, found[0], named=tuple(found[1:])):
            raise Conflict(AMBIGUOUS, *(Finding(AMBIGUOUS, f"/plans/{plan.id}") for plan in found))
    return found[0] if found else None


async def _in_step(
    work: Work, plan: Plan, known_as: SourceIdentifier, body: SourcedPlanIn, precondition: Precondition
) -> Brought:
    """The plan, which the caller reads, corrected where the body differs from it."""
    await _require_same_person(work, plan, body)
    values = _differing(plan, body)
    if not known_as.made(plan):
        # When the need was seen is the plan's own; protection that is noted is never passed over unsaid.
        protects = values.get("protected_identity", ProtectedIdentity.NONE) is not ProtectedIdentity.NONE
        if not precondition.stated and not protects:
            values = {}
    elif body.initiated_at != plan.initiated_at:
        # Reach and the law's demands rest on it.
        with noting_denial(work, Action.PLAN_CHANGE, plan):
            raise Conflict(STANDS, Finding(STANDS, "/initiatedAt"))
    if not values:
        await audit.record(work, Action.PLAN_READ, Kind.READ, plan)
        return Brought(plan, ImportOutcome.UNCHANGED)

    changed = await change(
        work,
        plan.id,
        correcting(Action.PLAN_CHANGE, values),
        lambda standing: corrected(standing, values),
        told_as=Event.PLAN_CORRECTED,
        subject=plan.id,
        precondition=precondition,
    )
    return Brought(changed.plan, ImportOutcome.UPDATED)


async def _require_same_person(work: Work, plan: Plan, body: SourcedPlanIn) -> None:
    """An id is never moved to another person, and no plan is given the id of another's.

    Any of her numbers is hers, where she has said yes to the plan and it stands; else the one that its readers know.
    """
    said = await key_of(work, body.person.personnummer, now=stands_on_consent(plan, work.now))
    if said != known_by(plan, work.now).key:
        with noting_denial(work, Action.PLAN_CHANGE, plan):
            raise Conflict(ANOTHER_PERSON, Finding(ANOTHER_PERSON, "/person/personnummer"))


def _differing(plan: Plan, body: SourcedPlanIn) -> dict[str, Any]:
    """The plan's own members that the body states otherwise; what it leaves out stands, protection above all."""
    said: dict[str, Any] = {
        "title": body.title,
        "reason": body.reason,
        "legal_bases": tuple(body.legal_bases),
        "person_name": body.person.name,
    }
    if "discharge_ready_at" in body.model_fields_set:
        said["discharge_ready_at"] = body.discharge_ready_at
    if "protected_identity" in body.person.model_fields_set:
        said["protected_identity"] = body.person.protected_identity
    return {name: value for name, value in said.items() if getattr(plan, name) != value}
