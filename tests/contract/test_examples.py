"""The examples of the contracts: each answer is what its schema says, and each request is taken by the real service."""

from typing import Any

import pytest

from tests.api.auditors import PURPOSE, SCOPES, sample
from tests.callers import CITIZEN, JOURNAL, Caller, citizen, entrusted, staff
from tests.contract.contracts import said
from tests.contract.real_examples import real
from tests.house import whole_offices as offices
from tests.house import whole_plan
from tests.house.operations import Operation, of_contract
from tests.house.staffed_plan import WholePlan
from tests.house.whole_reading import emergencies_allowed
from tests.persons import Persons, coordinated
from tests.service import Service

CONTRACTS = {"journal": JOURNAL, "citizen": CITIZEN}
OPERATIONS = [one for api in CONTRACTS for one in of_contract(api)]
# Answered by the other unit, not by the coordinator.
PARTNERS = ("addDeviationStep", "acceptHandover", "refuseHandover")
# Who asks for what is no care: scopes, and the purpose of the assignment.
CARE = "Vård och behandling"
OFFICES = {
    "/audit": (SCOPES, PURPOSE),
    "/webhook-subscriptions": (("journal:webhooks",), CARE),
    "/statistics": (("journal:statistics",), PURPOSE),
}
# No quarter is counted: that is done once, for all, and is another test's to do. And no import runs under that key.
NOT_THERE = {"getStatistics", "getPlanImport"}
TAKEN = {200, 201, 204}


@pytest.fixture
def plan(service: Service, persons: Persons) -> WholePlan:
    return whole_plan.another(service, persons)


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
    if operation.name in offices.OF_A_SAMORDNINGSNUMMER:
        plan = whole_plan.copied(plan, persons, coordinated(whole_plan.young(persons)))
    with emergencies_allowed(plan.service):
        before = offices.FIRST.get(operation.name)
        who = before(plan, persons) if before else None
        body = real(operation.document(), plan.ids | {"planId": plan.plan_id})
        if operation.name == "drawAuditSample":
            # The log is sealed until five minutes ago, and no period of it ends later.
            body |= sample(size=body["size"])
        answer = operation.ask(who or caller(operation, body, plan, persons), address(operation, plan), body)
    assert answer.status_code in ({404} if operation.name in NOT_THERE else TAKEN), answer.text


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
