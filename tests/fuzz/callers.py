"""Loaded by Schemathesis: who sends each request, and the ids of things that exist.

`FUZZ` in the environment says what there is: tokens by kind of caller, plans with the ids of their parts, and
personnummer that may be used. The generator of random values is Schemathesis' own, seeded with the run.
"""

import json
import os
import random
import re
from typing import Any

import schemathesis
from schemathesis import Case, HookContext
from schemathesis.generation.meta import TestPhase

GIVEN: dict[str, Any] = json.loads(os.environ["FUZZ"])
TOKENS: dict[str, str] = GIVEN["tokens"]
WEIGHTS: dict[str, int] = GIVEN["weights"]
PLANS: list[dict[str, str]] = GIVEN["plans"]
UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
NUMBER = re.compile(r"[0-9]{12}")


@schemathesis.hook
def before_call(context: HookContext, case: Case, kwargs: dict[str, Any]) -> None:
    """From somebody, and so that it comes to something more often; what is malformed stays so."""
    (kind,) = random.choices(list(WEIGHTS), list(WEIGHTS.values()))
    if kind in TOKENS:
        case.headers["Authorization"] = f"Bearer {TOKENS[kind]}"
    if random.random() < (0.3 if case.meta and case.meta.phase.name == TestPhase.STATEFUL else 0.8):
        _real_ids(case)
    if case.headers.get("If-Match") and random.random() < 0.6:
        case.headers["If-Match"] = "*"
    if isinstance(case.body, dict):
        _test_persons(case.body)
        # Else no plan would stay open for long.
        if "transition" in case.body and "dryRun" not in case.body and random.random() < 0.8:
            case.body["dryRun"] = True


def _real_ids(case: Case) -> None:
    """The ids of one plan and its parts, in the path."""
    plan, places = random.choice(PLANS), case.operation.path.split("/")
    for name, value in (case.path_parameters or {}).items():
        kind = name if name in plan else places[places.index(f"{{{name}}}") - 1]
        if kind in plan and UUID.fullmatch(str(value)):
            case.path_parameters[name] = plan[kind]


def _test_persons(body: dict[str, Any]) -> None:
    """Numbers that were made up for tests, where a person's number is asked for."""
    for holder in (body, body.get("person"), body.get("representative")):
        if isinstance(holder, dict) and NUMBER.fullmatch(str(holder.get("personnummer"))) and random.random() < 0.7:
            holder["personnummer"] = random.choice(GIVEN["numbers"])
