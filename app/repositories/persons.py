"""Persons in the database, found by keyed pseudonym."""

from dataclasses import fields

from sqlalchemy import select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection

from app.domain.person import Person
from app.models.person import person


async def take(connection: AsyncConnection, new: Person) -> Person:
    """The person with that key, made if she is not there, and locked until the transaction ends.

    The lock keeps a plan from being created with the old protection while another transaction notes a new one.
    """
    values = {f.name: getattr(new, f.name) for f in fields(new)}
    make = postgresql.insert(person) if connection.dialect.name == "postgresql" else sqlite.insert(person)
    await connection.execute(make.values(values).on_conflict_do_nothing(index_elements=[person.c.key]))
    query = select(person).where(person.c.key == new.key).with_for_update()
    return Person(**(await connection.execute(query)).one()._mapping)


async def protect(connection: AsyncConnection, one: Person) -> None:
    """Notes the person's protected identity, which then holds in all her plans."""
    change = update(person).where(person.c.id == one.id).values(protected_identity=one.protected_identity)
    await connection.execute(change)
