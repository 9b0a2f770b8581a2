"""Failures on request: each as its contract says, on the request that asked for it or on those that are drawn."""

import time
from typing import Any

import httpx
import pytest

from app.sandbox import example
from app.sandbox.faults import Fault, Faults, NoFault, read
from tests.callers import Caller, staff
from tests.sandbox.test_clock import put
from tests.service import Service

PLANS = "/journal/v1/plans"


def asked(caller: Caller, fault: str) -> httpx.Response:
    return caller.get(PLANS, headers={"Sip-Sandbox-Fault": fault})


@pytest.fixture
def caller(served: Service) -> Caller:
    """Every answer that it gets is held to the contract."""
    return staff(served, example.UNIT, example.PERSON)


def test_a_request_asks_for_its_own_failure(caller: Caller) -> None:
    failed = asked(caller, "500")
    assert failed.status_code == 500
    assert failed.json()["type"].endswith("/problems/internal-error")
    assert caller.service.client.get(failed.json()["type"]).status_code == 200
    many = asked(caller, "429")
    assert many.status_code == 429
    assert many.json()["type"].endswith("/problems/too-many-requests")
    assert int(many.headers["Retry-After"]) >= 1
    began = time.monotonic()
    assert asked(caller, "latency=0.4").status_code == 200
    assert time.monotonic() - began >= 0.4
    assert caller.get(PLANS).status_code == 200


@pytest.mark.parametrize(
    "fault", ["", "501", "duplicate", "latency", "latency=31", "latency=-1", "latency=1e1", "500, 429", "å"]
)
def test_a_failure_that_there_is_not_is_refused(caller: Caller, fault: str) -> None:
    answer = asked(caller, fault.encode("latin-1"))  # type: ignore[arg-type]
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["pointer"] == "Sip-Sandbox-Fault"


def test_the_next_requests_fail_and_no_others(caller: Caller) -> None:
    assert put(caller.service, "faults", {"fault": "500", "next": 2}) == {"fault": "500", "next": 2}
    assert caller.service.client.get("/livez").status_code == 200, "whether it lives is always answered"
    assert asked(caller, "429").status_code == 429, "its own, which uses none of the others up"
    assert [caller.get(PLANS).status_code for _ in range(3)] == [500, 500, 200]
    assert caller.service.client.get("/sandbox/faults").json() == {"fault": None}


def test_every_request_fails_until_it_is_let_be(caller: Caller) -> None:
    put(caller.service, "faults", {"fault": "429"})
    assert [caller.get(PLANS).status_code for _ in range(3)] == [429] * 3
    put(caller.service, "faults", {"fault": None})
    assert caller.get(PLANS).status_code == 200


def test_what_is_refused_has_changed_nothing(caller: Caller) -> None:
    before = caller.get(PLANS).json()["plans"]
    path = f"{PLANS}/{before[0]['id']}/notes"
    body = {"text": "x", "writtenAt": "2026-03-03T10:15:00+01:00"}
    assert caller.post(path, json=body, headers={"Sip-Sandbox-Fault": "500"}).status_code == 500
    assert caller.get(PLANS).json()["plans"] == before


def test_a_share_of_the_requests_fails() -> None:
    said = iter([0.1, 0.3, 0.24, 0.25, 0.9])
    faults = Faults(lambda: next(said))
    faults.put({"fault": "500", "share": 0.25})
    assert [faults.draw() is not None for _ in range(5)] == [True, False, True, False, False]
    assert faults.told() == {"fault": "500", "share": 0.25}


@pytest.mark.parametrize(
    "wanted",
    [
        {},
        {"fault": None, "next": 1},
        {"fault": 500},
        {"fault": "500", "share": 0},
        {"fault": "500", "share": 1.5},
        {"fault": "500", "share": True},
        {"fault": "500", "next": 0},
        {"fault": "500", "next": 1.5},
        {"fault": "500", "next": 1, "share": 1},
        {"fault": "latency=30.001"},
        {"fault": "500", "more": 1},
        ["500"],
        "500",
    ],
)
def test_a_wrong_wish_is_refused_and_what_was_set_stays(served: Service, wanted: Any) -> None:
    before = put(served, "faults", {"fault": "latency=0", "share": 1.0})
    answer = served.client.put("/sandbox/faults", json=wanted)
    assert (answer.status_code, answer.headers["content-type"]) == (422, "application/problem+json")
    assert served.client.get("/sandbox/faults").json() == before


def test_the_longest_wait() -> None:
    assert read("latency=30") == Fault(seconds=30.0)
    with pytest.raises(NoFault):
        read("latency=30.001")
