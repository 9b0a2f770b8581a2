"""Source identifiers: found, given to a plan or a part, listed. Whose they are is what the token says, nothing else.

An id is written in the transaction of the change that it came with, and means one thing for ever. What a unit's record
system knows by an id is no secret to that unit: an id that it has taken is refused as taken, in reach or not. What
another unit has stated, of the same principal or not, is as what never was.
"""

from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncConnection

from app.domain.action import Action
from app.domain.contents import TOO_MANY
from app.domain.event import Event
from app.domain.plan import ALREADY_HERE, Plan
from app.domain.refusal import Conflict, Finding
from app.domain.room import room
from app.domain.source import SourceIdentifier, SourceKind, kind_of, require_identifier
from app.keys import KeyRing
from app.repositories import sources
from app.schemas.journal.plan import SourceIO
from app.schemas.journal.source import SourceIdentifierIn, SourceIdentifierOut
from app.services.changes import Changed, change
from app.services.judging import enter, noting_denial
from app.services.reading import read
from app.services.work import Denial, Work

WHERE = "/source"


def taken(work: Work, action: Action, pointer: str = WHERE) -> Conflict:
    """The refusal of an id that stands for something already, in reach or not; it leaves its entry."""
    work.denied = Denial(action, None)
    return Conflict(ALREADY_HERE, Finding(ALREADY_HERE, pointer))


async def known(work: Work, source: SourceIO, kind: SourceKind, action: Action) -> SourceIdentifier | None:
    """What the caller's record system knows by that id; nobody else takes the id until this is committed.

    An id that another client of the same unit stated is taken, whatever it stands for; and so is one that stood for a
    plan that has been erased, which is told no otherwise.
    """
    require_identifier(source.system, f"{WHERE}/system")
    require_identifier(source.id, f"{WHERE}/id")
    found = await sources.take(work.connection, work.actor.unit, source.system, kind, source.id)
    if found is not None and not found.is_of(work.actor.client):
        raise taken(work, action)
    if found is None and kind is SourceKind.PLAN:
        digest = work.keys.erased(work.actor.unit, source.system, source.id)
        if await sources.is_erased(work.connection, digest):
            raise taken(work, action)
    return found


async def note_erased(connection: AsyncConnection, keys: KeyRing, plan_id: UUID) -> None:
    """Before the plan is erased: what any unit's systems call it is brought again by none of them."""
    called = await sources.of_plan(connection, plan_id)
    await sources.add_erased(connection, [keys.erased(one.owner, one.system, one.source_id) for one in called])


async def stands_for(work: Work, source: SourceIO, kind: SourceKind) -> SourceIdentifier | None:
    """The same for whoever only reads: another client's is as what never was."""
    found = await sources.find(work.connection, work.actor.unit, source.system, kind, source.id)
    return found if found is not None and found.is_of(work.actor.client) else None


async def without(work: Work, system: str, found: list[Plan]) -> list[Plan]:
    """Those of the plans that the caller's record system has no id of its own for."""
    has = await sources.of_system(work.connection, work.actor.unit, system, [plan.id for plan in found])
    return [plan for plan in found if plan.id not in has]


async def register(
    work: Work, plan: Plan, source: SourceIO, kind: SourceKind = SourceKind.PLAN, part_id: UUID | None = None
) -> SourceIdentifier:
    """Writes that the caller's record system knows it by that id, which has been asked for (`known`).

    The plan's lock is held. Of each kind there may be as many as of the plan's parts.
    """
    if await sources.count(work.connection, plan.id, kind) >= room("sources", plan, work.actor, work.now):
        with noting_denial(work, Action.SOURCE_ADD, plan):
            raise Conflict(TOO_MANY)
    one = SourceIdentifier(
        owner=work.actor.unit,
        system=source.system,
        kind=kind,
        source_id=source.id,
        plan_id=plan.id,
        part_id=part_id,
        client=work.actor.client,
        entered_at=work.now,
    )
    await sources.add(work.connection, one)
    return one


def viewed(one: SourceIdentifier) -> SourceIdentifierOut:
    return SourceIdentifierOut(
        system=one.system,
        id=one.source_id,
        kind=one.kind,
        part_id=one.part_id,
        principal=one.principal,
        unit=one.owner if one.owner != one.principal else None,
        entered_at=one.entered_at,
    )


async def page(work: Work, plan_id: UUID, number: int, limit: int) -> tuple[list[SourceIdentifierOut], int]:
    """What the systems of all parties call the plan and its parts, for whoever reads the plan."""
    await read(work, plan_id)
    found, total = await sources.page(work.connection, plan_id, number, limit)
    return list(map(viewed, found)), total


async def add(work: Work, plan_id: UUID, body: SourceIdentifierIn) -> tuple[Changed, SourceIdentifier | None]:
    """One more system knows the plan, or a part of it. The second of the pair is None when the answer was kept."""
    require_identifier(body.system, "/system")
    require_identifier(body.id, "/id")
    source, written = SourceIO(system=body.system, id=body.id), list[SourceIdentifier]()
    with noting_denial(work, Action.SOURCE_ADD):
        await enter(work, Action.SOURCE_ADD, plan_id)
    kinds = (SourceKind.PLAN,) if body.part_id is None else (SourceKind.GOAL, SourceKind.INTERVENTION)
    found = [] if work.kept is not None else [await known(work, source, kind, Action.SOURCE_ADD) for kind in kinds]

    def decide(plan: Plan) -> Plan:
        kind = SourceKind.PLAN if body.part_id is None else kind_of(plan, body.part_id, "/partId")
        if any(one is not None and one.kind is kind for one in found):
            raise Conflict(ALREADY_HERE, Finding(ALREADY_HERE, "/id"))
        return plan

    async def beside(plan: Plan) -> None:
        kind = SourceKind.PLAN if body.part_id is None else kind_of(plan, body.part_id, "/partId")
        written.append(await register(work, plan, source, kind, body.part_id))

    changed = await change(
        work,
        plan_id,
        Action.SOURCE_ADD,
        decide,
        told_as=Event.SOURCE_ADDED,
        subject=body.part_id or plan_id,
        beside=beside,
    )
    return changed, written[0] if written else None
