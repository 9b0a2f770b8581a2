"""Makes the bytes that the citizen is shown: the ledger's projection, read once more by the citizen's own schema.

Two keys: a field that the ledger shows and the schema does not name is refused here, and so is the reverse, and the
change that would have published it is rolled back. This makes the copies; only the one door stores them.
"""

import hashlib
import json
from datetime import datetime
from functools import cache
from typing import Any

from app.domain import visibility
from app.domain.age import reads_own_from
from app.domain.plan import Plan, PlanStatus
from app.domain.swedish_time import day_of
from app.schemas.citizen.consent import CitizenConsents
from app.schemas.citizen.plan import CitizenPlan


@cache
def fingerprint() -> str:
    """Of the decisions that a copy is made under: the ledger and the citizen's schemas."""
    schemas = [CitizenPlan.model_json_schema(), CitizenConsents.model_json_schema()]
    made_under = json.dumps([visibility.fingerprint_of_ledger(), schemas], sort_keys=True)
    return hashlib.sha256(made_under.encode()).hexdigest()


def _copy(plan: Plan, since: datetime, body: bytes) -> dict[str, Any]:
    return {
        "person_key": plan.person.key,
        "visible_since": since,
        "fingerprint": fingerprint(),
        "etag": hashlib.sha256(body).hexdigest()[:32],
        "body": body,
    }


def plan_copy(plan: Plan, now: datetime) -> dict[str, Any] | None:
    """The plan's copy, or None when nothing of it is shown."""
    window = visibility.publication(plan, now)
    if window is None:
        return None
    body = CitizenPlan.model_validate(visibility.project(plan)).model_dump_json(by_alias=True).encode()
    return _copy(plan, window.since, body) | {"visible_until": window.until}


def consents_copy(plan: Plan, now: datetime) -> dict[str, Any] | None:
    """Her consents of that plan, shown as soon as they are given; not of a plan that was entered in error."""
    shown = visibility.project_consents(plan)
    if not shown or plan.status is PlanStatus.ANNULLED:
        return None
    consents = CitizenConsents.model_validate({"planId": plan.id, "consents": shown})
    body = consents.model_dump_json(by_alias=True).encode()
    return _copy(plan, reads_own_from(plan.person.born, day_of(now)), body)
