"""Persons in the database, found by keyed pseudonym, under whichever of her numbers.

A row whose `current_id` points at another is known by that one's number, and has its protection; a plan stays with the
row that it was entered under. Rows are locked before plans, and those that point before those that are pointed at.
"""

from collections.abc import Collection
from dataclasses import dataclass, fields, replace
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, Select, func, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection

from app.domain.person import Person, ProtectedIdentity
from app.domain.plan import noted_protection
from app.models.person import person
from app.models.plan import plan
from app.repositories import pseudonyms


@dataclass(frozen=True, slots=True)
class Known:
    """One row of a person's as it stands itself; `current` is the row that she is known by."""

    row: Person
    current: UUID


COLUMNS = tuple(field.name for field in fields(Person) if not field.name.startswith("entered_"))


def _person(row: Row[Any]) -> Person:
    return Person(**{name: getattr(row, name) for name in COLUMNS})


def same(person_id: Any) -> Select[tuple[UUID]]:
    """The rows of whoever has that row, as she is known now: the one that she is known by, and all that point at it."""
    # Named apart, so that neither is taken for the table of the statement that this comes to stand in.
    own, hers = person.alias("own"), person.alias("hers")
    current = select(func.coalesce(own.c.current_id, own.c.id)).where(own.c.id == person_id).scalar_subquery()
    return select(hers.c.id).where(or_(hers.c.id == current, hers.c.current_id == current))


def entered_as(person_key: str) -> Select[tuple[UUID]]:
    """The row of the number with that key itself, whoever has it."""
    return select(person.c.id).where(person.c.key == person_key)


def with_key(person_key: str) -> Select[tuple[UUID]]:
    """The rows of whoever has, or has had, the number with that key."""
    one = person.alias("one")
    return same(select(one.c.id).where(one.c.key == person_key).scalar_subquery())


async def keys_with(connection: AsyncConnection, person_id: UUID) -> list[str]:
    """The keys of every number of the person's."""
    return list((await connection.execute(select(person.c.key).where(person.c.id.in_(same(person_id))))).scalars())


async def key_now(connection: AsyncConnection, person_key: str) -> str:
    """The key of the number that she has now; the same, where nothing is known of her."""
    current = person.alias()
    query = select(current.c.key).select_from(person)
    query = query.join(current, current.c.id == func.coalesce(person.c.current_id, person.c.id))
    return (await connection.execute(query.where(person.c.key == person_key))).scalar_one_or_none() or person_key


async def _locked(connection: AsyncConnection, which: ColumnElement[bool]) -> Person | None:
    """Whoever links or parts rows locks all that it moves: what has been locked here goes on pointing where it does."""
    row = (await connection.execute(select(person).where(which).with_for_update())).one_or_none()
    if row is None:
        return None
    if row.current_id is None:
        return _person(row)
    query = select(person).where(person.c.id == row.current_id).with_for_update()
    return replace(
        _person((await connection.execute(query)).one()),
        id=row.id,
        entered_key=row.key,
        entered_number=row.sealed_number,
        entered_born=row.born,
    )


async def make(connection: AsyncConnection, new: Person) -> None:
    """A row for the number with that key, if there is none; protected, if she is by another, or was when erased."""
    values = {name: getattr(new, name) for name in COLUMNS} | {"protection_kept": pseudonyms.protected(new.key)}
    kind = postgresql if connection.dialect.name == "postgresql" else sqlite
    await connection.execute(kind.insert(person).values(values).on_conflict_do_nothing(index_elements=[person.c.key]))


async def take(connection: AsyncConnection, new: Person) -> Person:
    """The person with that key, made if she is not there, and locked until the transaction ends.

    The lock keeps a plan from being created with the old protection, or the old number, while another transaction
    notes a new one.
    """
    while True:
        await make(connection, new)
        found = await _locked(connection, person.c.key == new.key)
        if found is not None:
            return found
        # She was there, and is erased while this waited for her row: now she is made.


async def hold(connection: AsyncConnection, plan_id: UUID) -> None:
    """Locks the row of the person whose plan it is, and the row that she is known by, until the transaction ends."""
    hers = select(plan.c.person_id).where(plan.c.id == plan_id).scalar_subquery()
    await _locked(connection, person.c.id == hers)


async def hold_all(
    connection: AsyncConnection, plan_id: UUID, person_key: str | None, besides: Collection[UUID] = ()
) -> list[Known]:
    """Locks every row of the person whose plan it is, and of whoever has the number with that key, or one of those
    rows. All of them.
    """
    found = [same(select(plan.c.person_id).where(plan.c.id == plan_id).scalar_subquery())]
    found += [with_key(person_key)] if person_key is not None else []
    found += [same(one) for one in besides]
    which = or_(*(person.c.id.in_(one) for one in found))
    pointing = person.c.current_id.is_(None)
    held: set[UUID] = set()
    while True:
        # What another has linked meanwhile comes in the next turn.
        rows = (await connection.execute(select(person).where(which).order_by(pointing, person.c.id))).all()
        if {row.id for row in rows} == held:
            return [Known(_person(row), row.current_id or row.id) for row in rows]
        for row in rows:
            await connection.execute(select(person.c.id).where(person.c.id == row.id).with_for_update())
        held = {row.id for row in rows}


async def point(connection: AsyncConnection, person_ids: Collection[UUID], current: UUID) -> None:
    """Those rows, which are locked, are known by that row from now on."""
    others = [one for one in person_ids if one != current]
    await connection.execute(update(person).where(person.c.id.in_(others)).values(current_id=current))
    await connection.execute(update(person).where(person.c.id == current).values(current_id=None))


async def noted(connection: AsyncConnection, person_ids: Collection[UUID] | Select[tuple[UUID]]) -> bool:
    """Whether any plan of those rows notes a protected identity, or one did that is erased (`keep_protection`)."""
    kept = select(person.c.id).where(person.c.id.in_(person_ids), person.c.protection_kept).limit(1)
    if (await connection.execute(kept)).first() is not None:
        return True
    hers = select(plan.c.status, plan.c.protected_identity).where(plan.c.person_id.in_(person_ids))
    found = [noted_protection(*row) for row in await connection.execute(hers)]
    return any(one is not ProtectedIdentity.NONE for one in found)


async def keep_protection(connection: AsyncConnection, person_id: UUID) -> None:
    """What a plan of that row notes stands when the plan is gone, until another plan of hers lifts it.

    It stays with the row: what her numbers have to do with each other may still be taken back.
    """
    await connection.execute(update(person).where(person.c.id == person_id).values(protection_kept=True))


async def renew_protection(connection: AsyncConnection, person_id: UUID, *, lifts: bool = False) -> bool:
    """Whether a protected identity is noted of her, as her row, which is locked already, then says.

    `lifts`: what plans that are erased have noted stands no more.
    """
    hers = update(person).where(person.c.id.in_(same(person_id)))
    if lifts:
        await connection.execute(hers.values(protection_kept=False))
    protected = await noted(connection, same(person_id))
    await connection.execute(hers.values(protected=protected))
    return protected
