"""Persons in the database, found by keyed pseudonym."""

from dataclasses import fields
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection

from app.domain.person import Person, ProtectedIdentity
from app.domain.plan import noted_protection
from app.models.person import person
from app.models.plan import plan


async def take(connection: AsyncConnection, new: Person) -> Person:
    """The person with that key, made if she is not there, and locked until the transaction ends.

    The lock keeps a plan from being created with the old protection while another transaction notes a new one.
    """
    values = {f.name: getattr(new, f.name) for f in fields(new)}
    make = postgresql.insert(person) if connection.dialect.name == "postgresql" else sqlite.insert(person)
    query = select(person).where(person.c.key == new.key).with_for_update()
    while True:
        await connection.execute(make.values(values).on_conflict_do_nothing(index_elements=[person.c.key]))
        found = (await connection.execute(query)).one_or_none()
        if found is not None:
            return Person(**found._mapping)
        # She was there, and is erased while this waited for her row: now she is made.


async def hold(connection: AsyncConnection, plan_id: UUID) -> None:
    """Locks the row of the person whose plan it is until the transaction ends."""
    hers = select(plan.c.person_id).where(plan.c.id == plan_id).scalar_subquery()
    await connection.execute(select(person.c.id).where(person.c.id == hers).with_for_update())


async def renew_protection(connection: AsyncConnection, person_id: UUID) -> bool:
    """Whether any of her plans notes a protected identity, as her row, which is locked already, then says."""
    hers = select(plan.c.status, plan.c.protected_identity).where(plan.c.person_id == person_id)
    noted = [noted_protection(*row) for row in await connection.execute(hers)]
    protected = any(one is not ProtectedIdentity.NONE for one in noted)
    await connection.execute(update(person).where(person.c.id == person_id).values(protected=protected))
    return protected
