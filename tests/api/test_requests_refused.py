"""What is wrong beside the body: queries, addresses, methods, header fields; and what the access log has of them.

Against the whole service; the edge alone is tested in `tests/http`.
"""

import json
import re
import time
from uuid import uuid4

import pytest

from tests.api.standing import JSON, Office, pointers, refused, taking_bodies, unchanged
from tests.callers import CANARY, CITIZEN, JOURNAL, citizen, nobody
from tests.http.edge_application import talk
from tests.persons import Persons
from tests.service import Service

# Thorough and long: for the whole suite, not for the fast lane.
pytestmark = pytest.mark.slow

ROOTS = {"journal": (JOURNAL, "/journal/v1"), "citizen": (CITIZEN, "/citizen/v1")}


def filled(path: str, plan_id: str) -> str:
    return re.sub(r"\{[^}]+\}", lambda found: plan_id if found[0] == "{planId}" else str(uuid4()), path)


def paged(plan_path: str) -> list[tuple[str, str]]:
    """(method, path) of every operation of the journal that has pages."""
    found = [
        (method.upper(), "/journal/v1" + filled(path, plan_path[-36:]))
        for method, path, operation in JOURNAL.operations()
        if any(parameter.get("name") == "page" for parameter in operation.get("parameters", []))
    ]
    assert len(found) > 15
    return found


BAD_NUMBERS = ("5_0", " 5 ", "+5", "-5", "٥", "５", "5.0", "0x5", "", "true", "null", "NaN", CANARY,
               "9223372036854775808", "2147483648", "9" * 500)  # fmt: skip


@pytest.mark.parametrize("value", BAD_NUMBERS)
def test_query_numbers(service: Service, persons: Persons, value: str) -> None:
    office = Office(service, persons)
    path = office.plan()
    search = {"personnummer": office.citizen}
    with unchanged(service):
        for method, place in paged(path):
            body = {"json": search} if method == "POST" else {}
            for name in ("page", "limit"):
                problem = refused(office.caller.ask(method, place, params={name: value}, **body), 422)
                assert [pointer for pointer, _ in pointers(problem)] == [name]
        her = citizen(service, office.citizen)
        refused(her.get("/citizen/v1/accesses", params={"page": value}), 422)


def test_repeated_and_unknown_parameters(service: Service, persons: Persons) -> None:
    office = Office(service, persons)
    path = office.plan()
    with unchanged(service):
        for query in ("page=1&page=1", "page=1&%70age=2", "limit=1&limit=100"):
            assert pointers(refused(office.caller.get(f"/journal/v1/plans?{query}"), 422))[0][1] == "repeated-parameter"
        for query in (f"{office.citizen}=1", "Page=1", f"x={office.citizen}", "limit=5&fields=mapping"):
            for place in ("/journal/v1/plans", path, f"{path}/mapping"):
                answer = office.caller.get(f"{place}?{query}")
                assert pointers(refused(answer, 422)) == [("", "unknown-parameter")]
                assert office.citizen not in answer.text
        for query, status in (("page=%00", 422), ("page=%FF", 400), ("page=%ED%A0%80", 400)):
            refused(office.caller.get(f"/journal/v1/plans?{query}"), status)


def test_the_last_page_there_can_be(service: Service, persons: Persons) -> None:
    office = Office(service, persons)
    path = office.plan()
    for number in ("0", "2", "2147483647"):
        for limit in ("1", "100"):
            for method, place in paged(path):
                body = {"json": {"personnummer": office.citizen}} if method == "POST" else {}
                answer = office.caller.ask(method, place, params={"page": number, "limit": limit}, **body)
                # Neither the mapping, who has only seen the need, nor what takes a scope of its own is hers.
                others = ("/mapping/", "/audit/", "/webhook-subscriptions", "/statistics")
                expected = (403,) if any(other in place for other in others) else (200, 404)
                assert answer.status_code in expected, f"{method} {place} page {number}: {answer.text}"


@pytest.mark.parametrize(
    "kind",
    ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "application/xml",
     "application/json; charset=utf-16", "application/jsonp", "application/vnd.sip+json", "json", ""],
)  # fmt: skip
def test_text_plain(service: Service, persons: Persons, kind: str) -> None:
    office = Office(service, persons)
    with unchanged(service):
        for method, path in taking_bodies():
            answer = office.send(method, path, json.dumps(office.body(title=CANARY)), **{"Content-Type": kind})
            refused(answer, 415, "unsupported-media-type")
        answer = office.create(json.dumps(office.body()), **{"Content-Encoding": "gzip"})
        refused(answer, 415, "unsupported-media-type")


ID = "01890a5d-ac96-774b-bcce-b302099a8057"
IDS = ("x", "1", "null", "undefined", "0" * 36, "00000000000000000000000000000000", f"%7B{ID}%7D",
       f"urn:uuid:{ID}", "٠" * 8, "..%2F..%2Fplans", "%2e%2e", "a" * 1000, "' OR 1=1 --", "%F0%9F%98%80",
       "199707119880", f"{ID}%20", f"{ID}%00", f"{ID}%0A")  # fmt: skip


