"""A protected identity (skyddade personuppgifter) that a plan noted stands until somebody lifts it, erased or not."""

from dataclasses import replace
from datetime import UTC, datetime
from uuid import UUID

from sqlalchemy import select

from app.domain.erasure import ErasureGround
from app.models.person import person
from app.services import erasing
from tests.api import numbers
from tests.api.standing import Office
from tests.persons import Persons
from tests.service import Service

REFERENCE = "IVO 2026/12345"


async def _erased(service: Service, path: str) -> None:
    begin, now, plan_id = service.database.journal, datetime.now(UTC), UUID(path.rpartition("/")[2])
    asked = erasing.Asked((plan_id,), ErasureGround.DECISION, REFERENCE)
    code = (await erasing.prospect(begin, service.keys, asked, now)).code
    await erasing.erase(begin, service.keys, replace(asked, code=code), now)


def test_protection_outlives_the_plan_that_noted_it_whoever_enters_another(service: Service, persons: Persons) -> None:
    """What nobody has lifted stands: a new plan that says nothing of it lifts nothing, one that lifts it does."""
    number = persons.adult()
    standing, noting = Office(service, persons), Office(service, persons)
    first = numbers.plan_of(standing, number)
    noted = numbers.entered(noting, number, protectedIdentity="protectedRegistration")

    async def protected() -> set[bool]:
        async with service.database.journal() as connection:
            hers = select(person.c.protected).where(person.c.key == service.keys.person_key(number))
            return set((await connection.execute(hers)).scalars())

    assert service.run(protected()) == {True}
    service.run(_erased(service, noted))
    third = numbers.entered(Office(service, persons), number)
    assert third and service.run(protected()) == {True}
    for value, stands in (("confidentialityMarking", True), ("none", False)):
        answer = standing.caller.patch(first, json={"protectedIdentity": value}, headers={"If-Match": "*"})
        assert (answer.status_code, service.run(protected())) == (200, {stands})
