"""What all kinds of parts have in common: being added, corrected and read, each by its own rules.

A `Resource` says what is special about reading one kind, a `Writable` about adding and correcting it too; there is one
in each noun's module. The rules themselves stand in `domain.contents` and `domain.policy`.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar
from uuid import UUID

from app.domain import contents
from app.domain.action import Action
from app.domain.consent import Consent
from app.domain.contents import added, revised
from app.domain.event import Event
from app.domain.intervention import Intervention
from app.domain.part import Part, find
from app.domain.participant import Participant
from app.domain.plan import Plan
from app.domain.policy import OUT_OF_REACH, correcting
from app.domain.precondition import Precondition
from app.domain.refusal import Unreachable
from app.domain.room import room
from app.schemas.base import Wire
from app.services.changes import Changed, change
from app.services.judging import judge
from app.services.reading import read
from app.services.work import Work

Entry = dict[str, Any]
W = TypeVar("W", bound=Wire)


def _as_it_is(plan: Plan, part: Any, work: Work) -> Plan:
    return plan


def _to_every_reader(plan: Plan, work: Work) -> Callable[[Any], bool]:
    return lambda part: True


def tupled(values: dict[str, Any]) -> dict[str, Any]:
    """The members of a body as a domain value has them: its lists cannot change."""
    return {name: tuple(value) if isinstance(value, list) else value for name, value in values.items()}


def shown(out: type[W], part: Part, **computed: Any) -> W:
    """The part as it is answered: what is not computed is the part's own, and a name that it lacks is an error."""
    own = {name: getattr(part, name) for name in out.model_fields if name not in computed}
    return out(**own, **computed)


@dataclass(frozen=True, slots=True, kw_only=True)
class Resource:
    """One kind of part, as it is read.

    `viewing` gives how each is answered; `showing` may keep a part from some who have the right to `read`. Both look at
    the plan and at who asks once, for all of its parts.
    """

    collection: str
    viewing: Callable[[Plan, Work], Callable[[Any], Wire]]
    read: Action = Action.PLAN_READ
    showing: Callable[[Plan, Work], Callable[[Any], bool]] = _to_every_reader


@dataclass(frozen=True, slots=True, kw_only=True)
class Writable(Resource):
    """One kind of part that is added by itself, and perhaps corrected.

    `build` makes the part of a body and its entry (id and time); `then` is what else its coming does to the plan;
    `columns` turns a patch's members into the part's fields.
    """

    noun: str
    write: Action
    build: Callable[[Plan, Entry, Any], Part]
    then: Callable[[Plan, Any, Work], Plan] = _as_it_is
    columns: Callable[[dict[str, Any]], dict[str, Any]] = tupled


def entry(work: Work, collection: str) -> Entry:
    """What every new part of that collection begins with."""
    return {"id": work.new_id(collection), "entered_at": work.now}


def one_more(plan: Plan, collection: str, part: Part, work: Work) -> Plan:
    """The plan with one more part, if there is room for it before this caller adds it."""
    return added(plan, collection, part, work.now, room(collection, plan, work.actor, work.now))


def require_room(plan: Plan, collection: str, work: Work) -> None:
    """Raises unless this caller may add one more, where whether there will be one must not be told."""
    contents.require_room(plan, collection, room(collection, plan, work.actor, work.now))


def part_of(plan: Plan, collection: str, part_id: UUID) -> Any:
    """The part, or the same answer as if it, or its plan, had never been."""
    part = find(getattr(plan, collection), part_id)
    if part is None:
        raise Unreachable(OUT_OF_REACH)
    return part


async def add(work: Work, resource: Writable, plan_id: UUID, body: Any) -> tuple[Changed, UUID]:
    """Adds one part; its id is the second of the pair (meaningless when the answer was kept)."""
    beginning = entry(work, resource.collection)

    def decide(plan: Plan) -> Plan:
        part = resource.build(plan, beginning, body)
        if isinstance(part, Intervention | Participant | Consent):
            judge(work, resource.write, plan, part)
        return resource.then(one_more(plan, resource.collection, part, work), part, work)

    told = Event(f"{resource.noun}.added")
    changed = await change(work, plan_id, resource.write, decide, told_as=told, subject=beginning["id"])
    return changed, beginning["id"]


async def correct(
    work: Work, resource: Writable, plan_id: UUID, part_id: UUID, patch: Wire, precondition: Precondition
) -> Changed:
    """Corrects one part: only the members that the patch has, judged as a new part would be; or nothing."""
    values = resource.columns(patch.model_dump(exclude_unset=True))
    action = correcting(resource.write, values)

    def decide(plan: Plan) -> Plan:
        part = part_of(plan, resource.collection, part_id)
        if isinstance(part, Intervention | Participant):
            judge(work, action, plan, part)
        precondition.require(part.version)
        if all(getattr(part, name) == value for name, value in values.items()):
            return plan
        after = revised(plan, resource.collection, part, work.now, **values)
        if isinstance(part, Intervention | Participant):
            # A unit can neither write what is another's nor give its own away.
            judge(work, action, after, part_of(after, resource.collection, part_id))
        return after

    told = Event(f"{resource.noun}.corrected")
    return await change(work, plan_id, action, decide, told_as=told, subject=part_id)


async def show(work: Work, resource: Resource, plan_id: UUID, part_id: UUID) -> Wire:
    plan = await read(work, plan_id, resource.read)
    part = part_of(plan, resource.collection, part_id)
    if not resource.showing(plan, work)(part):
        raise Unreachable(OUT_OF_REACH)
    return resource.viewing(plan, work)(part)


async def show_all(work: Work, resource: Resource, plan_id: UUID, number: int, limit: int) -> tuple[list[Wire], int]:
    """One page of the parts, oldest first, and how many there are."""
    plan = await read(work, plan_id, resource.read)
    parts = list(filter(resource.showing(plan, work), getattr(plan, resource.collection)))
    page = parts[(number - 1) * limit : number * limit] if number >= 1 else []
    return list(map(resource.viewing(plan, work), page)), len(parts)
