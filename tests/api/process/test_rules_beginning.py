"""How a plan begins, and what a withdrawal may say (domain rules, initiated; and consent)."""

from typing import Any

import pytest

from tests.api.process.acting import AFTER, coordinator, ok, said_no, unit_body
from tests.api.standing import Office
from tests.callers import staff
from tests.persons import Persons
from tests.playing import Played
from tests.service import Service


@pytest.mark.parametrize(("principal", "begins"), [("region", True), ("municipality", True), ("other", False)])
def test_each_principal_begins_a_plan_and_nobody_else_does(
    service: Service, persons: Persons, principal: str, begins: bool
) -> None:
    """Whoever there sees the need, with no role of her own; for her own unit and no other."""
    office = Office(service, persons)
    body = office.body(unit=unit_body(office.unit, kind=principal))
    anybody = staff(service, office.unit, persons.person())
    made = anybody.post("/journal/v1/plans", json=body)
    if begins:
        assert ok(made, 201)["status"] == "initiated"
    else:
        assert said_no(made) == (422, "not-your-unit")
    elsewhere = staff(service, persons.unit(), persons.person())
    assert said_no(elsewhere.post("/journal/v1/plans", json=body)) == (422, "not-your-unit")


def test_a_withdrawal_lies_after_the_yes_and_happens_once(service: Service, persons: Persons) -> None:
    played = Played(service, persons, "elsa-hemgang", "establish")
    path = f"{played.consent('relatives')}/withdrawal"

    def withdraw(at: str) -> Any:
        return coordinator(played).put(path, at=AFTER, json={"withdrawnBy": "person", "withdrawnAt": at})

    assert said_no(withdraw("2020-01-01T00:00:00Z")) == (422, "withdrawn-before-given")
    assert said_no(withdraw("2099-01-01T00:00:00Z")) == (422, "in-the-future")
    assert withdraw(AFTER).status_code == 204
    assert said_no(withdraw(AFTER)) == (409, "consent-already-ended")
    assert played.plan(AFTER)["status"] == "established", "another kind ends nothing but itself"
