"""An audit entry, or another trace of a change, that cannot be written: an error, no data, and nothing stored."""

from typing import Any

import pytest

from app.repositories import audit, deadlines, history, mirror, outbox
from tests.callers import citizen, staff
from tests.house.asked import CITIZEN, JOURNAL, OTHERS, asked, prepare, to_ask_of
from tests.house.failures import fail_at
from tests.house.operations import PUBLIC, never
from tests.house.test_strangers import everything
from tests.house.whole_plan import WholePlan
from tests.persons import Persons
from tests.service import Service


@pytest.fixture
def plan(service: Service, persons: Persons) -> WholePlan:
    return to_ask_of(service, persons)


def test_no_audit_no_data(service: Service, plan: WholePlan, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every operation of both APIs, while the audit log takes no entry."""
    prepare(plan)
    before = service.run(everything(service))
    with monkeypatch.context() as patch:
        fail_at(patch, audit, "add")
        for one in (*JOURNAL, *CITIZEN):
            if one.name in PUBLIC:
                continue
            response = asked(plan, one)
            assert response.status_code >= 400, f"{one.api} {one.name} was answered {response.status_code}"
            # A list with nobody in it, and what is refused, have nobody to be logged about.
            if one.name not in OTHERS:
                assert response.status_code == 500, f"{one.api} {one.name}: {response.status_code}"
            assert "Goal text" not in response.text
    assert service.run(everything(service)) == before


@pytest.mark.parametrize(
    ("module", "name"),
    [
        (history, "add"),
        (mirror, "put_plan"),
        (mirror, "put_consents"),
        (mirror, "put_summonses"),
        (deadlines, "replace"),
        (outbox, "add"),
    ],
)
def test_a_change_that_cannot_leave_all_its_traces_is_none(
    service: Service, plan: WholePlan, monkeypatch: pytest.MonkeyPatch, module: Any, name: str
) -> None:
    before = service.run(everything(service))
    shown = citizen(service, plan.number).get("/citizen/v1/plans").text
    with monkeypatch.context() as patch:
        fail_at(patch, module, name)
        for operation in ("correctGoal", "withdrawConsent"):
            one = next(one for one in JOURNAL if one.name == operation)
            assert asked(plan, one).status_code == 500
    assert service.run(everything(service)) == before
    assert citizen(service, plan.number).get("/citizen/v1/plans").text == shown


def test_a_wrong_kind_that_cannot_be_logged_is_an_error(
    service: Service, plan: WholePlan, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        fail_at(patch, audit, "add")
        assert citizen(service, plan.number).get("/journal/v1/plans").status_code == 500
        assert plan.coordinator.get("/citizen/v1/plans").status_code == 500


def test_a_denial_that_cannot_be_logged_is_an_error(
    service: Service, plan: WholePlan, persons: Persons, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Still no data, and not the plain answer either: whoever can stop the log must not go on unseen."""
    stranger = staff(service, persons.unit("SE2329990023"), persons.person("SE2329990023"))
    with monkeypatch.context() as patch:
        fail_at(patch, audit, "add")
        for plan_id in (plan.plan_id, never(plan.plan_id)):
            response = stranger.get(f"/journal/v1/plans/{plan_id}")
            assert response.status_code == 500
            assert "Plan title" not in response.text
