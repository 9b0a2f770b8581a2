"""What a list of plans may be asked for: case number, status and date (PDL 2:8, förordning 2001:637 15 §)."""

import pytest

from tests.persons import Persons
from tests.playing import Played
from tests.service import Service


def found(played: Played, query: str, at: str | None = None) -> list[str]:
    """The statuses of the plans that the coordinator's list has, its total held against them."""
    answer = played.staff(played.case["coordinator"]).get(f"/journal/v1/plans{query}", at=at)
    assert answer.status_code == 200, answer.text
    listed = answer.json()
    assert listed["_meta"]["totalRecords"] == len(listed["plans"])
    return [one["status"] for one in listed["plans"]]


@pytest.mark.parametrize(
    ("query", "there"),
    [
        ("?status=established", True),
        ("?status=closed", False),
        ("?status=initiated", False),
        ("?initiatedFrom=2026-01-12&initiatedTo=2026-01-12", True),
        ("?initiatedFrom=2026-01-13", False),
        ("?initiatedTo=2026-01-11", False),
        ("?sourceId=nothing", False),
        ("", True),
    ],
)
def test_by_status_case_number_and_swedish_day(service: Service, persons: Persons, query: str, there: bool) -> None:
    played = Played(service, persons, "mikael-aterkallar", "establish")
    assert found(played, query, played.at) == (["established"] if there else [])


def test_by_the_record_systems_own_number(service: Service, persons: Persons) -> None:
    played = Played(service, persons, "mikael-aterkallar", "establish")
    assert found(played, f"?sourceId={played.case['id']}", played.at) == ["established"]


def test_a_plan_that_time_has_closed_is_listed_as_closed_before_anybody_writes_it(
    service: Service, persons: Persons
) -> None:
    """Domain rules, consent: a consent that ends with time has its effect on the instant, without anyone acting."""
    played = Played(service, persons, "mikael-aterkallar", "establish", sip_until="2026-06-30")
    assert found(played, "?status=established", "2026-06-30T23:59:59+02:00") == ["established"]
    assert found(played, "?status=established", "2026-07-01T00:00:00+02:00") == []
    assert found(played, "?status=closed", "2026-07-01T00:00:00+02:00") == ["closed"]


def test_nothing_else_can_be_asked_for(service: Service, persons: Persons) -> None:
    """No free-text search in goals or interventions, no search by kind of intervention."""
    played = Played(service, persons, "mikael-aterkallar", "create")
    answer = played.staff("hl").get("/journal/v1/plans?text=bostad", at=played.at)
    assert answer.status_code == 422
