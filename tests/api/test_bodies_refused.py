"""The bodies that a framework's defaults let through or fall over, each to be refused with a clear no.

Each is sent to the whole service, and to every operation that takes a body where it is about the format; the
answer is a clear no without what was sent, and nothing has changed. The edge alone is tested in `tests/http`.
"""

import json
from typing import Any

import pytest

from tests.api.standing import MARK, Office, pointers, raw, refused, taking_bodies, unchanged
from tests.callers import CANARY, citizen
from tests.persons import Persons
from tests.service import Service

FORMATS = {
    "nan": (f'{{"x": "{CANARY}", "y": NaN}}', 400, "not-a-json-number"),
    "infinity": (f'{{"x": "{CANARY}", "y": [-Infinity]}}', 400, "not-a-json-number"),
    "1e400": (f'{{"{CANARY}": 1e400}}', 400, "not-a-json-number"),
    "integer_from_2_to_the_63": (f'{{"{CANARY}": 9223372036854775808}}', 422, "number-too-large"),
    "integer_of_5000_digits": (f'{{"{CANARY}": {"9" * 5000}}}', 422, "number-too-large"),
    "nul_in_a_string": (f'{{"x": "{CANARY}\\u0000"}}', 422, "nul-in-text"),
    "nul_in_a_name": (f'{{"{CANARY}\\u0000": 1}}', 422, "nul-in-text"),
    "lone_surrogate": (f'{{"x": ["{CANARY}\\ud800"]}}', 422, "lone-surrogate"),
    "duplicate_key": (f'{{"x": "{CANARY}", "x": "{CANARY}"}}', 400, "duplicate-name"),
    "bidi_override": (f'{{"x": "{CANARY}\u202e"}}', 422, "bidi-control"),
    "nesting_900": (f'{{"{CANARY}": {"[" * 900}{"]" * 900}}}', 400, "nested-too-deep"),
    "bom": (b"\xef\xbb\xbf" + json.dumps({CANARY: 1}).encode(), 400, "not-json"),
    "utf_16": (json.dumps({CANARY: 1}).encode("utf-16"), 400, "not-json"),
    "latin_1": (json.dumps({CANARY: 1}, ensure_ascii=False).encode("latin-1"), 400, "not-json"),
    "half_a_document": (f'{{"{CANARY}": ', 400, "not-json"),
    "two_documents": (f'{{"{CANARY}": 1}}{{}}', 400, "not-json"),
    "only_blanks": ("   ", 400, "not-json"),
    "unknown_field": (f'{{"{CANARY}": "{CANARY}"}}', 422, "invalid-request"),
    "empty_body": ("", 422, "invalid-request"),
    "null": ("null", 422, "invalid-request"),
    "list": (f'[{{"x": "{CANARY}"}}]', 422, "invalid-request"),
    "text": (f'"{CANARY}"', 422, "invalid-request"),
    "number": ("5", 422, "invalid-request"),
}


@pytest.mark.parametrize("line", FORMATS)
def test_every_operation_refuses(service: Service, persons: Persons, line: str) -> None:
    content, status, rule = FORMATS[line]
    office = Office(service, persons)
    with unchanged(service):
        for method, path in taking_bodies():
            refused(office.send(method, path, content), status, rule)


