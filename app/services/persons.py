"""Whom a number means: her row, made where there is none, and the number that she is known by now."""

from app.domain import personnummer
from app.domain.person import Person
from app.repositories import persons
from app.services.work import Work

# Where a plan's person is in the body that makes it, or brings it into step.
_PLACE = "/person/personnummer"


def named(work: Work, number: str) -> Person:
    """What a row for that number holds; `Invalid` where it is none."""
    return Person(
        id=work.new_id("persons"),
        key=work.keys.person_key(number),
        sealed_number=work.keys.seal(number),
        born=personnummer.born(number),
    )


async def whose(work: Work, number: str) -> Person:
    """The row of the person whose plan it is to be, made if she is not there, and locked."""
    personnummer.born(number, _PLACE)
    return await persons.take(work.connection, named(work, number))


async def key_of(work: Work, number: str, *, now: bool) -> str:
    """The key of that number; `now`: of the one that whoever has, or had, it is known by."""
    personnummer.born(number, _PLACE)
    key = work.keys.person_key(number)
    return await persons.key_now(work.connection, key) if now else key
