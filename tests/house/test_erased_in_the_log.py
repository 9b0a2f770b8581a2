"""Whose an entry in the log is, is known after an erasure as before it: to her, to an auditor, and to nobody else."""

from typing import Any

import pytest

from tests.api import numbers
from tests.api.auditors import auditor, pages
from tests.api.numbers import Entrusted
from tests.api.test_nobody_reads_for_herself import registered
from tests.callers import citizen
from tests.house.test_protection_outlives import erased
from tests.persons import Persons
from tests.service import Service

NOTHING: dict[str, Any] = {"plans": [], "consents": [], "summonses": [], "accesses": []}


@pytest.fixture
def office(service: Service, persons: Persons) -> Entrusted:
    return Entrusted(service, persons)


def told(service: Service, number: str) -> list[dict[str, Any]]:
    """Her extract, but for what the erasing and the checks themselves leave in it."""
    found = citizen(service, number).get("/citizen/v1/accesses?limit=100").json()["accesses"]
    return [one for one in found if one["action"] != "Radera" and one["planId"] is not None]


def units(accesses: list[dict[str, Any]]) -> set[Any]:
    """Where; what the service did by itself was nowhere."""
    assert accesses
    return {one["unit"] for one in accesses}


def test_an_extract_is_by_every_number_of_hers_before_and_after(
    service: Service, persons: Persons, office: Entrusted
) -> None:
    """Entered under three numbers, each changed for the next; and the numbers that she had show nothing."""
    three = [numbers.reserve(), numbers.coordination(), persons.adult()]
    plans = [numbers.plan_of(office, one) for one in three]
    assert numbers.changed(office.caller, plans[0], three[1]).status_code == 201
    assert numbers.changed(office.caller, plans[1], three[2]).status_code == 201
    checking = auditor(service, persons, office.unit.partition("-")[0])

    def searched(number: str) -> list[str]:
        found = pages(checking, "/audit/searches", 100, body={"personnummer": number})
        return [one["id"] for one in found if one["planId"] in {path[-36:] for path in plans}]

    before, checked = told(service, three[2]), searched(three[2])
    assert {one["planId"] for one in before} == {path[-36:] for path in plans} and checked
    assert "Avdelning 1" in units(before)
    for path in plans:
        service.run(erased(service, path))
        assert told(service, three[2]) == before
    assert numbers.shown(service, three[1]) == NOTHING
    assert all(searched(one)[-len(checked) :] == checked for one in three)


def test_the_erasure_is_found_by_whoever_checks_the_log_of_the_principal_whose_plan_it_was(
    service: Service, persons: Persons, office: Entrusted
) -> None:
    path = numbers.plan_of(office, persons.adult())
    service.run(erased(service, path))
    [one] = pages(
        auditor(service, persons, office.unit.partition("-")[0]), "/audit", 100, planId=path[-36:], kind="Radera"
    )
    assert (one["client"], one["staff"], one["principal"]) == ("sip erase", None, None) and one["patient"]


def test_she_is_told_that_the_log_of_her_plan_was_looked_through_by_the_number_that_she_has(
    service: Service, persons: Persons, office: Entrusted
) -> None:
    """Entered by another, and erased since."""
    old, now = numbers.coordination(), persons.adult()
    path = numbers.plan_of(office, old)
    checking = auditor(service, persons, office.unit.partition("-")[0])

    def checks(number: str) -> int:
        assert checking.get("/journal/v1/audit", params={"planId": path[-36:]}).json()["entries"]
        words = "Kontroll av att arbetet håller god kvalitet"
        return sum((one["planId"], one["purpose"]) == (path[-36:], words) for one in told(service, number))

    assert checks(old) == 1
    assert numbers.changed(office.caller, path, now).status_code == 201
    assert checks(now) == 2
    service.run(erased(service, path))
    assert checks(now) == 3
    assert told(service, old) == []


def test_what_is_entered_anew_by_a_number_that_she_had_opens_nothing(
    service: Service, persons: Persons, office: Entrusted
) -> None:
    """Not her log, nor what is entered: it is in her extract, and shown to her when the change is stated again."""
    old, now = numbers.coordination(), persons.adult()
    path = numbers.plan_of(office, old)
    assert numbers.changed(office.caller, path, now).status_code == 201
    service.run(erased(service, path))
    before = told(service, now)
    again = numbers.plan_of(office, old)
    assert numbers.shown(service, old) == NOTHING
    assert citizen(service, old).get("/citizen/v1/presence").json()["present"] is False
    assert told(service, now)[-len(before) :] == before
    assert {one["planId"] for one in told(service, now)} == {path[-36:], again[-36:]}
    assert numbers.shown(service, now)["consents"] == []
    # By another number that she is said to have had before that one.
    first = numbers.reserve()
    third = numbers.plan_of(office, first)
    assert numbers.changed(office.caller, third, old).status_code == 201
    assert numbers.shown(service, old) == NOTHING
    assert third[-36:] in {one["planId"] for one in told(service, now)}
    change = numbers.changed(office.caller, again, now)
    assert change.status_code == 201, change.text
    assert len(numbers.shown(service, now)["consents"]) == 2 and numbers.shown(service, old) == NOTHING
    # It was wrong: what is said of the number now goes before what is kept of it, as if nothing had been erased.
    assert numbers.undone(office.caller, again, change.json()).status_code == 200
    assert told(service, now) == []
    assert {one["planId"] for one in told(service, old)} == {one[-36:] for one in (path, again, third)}


@pytest.mark.parametrize("noted", ["old", "now"])
def test_a_protected_identity_hides_the_units_after_the_last_plan_too(
    service: Service, persons: Persons, office: Entrusted, noted: str
) -> None:
    """Whoever enters a plan that says nothing of it lifts nothing; whoever has noted it in one lifts it in that one."""
    number = {"old": numbers.coordination(), "now": persons.adult()}
    path = numbers.plan_of(office, number["old"])
    assert numbers.changed(office.caller, path, number["now"]).status_code == 201
    other = numbers.entered(office, number[noted], protectedIdentity="protectedRegistration")
    for one in (other, path):
        service.run(erased(service, one))

    def named() -> bool:
        return units(told(service, number["now"])) != {None}

    assert not named()
    path = numbers.plan_of(office, number["now"])
    assert not named(), "and it says nothing of it"
    again = numbers.entered(office, number["old"])

    def noting(path: str, value: str) -> None:
        done = office.caller.patch(path, json={"protectedIdentity": value}, headers={"If-Match": "*"})
        assert done.status_code == 200, done.text

    for one, lifted in ((path, False), (again, True)):
        noting(one, "confidentialityMarking")
        noting(one, "none")
        assert named() is lifted, "what is noted by any number of hers hides all that is in the one extract"
    noting(again, "confidentialityMarking")
    assert not named()


def test_she_reads_for_another_as_before_and_nobody_by_the_number_that_she_had(
    service: Service, persons: Persons, office: Entrusted
) -> None:
    old, now, hers = numbers.coordination(), persons.adult(), persons.adult()
    path, theirs = numbers.plan_of(office, old), numbers.plan_of(office, hers)
    assert registered(office, theirs, old).status_code == 201
    assert numbers.changed(office.caller, path, now).status_code == 201

    def reads(number: str) -> int:
        return len(citizen(service, number).get("/citizen/v1/represented").json()["represented"])

    assert (reads(old), reads(now)) == (0, 1)
    service.run(erased(service, path))
    assert (reads(old), reads(now)) == (0, 1)
