"""A plan with those who work with it, and how they are asked to write in it. What they write is in `whole_plan`."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from app.domain.swedish_time import day_of
from tests.callers import Caller
from tests.service import Service

Say = Callable[[type, str], str]
ANY_TAG = {"headers": {"If-Match": "*"}}
# What a text's name ends with when she is not shown it, whatever its field: it stands in a row that is withheld from
# her, beside a wording for her that she is shown instead, or in what is written while the plan is being revised.
OF_A_WITHHELD_ROW, BESIDE_HER_WORDS, OF_A_DRAFT = " of a withheld row", " beside her words", " of a draft"


def plainly(kind: type, name: str) -> str:
    return f"{kind.__name__} {name}"


def ago(**time: float) -> str:
    return (datetime.now(UTC) - timedelta(**time)).isoformat().replace("+00:00", "Z")


def ahead(days: int) -> str:
    """A day to come, in Sweden, where it is tomorrow before it is in UTC."""
    return str(day_of(datetime.now(UTC)) + timedelta(days=days))


@dataclass
class WholePlan:
    """The plan, those who work with it, and an id of every kind of part, by the part's path (`goals`, …)."""

    service: Service
    number: str
    coordinator: Caller
    partner: Caller
    manager: Caller  # may take over, at another unit of the coordinator's principal: `manager_unit`
    manager_unit: str
    plan_id: str
    say: Say
    ids: dict[str, str] = field(default_factory=dict)
    hidden_numbers: list[str] = field(default_factory=list)  # HSA-ids of persons, guardians' personnummer
    sent: list[tuple[str, str, Any]] = field(default_factory=list)  # every body: method, path, document
    representative: str = ""  # the personnummer of her ombud, who reads for her

    @property
    def home(self) -> str:
        return f"/journal/v1/plans/{self.plan_id}"

    def path(self, template: str, plan_id: str | None = None) -> str:
        """The address of an operation of the journal's contract, with this plan's ids in it."""
        places = template.split("/")
        kind = places[1] if "{planId}" not in places else places[3] if len(places) > 3 else ""
        filled = template.replace("{planId}", plan_id or self.plan_id)
        filled = filled.replace("{invitationId}", self.ids["invitation"]).replace("{version}", "1")
        filled = filled.replace("{sourceSystem}", "exempelsystemet")
        return "/journal/v1" + re.sub(r"\{[a-zA-Z]+Id\}", self.ids.get(kind, self.plan_id), filled)

    def post(self, path: str, body: Any, *, who: Caller | None = None, **options: Any) -> Any:
        self.sent.append(("post", path, body))
        response = (who or self.coordinator).post(f"{self.home}/{path}", json=body, **options)
        assert response.status_code in (200, 201), f"{path}: {response.text}"
        return response.json()

    def put(self, path: str, body: Any, *, who: Caller | None = None) -> Any:
        self.sent.append(("put", path, body))
        response = (who or self.coordinator).put(f"{self.home}/{path}", json=body)
        assert response.status_code in (200, 204), f"{path}: {response.text}"
        return response.json() if response.content else None

    def patch(self, path: str, body: Any) -> Any:
        self.sent.append(("patch", path, body))
        response = self.coordinator.patch(f"{self.home}{path}", json=body)
        assert response.status_code == 200, f"{path}: {response.text}"
        return response.json()

    def take(self, transition: str, **more: Any) -> Any:
        return self.post("transitions", {"transition": transition, **more}, **ANY_TAG)

    def read(self) -> dict[str, Any]:
        """The plan as its coordinator reads it."""
        answer = self.coordinator.get(self.home)
        assert answer.status_code == 200, answer.text
        whole: dict[str, Any] = answer.json()
        return whole

    def withdrawal(self) -> tuple[str, dict[str, Any]]:
        """Path and body of the withdrawal of a SIP consent."""
        body = {"withdrawnBy": "guardian", "withdrawnAt": ago(), "registeredById": self.ids["coordinator"]}
        return f"{self.home}/consents/{self.ids['consents']}/withdrawal", body
