"""The sandbox's clock: it ends a consent for every request, until it is put back; a request's own time comes first."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from app.sandbox import example
from app.sandbox.persons import nth
from tests.callers import citizen, staff
from tests.sandbox.conftest import PLANS
from tests.service import Service

OTHER_UNIT, COLLEAGUE = "SE2129990023-E000000002001", "SE2129990023-P000000006001"


def put(service: Service, name: str, wanted: Any) -> Any:
    answer = service.client.put(f"/sandbox/{name}", json=wanted)
    assert answer.status_code == 200, answer.text
    assert service.client.get(f"/sandbox/{name}").json() == answer.json()
    return answer.json()


def test_a_consent_ends_when_the_clock_has_passed_it(served: Service) -> None:
    coordinator = staff(served, example.UNIT, example.PERSON)
    plan = coordinator.get("/journal/v1/plans").json()["plans"][0]
    home = f"/journal/v1/plans/{plan['id']}"
    consents = coordinator.get(home).json()["consents"]
    ends = {one["validUntil"] for one in consents if one["kind"] == "information_sharing"}
    last = datetime.fromisoformat(ends.pop()).replace(tzinfo=UTC)
    called = staff(served, OTHER_UNIT, COLLEAGUE)
    assert called.get(home).status_code == 200
    later = (last + timedelta(days=2)).isoformat()
    assert put(served, "clock", {"now": later})["now"] == later.replace("+00:00", "Z")
    assert called.get(home).status_code == 403, "the consent has ended; that it is called it knows"
    assert coordinator.get(home).status_code == 200
    assert called.get(home, at=datetime.now(UTC).isoformat()).status_code == 200, "the request has a time of its own"
    assert put(served, "clock", {"now": None}) == {"now": None}
    assert called.get(home).status_code == 200


def test_every_plan_is_read_by_staff_and_by_the_person_herself(served: Service) -> None:
    listed = staff(served, example.UNIT, example.PERSON).get("/journal/v1/plans").json()["plans"]
    assert len(listed) == PLANS
    for n in range(1, PLANS + 1):
        assert len(citizen(served, nth(n)).get("/citizen/v1/plans").json()["plans"]) == 1, n


@pytest.mark.parametrize("wanted", [{}, {"now": "2026-03-03"}, {"now": 5}, {"now": None, "more": 1}, [1], "x"])
def test_a_time_that_is_none_is_refused_and_the_clock_stays(served: Service, wanted: Any) -> None:
    before = put(served, "clock", {"now": "2026-03-03T10:15:00+01:00"})
    assert before == {"now": "2026-03-03T09:15:00Z"}
    answer = served.client.put("/sandbox/clock", json=wanted)
    assert (answer.status_code, answer.headers["content-type"]) == (422, "application/problem+json")
    assert served.client.get("/sandbox/clock").json() == before


@pytest.mark.parametrize("body", [b"", b"{", b'{"now": null, "now": null}', b'"' + b"x" * 20_000 + b'"'])
def test_what_cannot_be_read_is_refused(served: Service, body: bytes) -> None:
    answer = served.client.put("/sandbox/clock", content=body)
    assert (answer.status_code, answer.headers["content-type"]) == (400, "application/problem+json")


def test_there_is_nothing_else_to_set(served: Service) -> None:
    assert served.client.get("/sandbox/nothing").status_code == 404
    assert served.client.delete("/sandbox/clock").status_code == 405
