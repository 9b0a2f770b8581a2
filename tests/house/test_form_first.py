"""What is refused for its form is refused before anything is looked for: alike whatever there is, and without an entry.

So a used Idempotency-Key, and an If-None-Match that cannot be read, tell nobody whether there is a plan.
"""

from typing import Any
from uuid import uuid4

import httpx
import pytest

from tests.api.standing import refused, unchanged
from tests.api.test_emergency_access import ADDRESS, ELSEWHERE, MAY, SAYING
from tests.callers import Caller, citizen, staff
from tests.house.asked import bodies
from tests.house.operations import PUBLIC, never, of_contract, trace_of, without_instance
from tests.house.staffed_plan import ahead
from tests.house.test_retries_swept import CREATING
from tests.house.test_strangers import address, entries
from tests.house.whole_plan import WholePlan, another
from tests.house.whole_reading import emergencies_allowed
from tests.persons import Persons
from tests.service import Service

READING = [one for one in (*of_contract("journal"), *of_contract("citizen")) if one.method == "get"]
UNREADABLE = {"If-None-Match": "unquoted"}


@pytest.fixture
def plan(service: Service, persons: Persons) -> WholePlan:
    return another(service, persons)


def used(caller: Caller) -> dict[str, str]:
    """A key of the caller's, used for what is about no plan."""
    key = {"Idempotency-Key": str(uuid4())}
    made = caller.post("/journal/v1/calendar-subscriptions", json={"until": ahead(7)}, headers=key)
    assert made.status_code == 201, made.text
    return key


def require_alike(service: Service, answers: list[httpx.Response], status: int, code: str) -> None:
    for answer in answers:
        refused(answer, status, code)
        assert without_instance(answer) == without_instance(answers[0])
    assert service.run(entries(service, [trace_of(answer) for answer in answers])) == []


@pytest.mark.parametrize("stranger", [False, True], ids=["within reach", "out of reach"])
def test_a_used_key_is_refused_alike_whether_there_is_a_plan(
    service: Service, persons: Persons, plan: WholePlan, stranger: bool
) -> None:
    caller = staff(service, persons.unit(), persons.person()) if stranger else plan.coordinator
    key, said = used(caller), bodies(plan)
    with unchanged(service):
        for one in CREATING:
            body: Any = said.get(one.name, one.document())
            there, nowhere = address(one, plan), address(one, plan, never(plan.plan_id))
            answers = [caller.post(place, json=body, headers=key) for place in (there, nowhere)]
            require_alike(service, answers, 422, "idempotency-key-reused")


def test_a_used_key_opens_no_plan_in_an_emergency_and_tells_of_none(
    service: Service, persons: Persons, plan: WholePlan
) -> None:
    doctor = staff(service, persons.unit(ELSEWHERE), persons.person(ELSEWHERE), **MAY)
    key = used(doctor)
    whom = [{"personnummer": plan.number}, {"personnummer": persons.adult()}]
    whom += [{"planId": plan.plan_id}, {"planId": never(plan.plan_id)}]
    with emergencies_allowed(service), unchanged(service):
        answers = [doctor.post(ADDRESS, json=SAYING | one, headers=key) for one in whom]
    require_alike(service, answers, 422, "idempotency-key-reused")


def test_a_condition_that_cannot_be_read_is_refused_alike_whatever_is_there(service: Service, plan: WholePlan) -> None:
    reader = citizen(service, plan.representative)
    for one in READING:
        if one.name in PUBLIC:
            continue
        caller = plan.coordinator if one.api == "journal" else reader
        there = address(one, plan)
        places = {there, there.replace(plan.plan_id, never(plan.plan_id))}
        places.add(there.replace(plan.ids["representations"], never(plan.ids["representations"])))
        answers = [caller.get(place, headers=UNREADABLE) for place in sorted(places)]
        require_alike(service, answers, 400, "entity-tag-malformed")


def test_a_condition_in_several_lines_is_one_list(service: Service, plan: WholePlan) -> None:
    path = f"/citizen/v1/represented/{plan.ids['representations']}/plans"
    reader = citizen(service, plan.representative)
    tag = reader.get(path).headers["etag"]
    for lines, status in (
        (["", tag], 304),
        (['"none"', tag], 304),
        ([tag, "unquoted"], 400),
        (['"none"', '"no"'], 200),
    ):
        headers = [("Authorization", f"Bearer {reader.token}")] + [("If-None-Match", line) for line in lines]
        answer = service.client.get(path, headers=headers)
        assert answer.status_code == status, lines
        assert len(service.run(entries(service, [trace_of(answer)]))) == (status != 400)
