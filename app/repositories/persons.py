"""Persons in the database, found by keyed pseudonym."""

from dataclasses import fields

from sqlalchemy import insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from app.domain.person import Person
from app.models.person import person


async def by_key(connection: AsyncConnection, key: str) -> Person | None:
    row = (await connection.execute(select(person).where(person.c.key == key))).one_or_none()
    return Person(**row._mapping) if row else None


async def add(connection: AsyncConnection, one: Person) -> None:
    await connection.execute(insert(person).values({f.name: getattr(one, f.name) for f in fields(one)}))


async def protect(connection: AsyncConnection, one: Person) -> None:
    """Notes the person's protected identity, which then holds in all her plans."""
    change = update(person).where(person.c.id == one.id).values(protected_identity=one.protected_identity)
    await connection.execute(change)
