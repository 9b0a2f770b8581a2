"""The mapping (kartläggning): written by the coordinator alone, read by those whose consent covers it, never mirrored.

It goes through the one door like any change, but its content is written beside the plan and is no part of its value.
"""

from uuid import UUID

from app.domain.action import Action
from app.domain.event import Event
from app.domain.mapping import Mapping, MappingEntry
from app.domain.plan import Plan
from app.domain.policy import OUT_OF_REACH
from app.domain.precondition import Precondition
from app.domain.refusal import Unreachable
from app.repositories import mapping
from app.schemas.journal.mapping import MappingIn, MappingOut, MappingVersionOut
from app.services.changes import change
from app.services.reading import read
from app.services.work import Work


async def show(work: Work, plan_id: UUID, number: int | None = None) -> MappingOut:
    """The newest version, or the one with that number."""
    await read(work, plan_id, Action.MAPPING_READ)
    if number is None:
        found = await mapping.newest(work.connection, plan_id)
    else:
        found = await mapping.version(work.connection, plan_id, number)
    if found is None:
        raise Unreachable(OUT_OF_REACH)
    return MappingOut.model_validate(found)


async def versions(work: Work, plan_id: UUID, number: int, limit: int) -> tuple[list[MappingVersionOut], int]:
    """One page of who wrote each version and when, newest first."""
    await read(work, plan_id, Action.MAPPING_READ)
    rows, total = await mapping.page(work.connection, plan_id, number, limit)
    return [MappingVersionOut.model_validate(row) for row in rows], total


async def write(work: Work, plan_id: UUID, body: MappingIn, precondition: Precondition) -> MappingOut:
    """A new version of the whole mapping. The first is written without If-Match, each later one with it."""
    written: list[Mapping] = []

    async def beside(plan: Plan) -> None:
        former = await mapping.newest(work.connection, plan_id)
        if former is not None:
            precondition.require(former.version)
        now = Mapping(
            plan_id=plan_id,
            version=former.version + 1 if former else 1,
            situation=body.situation,
            entries=tuple(MappingEntry(life_area=one.life_area, text=one.text) for one in body.entries),
            written_by=work.actor.person,
            entered_at=work.now,
        )
        await mapping.add(work.connection, now)
        written.append(now)

    told = Event.MAPPING_WRITTEN
    await change(work, plan_id, Action.MAPPING_WRITE, lambda plan: plan, told_as=told, beside=beside)
    return MappingOut.model_validate(written[0])
