"""Every list, page by page: links that keep all that was asked for, and pages outside the range that are empty."""

from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

import httpx
import pytest

from app.http import about
from tests.api.auditors import PURPOSE
from tests.callers import CITIZEN, JOURNAL, Caller, citizen, staff
from tests.contract.contracts import Contract
from tests.house.operations import Operation, of_contract
from tests.house.whole_plan import WholePlan, _claims, another
from tests.persons import Persons
from tests.service import Service

# Parameters that narrow a list, each with a value that leaves something to be linked to.
ASKED = {"status": "closed", "sourceId": "Å & B=1", "initiatedFrom": "2020-01-01", "initiatedTo": "2040-12-31"}


def names(contract: Contract, one: Operation) -> set[str]:
    given = contract.document["paths"][one.path][one.method]["parameters"]
    return {each["name"] for each in given if each.get("in") == "query"}


def lists(api: str) -> list[tuple[Operation, set[str]]]:
    contract = {"journal": JOURNAL, "citizen": CITIZEN}[api]
    found = [(one, names(contract, one)) for one in of_contract(api)]
    return [(one, has) for one, has in found if "page" in has]


@pytest.fixture
def plan(service: Service, persons: Persons) -> WholePlan:
    return another(service, persons)


def with_every_scope(plan: WholePlan, **more: Any) -> Caller:
    """The coordinator, with all that a token of hers can permit."""
    claims = _claims(plan.coordinator)
    scopes = tuple(about.SCOPES["journal"])
    return staff(plan.service, claims["healthCareUnitHsaId"], claims["employeeHsaId"], scopes=scopes, **more)


def ask(caller: Caller, one: Operation, address: str, query: dict[str, str]) -> httpx.Response:
    answer = one.ask(caller, f"{address}?{urlencode(query)}")
    assert answer.status_code == 200, f"{one.name}: {answer.text}"
    return answer


def held(one: Operation, answer: httpx.Response, query: dict[str, str]) -> dict[str, dict[str, str]]:
    """The query of each link, when all that was asked stands in it, in body and header alike."""
    links = answer.json()["_links"]
    found = {}
    for link in links:
        there = dict(parse_qsl(urlsplit(link["href"]).query, strict_parsing=True))
        assert there | {"page": ""} == query | {"page": ""}, f"{one.name} {link['rel']}: {link['href']}"
        assert link["method"] == one.method.upper(), one.name
        assert f'<{link["href"]}>; rel="{link["rel"]}"' in answer.headers["link"]
        found[link["rel"]] = there
    assert {"self", "first", "last"} <= set(found)
    return found


def check(caller: Caller, one: Operation, has: set[str], address: str) -> None:
    asked = {name: value for name, value in ASKED.items() if name in has}
    for page in ("0", "1", "9999"):
        query = asked | {"page": page, "limit": "1"}
        answer = ask(caller, one, address, query)
        body = answer.json()
        total, count = body["_meta"]["totalRecords"], body["_meta"]["count"]
        links = held(one, answer, query)
        assert (body["_meta"]["page"], body["_meta"]["limit"]) == (int(page), 1)
        assert links["self"]["page"] == page and links["first"]["page"] == "1"
        assert links["last"]["page"] == str(max(1, total))
        assert count == (1 if page == "1" and total else 0), f"{one.name}: page {page} of {total}"
        assert ("next" in links) == (page == "0" or int(page) < total), one.name


def test_every_list_of_the_record_systems(plan: WholePlan) -> None:
    found = lists("journal")
    assert len(found) > 15
    wide, checks = with_every_scope(plan), with_every_scope(plan, purpose=PURPOSE)
    for one, has in found:
        address = plan.path(one.path)
        check(checks if one.ask(wide, address).status_code == 403 else wide, one, has, address)


def test_every_list_of_the_citizen_s(service: Service, persons: Persons, plan: WholePlan) -> None:
    found = [(one, has) for one, has in lists("citizen") if "{" not in one.path]
    assert found
    for one, has in found:
        check(citizen(service, plan.number), one, has, f"/citizen/v1{one.path}")


def test_following_next_shows_the_whole_list_once(service: Service, plan: WholePlan) -> None:
    whole = plan.coordinator.get(f"{plan.home}/participants?limit=100").json()["participants"]
    assert len(whole) > 2
    seen, address = [], f"{plan.home}/participants?limit=2"
    while address:
        body = plan.coordinator.get(address).json()
        seen += body["participants"]
        address = next((link["href"] for link in body["_links"] if link["rel"] == "next"), "")
    assert seen == whole
