"""The unit in a body: what its HSA-id and the token say about its principal is not contradicted."""

from typing import Any

import pytest

from tests.api.process.acting import said_no
from tests.api.standing import Office
from tests.persons import Persons
from tests.service import Service

REGION, MUNICIPALITY, PRIVATE = "SE2321000016", "SE2120000142", "SE5560001234"


@pytest.mark.parametrize(
    ("owner", "stated", "refused"),
    [
        (REGION, {"principalType": "municipality"}, ("not-its-kind-of-principal", "/unit/principalType")),
        (MUNICIPALITY, {"principalType": "region"}, ("not-its-kind-of-principal", "/unit/principalType")),
        (PRIVATE, {"principalOrgNumber": MUNICIPALITY}, ("not-its-kind-of-principal", "/unit/principalOrgNumber")),
        (REGION, {"principalOrgNumber": "SE2321000131"}, ("not-your-principal", "/unit/principalOrgNumber")),
        (REGION, {}, None),
        (REGION, {"principalOrgNumber": None}, None),
        (PRIVATE, {"principalOrgNumber": REGION}, None),
        (PRIVATE, {"principalType": "municipality", "principalOrgNumber": MUNICIPALITY}, None),
    ],
)
def test_ones_own_unit_has_the_principal_of_the_token(
    service: Service, persons: Persons, owner: str, stated: dict[str, Any], refused: tuple[str, str] | None
) -> None:
    """HSL 16:4, SoL 10:8: region or municipality, and which of them is what establishing asks for."""
    office = Office(service, persons, owner)
    unit = office.body()["unit"] | stated
    answer = office.caller.post("/journal/v1/plans", json=office.body(unit=unit))
    if refused is None:
        assert answer.status_code == 201, answer.text
    else:
        assert said_no(answer) == (422, refused[0])
        assert answer.json()["errors"][0]["pointer"] == refused[1]


def test_nor_has_another_unit_of_the_plan(service: Service, persons: Persons) -> None:
    office = Office(service, persons)
    path, wrong = f"{office.plan()}/units", {"name": "Kommunrehab", "kind": "rehab", "principalName": "Kommunen"}
    wrong |= {"hsaId": f"{MUNICIPALITY}-E1", "principalType": "region"}
    assert said_no(office.caller.post(path, json=wrong)) == (422, "not-its-kind-of-principal")
    right = wrong | {"principalType": "municipality"}
    assert office.caller.post(path, json=right).status_code == 201
