"""Requests that ought to be done: the contract's example, of a plan that there is, by whoever may.

Else most of what is made up would be refused at the door, for its ids, its times or its caller.
"""

import json
from typing import Any
from uuid import uuid4

from schemathesis import Case

from tests.contract.real_examples import real
from tests.fuzz.chance import CHANCE

# By the beginning of its path, and then by name: who may do it, where that is not the coordinator.
OFFICES = {"/audit": "auditor", "/webhook-subscriptions": "connector", "/statistics": "statistician"}
BY_OTHERS = {
    "addDeviationStep": "called unit",
    "acceptHandover": "called unit",
    "refuseHandover": "called unit",
    "takeOverPlan": "heir",
    "addNumberChange": "registrar",
}
# Who brings a plan is at the unit in it; who takes one over, at hers.
OWN_UNIT = {"createPlan": "unit", "putPlanBySource": "unit", "importPlans": "unit", "takeOverPlan": "heirs unit"}
NEW_ID = ("putPlanBySource", "putGoalBySource", "putInterventionBySource")
# What is a person's number in an example.
NUMBER = "194208179814"


def name_of(case: Case) -> str:
    """The operation's name in its contract."""
    name: str = case.operation.definition.raw["operationId"]
    return name


def shape(case: Case, given: dict[str, Any]) -> str:
    """Makes it so; who is to send it."""
    name, path = name_of(case), case.operation.path
    first = given["first"].get(name, {})
    ids = first.get("ids") or CHANCE.choice(given["plans"])
    places = path.split("/")
    for parameter in case.path_parameters or {}:
        before = places[places.index(f"{{{parameter}}}") - 1]
        case.path_parameters[parameter] = _filled(parameter, before, name, ids, given)
    # What can be asked besides is asked as it was made up, or not at all.
    if CHANCE.random() < 0.5:
        case.query = {}
    if case.method != "GET":
        case.headers["If-Match"] = "*"
        case.headers["Idempotency-Key"] = str(uuid4())
    example = _example(case)
    if example is not None:
        case.body = _body(name, example, case.body, ids, given)
    if given["api"] == "citizen":
        return "representative" if "{representationId}" in path else "citizen"
    office = next((who for start, who in OFFICES.items() if path.startswith(start)), "coordinator")
    kind: str = first.get("who") or BY_OTHERS.get(name, office)
    return kind


def _filled(parameter: str, before: str, name: str, ids: dict[str, str], given: dict[str, Any]) -> Any:
    # A participant's example is of staff; the plan's first participant is a relative.
    known = ids | {"participants": ids["partner"], "sourceId": ids.get("sources"), "sourceSystem": given["system"]}
    known |= {"version": 1, "quarter": given["quarter"], "importId": given["import"]}
    if name in NEW_ID and parameter == "sourceId":
        return str(uuid4())
    return known.get(parameter) or known.get(before) or ids["planId"]


def _example(case: Case) -> Any:
    content = case.operation.definition.raw.get("requestBody", {}).get("content", {})
    return next(iter(content.values()))["example"] if content else None


def _body(name: str, example: Any, made_up: Any, ids: dict[str, str], given: dict[str, Any]) -> Any:
    """The example; every other time one of its members is as it was made up."""
    text = json.dumps(real(example, ids)).replace(NUMBER, CHANCE.choice(given["numbers"]))
    if name in OWN_UNIT:
        unit = {"hsaId": given[OWN_UNIT[name]], "principalType": "region"}
        unit["principalOrgNumber"] = unit["hsaId"].partition("-")[0]
        body = json.loads(text)
        for holder in body.get("items", [body]):
            holder["unit"] |= unit
            # One id means one plan, whoever brings it.
            if "source" in holder:
                holder["source"]["id"] = str(uuid4())
        text = json.dumps(body)
    body = json.loads(text)
    if name == "drawAuditSample":
        body |= {"from": given["sealed"][0], "to": given["sealed"][1]}
    if name == "addSourceIdentifier":
        body["id"] = str(uuid4())
    if isinstance(made_up, dict) and set(made_up) & set(body) and CHANCE.random() < 0.5:
        member = CHANCE.choice(sorted(set(made_up) & set(body)))
        body[member] = made_up[member]
    return body
