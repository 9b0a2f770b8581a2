"""What neither API offers at all (domain rules): to erase, and to search by anything that tells of care."""

import json
from typing import Any

import pytest

from tests.contract.contracts import METHODS, OPENAPI

# Case number, status and date; by unit the list is the caller's own; by identity there is a search in a body.
SEARCH_TERMS = {"status", "sourceId", "initiatedFrom", "initiatedTo"}
PAGING = {"page", "limit"}


def contract(api: str) -> dict[str, Any]:
    document: dict[str, Any] = json.loads((OPENAPI / f"{api}.json").read_text())
    return document


def operations(api: str) -> dict[str, dict[str, Any]]:
    document = contract(api)
    return {
        f"{method} {path}": operation
        for path, item in document["paths"].items()
        for method, operation in item.items()
        if method in METHODS
    }


@pytest.mark.parametrize("api", ["journal", "citizen"])
def test_nothing_can_be_erased(api: str) -> None:
    """PDL 3:14: what is wrong is marked; what is over is ended, withdrawn, annulled."""
    found = operations(api)
    assert len(found) > 4
    assert [one for one in found if one.startswith("delete ")] == []


def test_plans_are_found_by_identity_number_status_and_date_and_by_nothing_else() -> None:
    """PDL 2:8, förordning 2001:637 15 §."""
    found = operations("journal")
    [plans] = [one for name, one in found.items() if name.startswith("get ") and name.endswith("/plans")]
    shared = contract("journal")["components"]["parameters"]
    parameters = [shared[one["$ref"].rpartition("/")[2]] if "$ref" in one else one for one in plans["parameters"]]
    asked = {one["name"] for one in parameters if one["in"] == "query"}
    assert asked - PAGING == SEARCH_TERMS
    [search] = [one for name, one in found.items() if name.startswith("post ") and name.endswith("/plan-searches")]
    body = search["requestBody"]["content"]["application/json"]["schema"]["$ref"].rpartition("/")[2]
    assert set(contract("journal")["components"]["schemas"][body]["properties"]) == {"personnummer"}


def test_the_citizen_writes_nothing_yet() -> None:
    """She reads. What she may do later stands in RULES.md under "Not here yet", and goes from there when it is here."""
    assert {name.partition(" ")[0] for name in operations("citizen")} == {"get"}
