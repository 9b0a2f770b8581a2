"""Erases plans, and a person of whom no plan is left: every row, in whatever table, that is about them.

By the column alone (`plan_id`), so that a table that comes later is not forgotten. What stays, and why, is listed. The
database lets a version or a mapping go only when a row says that its plan is erased.
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, func, insert, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from app.domain.erasure import ErasureGround
from app.models.base import metadata
from app.models.erasure import plan_erasure
from app.models.number_change import number_change
from app.models.person import person
from app.models.plan import plan
from app.models.representation import representation
from app.repositories.persons import same

# What is about a plan or a person and stays all the same, with its reason.
STAYS = {
    "audit_entry": "who has read what is kept for its own time, under its seals; the person is a pseudonym in it",
    "mirrored_number": "by it her extract of the log, and an audit, find all of her entries; kept while there are any",
    "mirrored_person": "whether units may be named to her in that extract, for as long as it has any",
    "outbox_event": "identity and time, never content; receivers may still have to be told, of the erasure too",
    "plan_erasure": "that it was erased",
    "webhook_delivery": "a place in the feed and the plan's id; its receiver may still have to be told",
}
# The plan's own row goes last.
_OF_A_PLAN = [
    table
    for table in reversed(metadata.sorted_tables)
    if "plan_id" in table.c and table.name not in STAYS and table is not plan
]


@dataclass(frozen=True, slots=True)
class Erasure:
    plan_id: UUID
    ground: ErasureGround
    decision: str
    erased_at: datetime
    entry_id: UUID


async def rows(connection: AsyncConnection, plan_id: UUID) -> int:
    """How many rows the plan has, its own included."""
    counts = [
        select(func.count()).select_from(table).where(table.c.plan_id == plan_id).scalar_subquery()
        for table in _OF_A_PLAN
    ]
    found = (await connection.execute(select(*(one.label(f"_{n}") for n, one in enumerate(counts))))).one()
    return sum(found) + 1


async def read_by(connection: AsyncConnection, person_key: str, plan_ids: list[UUID]) -> int:
    """In how many other plans the person is registered as somebody who reads; these stay."""
    other = select(representation.c.plan_id).where(
        representation.c.reader_key == person_key, representation.c.plan_id.not_in(plan_ids)
    )
    return int((await connection.execute(select(func.count()).select_from(other.distinct().subquery()))).scalar_one())


async def named(connection: AsyncConnection, plan_id: UUID) -> set[UUID]:
    """The persons' rows that the number changes stated in that plan name."""
    query = select(number_change.c.from_person_id, number_change.c.to_person_id)
    rows = await connection.execute(query.where(number_change.c.plan_id == plan_id))
    return {one for row in rows for one in row if one is not None}


async def erase(connection: AsyncConnection, one: Erasure) -> None:
    """Notes it, and removes every row of the plan. A link that others may follow stays, without its grounds."""
    await connection.execute(insert(plan_erasure).values({name: getattr(one, name) for name in Erasure.__slots__}))
    linking = number_change.c.plan_id == one.plan_id, number_change.c.undone_at.is_(None)
    await connection.execute(update(number_change).where(*linking).values(plan_id=None, reason=""))
    for table in _OF_A_PLAN:
        await connection.execute(delete(table).where(table.c.plan_id == one.plan_id))
    await connection.execute(delete(plan).where(plan.c.id == one.plan_id))


async def erase_person(connection: AsyncConnection, person_id: UUID) -> None:
    """Removes her numbers, if no plan of hers is left under any of them, and how they came to be hers.

    That they are one person's is kept for the log alone (`pseudonyms`). What another plan tells of a change that was
    undone no longer says whose it was.
    """
    rows = (await connection.execute(same(person_id))).scalars().all()
    if (await connection.execute(select(plan.c.id).where(plan.c.person_id.in_(rows)).limit(1))).first() is not None:
        return
    ends = number_change.c.from_person_id, number_change.c.to_person_id
    useless = or_(number_change.c.undone_at.is_(None), number_change.c.plan_id.is_(None))
    await connection.execute(delete(number_change).where(useless, or_(*(end.in_(rows) for end in ends))))
    for end in ends:
        await connection.execute(update(number_change).where(end.in_(rows)).values({end.name: None}))
    await connection.execute(delete(person).where(person.c.id.in_(rows)))
