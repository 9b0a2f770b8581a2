"""What only reads changes nothing, however often it is asked; and a HEAD or OPTIONS that does not exist neither."""

import pytest

from tests.house.operations import of_contract
from tests.house.test_strangers import everything
from tests.house.whole_plan import WholePlan, another
from tests.persons import Persons
from tests.service import Service


@pytest.fixture
def plan(service: Service, persons: Persons) -> WholePlan:
    return another(service, persons)


def test_a_get_changes_nothing_and_is_answered_alike(service: Service, plan: WholePlan) -> None:
    before = service.run(everything(service))
    # These show who has read, and reading is noted; and a cursor is never written twice in the same way.
    moving = {"listAccesses", "listAuditEntries", "listEvents"}
    asked = [one for one in of_contract("journal") if one.method == "get"]
    assert len(asked) > 40
    for one in asked:
        twice = [one.ask(plan.coordinator, plan.path(one.path)) for _ in range(2)]
        assert twice[0].status_code == twice[1].status_code
        if twice[0].status_code == 200 and one.name not in moving:
            assert twice[0].content == twice[1].content, one.name
    assert service.run(everything(service)) == before


@pytest.mark.parametrize("method", ["HEAD", "OPTIONS"])
def test_a_method_that_does_not_exist_changes_nothing_either(service: Service, plan: WholePlan, method: str) -> None:
    before = service.run(everything(service))
    for one in of_contract("journal"):
        answers = [plan.coordinator.ask(method, plan.path(one.path)) for _ in range(2)]
        assert [answer.status_code for answer in answers] == [405, 405], one.name
    assert service.run(everything(service)) == before
