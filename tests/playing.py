"""Cases played through the running service, whole or as far as a step, with persons and units of the test's own."""

import copy
import json
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import httpx

from app import cases
from app.http import minting
from tests.callers import Caller, check, citizen, staff
from tests.persons import Persons
from tests.service import Service

FOLDER = Path(__file__).parent.parent / "demo" / "cases"


def player(service: Service, case: dict[str, Any]) -> cases.Player:
    """Plays a case through the running service; its answers are held to the contract like all others."""

    @cache
    def token(person: str, unit: str) -> str:
        """One for each of the staff, as long as the case is played: it holds for a quarter of an hour."""
        return minting.staff(service.settings, service.keys, person=person, unit=unit)

    return cases.Player(case, Checked(service), token)  # type: ignore[arg-type]


class Checked:
    """The client that the player asks, with every answer validated."""

    def __init__(self, service: Service) -> None:
        self._client = service.client

    def request(self, *args: Any, **options: Any) -> httpx.Response:
        response = self._client.request(*args, **options)
        check(response)
        return response


def renewed(case: dict[str, Any], persons: Any) -> dict[str, Any]:
    """The same case with another person, so that it can be played once more on the same database."""
    case = copy.deepcopy(case)
    number = case["person"]["personnummer"]
    born = datetime.strptime(number[:8], "%Y%m%d").date() + timedelta(days=40)
    case["person"]["personnummer"] = persons.born(born)
    case["id"] += f"-{persons.unit()}"
    return case


class Played:
    """A case of the test's own, played until just after a step; `at` is the time of that step."""

    def __init__(
        self,
        service: Service,
        persons: Persons,
        name: str,
        until: str,
        sip_until: str | None = None,
        number: str | None = None,
    ) -> None:
        text = (FOLDER / f"{name}.json").read_text()
        # Units and staff of this test alone, so that its lists and counts are its own.
        stamp = persons.unit()[-6:]
        text = text.replace("-E000000", f"-E{stamp}").replace("-P000000", f"-P{stamp}")
        self.service = service
        self.case = renewed(json.loads(text), persons)
        if number is not None:
            self.case["person"]["personnummer"] = number
        if sip_until is not None:
            self.case["consents"][0]["validUntil"] = sip_until
        self.player = player(service, self.case)
        self.at = ""
        for step, at in self.player.play():
            self.at = at
            if step == until:
                break
        else:
            raise AssertionError(f"{name} has no step {until}")
        self.path = f"/journal/v1/plans/{self.player.plan_id}"

    def staff(self, ref: str) -> Caller:
        """One of the case's own staff."""
        one = next(person for person in self.case["staff"] if person["ref"] == ref)
        unit = next(unit for unit in self.case["units"] if unit["ref"] == one["unit"])
        return staff(self.service, unit["hsaId"], one["hsaId"])

    def colleague(self, unit_ref: str, persons: Persons) -> Caller:
        """Somebody else at one of the case's units."""
        unit = next(unit for unit in self.case["units"] if unit["ref"] == unit_ref)
        return staff(self.service, unit["hsaId"], persons.person())

    @property
    def citizen(self) -> Caller:
        return citizen(self.service, self.case["person"]["personnummer"])

    def plans(self, at: str | None = None) -> list[dict[str, Any]]:
        """What the citizen is shown."""
        shown: list[dict[str, Any]] = self.citizen.get("/citizen/v1/plans", at=at).json()["plans"]
        return shown

    def plan(self, at: str | None = None) -> dict[str, Any]:
        """The plan as its coordinator reads it."""
        answer = self.staff(self.case["coordinator"]).get(self.path, at=at)
        assert answer.status_code == 200, answer.text
        whole: dict[str, Any] = answer.json()
        return whole

    def consent(self, kind: str) -> str:
        return f"{self.path}/consents/{self.player.ids[f'consent {kind}']}"
