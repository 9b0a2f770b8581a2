"""Why her plan was read, as she is told it: in words of the closed list; the entry stays as it was written."""

from datetime import UTC, datetime, timedelta
from typing import Any
from unicodedata import normalize
from uuid import UUID

import pytest
from sqlalchemy import select

from app.domain.purpose import OTHER, OTHER_OF_OURS, OWN, STATED, OwnPurpose
from app.models.audit import audit_entry
from app.services.changes import CLOCK, settle
from app.services.work import NO_TRACE, Work
from tests.api.numbers import Entrusted, changed, consented, coordination, entered, plan_of, undone
from tests.api.standing import Office
from tests.callers import citizen, staff
from tests.persons import Persons
from tests.service import Service

WORDS = {(one.sv, one.en) for one in (*STATED.values(), *OWN.values(), OTHER, OTHER_OF_OURS)}
FREELY = ("Vård av någon som nämns", "consent ended", "Gallring", "BTG")


@pytest.fixture
def office(service: Service, persons: Persons) -> Office:
    return Entrusted(service, persons)


def told(service: Service, number: str) -> list[dict[str, Any]]:
    """Her log, newest first; every purpose in it is of the list."""
    answer = citizen(service, number).get("/citizen/v1/accesses?limit=100")
    assert answer.status_code == 200, answer.text
    found: list[dict[str, Any]] = answer.json()["accesses"]
    assert {(one["purpose"], one["purposeInEnglish"]) for one in found} <= WORDS
    return found


def purposes(service: Service, plan_id: str) -> list[str]:
    """As they were written, newest first."""

    async def read() -> list[str]:
        async with service.database.journal() as connection:
            query = select(audit_entry.c.purpose).where(audit_entry.c.plan_id == UUID(plan_id))
            return list((await connection.execute(query.order_by(audit_entry.c.at.desc()))).scalars())

    return service.run(read())


def test_she_is_told_the_unit_s_purpose_in_words_and_never_as_it_was_written(
    service: Service, persons: Persons, office: Office
) -> None:
    number = persons.adult()
    path = plan_of(office, number)
    stated = (*STATED, *FREELY)
    for purpose in stated:
        who = staff(service, office.unit, office.person, purpose=purpose)
        assert who.get(path).status_code == 200
    hers = told(service, number)[: len(stated)]
    expected = [STATED.get(purpose, OTHER) for purpose in reversed(stated)]
    assert [(one["purpose"], one["purposeInEnglish"]) for one in hers] == [(one.sv, one.en) for one in expected]
    # Her own reading came last, and states none.
    assert [one for one in purposes(service, path[-36:]) if one][: len(stated)] == list(reversed(stated))


def test_a_purpose_whose_letters_are_taken_apart_is_told_in_the_same_words(
    service: Service, persons: Persons, office: Office
) -> None:
    number = persons.adult()
    path = plan_of(office, number)
    for purpose in STATED:
        who = staff(service, office.unit, office.person, purpose=normalize("NFD", purpose))
        assert who.get(path).status_code == 200
    assert [one["purpose"] for one in told(service, number)[: len(STATED)]] == [STATED[p].sv for p in reversed(STATED)]


def test_she_is_told_what_the_service_has_done_by_itself(service: Service, persons: Persons, office: Office) -> None:
    """Another plan of hers follows a number change, and its undoing; nobody's unit stands there."""
    number = coordination()
    path = plan_of(office, number)
    other = plan_of(office, number)
    answer = changed(office.caller, path, persons.adult())
    assert answer.status_code == 201, answer.text
    assert undone(office.caller, path, answer.json()).status_code == 200
    followed = [one for one in told(service, number) if one["planId"] == other[-36:] and one["unit"] is None]
    words = OWN[OwnPurpose.NUMBER_CHANGED]
    assert [(one["action"], one["purpose"], one["purposeInEnglish"]) for one in followed] == [
        ("Skriva", words.sv, words.en)
    ] * 2
    assert purposes(service, other[-36:])[:2] == ["number changed"] * 2


def test_she_is_told_that_the_service_closed_a_plan_as_its_consent_ended(
    service: Service, persons: Persons, office: Office
) -> None:
    number = persons.adult()
    until = datetime.now(UTC) + timedelta(days=9)
    path = consented(office, entered(office, number), validUntil=until.date().isoformat())
    later = until + timedelta(days=2)

    async def lapse() -> bool:
        async with service.database.journal() as connection:
            work = Work(connection, CLOCK, service.keys, later, datetime.now(UTC), trace_id=NO_TRACE)
            return await settle(work, UUID(path[-36:]))

    assert service.run(lapse())
    newest = told(service, number)[0]
    words = OWN[OwnPurpose.CONSENT_ENDED]
    assert (newest["purpose"], newest["purposeInEnglish"]) == (words.sv, words.en)
    assert (newest["unit"], newest["principal"], newest["planId"]) == (None, None, path[-36:])
    assert purposes(service, path[-36:])[0] == "consent ended"


def test_a_principals_name_is_told_with_the_number_that_the_token_says(service: Service, persons: Persons) -> None:
    """Whoever writes the name of another principal, as a private provider may, or of another unit, is told apart."""
    own, number = "SE5560000001", persons.adult()
    office = Office(service, persons, own)
    unit = office.body()["unit"] | {"principalOrgNumber": "SE2329990015", "name": "Vårdcentralen Björken"}
    body = office.body(unit=unit, person={"personnummer": number, "name": "Elsa Lindqvist"})
    made = office.caller.post("/journal/v1/plans", json=body)
    assert made.status_code == 201, made.text
    (entry,) = told(service, number)
    assert (entry["unit"], entry["principal"]) == ("Vårdcentralen Björken", f"Region Exempel ({own})")
