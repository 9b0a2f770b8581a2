"""A protected identity (skyddade personuppgifter) that a plan noted stands until somebody lifts it, erased or not."""

from dataclasses import replace
from datetime import UTC, datetime
from uuid import UUID

from sqlalchemy import select

from app.domain.erasure import ErasureGround
from app.models.mirror import mirrored_person
from app.models.person import person
from app.services import erasing
from tests.api import numbers
from tests.api.standing import Office
from tests.persons import Persons
from tests.service import Service

REFERENCE = "IVO 2026/12345"


async def erased(service: Service, path: str) -> None:
    begin, now, plan_id = service.database.journal, lambda: datetime.now(UTC), UUID(path.rpartition("/")[2])
    asked = erasing.Asked((plan_id,), ErasureGround.DECISION, REFERENCE)
    code = (await erasing.prospect(begin, service.keys, asked, now)).code
    await erasing.erase(begin, service.keys, replace(asked, code=code), now)


def protected(service: Service, number: str) -> tuple[bool, bool]:
    """What is noted on her row, and what the citizen's side goes by."""

    async def noted() -> tuple[bool, bool]:
        key = service.keys.person_key(number)
        async with service.database.journal() as connection:
            row = select(person.c.protected).where(person.c.key == key)
            mirror = select(mirrored_person.c.protected).where(mirrored_person.c.person_key == key)
            return (await connection.execute(row)).scalar_one(), (await connection.execute(mirror)).scalar_one()

    return service.run(noted())


def erased_after_noting(service: Service, persons: Persons, number: str) -> None:
    noted = numbers.entered(Office(service, persons), number, protectedIdentity="protectedRegistration")
    assert protected(service, number) == (True, True)
    service.run(erased(service, noted))


YES, NO = (True, True), (False, False)


def test_protection_outlives_the_plan_that_noted_it_whoever_enters_another(service: Service, persons: Persons) -> None:
    """What nobody has lifted stands: a new plan that says nothing of it lifts nothing, one that lifts it does."""
    number, standing = persons.adult(), Office(service, persons)
    first = numbers.plan_of(standing, number)
    erased_after_noting(service, persons, number)
    assert numbers.entered(Office(service, persons), number) and protected(service, number) == YES
    for value, stands in (("confidentialityMarking", YES), ("none", NO)):
        answer = standing.caller.patch(first, json={"protectedIdentity": value}, headers={"If-Match": "*"})
        assert (answer.status_code, protected(service, number)) == (200, stands)


def test_it_outlives_a_plan_that_noted_it_in_error(service: Service, persons: Persons) -> None:
    """What is annulled takes back what it noted itself, and no more."""
    number, third = persons.adult(), Office(service, persons)
    assert numbers.plan_of(Office(service, persons), number)
    for stands in (NO, YES):
        noting = numbers.entered(third, number, protectedIdentity="confidentialityMarking")
        assert protected(service, number) == YES
        body = {"transition": "annul", "text": "Fel person."}
        assert third.caller.post(f"{noting}/transitions", json=body, headers={"If-Match": "*"}).status_code == 200
        assert protected(service, number) == stands
        erased_after_noting(service, persons, number)


def test_it_follows_her_to_another_number_and_stays_with_her_when_that_was_wrong(
    service: Service, persons: Persons
) -> None:
    old, new = numbers.coordination(), persons.adult()
    standing, other = numbers.Entrusted(service, persons), Office(service, persons)
    first, theirs = numbers.plan_of(standing, old), numbers.entered(other, new)
    erased_after_noting(service, persons, old)
    change = numbers.changed(standing.caller, first, new)
    assert change.status_code == 201, change.text
    assert protected(service, old) == protected(service, new) == YES
    assert numbers.undone(standing.caller, first, change.json()).status_code == 200
    assert theirs and (protected(service, old), protected(service, new)) == (YES, NO)