@pytest.mark.parametrize("value", IDS)
def test_a_path_id_that_is_no_uuid(service: Service, persons: Persons, value: str) -> None:
    office = Office(service, persons)
    plan_id = office.plan()[-36:]
    her = citizen(service, office.citizen)
    with unchanged(service):
        for name, (contract, root) in ROOTS.items():
            caller = office.caller if name == "journal" else her
            for method, path, operation in contract.operations():
                if "{" not in path:
                    continue
                names = re.findall(r"\{([^}]+)\}", path)
                parts = len(names)
                for bad in range(parts):  # each id in turn is the bad one
                    if (names[bad], value) == ("version", "1"):
                        continue  # the one value here that is a good one there
                    if names[bad] == "quarter":
                        continue  # a name, and not hers to ask: see test_statistics
                    ids = iter([value if place == bad else plan_id for place in range(parts)])
                    place = root + re.sub(r"\{[^}]+\}", lambda _, ids=ids: next(ids), path)  # type: ignore[misc]
                    body = {"content": "{}", "headers": JSON | {"If-Match": "*"}} if "requestBody" in operation else {}
                    answer = caller.ask(method.upper(), place, **body)
                    # 405 where what follows a decoded slash happens to be another address of ours.
                    assert answer.status_code in (404, 405, 422), f"{method} {place}: {answer.text}"
                    assert answer.headers["content-type"] == "application/problem+json"
                    assert "199707119880" not in answer.text


def test_an_uppercase_uuid_is_the_same_plan(service: Service, persons: Persons) -> None:
    office = Office(service, persons)
    path = office.plan()
    upper = f"/journal/v1/plans/{path[-36:].upper()}"
    assert upper != path
    one, other = office.caller.get(path), office.caller.get(upper)
    assert (other.status_code, other.content, other.headers["etag"]) == (200, one.content, one.headers["etag"])
    assert office.caller.patch(upper, json={"title": "b"}).json()["id"] == path[-36:]


def test_wrong_methods(service: Service, persons: Persons) -> None:
    office = Office(service, persons)
    plan_id = office.plan()[-36:]
    with unchanged(service):
        for contract, root in ROOTS.values():
            has: dict[str, set[str]] = {}
            for method, path, _ in contract.operations():
                has.setdefault(path, set()).add(method.upper())
            for path, methods in has.items():
                for wrong in {"GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS", "TRACE"} - methods:
                    answer = service.client.request(
                        wrong, root + filled(path, plan_id), headers={"Authorization": f"Bearer {office.caller.token}"}
                    )
                    assert answer.status_code == 405, f"{wrong} {path}: {answer.status_code}"
                    assert answer.headers["allow"] == ", ".join(sorted(methods)), f"{wrong} {path}"
                    if wrong != "HEAD":
                        refused(answer, 405, "method-not-allowed")


def test_trailing_slash_no_redirect(service: Service, persons: Persons) -> None:
    office = Office(service, persons)
    plan_id = office.plan()[-36:]
    with unchanged(service):
        for contract, root in ROOTS.values():
            for path in {path for _, path, _ in contract.operations()}:
                for place in (f"{root}{filled(path, plan_id)}/", f"/{root}{filled(path, plan_id)}"):
                    answer = service.client.get(f"{service.url}{place}", headers={"Host": "evil.example"})
                    assert answer.status_code in (401, 404), f"{place}: {answer.status_code}"
                    assert "location" not in answer.headers and "evil.example" not in answer.text
        for place in ("", "/", "/journal/v1", "/journal/v1/", "/livez/", "/readyz/", "/journal"):
            refused(service.client.get(f"{service.url}{place}"), 404, "not-found")


def test_two_hosts(service: Service) -> None:
    for hosts in ("", "Host: a\r\nHost: b\r\n", "Host: a\r\nhost: a\r\n"):
        for path in ("/livez", "/journal/v1/plans", "/citizen/v1/plans"):
            head = f"GET {path} HTTP/1.1\r\n{hosts}Connection: close\r\n\r\n"
            got = talk(("127.0.0.1", service.port), head.encode())
            assert got.startswith(b"HTTP/1.1 400") and b"/problems/one-host" in got


def test_links_never_follow_the_host(service: Service, persons: Persons) -> None:
    office = Office(service, persons)
    path = office.plan()
    for headers in ({"Host": "evil.example"}, {"X-Forwarded-Host": "evil.example"}, {"Forwarded": "host=evil.example"}):
        assert "evil.example" not in office.caller.get(path, headers=headers).text
        made = office.caller.post("/journal/v1/plans", json=office.body(), headers=headers)
        assert made.headers["location"].startswith(service.url)


def test_the_access_log_has_the_routes_template_only(service: Service, persons: Persons) -> None:
    office = Office(service, persons)
    path = office.plan()
    # A line comes after its answer has been sent.
    time.sleep(0.1)
    lines = len(service.logs.lines)
    office.caller.get(path)
    office.caller.get(f"/journal/v1/plans?page=1&limit={office.citizen}")
    office.caller.get(f"/journal/v1/plans/{office.citizen}/goals/{office.citizen}")
    nobody(service).get(f"/journal/v1/{office.citizen}?{CANARY}")
    citizen(service, office.citizen).get(f"/citizen/v1/plans/{path[-36:]}")
    time.sleep(0.1)
    said = [json.loads(line) for line in service.logs.lines[lines:]]
    assert [(line["route"], line["status"]) for line in said] == [
        ("/journal/v1/plans/{planId}", 200),
        ("/journal/v1/plans", 422),
        ("/journal/v1/plans/{planId}/goals/{goalId}", 422),
        (None, 404),
        ("/citizen/v1/plans/{planId}", 404),
    ]
    members = {"time", "level", "logger", "message", "method", "route", "status", "ms", "trace"}
    assert all(set(line) == members for line in said)
