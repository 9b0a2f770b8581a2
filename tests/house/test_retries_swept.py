"""Every creating POST of the record systems' contract, sent twice with the same key: one answer, and one thing made."""

import json
from contextlib import ExitStack
from typing import Any
from uuid import uuid4

import httpx
import pytest

from tests.api.standing import Office, refused, unchanged
from tests.callers import JOURNAL, Caller, staff
from tests.house.asked import asked as asked_once
from tests.house.asked import bodies, caller_of
from tests.house.operations import Operation, of_contract
from tests.house.staffed_plan import ago
from tests.house.test_strangers import address, everything
from tests.house.whole_plan import WholePlan, another, copied, young
from tests.house.whole_reading import emergencies_allowed
from tests.persons import Persons, coordinated
from tests.service import Service

# What makes nothing, or builds on a version and takes If-Match instead.
NOT_CREATING = {"searchPlans", "searchAuditEntries", "takeTransition"}
# Where, beside its answer, an operation leaves the thing that it makes; else in the table of its last noun.
TABLES = {
    "createPlan": "plan",
    "importPlans": "source_identifier",
    "openEmergencyAccess": "emergency_access",
    "takeOverPlan": "takeover",
    "addSummons": "summons",
    "addInterventionStatus": "intervention_status",
    "addDeviationStep": "deviation_step",
    "addCopy": "plan_copy",
    "addSourceIdentifier": "source_identifier",
    "addWebhookSubscription": "webhook",
    "addWebhookKey": "webhook_key",
    "drawAuditSample": "audit_sample",
}
# No version of hers moves.
ON_NO_PLAN = {"createPlan", "addCalendarSubscription", "addWebhookSubscription", "addWebhookKey", "drawAuditSample"}


def _takes_a_key(one: Operation) -> bool:
    found = next(found for method, path, found in JOURNAL.operations() if (method, path) == (one.method, one.path))
    return any(parameter.get("name") == "Idempotency-Key" for parameter in found.get("parameters", ()))


POSTS = [one for one in of_contract("journal") if one.method == "post"]
CREATING = [one for one in POSTS if _takes_a_key(one)]


def test_every_post_that_creates_takes_a_key() -> None:
    assert {one.name for one in POSTS} - {one.name for one in CREATING} == NOT_CREATING
    assert len(CREATING) > 25


def table_of(one: Operation) -> str:
    """In the singular, as tables are called."""
    return TABLES.get(one.name) or one.path.rstrip("/").rpartition("/")[2].removesuffix("s").replace("-", "_")


def versions(found: dict[str, Any], plan: WholePlan) -> int:
    """How many versions the plan has."""
    return next(int(version) for plan_id, version in found["versions"] if str(plan_id) == plan.plan_id)


def legal(plan: WholePlan, one: Operation, persons: Persons) -> tuple[Caller, Any]:
    """Who may ask it of this plan, and with which body; with what must have been done before."""
    ids = plan.ids
    if one.name == "createPlan":
        office = Office(plan.service, persons)
        return office.caller, office.body()
    if one.name == "openEmergencyAccess":
        elsewhere = "SE2329990031"
        scopes = ("journal:read", "journal:emergency")
        doctor = staff(
            plan.service, persons.unit(elsewhere), persons.person(elsewhere), scopes=scopes, purpose="Nödöppning"
        )
        said = {"reason": "Medvetslös", "unitName": "Akuten", "principalName": "Region Exempel"}
        return doctor, said | {"planId": plan.plan_id}
    if one.name == "addDeviation":
        about = {"reportedByUnitId": ids["units"], "concernsUnitId": ids["own"], "text": "Larmet"}
        return plan.partner, about | {"reportedAt": ago()}
    if one.name == "addHandover":
        # One is offered at a time.
        withdrawn = next(other for other in of_contract("journal") if other.name == "withdrawHandover")
        assert asked_once(plan, withdrawn).status_code < 300
        return plan.coordinator, {"toId": ids["partner"], "offeredAt": ago()}
    return caller_of(plan, one), bodies(plan).get(one.name, one.document())


@pytest.mark.parametrize("one", CREATING, ids=lambda one: one.name)
def test_twice_with_the_same_key_is_one_answer_and_one_thing(
    service: Service, persons: Persons, one: Operation
) -> None:
    plan = copied(another(service, persons), persons, coordinated(young(persons)))
    with ExitStack() as stack:
        if one.name == "openEmergencyAccess":
            stack.enter_context(emergencies_allowed(service))
        caller, body = legal(plan, one, persons)
        headers = {"Idempotency-Key": str(uuid4()), "If-Match": "*", "Content-Type": "application/json"}
        place, content = address(one, plan), b"" if body is None else json.dumps(body).encode()

        def send(more: bytes = b"") -> httpx.Response:
            return caller.post(place, content=content + more, headers=headers)

        before = service.run(everything(service))
        first = send()
        assert first.status_code == (200 if one.name == "importPlans" else 201), first.text
        after = service.run(everything(service))
        second = send()
        assert (second.status_code, second.content) == (first.status_code, first.content)
        for name in ("location", "etag", "content-type"):
            assert second.headers.get(name) == first.headers.get(name), name
        assert ("location" in first.headers) is (first.status_code == 201)
        assert service.run(everything(service)) == after, "nothing twice"
        assert after[table_of(one)] == before[table_of(one)] + 1
        assert versions(after, plan) == versions(before, plan) + (0 if one.name in ON_NO_PLAN else 1)
        # The very bytes count: the same in other words is another request.
        with unchanged(service):
            refused(send(b" "), 422, "idempotency-key-reused")
