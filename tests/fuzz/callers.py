"""Loaded by Schemathesis: who sends each request, the ids of things that exist, and a count of what was answered.

`FUZZ` in the environment says what there is (`there.There.anew`), and where the count goes: a JSON line an answer.
"""

import json
import os
import re
from pathlib import Path
from typing import Any

import schemathesis
from schemathesis import Case, GenerationMode, HookContext
from schemathesis.core.parameters import ParameterLocation
from schemathesis.generation.meta import TestPhase

from tests.fuzz import likely
from tests.fuzz.chance import CHANCE

GIVEN: dict[str, Any] = json.loads(os.environ["FUZZ"])
TOKENS: dict[str, str] = GIVEN["tokens"]
WEIGHTS: dict[str, int] = GIVEN["weights"]
COUNT = Path(GIVEN["count"])
UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
NUMBER = re.compile(r"[0-9]{12}")
# How often what fits the contract is made a request that ought to be done: until its operation has been, and then.
AT_FIRST, LATER = 0.7, 0.25
# Of the citizen's contract no steps are inferred from names and schemas: what a list shows is asked for.
STEPS = {"/plans": "plans", "/represented": "represented"}
# Whatever stands in it is accepted, and ignored where it is malformed: it is sent, and no request is refused for it.
TRACE = {"$ref": "#/components/parameters/Traceparent"}
TRACES = ("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01", "00-0-0-0", "[", "null", "0", "x" * 500)
done: set[str] = set()
sent_by: dict[str, str] = {}


@schemathesis.hook
def before_load_schema(context: HookContext, raw_schema: dict[str, Any]) -> None:
    """The steps from one operation to the next, for the phase that goes them; and no header that cannot be wrong."""
    for item in raw_schema["paths"].values():
        for operation in item.values():
            operation["parameters"] = [one for one in operation.get("parameters", []) if one != TRACE]
    if GIVEN["api"] != "citizen":
        return
    for start, listed in STEPS.items():
        links = raw_schema["paths"][start]["get"]["responses"]["200"].setdefault("links", {})
        for path, item in raw_schema["paths"].items():
            if path.startswith(f"{start}/{{"):
                (parameter,) = re.findall(r"{([a-zA-Z]+)}", path)
                links[item["get"]["operationId"]] = {
                    "operationId": item["get"]["operationId"],
                    "parameters": {parameter: f"$response.body#/{listed}/0/id"},
                }


@schemathesis.hook
def before_call(context: HookContext, case: Case, kwargs: dict[str, Any]) -> None:
    """From somebody, and so that it comes to something more often; what is malformed stays so."""
    stateful = case.meta is not None and case.meta.phase.name == TestPhase.STATEFUL
    fits = case.meta is not None and case.meta.generation.mode == GenerationMode.POSITIVE
    if fits and not stateful and CHANCE.random() < (LATER if likely.name_of(case) in done else AT_FIRST):
        kind = likely.shape(case, GIVEN)
    else:
        (kind,) = CHANCE.choices(list(WEIGHTS), list(WEIGHTS.values()))
        _more_often(case, 0.3 if stateful else 0.8)
    if kind in TOKENS:
        case.headers["Authorization"] = f"Bearer {TOKENS[kind]}"
    if CHANCE.random() < 0.2:
        case.headers["traceparent"] = CHANCE.choice(TRACES)
    sent_by[case.id] = kind
    if isinstance(case.query, dict) and str(case.query.get("wait", "0")).isdecimal():
        # Nobody waits for news here.
        case.query.pop("wait", None)


@schemathesis.hook
def after_call(context: HookContext, case: Case, response: Any) -> None:
    name = likely.name_of(case)
    if 200 <= response.status_code < 300:
        done.add(name)
    phase = case.meta.phase.name.value if case.meta else "-"
    said = {"operation": name, "status": response.status_code, "phase": phase, "by": sent_by.pop(case.id, "-")}
    with COUNT.open("a") as file:
        file.write(json.dumps(said) + "\n")


def _more_often(case: Case, how_often: float) -> None:
    """With ids that there are, the version that there is, and numbers that were made up for tests."""
    if CHANCE.random() < how_often:
        _real_ids(case)
    if case.headers.get("If-Match") and _fits(case, ParameterLocation.HEADER) and CHANCE.random() < 0.6:
        case.headers["If-Match"] = "*"
    if isinstance(case.body, dict) and _fits(case, ParameterLocation.BODY):
        _test_persons(case.body)
        # Else no plan would stay open for long.
        if "transition" in case.body and "dryRun" not in case.body and CHANCE.random() < 0.8:
            case.body["dryRun"] = True


def _fits(case: Case, part: ParameterLocation) -> bool:
    """Whether that part was made up to fit the contract: what was to be refused must not be made acceptable."""
    made = case.meta.components.get(part) if case.meta else None
    return made is None or made.mode == GenerationMode.POSITIVE


def _real_ids(case: Case) -> None:
    """The ids of one plan and its parts, in the path."""
    own = GIVEN["first"].get(likely.name_of(case))
    plan, places = own["ids"] if own else CHANCE.choice(GIVEN["plans"]), case.operation.path.split("/")
    for name, value in (case.path_parameters or {}).items():
        kind = name if name in plan else places[places.index(f"{{{name}}}") - 1]
        if kind in plan and UUID.fullmatch(str(value)):
            case.path_parameters[name] = plan[kind]


def _test_persons(body: dict[str, Any]) -> None:
    """Numbers that were made up for tests, where a person's number is asked for."""
    for holder in (body, body.get("person"), body.get("representative")):
        if isinstance(holder, dict) and NUMBER.fullmatch(str(holder.get("personnummer"))) and CHANCE.random() < 0.7:
            holder["personnummer"] = CHANCE.choice(GIVEN["numbers"])