# (member of a plan's body, what stands there, status, rule)
IN_A_PLAN = {
    "nan": ("title", "NaN", 400, "not-a-json-number"),
    "1e400": ("reason", "1e400", 400, "not-a-json-number"),
    "integer_from_2_to_the_63": ("title", "9223372036854775808", 422, "number-too-large"),
    "nul": ("title", f'"{CANARY}\\u0000"', 422, "nul-in-text"),
    "nul_at_the_end_of_a_name": ("reason", f'"x", "{CANARY}\\u0000": 1', 422, "nul-in-text"),
    "lone_surrogate": ("title", f'"{CANARY}\\udfff"', 422, "lone-surrogate"),
    "duplicate_key": ("title", f'"a", "title": "{CANARY}"', 400, "duplicate-name"),
    "duplicate_key_escaped": ("reason", f'"a", "\\u0072eason": "{CANARY}"', 400, "duplicate-name"),
    "bidi_override": ("title", f'"{CANARY}\\u202e"', 422, "bidi-control"),
    "hidden_text": ("title", f'"{CANARY}\\udb40\\udc41"', 422, "hidden-text"),
    "bidi_isolate": ("reason", f'"{CANARY}\\u2066"', 422, "bidi-control"),
    "nesting_900": ("title", "[" * 900 + "]" * 900, 400, "nested-too-deep"),
    "unknown_field": ("title", f'"a", "{CANARY}": 1', 422, "invalid-request"),
}


@pytest.mark.parametrize("line", IN_A_PLAN)
def test_an_otherwise_good_body_with(service: Service, persons: Persons, line: str) -> None:
    """The rest of the body would have made a plan, or changed one."""
    member, value, status, rule = IN_A_PLAN[line]
    office = Office(service, persons)
    path = office.plan()
    with unchanged(service):
        refused(office.create(raw(office.body(**{member: MARK}), value)), status, rule)
        refused(office.send("PATCH", path, raw({member: MARK}, value)), status, rule)
        refused(office.send("POST", f"{path}/units", raw({"name": {member: MARK}}, value)), status, rule)


@pytest.mark.parametrize("value", ["  ", "\u200b", "\u2060\u00ad\ufeff", "\u3164", "\u2800 ", "\u0301", "\u0085\ue000"])
def test_a_text_in_which_nothing_can_be_seen_is_empty(service: Service, persons: Persons, value: str) -> None:
    """Of no width, blank, or an accent on nothing; and what has it beside something that can be seen is as it is."""
    office = Office(service, persons)
    with unchanged(service):
        problem = refused(office.create(json.dumps(office.body(reason=value))), 422, "invalid-request")
    assert pointers(problem) == [("/reason", "empty-text")]
    assert office.create(json.dumps(office.body(reason=f"{value}!"))).json()["reason"] == f"{value}!"


def test_unknown_field_is_named_only_by_its_place(service: Service, persons: Persons) -> None:
    office = Office(service, persons)
    person = {"personnummer": office.citizen, "name": "A", office.citizen: CANARY}
    with unchanged(service):
        problem = refused(office.create(json.dumps(office.body(person=person, extra=CANARY))), 422, "invalid-request")
    assert sorted(pointers(problem)) == [("/extra", "extra_forbidden"), ("/person", "extra_forbidden")]
    assert office.citizen not in json.dumps(problem)


@pytest.mark.parametrize(
    "value",
    ["0", "5", '"5"', "true", "1772532900", "1772532900.5", '"1772532900"', '"2026-03-03"', '"2026-03-03T10:15:00"',
     '"2026-W10-2T10:15:00Z"', '"٢٠٢٦-٠٣-٠٣T١٠:١٥:٠٠Z"', '"2026-02-30T10:15:00Z"', '"2026-03-03T24:30:00Z"',
     '"2026-03-03T10:15:00+25:00"', '""', "[]", "{}", "null"],
)  # fmt: skip
def test_a_time_is_a_time(service: Service, persons: Persons, value: str) -> None:
    office = Office(service, persons)
    with unchanged(service):
        problem = refused(office.create(raw(office.body(initiatedAt=MARK), value)), 422, "invalid-request")
        assert {place for place, _ in pointers(problem)} == {"/initiatedAt"}


