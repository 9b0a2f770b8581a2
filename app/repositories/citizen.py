"""What the citizen's side reads: the mirror, by person and time. Nothing else is reachable on its connection."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Column, ColumnElement, Row, Select, Table, exists, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from app.domain.representation import RepresentativeKind
from app.models.mirror import (
    mirrored_consents,
    mirrored_number,
    mirrored_person,
    mirrored_plan,
    mirrored_reader,
    mirrored_summonses,
)


def _present(key: Column[Any]) -> ColumnElement[bool]:
    """Whether that is no number that she had before the one that she has now, which shows nothing more to anybody."""
    return ~exists().where(mirrored_number.c.former_key == key)


def _copies(table: Table, now: datetime, fingerprint: str, *, represented: bool = False) -> Select[Any]:
    """The copies that are shown at that instant, to herself or to whoever reads for her: (plan_id, etag, body).

    Newest first; made under the present rules, whose `fingerprint` it is, or not at all.
    """
    since = table.c.represented_since if represented else table.c.visible_since
    query = select(table.c.plan_id, table.c.etag, table.c.body).where(since <= now, table.c.fingerprint == fingerprint)
    query = query.where(_present(table.c.person_key))
    if "visible_until" in table.c:
        query = query.where(or_(table.c.visible_until.is_(None), table.c.visible_until > now))
    return query.order_by(table.c.plan_id.desc())


async def _hers(
    connection: AsyncConnection, table: Table, person_key: str, now: datetime, fingerprint: str
) -> Sequence[Row[Any]]:
    return (await connection.execute(_copies(table, now, fingerprint).where(table.c.person_key == person_key))).all()


async def plans(connection: AsyncConnection, person_key: str, now: datetime, fingerprint: str) -> Sequence[Row[Any]]:
    """Her published plans at that instant, by one indexed probe; `fingerprint` is that of the present ledger."""
    return await _hers(connection, mirrored_plan, person_key, now, fingerprint)


async def consents(connection: AsyncConnection, person_key: str, now: datetime, fingerprint: str) -> Sequence[Row[Any]]:
    """Her published consents at that instant, one row for each plan."""
    return await _hers(connection, mirrored_consents, person_key, now, fingerprint)


async def summonses(
    connection: AsyncConnection, person_key: str, now: datetime, fingerprint: str
) -> Sequence[Row[Any]]:
    """Her published summonses at that instant, one row for each plan."""
    return await _hers(connection, mirrored_summonses, person_key, now, fingerprint)


async def numbers(connection: AsyncConnection, person_key: str) -> set[str]:
    """The keys of that number and of those that she had before it; none at all, if she has another now.

    A number goes forward by its kind, of which there are three: two steps are all that there can be.
    """
    former, present = mirrored_number.c.former_key, mirrored_number.c.person_key
    between = select(former).where(present == person_key)
    hers = or_(former == person_key, present == person_key, present.in_(between))
    found = set((await connection.execute(select(former).where(hers))).scalars())
    return set() if person_key in found else {person_key, *found}


async def number_now(connection: AsyncConnection, person_key: str) -> str:
    """The key of the number that whoever has, or had, that number has now; the same, where nothing is known of her."""
    query = select(mirrored_number.c.person_key)
    while after := (await connection.execute(query.where(mirrored_number.c.former_key == person_key))).scalar():
        person_key = after
    return person_key


async def _protected(connection: AsyncConnection, keys: Collection[str]) -> dict[str, bool]:
    """Which of those numbers are somebody's of whom it is known, and whether she is protected."""
    rows = await connection.execute(select(mirrored_person).where(mirrored_person.c.person_key.in_(keys)))
    return {row.person_key: row.protected for row in rows}


async def may_name_units(connection: AsyncConnection, person_key: str, own: Collection[str]) -> bool:
    """Whether units may be named to whoever has that number, and those others; not when her identity is protected by
    whichever, and not when we do not know.
    """
    known = await _protected(connection, own)
    return known.get(person_key) is False and not any(known.values())


async def own_plans(connection: AsyncConnection, person_key: str, now: datetime, fingerprint: str) -> set[UUID]:
    """The plans of which she is shown anything herself at that instant, by what is shown first: her consents."""
    return {row.plan_id for row in await consents(connection, person_key, now, fingerprint)}


@dataclass(frozen=True, slots=True)
class Reading:
    """What somebody reads of one plan for another: `until` is when it ends by itself, as far as is known."""

    representation_id: UUID
    plan_id: UUID
    person_key: str
    kind: RepresentativeKind
    scope: list[str]
    until: datetime | None


async def represented(connection: AsyncConnection, reader_key: str, now: datetime, fingerprint: str) -> list[Reading]:
    """For whom and of which plan whoever has that key reads at that instant, oldest first.

    Nobody reads for another whose protection we do not know, or who is protected herself; and nobody for herself, or
    of a plan that she is shut out of, by whichever of her numbers.
    """
    own = await numbers(connection, reader_key)
    if any((await _protected(connection, own)).values()):
        return []
    protected, hers = select(mirrored_person.c.protected), mirrored_reader.c.person_key
    # A plan names her by the number that it was entered under; by the one that she has now she may be protected, too.
    present = mirrored_number.c.former_key == hers, mirrored_number.c.person_key == mirrored_person.c.person_key
    query = select(mirrored_reader).where(
        mirrored_reader.c.reader_key.in_(own),
        mirrored_reader.c.person_key.not_in(own),
        mirrored_reader.c.since <= now,
        or_(mirrored_reader.c.until.is_(None), mirrored_reader.c.until > now),
        mirrored_reader.c.fingerprint == fingerprint,
        protected.where(mirrored_person.c.person_key == hers).scalar_subquery().is_(False),
        ~exists().where(*present, mirrored_person.c.protected),
    )
    rows = (await connection.execute(query.order_by(mirrored_reader.c.representation_id))).all()
    # A row without a scope shuts her out of that plan, whatever another lets her read; one that is yet to come is not
    # hers to be told.
    shut = {row.plan_id for row in rows if not row.scope}
    return [
        Reading(row.representation_id, row.plan_id, row.person_key, row.kind, row.scope, row.until)
        for row in rows
        if row.scope and row.plan_id not in shut
    ]


COPIES: dict[str, Table] = {
    "plan": mirrored_plan,
    "consents": mirrored_consents,
    "summonses": mirrored_summonses,
}


async def of_others(
    connection: AsyncConnection, what: str, plan_id: UUID, now: datetime, fingerprint: str
) -> Sequence[Row[Any]]:
    """The copy of that plan as whoever reads for her is shown it at that instant: one row, or none."""
    table = COPIES[what]
    query = _copies(table, now, fingerprint, represented=True).where(table.c.plan_id == plan_id)
    return (await connection.execute(query)).all()
