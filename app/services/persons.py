"""Whom a number means: her row, made where there is none, and the number that she is known by now."""

from app.domain import personnummer
from app.domain.person import Person
from app.repositories import persons
from app.services.work import Work


def named(work: Work, number: str) -> Person:
    """What a row for that number holds; `Invalid` where it is none."""
    return Person(
        id=work.new_id(),
        key=work.keys.person_key(number),
        sealed_number=work.keys.seal(number),
        born=personnummer.born(number),
    )


async def whose(work: Work, number: str) -> Person:
    """The person's row, made if she is not there, and locked."""
    return await persons.take(work.connection, named(work, number))


async def key_now(work: Work, number: str) -> str:
    """The key of the number that whoever has, or had, that number is known by now."""
    return await persons.key_now(work.connection, work.keys.person_key(number))