@pytest.mark.parametrize(
    "value",
    ["0", "5", '"5"', "true", "20260417", '"20260417"', '"2026-04-17T00:00:00Z"', '"2026-02-30"', '"17/4 2026"',
     '"٢٠٢٦-٠٤-١٧"', '"2026-4-17"', '" 2026-04-17"', '"2026-04-17\\n"', '""', "[2026, 4, 17]"],
)  # fmt: skip
def test_a_day_is_a_day(service: Service, persons: Persons, value: str) -> None:
    office = Office(service, persons)
    path = office.plan()
    with unchanged(service):
        problem = refused(office.send("PATCH", path, raw({"firstFollowUpOn": MARK}, value)), 422, "invalid-request")
        assert {place for place, _ in pointers(problem)} == {"/firstFollowUpOn"}


@pytest.mark.parametrize("value", ['"5"', "true", "false", "5.0", "5.5", "1e0", '"٥"', '""', "null", "0", "-1", "1001"])
def test_an_integer_is_an_integer(service: Service, persons: Persons, value: str) -> None:
    office = Office(service, persons)
    path = office.plan()
    body: dict[str, Any] = {"goalId": path[-36:], "text": "a", "position": MARK}
    body["responsible"] = {"kind": "person", "name": "Elsa"}
    with unchanged(service):
        problem = refused(office.send("POST", f"{path}/interventions", raw(body, value)), 422, "invalid-request")
        assert {place for place, _ in pointers(problem)} == {"/position"}


@pytest.mark.parametrize("value", ['"true"', '"false"', "0", "1", '"1"', '"on"', "1.0", "null", "[]"])
def test_a_truth_value_is_a_truth_value(service: Service, persons: Persons, value: str) -> None:
    office = Office(service, persons)
    path = office.plan()
    with unchanged(service):
        answer = office.send("PUT", f"{path}/release", raw({"approvedForPatient": MARK}, value))
        assert {place for place, _ in pointers(refused(answer, 422, "invalid-request"))} == {"/approvedForPatient"}


YEARS = ("0000", "0001", "1849", "2151", "9999")
ENDS = [f"{year}-{rest}" for year in YEARS for rest in ("01-01T00:00:00+14:00", "12-31T23:59:59-14:00")]


@pytest.mark.parametrize("time", ENDS)
def test_the_ends_of_the_calendar(service: Service, persons: Persons, time: str) -> None:
    office = Office(service, persons)
    path = office.plan()
    with unchanged(service):
        for member in ("initiatedAt", "dischargeReadyAt"):
            refused(office.create(json.dumps(office.body(**{member: time}))), 422, "invalid-request")
        refused(office.send("PATCH", path, json.dumps({"firstFollowUpOn": time[:10]})), 422, "invalid-request")


@pytest.mark.parametrize(
    "time",
    [
        "1850-01-01T00:00:00Z", "2150-12-28T23:59:59.999999999Z", "1900-02-28T23:59:60Z",
        "1850-01-01T00:00:00+14:00", "2150-12-31T23:59:59-14:00", "2150-12-31T23:59:59Z",
    ],
)  # fmt: skip
def test_just_within_the_calendar_is_never_our_fault(service: Service, persons: Persons, time: str) -> None:
    office = Office(service, persons)
    assert office.create(json.dumps(office.body(initiatedAt=time))).status_code < 500
    assert office.create(json.dumps(office.body(dischargeReadyAt=time))).status_code < 500


@pytest.mark.parametrize("time", [*ENDS, "1999-12-31T23:59:59Z", "1999-01-01T00:00:00Z", "2150-12-31T23:59:59Z"])
def test_the_clock_cannot_be_moved_out_of_the_calendar(service: Service, persons: Persons, time: str) -> None:
    office = Office(service, persons)
    path = office.plan()
    her = citizen(service, office.citizen)
    for answer in (
        office.caller.get(path, at=time),
        office.caller.patch(path, json={"title": "b"}, at=time),
        office.caller.post("/journal/v1/plans", json=office.body(), at=time),
        her.get("/citizen/v1/plans", at=time),
        her.get("/citizen/v1/accesses", at=time),
    ):
        assert answer.status_code < 500, answer.text
        assert answer.status_code == 400 or time.startswith(("2150", "2151-01"))
