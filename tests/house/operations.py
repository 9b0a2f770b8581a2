"""Every operation of both contracts, with a valid body, and how to ask for it: from the contract, compared with the
routes, so that neither can have one that the other lacks."""

import json
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import httpx
from fastapi import FastAPI
from fastapi.routing import APIRoute, iter_route_contexts

from app import main
from tests.callers import CITIZEN, JOURNAL, Caller

PUBLIC = frozenset({"getApiInfo"})


@dataclass(frozen=True)
class Operation:
    """One operation; `path` is its template inside the API `api`.

    `adds`: it takes a key for its retry; `tells`: it is answered with a body.
    """

    api: str
    method: str
    path: str
    name: str
    body: str | None
    adds: bool
    tells: bool

    @property
    def on_a_plan(self) -> bool:
        return "{planId}" in self.path

    def document(self) -> Any:
        return None if self.body is None else json.loads(self.body)

    def ask(self, caller: Caller, address: str, body: Any = None) -> httpx.Response:
        """With everything that a well-formed request has: a body, If-Match, Idempotency-Key."""
        options: dict[str, Any] = {"headers": {"If-Match": "*"}} if self.method != "get" else {}
        if self.body is not None:
            options["json"] = self.document() if body is None else body
        return caller.ask(self.method.upper(), address, **options)


def of_contract(api: str) -> list[Operation]:
    """As the committed contract has them; never empty."""
    contract = {"journal": JOURNAL, "citizen": CITIZEN}[api]
    found = []
    for method, path, operation in contract.operations():
        content = operation.get("requestBody", {}).get("content", {})
        body = json.dumps(next(iter(content.values()))["example"]) if content else None
        adds = any(one.get("name") == "Idempotency-Key" for one in operation["parameters"])
        tells = "204" not in operation["responses"]
        found.append(Operation(api, method, path, operation["operationId"], body, adds, tells))
    return found


def of_routes(api: str) -> list[tuple[str, str]]:
    """(method, path) of every route that the application really has, beside those that show the contract."""
    made: FastAPI = {"journal": main.journal_api, "citizen": main.citizen_api}[api]()
    found = [
        (method.lower(), context.path_format)
        for context in iter_route_contexts(made.router.routes)
        if isinstance(context.original_route, APIRoute)
        for method in context.methods or ()
    ]
    assert found, "an application without routes"
    return found


def trace_of(response: httpx.Response) -> str:
    return response.headers["traceparent"].split("-")[1]


def without_instance(response: httpx.Response) -> tuple[int, dict[str, str], Any]:
    """All of an answer but what differs between two answers to the same question: the trace and the date."""
    document = response.json()
    document.pop("instance", None)
    headers = {name: value for name, value in response.headers.items() if name not in ("date", "traceparent")}
    return response.status_code, headers, document


def never(plan_id: str) -> str:
    """An id of the same shape that no plan has."""
    return str(UUID(int=UUID(plan_id).int ^ 0xFFFF))
