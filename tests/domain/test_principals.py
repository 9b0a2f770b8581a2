"""What an organisation number says about the kind of principal (huvudman), and what it does not."""

from dataclasses import replace

import pytest

from app.domain.contents import people
from app.domain.unit import NOT_ITS_PRINCIPAL, PrincipalType
from tests.domain.boundaries import refusal
from tests.domain.plans import LIBRARY, unit

REGION, MUNICIPALITY, OTHER = PrincipalType
CERTAIN = [("SE2120000142", REGION), ("SE2321000016", MUNICIPALITY)]
POSSIBLE = [
    *(("SE2120000142", MUNICIPALITY), ("SE2321000016", REGION)),
    # A school of the municipality's is another actor.
    *(("SE2120000142", OTHER), ("SE2321000016", OTHER)),
    # Private providers act for either, municipal federations and the State's authorities too.
    *(("SE5560001234", REGION), ("SE5560001234", MUNICIPALITY), ("SE2220000117", REGION), ("SE2021005521", OTHER)),
    # Gotland is both.
    *(("SE2120000803", REGION), ("SE2120000803", MUNICIPALITY)),
]


@pytest.mark.parametrize(("number", "kind"), CERTAIN)
def test_a_municipality_is_no_region_and_a_region_no_municipality(number: str, kind: PrincipalType) -> None:
    for values, pointer in (
        ({"hsa_id": f"{number}-E1"}, "/principalType"),
        ({"hsa_id": None, "principal_org_number": number}, "/principalOrgNumber"),
    ):
        one = unit(LIBRARY, "SE5560001234-E1", kind)
        refused = refusal(lambda: people.principal(replace(one, **values)))  # noqa: B023
        assert refused.rule is NOT_ITS_PRINCIPAL
        assert [finding.pointer for finding in refused.findings] == [pointer]


@pytest.mark.parametrize(("number", "kind"), POSSIBLE)
def test_what_is_not_certain_is_let_in(number: str, kind: PrincipalType) -> None:
    people.principal(replace(unit(LIBRARY, f"{number}-E1", kind), principal_org_number=number))
