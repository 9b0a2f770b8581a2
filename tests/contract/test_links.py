"""Every link of the real service: absolute, by the address that the client asked, and of a relation that is known."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import httpx
import pytest

from tests.api.auditors import PURPOSE
from tests.api.following import PATH as FEED
from tests.callers import JOURNAL, Caller, citizen
from tests.contract.test_pages import with_every_scope
from tests.house.operations import of_contract
from tests.house.staffed_plan import ago
from tests.house.whole_plan import WholePlan, build
from tests.persons import Persons
from tests.service import Service, development

OWN, GATEWAY = "https://own.example", "https://api.region.se/sip"
SAID = {"Forwarded": "for=203.0.113.5;host=api.region.se;proto=https"}


@pytest.fixture(scope="module")
def behind(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """A service behind a gateway that it trusts."""
    urls: dict[str, Any] = {"public_url": OWN, "gateway_urls": (GATEWAY,), "trusted_proxies": ("127.0.0.1",)}
    made = Service("sqlite", development(tmp_path_factory.mktemp("gateway"), **urls))
    yield made
    made.stop()


@pytest.fixture(scope="module")
def plan(behind: Service) -> WholePlan:
    return build(behind, Persons())


def addresses(answer: httpx.Response) -> list[str]:
    """Where `_links` and the header lead."""
    in_header = [one.strip().partition(">")[0][1:] for one in answer.headers.get("link", "").split(", ") if one]
    return [*(one["href"] for one in answer.json().get("_links", ())), *in_header]


def test_every_document_leads_back_to_the_gateway_that_asked(behind: Service, plan: WholePlan) -> None:
    wide, checks, her = (
        with_every_scope(plan),
        with_every_scope(plan, purpose=PURPOSE),
        citizen(behind, plan.number),
    )
    asked = headed = 0
    for api, callers in (("journal", (wide, checks)), ("citizen", (her,))):
        for one in of_contract(api):
            if one.method != "get":
                continue
            address = plan.path(one.path) if api == "journal" else f"/citizen/v1{one.path}"
            if "{" in address:
                continue
            for there, headers in ((GATEWAY, SAID), (OWN, {})):
                for caller in callers:
                    answer = caller.get(address, headers=headers)
                    if answer.status_code != 200:
                        assert answer.status_code == 304 or answer.json()["type"].startswith(f"{there}/problems/")
                        continue
                    asked, headed = asked + 1, headed + ("link" in answer.headers)
                    wrong = [to for to in addresses(answer) if not to.startswith(f"{there}/{api}/v1")]
                    assert addresses(answer) and not wrong, (one.name, wrong)
    assert asked > 80 and headed > 30


def test_what_is_created_is_where_the_gateway_has_it(plan: WholePlan) -> None:
    note = {"text": "Ringt.", "writtenAt": ago(minutes=1)}
    for there, headers in ((GATEWAY, SAID), (OWN, {})):
        made = plan.coordinator.post(f"{plan.home}/notes", json=note, headers=headers)
        assert made.status_code == 201, made.text
        assert made.headers["location"].startswith(f"{there}{plan.home}/notes/")
        assert made.json()["_links"][0]["href"] == made.headers["location"]


def walked(caller: Caller, method: str, address: str, query: dict[str, str], body: Any = None) -> int:
    """Follows `next` twice; each link keeps all of the query but the cursor."""
    turned = 0
    for _ in range(3):
        answer = caller.ask(method, address, json=body, params=query if not turned else None)
        assert answer.status_code == 200, answer.text
        links = {one["rel"]: one for one in answer.json()["_links"]}
        for one in links.values():
            there = dict(parse_qsl(urlsplit(one["href"]).query, strict_parsing=True))
            kept = {name: value for name, value in there.items() if name not in ("cursor", "after")}
            assert kept == query and one["method"] == method, one
        if "next" not in links:
            return turned
        turned += 1
        address = links["next"]["href"].replace(OWN, "")
    return turned


def test_a_list_that_goes_by_a_cursor_keeps_all_that_was_asked(plan: WholePlan) -> None:
    checks = with_every_scope(plan, purpose=PURPOSE)
    asked = {
        "limit": "1",
        "outcome": "allowed",
        "from": "2020-01-01T00:00:00+01:00",
        "to": "2040-01-01T00:00:00Z",
        "planId": str(plan.plan_id),
    }
    assert walked(checks, "GET", "/journal/v1/audit", asked) == 3
    assert walked(checks, "POST", "/journal/v1/audit/searches", {"limit": "1"}, {"personnummer": plan.number}) == 3
    assert walked(plan.coordinator, "GET", FEED, {"limit": "2", "wait": "0"}) == 3


def test_a_link_is_absolute_and_of_iana_s_relations() -> None:
    """What every answer of the suite is held to refuses a link that is anything else."""

    def answered(**more: str) -> httpx.Response:
        info = dict(JOURNAL.document["paths"]["/api-info"]["get"]["responses"]["200"]["content"]["application/json"])
        document = info["example"] | {"_links": [{"href": "https://a.se/x", "rel": "self", "method": "GET"}]}
        document["_links"].append({"href": "https://a.se/x", "rel": "related", "method": "GET"} | more)
        return httpx.Response(200, json=document, headers={"traceparent": "x"})

    JOURNAL.check("GET", "/api-info", answered())
    for wrong, why in (({"rel": "goals"}, "IANA"), ({"href": "/x"}, "absolute")):
        with pytest.raises(AssertionError, match=why):
            JOURNAL.check("GET", "/api-info", answered(**wrong))
    whole = answered().json()
    for missing in ("href", "rel", "method"):
        fewer = whole | {"_links": [whole["_links"][0], {k: v for k, v in whole["_links"][1].items() if k != missing}]}
        with pytest.raises((AssertionError, KeyError)):
            JOURNAL.check("GET", "/api-info", httpx.Response(200, json=fewer, headers={"traceparent": "x"}))
