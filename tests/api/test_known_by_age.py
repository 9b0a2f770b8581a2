"""Whoever knows a woman by a number that she had is told nothing that would tell how old she is by the one she has."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from app.domain.swedish_time import day_of
from tests.api.numbers import Entrusted, J, changed, coordination, entered, known_by, plan_of
from tests.api.standing import Office
from tests.house.staffed_plan import ago
from tests.persons import Persons
from tests.service import Service


def years_ago(years: int) -> date:
    return day_of(datetime.now(UTC)) - timedelta(days=int(years * 365.25))


class Guessing:
    """A stranger who has entered a grown woman's plan by her old number; what she asks might tell how old she is."""

    def __init__(self, service: Service, persons: Persons, new: str) -> None:
        self.guardian, hers = persons.adult(), Entrusted(service, persons)
        self.old, self.stranger = coordination(), Office(service, persons)
        home, self.path = plan_of(hers, self.old), entered(self.stranger, self.old)
        self.ask, self.unit = self.stranger.caller.ask, self.stranger.caller.get(self.path).json()["units"][0]["id"]
        assert changed(hers.caller, home, new).status_code == 201
        assert known_by(self.stranger, self.path) == self.old

    def said(self, method: str, place: str, **body: Any) -> Any:
        return self.ask(method, f"{self.path}{place}", json=body, headers={"If-Match": "*"})

    def added(self, place: str, **body: Any) -> str:
        answer = self.said("POST", place, **body)
        assert answer.status_code in (200, 201), answer.text
        return str(answer.json().get("id"))

    def offered(self) -> str:
        """A consent that a legal representative has given since she came of age by the number that was entered."""
        self.added("/transitions", transition="offer", happenedAt=ago(hours=1))
        said = {"kind": "information_sharing", "givenBy": "legal_representative", "form": "oral"}
        return self.added("/consents", **said, recipients=[self.unit], givenAt=ago(days=800))


def viewed(guess: Guessing) -> Any:
    return [one["code"] for one in guess.said("GET", "/citizen-view").json()["reasons"]]


def guarded(guess: Guessing) -> Any:
    answer = guess.said("POST", "/participants", kind="guardian", name="Eva", personnummer=guess.guardian)
    return answer.status_code, [one["code"] for one in answer.json().get("errors", [])]


def registered(guess: Guessing) -> Any:
    staff = {"kind": "staff", "hsaId": guess.stranger.person, "name": "Anna", "unitId": guess.unit}
    one = guess.added("/participants", **staff)
    body = {"kind": "guardian", "since": "2025-01-01", "reason": "x", "scope": ["plan"], "registeredById": one}
    answer = guess.said("POST", "/representations", **body, personnummer=guess.guardian)
    return answer.status_code, [one["code"] for one in answer.json().get("errors", [])]


def taken_back(guess: Guessing) -> Any:
    body = {"withdrawnBy": "person", "withdrawnAt": ago()}
    return guess.said("PUT", f"/consents/{guess.offered()}/withdrawal", **body).status_code


def awaited(guess: Guessing) -> Any:
    guess.offered()
    items = guess.ask("GET", f"{J}/worklist?limit=100").json()["items"]
    return [(one["kind"], one["dueAt"]) for one in items], guess.said("GET", "").json()["deadlines"]


def let_in(guess: Guessing) -> Any:
    guess.added("/transitions", transition="offer", happenedAt=ago(hours=1))
    said = {"kind": "relatives", "givenBy": "legal_representative", "form": "oral", "relatives": ["Maj"]}
    guess.added("/consents", **said, givenAt=ago(days=800))
    return guess.said("POST", "/participants", kind="relative", name="Maj").status_code


@pytest.mark.parametrize("ask", [viewed, guarded, registered, taken_back, awaited, let_in])
def test_how_old_she_is_by_the_number_that_is_not_told_is_not_told(
    service: Service, persons: Persons, ask: Callable[[Guessing], Any]
) -> None:
    """An adult by the old number; by the new one a grown woman, a child, one who came of age a year ago, or soon."""
    ages = [persons.adult(), *map(persons.born, (years_ago(10), years_ago(19), years_ago(18) + timedelta(days=20)))]
    told = [ask(Guessing(service, persons, new)) for new in ages]
    assert told == [told[0]] * len(ages)
