"""Persons in the database, found by keyed pseudonym."""

from dataclasses import fields
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection

from app.domain.person import Person, ProtectedIdentity
from app.domain.plan import PlanStatus
from app.models.person import person
from app.models.plan import plan


async def take(connection: AsyncConnection, new: Person) -> Person:
    """The person with that key, made if she is not there, and locked until the transaction ends.

    The lock keeps a plan from being created with the old protection while another transaction notes a new one.
    """
    values = {f.name: getattr(new, f.name) for f in fields(new)}
    make = postgresql.insert(person) if connection.dialect.name == "postgresql" else sqlite.insert(person)
    await connection.execute(make.values(values).on_conflict_do_nothing(index_elements=[person.c.key]))
    query = select(person).where(person.c.key == new.key).with_for_update()
    return Person(**(await connection.execute(query)).one()._mapping)


async def renew_protection(connection: AsyncConnection, person_id: UUID) -> bool:
    """Whether any of her plans notes a protected identity, as her row then says. The row is locked first."""
    await connection.execute(select(person.c.id).where(person.c.id == person_id).with_for_update())
    noted = select(plan.c.id).where(
        plan.c.person_id == person_id,
        plan.c.protected_identity != ProtectedIdentity.NONE,
        plan.c.status != PlanStatus.ANNULLED,
    )
    protected = (await connection.execute(noted.limit(1))).first() is not None
    await connection.execute(update(person).where(person.c.id == person_id).values(protected=protected))
    return protected
