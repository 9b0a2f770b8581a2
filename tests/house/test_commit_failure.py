"""A commit that fails: an error to the caller, and nothing stored.

A `yield` dependency of FastAPI's usual kind commits after the answer is sent; then a withdrawal whose commit failed
was answered 204. Here every operation is asked while no commit works.
"""

import pytest

from tests.callers import citizen, staff
from tests.house.asked import CITIZEN, JOURNAL, OTHERS, asked, prepare, to_ask_of
from tests.house.failures import no_commit_works
from tests.house.operations import PUBLIC
from tests.house.test_strangers import everything
from tests.house.whole_plan import WholePlan, copied, young
from tests.persons import Persons, coordinated
from tests.service import Service


@pytest.fixture
def plan(service: Service, persons: Persons) -> WholePlan:
    return to_ask_of(service, persons)


def test_no_operation_succeeds_when_its_commit_fails(service: Service, plan: WholePlan) -> None:
    prepare(plan)
    before = service.run(everything(service))
    for one in (*JOURNAL, *CITIZEN):
        if one.name in PUBLIC:
            continue
        with no_commit_works(service) as tried:
            response = asked(plan, one)
        assert response.status_code >= 400, f"{one.api} {one.name} was answered {response.status_code}"
        if one.name not in OTHERS:
            assert tried, f"{one.api} {one.name} never came to its commit: {response.text}"
            assert response.status_code >= 500, f"{one.api} {one.name}: {response.status_code}"
        assert "Goal text" not in response.text
        assert "etag" not in response.headers
    assert service.run(everything(service)) == before


def test_the_same_requests_succeed_when_it_works(service: Service, plan: WholePlan, persons: Persons) -> None:
    """Otherwise the failures above would prove nothing."""
    for one in (*JOURNAL, *CITIZEN):
        if one.name not in PUBLIC | OTHERS:
            fresh = copied(plan, persons, coordinated(young(persons))) if one.method != "get" else plan
            assert asked(fresh, one).status_code < 300, one.name


def test_a_new_plan_whose_commit_fails_is_none(service: Service, persons: Persons) -> None:
    unit = persons.unit()
    body = next(one for one in JOURNAL if one.name == "createPlan").document()
    body["unit"] |= {"hsaId": unit, "principalType": "region", "principalOrgNumber": unit.partition("-")[0]}
    body["person"]["personnummer"] = persons.adult()
    body["source"]["id"] = unit
    caller = staff(service, unit, persons.person())
    before = service.run(everything(service))
    with no_commit_works(service):
        assert caller.post("/journal/v1/plans", json=body).status_code >= 500
    assert service.run(everything(service)) == before
    assert caller.get("/journal/v1/plans").json()["plans"] == []
    assert caller.post("/journal/v1/plans", json=body).status_code == 201


def test_a_withdrawal_whose_commit_fails_is_not_answered_204(service: Service, plan: WholePlan) -> None:
    """And the plan is as it was: still shown, still open."""
    path, body = plan.withdrawal()
    with no_commit_works(service):
        assert plan.coordinator.put(path, json=body).status_code >= 500
    assert citizen(service, plan.number).get("/citizen/v1/plans").json()["plans"]
    assert plan.coordinator.get(plan.home).json()["status"] == "established"
    assert plan.coordinator.put(path, json=body).status_code == 204
    assert not citizen(service, plan.number).get("/citizen/v1/plans").json()["plans"]
