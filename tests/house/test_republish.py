"""Making the mirrors anew changes nothing that was right: the bytes are the plan's, however they came to be."""

from datetime import UTC, datetime

import pytest

from app.services.republishing import republish_all
from tests.callers import citizen
from tests.house.whole_plan import WholePlan, ago, another
from tests.persons import Persons
from tests.service import Service


def shown(plan: WholePlan) -> str:
    return citizen(plan.service, plan.number).get(f"/citizen/v1/plans/{plan.plan_id}").text


async def again(service: Service) -> int:
    made = republish_all(service.database.journal, service.keys, lambda: datetime.now(UTC))
    return [done async for done in made][-1]


def summon_eight(plan: WholePlan) -> None:
    units = []
    for number in range(8):
        body = {"name": f"Enhet {number}", "kind": "rehab", "principalType": "region", "principalName": "Region"}
        units.append(plan.post("units", body)["id"])
    body = {"form": "oral", "sentAt": ago(), "meetingAt": ago(days=-1), "purpose": "Nytt möte"}
    plan.post("summonses", body | {"invited": [{"unitId": unit} for unit in units]})


def test_republishing_gives_the_same_bytes(service: Service, persons: Persons) -> None:
    plan = another(service, persons)
    plan.patch(f"/goals/{plan.ids['goals']}", {"text": "Nytt mål"})
    before = shown(plan)
    assert service.run(again(service)) >= 1
    assert shown(plan) == before


@pytest.mark.xfail(
    strict=True,
    reason="services.work.new_id: ids made in one millisecond have no order, and the parts are read back by id",
)
def test_the_order_of_what_came_in_one_request_is_kept(service: Service, persons: Persons) -> None:
    """Eight units called at once: the mirror made with them, and the one made of them as they are read back."""
    plan = another(service, persons)
    summon_eight(plan)
    before = shown(plan)
    assert "Nytt möte" in before
    service.run(again(service))
    assert shown(plan) == before
