"""The examples of the contracts: each answer is what its schema says, and each request is taken by the real service."""

import re
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from tests.api.auditors import PURPOSE, SCOPES, sample
from tests.callers import CITIZEN, JOURNAL, Caller, citizen, entrusted, staff
from tests.contract.contracts import said
from tests.house import whole_offices as offices
from tests.house import whole_plan
from tests.house.operations import Operation, of_contract
from tests.house.staffed_plan import WholePlan
from tests.house.whole_offices import Office
from tests.house.whole_reading import emergencies_allowed
from tests.persons import Persons, coordinated
from tests.service import Service

CONTRACTS = {"journal": JOURNAL, "citizen": CITIZEN}
OPERATIONS = [one for api in CONTRACTS for one in of_contract(api)]
EXAMPLE_ID = "019a3f5e-7c1b-7d52-9a64-1f0c2b3d4e5f"
# When the examples play; everything in them is as far from now as it is from then.
THEN, DAY = datetime(2026, 3, 3, 10, 15, tzinfo=UTC), re.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}")
# What an example's id is the id of, by the member that holds it.
NAMED = {
    "unitId": "units",
    "goalId": "goals",
    "guardianId": "guardian",
    "representationId": "representations",
    "recipients": "units",
    "concernsUnitId": "units",
    "reportedByUnitId": "own",
    "dependsOn": "interventions",
    "parentId": "goals",
    "partId": "goals",
    "invitationId": "invitation",
    "toId": "partner",
}
# Answered by the other unit, not by the coordinator.
PARTNERS = ("addDeviationStep", "acceptHandover", "refuseHandover")
# Who asks for what is no care: scopes, and the purpose of the assignment.
CARE = "Vård och behandling"
OFFICES = {
    "/audit": (SCOPES, PURPOSE),
    "/webhook-subscriptions": (("journal:webhooks",), CARE),
    "/statistics": (("journal:statistics",), PURPOSE),
}
# What a copy of the whole plan lacks, or has in the way, is made first; whoever may then asks.
FIRST: dict[str, Office] = {
    "nameCoordinator": offices.beginning,
    "takeTransition": offices.revised,
    "getMapping": offices.mapping,
    "getMappingVersion": offices.mapping,
    "addHandover": offices.no_handover,
    "getNotice": offices.notice,
    "acknowledgeNotice": offices.notice,
    "getNumberChange": offices.number_change,
    "undoNumberChange": offices.number_change,
    "getPlanBySource": offices.source,
    "openEmergencyAccess": offices.doctor,
    "getPlanInEmergency": offices.emergency,
    "drawAuditSample": offices.sealed_log,
    "getAuditSample": offices.sample,
    "decideAuditSample": offices.sample,
}
SUBSCRIPTION = "/webhook-subscriptions/{"
# Of a person who has a samordningsnummer: it is changed to a personnummer, and to nothing from there.
OF_A_SAMORDNINGSNUMMER = {"addNumberChange", "getNumberChange", "undoNumberChange"}
# No quarter is counted: that is done once, for all, and is another test's to do.
NOT_THERE = {"getStatistics"}
# An address that nobody has confirmed has nothing to go on with; it has no body that could be wrong.
IN_THE_WAY = {"enableWebhookSubscription"}


@pytest.fixture
def plan(service: Service, persons: Persons) -> WholePlan:
    return whole_plan.another(service, persons)


def real(value: Any, plan: WholePlan, name: str = "") -> Any:
    """The example as it would be of this plan today: its ids, its one version, now, a day to come."""
    if isinstance(value, dict):
        return {member: real(one, plan, member) for member, one in value.items()}
    if isinstance(value, list):
        return [real(one, plan, name) for one in value]
    if name == "planVersion":
        return 1
    if value == EXAMPLE_ID:
        # Whoever is not said to be another is the coordinator.
        return plan.plan_id if name == "planId" else plan.ids[NAMED.get(name, "coordinator")]
    return today(value) if isinstance(value, str) else value


def today(text: str) -> str:
    """The text, or the day or time that it says, moved to now."""
    since = datetime.now(UTC) - THEN
    if DAY.fullmatch(text):
        return str(date.fromisoformat(text) + timedelta(days=since.days))
    if DAY.fullmatch(text[:10]) and text.endswith("Z"):
        return (datetime.fromisoformat(text) + since).isoformat().replace("+00:00", "Z")
    return text


def caller(operation: Operation, body: Any, plan: WholePlan, persons: Persons) -> Caller:
    """Somebody who may."""
    if operation.api == "citizen":
        return citizen(plan.service, plan.representative if "{representationId}" in operation.path else plan.number)
    for start, (scopes, purpose) in OFFICES.items():
        if operation.path.startswith(start):
            region = whole_plan.REGION
            return staff(plan.service, persons.unit(region), persons.person(region), scopes=scopes, purpose=purpose)
    if operation.name in ("createPlan", "putPlanBySource"):
        return staff(plan.service, body["unit"]["hsaId"], persons.person())
    if operation.name == "takeOverPlan":
        # Somebody of the coordinator's principal, at the unit that stands in the body.
        ours = {"principalType": "region", "principalOrgNumber": whole_plan.REGION}
        body["unit"] |= {"hsaId": plan.manager_unit, **ours}
        return plan.manager
    if operation.name == "addNumberChange":
        return entrusted(plan.coordinator)
    return plan.partner if operation.name in PARTNERS else plan.coordinator


@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda one: f"{one.api}-{one.name}")
def test_the_request_is_taken(operation: Operation, plan: WholePlan, persons: Persons) -> None:
    """In a plan, at a unit and at a time where nothing stands in its way."""
    if operation.name in OF_A_SAMORDNINGSNUMMER:
        plan = whole_plan.copied(plan, persons, coordinated(whole_plan.young(persons)))
    with emergencies_allowed(plan.service):
        before = offices.subscription if operation.path.startswith(SUBSCRIPTION) else FIRST.get(operation.name)
        who = before(plan, persons) if before else None
        body = real(operation.document(), plan)
        if operation.name == "drawAuditSample":
            # The log is sealed until five minutes ago, and no period of it ends later.
            body |= sample(size=body["size"])
        answer = operation.ask(who or caller(operation, body, plan, persons), address(operation, plan), body)
    expected = 404 if operation.name in NOT_THERE else 409 if operation.name in IN_THE_WAY else 200
    assert answer.status_code == expected or expected == 200 <= answer.status_code < 300, answer.text


def address(operation: Operation, plan: WholePlan) -> str:
    if operation.api == "citizen":
        there = "/citizen/v1" + operation.path.replace("{planId}", plan.plan_id)
        return there.replace("{representationId}", plan.ids["representations"])
    # A participant's example is of staff; the plan's first participant is a relative.
    return plan.path(operation.path).replace(plan.ids["participants"], plan.ids["partner"])


def test_every_answer_shown_is_what_its_schema_says() -> None:
    for contract in CONTRACTS.values():
        shown = 0
        for method, path, operation in contract.operations():
            for status, declared in operation["responses"].items():
                for content in contract._resolve(declared).get("content", {}).values():
                    example = content.get("example") or contract._resolve(content["schema"])["example"]
                    errors = said(contract.validator(content["schema"]), example)
                    assert not errors, f"{contract.name} {method} {path} {status}: {errors}"
                    shown += 1
        assert shown > len(contract.operations())
