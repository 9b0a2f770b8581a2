"""What there is in a service under made-up requests: plans that have one of everything, and every kind of caller.

No plan that is handed out is the original: what is done to one of them spoils no later copy.
"""

import base64
import json
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

from app.domain.quarter import quarter_of
from app.http import minting
from app.services.counting import count
from tests.api.auditors import PURPOSE, sample
from tests.api.auditors import SCOPES as AUDITS
from tests.callers import Caller, citizen, entrusted, staff, system
from tests.house import whole_offices as offices
from tests.house import whole_plan
from tests.house.staffed_plan import WholePlan
from tests.persons import Persons, coordinated
from tests.service import Service

PLANS = 12
# What ends a plan's work, or gives it to somebody else, has plans of its own; the others stay as they are for longer.
ENDING = ("withdrawConsent", "acceptHandover", "takeOverPlan")
OF_THE_TOKEN = {"iss", "aud", "iat", "exp", "jti", "client_id", "scope"}


class There:
    """The callers stay the same; plans are made anew for every run."""

    def __init__(self, service: Service, persons: Persons) -> None:
        self.service, self.persons = service, persons
        self.one = one = whole_plan.build(service, persons)
        units = {unit["id"]: unit["hsaId"] for unit in one.read()["units"]}
        self.own = units[one.ids["own"]]
        region = whole_plan.REGION
        self.callers: dict[str, Caller] = {
            "coordinator": one.coordinator,
            "called unit": one.partner,
            "heir": one.manager,
            "registrar": entrusted(one.coordinator),
            "connector": staff(service, self.own, persons.person(region), scopes=("journal:webhooks",)),
            "doctor": offices.doctor(one, persons),
            "stranger": staff(service, persons.unit(), persons.person()),
            "auditor": staff(service, persons.unit(region), persons.person(region), scopes=AUDITS, purpose=PURPOSE),
            "statistician": staff(
                service, persons.unit(region), persons.person(region), scopes=("journal:statistics",), purpose=PURPOSE
            ),
            "representative": citizen(service, one.representative),
            "system": system(service, self.own, units[one.ids["units"]]),
            "unbound system": system(service),
        }
        # Of one item, which is refused: how it went can be asked for all the same.
        self.imported = str(uuid4())
        key = {"Idempotency-Key": self.imported}
        assert one.coordinator.post("/journal/v1/plan-imports", json={"items": [{}]}, headers=key).status_code == 200
        ends = quarter_of(datetime.now(UTC)).counted_from
        self.quarter = service.run(count(service.database.journal, lambda: ends))

    def anew(self, api: str) -> dict[str, Any]:
        """Plans, persons and tokens for a run against that API; tokens live shorter than many runs take."""
        # A citizen has one of her own, and reads it.
        plans = [self._copy() for _ in range(PLANS if api == "journal" else 1)]
        self.callers["citizen"] = citizen(self.service, plans[0].number)
        first = {
            name: self._first(name)
            for name in {*offices.FIRST, *offices.OF_A_SAMORDNINGSNUMMER, *ENDING}
            if api == "journal"
        }
        sealed = sample()
        return {
            "plans": [_ids(plan) for plan in plans],
            "first": first,
            "numbers": [self.persons.adult() for _ in range(10)],
            "unit": self.own,
            "heirs unit": self.one.manager_unit,
            "quarter": self.quarter,
            "import": self.imported,
            "system": offices.SYSTEM,
            "sealed": [sealed["from"], sealed["to"]],
            "tokens": {kind: self._token(caller) for kind, caller in self.callers.items()},
        }

    def _copy(self, number: str | None = None) -> WholePlan:
        return whole_plan.copied(self.one, self.persons, number)

    def _first(self, operation: str) -> dict[str, Any]:
        """A plan in which that one can be done, and by whom if she is nobody of the plan's."""
        of_another = operation in offices.OF_A_SAMORDNINGSNUMMER
        plan = self._copy(coordinated(whole_plan.young(self.persons)) if of_another else None)
        if operation not in offices.FIRST:
            return {"ids": _ids(plan)}
        caller = offices.FIRST[operation](plan, self.persons)
        self.callers[f"whoever may {operation}"] = caller
        return {"ids": _ids(plan), "who": f"whoever may {operation}"}

    def _token(self, caller: Caller) -> str:
        """A new one of the same caller."""
        said = json.loads(base64.urlsafe_b64decode((caller.token or "").split(".")[1] + "=="))
        names, scopes = {name: said[name] for name in said.keys() - OF_THE_TOKEN}, said["scope"].split()
        service = self.service
        return minting.mint(service.settings, service.keys, names, client=said["client_id"], scopes=scopes)


def _ids(plan: WholePlan) -> dict[str, str]:
    """By the paths' names, the citizen's too."""
    more = {"planId": plan.plan_id, "invitationId": plan.ids["invitation"], "represented": plan.ids["representations"]}
    return plan.ids | more
