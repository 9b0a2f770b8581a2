"""Protection that is noted in several of one person's plans at once, and in a new one: nobody waits for each other."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import httpx
import pytest

from tests.api.standing import Office
from tests.persons import Persons
from tests.service import Service

MARKED, PLAIN = "confidentialityMarking", "none"


@pytest.mark.parametrize("rounds", [5])
def test_the_persons_row_is_locked_before_any_plan_of_hers(service: Service, persons: Persons, rounds: int) -> None:
    """Locked the other way round by some, two of them would wait for each other, and one be told to try again."""
    office = Office(service, persons)
    plans = [office.plan() for _ in range(3)]
    with ThreadPoolExecutor(5) as threads:
        for number in range(rounds):
            noted = PLAIN if number % 2 else MARKED
            begin = Barrier(5)

            def note(path: str, noted: str = noted, begin: Barrier = begin) -> httpx.Response:
                begin.wait(20)
                return office.caller.patch(path, json={"protectedIdentity": noted}, headers={"If-Match": "*"})

            def create(begin: Barrier = begin) -> httpx.Response:
                begin.wait(20)
                person = {"personnummer": office.citizen, "name": "Elsa", "protectedIdentity": MARKED}
                return office.caller.post("/journal/v1/plans", json=office.body(person=person))

            def annul(path: str, begin: Barrier = begin) -> httpx.Response:
                begin.wait(20)
                body = {"transition": "annul", "text": "Fel person"}
                return office.caller.post(f"{path}/transitions", json=body, headers={"If-Match": "*"})

            doomed = office.plan()
            asked = [threads.submit(note, path) for path in plans]
            asked += [threads.submit(create), threads.submit(annul, doomed)]
            assert [one.result(30).status_code for one in asked] == [200, 200, 200, 201, 200]
