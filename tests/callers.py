"""Callers of the service: staff and citizens with real tokens, over real sockets, each answer held to the contract."""

import base64
import json
import re
from typing import Any
from uuid import uuid4

import httpx

from app.http import minting
from tests.contract.contracts import Contract
from tests.service import Service

JOURNAL, CITIZEN = Contract("journal"), Contract("citizen")
# What is the same for everybody, and of nobody.
PUBLIC = re.compile(r"/(journal|citizen)/v1/(api-info|openapi\.json|docs(/.*)?)")
CANARY = "KANARIEFÅGEL"


class Caller:
    """Sends requests with one token; `at` moves the clock of a request. Every answer is validated."""

    def __init__(self, service: Service, token: str | None) -> None:
        self.service = service
        self.token = token
        self.requests = 0
        self.name = uuid4()

    def ask(self, method: str, path: str, *, at: str | None = None, **options: Any) -> httpx.Response:
        headers = {} if self.token is None else {"Authorization": f"Bearer {self.token}"}
        if at is not None:
            headers["Sip-Development-Time"] = at
        if method == "POST":
            self.requests += 1
            headers["Idempotency-Key"] = f"test-{self.name}-{self.requests}"
        headers |= options.pop("headers", {})
        response = self.service.client.request(method, path, headers=headers, **options)
        check(response)
        return response

    def get(self, path: str, **options: Any) -> httpx.Response:
        return self.ask("GET", path, **options)

    def post(self, path: str, **options: Any) -> httpx.Response:
        return self.ask("POST", path, **options)

    def put(self, path: str, **options: Any) -> httpx.Response:
        options["headers"] = {"If-Match": "*"} | options.get("headers", {})
        return self.ask("PUT", path, **options)

    def patch(self, path: str, **options: Any) -> httpx.Response:
        options["headers"] = {"If-Match": "*"} | options.get("headers", {})
        return self.ask("PATCH", path, **options)


def check(response: httpx.Response) -> None:
    """What holds for every answer of the suite: the contract, no copy on the way, and no canary where none may be."""
    path = response.request.url.path
    for contract, root in ((JOURNAL, "/journal/v1"), (CITIZEN, "/citizen/v1")):
        if path.startswith(root):
            contract.check(response.request.method, path.removeprefix(root), response)
            kept = {one.strip() for one in response.headers["cache-control"].split(",")}
            private = kept & {"no-store", "private"} and "public" not in kept
            assert private or PUBLIC.fullmatch(path), f"anybody may keep the answer to {response.request.method} {path}"
    if path.startswith("/citizen/") or response.status_code >= 400:
        assert CANARY not in response.text, f"a canary in the answer to {response.request.method} {path}"


def staff(service: Service, unit: str, person: str, **more: Any) -> Caller:
    return Caller(service, minting.staff(service.settings, service.keys, unit=unit, person=person, **more))


def entrusted(caller: Caller) -> Caller:
    """The same member of staff, who may state number changes too."""
    return with_scopes(caller, "journal:read", "journal:write", "journal:numbers")


def with_scopes(caller: Caller, *scopes: str) -> Caller:
    """The same member of staff, with those."""
    body = (caller.token or "").split(".")[1]
    claims = json.loads(base64.urlsafe_b64decode(body + "=" * (-len(body) % 4)))
    return staff(caller.service, claims["healthCareUnitHsaId"], claims["employeeHsaId"], scopes=scopes)


def citizen(service: Service, personnummer: str, **more: Any) -> Caller:
    return Caller(service, minting.citizen(service.settings, service.keys, personnummer=personnummer, **more))


def system(service: Service, *units: str, **more: Any) -> Caller:
    return Caller(service, minting.system(service.settings, service.keys, units=units, **more))


def nobody(service: Service) -> Caller:
    return Caller(service, None)
