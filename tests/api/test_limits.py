"""Limits of the whole service: a client's own, the two APIs' apart, and health outside them all."""

import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import pytest

from app.http.limits import Limits
from app.settings import Settings
from tests.callers import Caller, citizen, nobody, staff, system
from tests.persons import Persons
from tests.service import Service, development

HEALTH = ("/livez", "/readyz")
PLANS = {"journal": "/journal/v1/plans", "citizen": "/citizen/v1/plans"}


@pytest.fixture
def limited(tmp_path: Path) -> Iterator[Service]:
    """Ten requests of a client, five of an address, and hardly any more as time goes by."""
    rates = {"journal_rate": 0.1, "citizen_rate": 0.1, "address_rate": 0.05, "burst_seconds": 100}
    service = Service("sqlite", development(tmp_path, **rates))
    yield service
    service.stop()


@pytest.fixture
def callers(limited: Service, persons: Persons) -> dict[str, Caller]:
    return {"journal": staff(limited, persons.unit(), persons.person()), "citizen": citizen(limited, persons.adult())}


def require_429(answer: httpx.Response) -> None:
    assert answer.status_code == 429
    assert 1 <= int(answer.headers["retry-after"]) <= 20
    assert answer.json()["type"].endswith("/problems/too-many-requests")


@pytest.mark.parametrize(("first", "second"), [("journal", "citizen"), ("citizen", "journal")])
def test_one_api_s_load_is_not_the_other_s(callers: dict[str, Caller], first: str, second: str) -> None:
    """The same client at both: development mints every token for one."""
    assert {callers[first].get(PLANS[first]).status_code for _ in range(10)} == {200}
    for _ in range(5):
        require_429(callers[first].get(PLANS[first]))
    assert callers[second].get(PLANS[second]).status_code == 200
    for health in HEALTH * 20:
        assert callers[first].service.client.get(health).status_code == 200


def test_every_kind_of_caller_is_counted_and_a_refusal_writes_nothing(
    limited: Service, callers: dict[str, Caller], persons: Persons
) -> None:
    outsider = system(limited)
    for _ in range(5):
        assert outsider.get(PLANS["journal"]).status_code == 403
        assert callers["journal"].get(PLANS["journal"]).status_code == 200
    refused = []
    for caller in (outsider, callers["journal"], staff(limited, persons.unit(), persons.person())):
        refused += [caller.get(PLANS["journal"]), caller.post(PLANS["journal"], json={})]
    for answer in refused:
        require_429(answer)
    # A line comes after its answer has been sent, and other services of this process log here too: a request's
    # own lines are known by its trace. Stopping waits for the last of them.
    limited.stop()
    traces = [answer.headers["traceparent"].split("-")[1] for answer in refused]
    said = [line for line in limited.logs.lines if any(trace in line for trace in traces)]
    assert [(json.loads(line)["trace"], json.loads(line)["status"]) for line in said] == [(one, 429) for one in traces]


def test_who_is_nobody_is_counted_by_her_address(limited: Service, callers: dict[str, Caller]) -> None:
    unknown = nobody(limited)
    assert [unknown.get(path).status_code for path in PLANS.values()] == [401, 401]
    assert limited.client.get(f"/calendars/{'x' * 43}.ics").status_code == 404
    assert limited.client.get("/citizen/v1/docs").status_code == 200
    assert callers["citizen"].get(PLANS["citizen"]).status_code == 200
    assert limited.client.get("/problems").status_code == 200
    for path in (*PLANS.values(), "/citizen/v1/openapi.json", f"/calendars/{'x' * 43}.ics", "/problems/not-found"):
        require_429(limited.client.get(path))
    require_429(unknown.get("/citizen/v1/api-info"))
    assert {limited.client.get(health).status_code for health in HEALTH * 20} == {200}


def test_work_is_bounded_for_each_api_by_itself(tmp_path: Path, persons: Persons) -> None:
    service = Service("sqlite", development(tmp_path, requests_in_work=3))
    clerk, her = staff(service, persons.unit(), persons.person()), citizen(service, persons.adult())
    limits: Limits = service.app._app.state.limits
    with limits.work(), limits.work(), limits.work():
        for path in (PLANS["journal"], f"/calendars/{'x' * 43}.ics"):
            refused = clerk.get(path)
            assert (refused.status_code, refused.headers["retry-after"]) == (503, "1")
        assert her.get(PLANS["citizen"]).status_code == 200
        assert {service.client.get(health).status_code for health in HEALTH} == {200}
    assert clerk.get(PLANS["journal"]).status_code == 200
    # Failures and refusals leave their places too.
    for _ in range(5):
        assert clerk.get(f"{PLANS['journal']}/{'0' * 8}-0000-7000-8000-{'0' * 12}").status_code == 404
        assert clerk.post(PLANS["journal"], json={}).status_code == 422
    with ThreadPoolExecutor(3) as three:
        assert {one.status_code for one in three.map(her.get, [PLANS["citizen"]] * 3)} == {200}
    service.stop()


def test_the_defaults_are_generous() -> None:
    defaults = Settings()
    assert (defaults.journal_rate, defaults.citizen_rate, defaults.address_rate) == (200, 200, 50)
    assert (defaults.burst_seconds, defaults.requests_in_work) == (5, 30)
