"""For tests in which nothing may change: the whole database before and after, and what a clear no looks like.

`Office` is one member of staff at a unit of her own, with the smallest plan that can be made.
"""

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from uuid import uuid4

import httpx
from sqlalchemy import Select, Table, Text, func, literal, select, union_all

from app.models.audit import audit_entry
from app.models.base import metadata
from app.models.mirror import mirrored_consents, mirrored_plan, mirrored_summonses
from app.models.plan import plan
from tests.callers import CANARY, JOURNAL, staff
from tests.persons import Persons
from tests.service import Service

JSON = {"Content-Type": "application/json"}
MARK = "@raw@"
# As it is, and as a line of JSON in ASCII has it.
CANARIES = (CANARY, json.dumps(CANARY)[1:-1])


class Office:
    """Somebody at work, and what she asks."""

    def __init__(self, service: Service, persons: Persons, *principal: str) -> None:
        self.unit, self.person, self.citizen = persons.unit(*principal), persons.person(*principal), persons.adult()
        self.caller = staff(service, self.unit, self.person)

    def body(self, **members: Any) -> dict[str, Any]:
        """A plan as it is created."""
        unit = {"name": "Avdelning 1", "kind": "hospital", "hsaId": self.unit, "principalType": "region"}
        unit |= {"principalName": "Region Exempel", "principalOrgNumber": self.unit.partition("-")[0]}
        return {
            "title": "Hem efter höftfraktur",
            "reason": "Behov av samordnade insatser",
            "legalBases": ["HSL 16:4"],
            "initiatedAt": "2026-03-03T10:15:00Z",
            "person": {"personnummer": self.citizen, "name": "Elsa Lindqvist"},
            "unit": unit,
        } | members

    def plan(self) -> str:
        """The path of a new plan."""
        made = self.caller.post("/journal/v1/plans", json=self.body())
        assert made.status_code == 201, made.text
        return f"/journal/v1/plans/{made.json()['id']}"

    def send(self, method: str, path: str, content: bytes | str | Iterator[bytes], **headers: str) -> httpx.Response:
        """A body as it stands; every precondition is met, so that only the body can be wrong."""
        headers = JSON | {"If-Match": "*"} | headers
        return self.caller.ask(method, path, content=content, headers=headers)

    def create(self, content: bytes | str | Iterator[bytes], **headers: str) -> httpx.Response:
        return self.send("POST", "/journal/v1/plans", content, **headers)


def raw(document: dict[str, Any], value: str) -> str:
    """The document as JSON, with `MARK` replaced by text that need not be JSON."""
    text = json.dumps(document, ensure_ascii=False)
    assert f'"{MARK}"' in text
    return text.replace(f'"{MARK}"', value)


def taking_bodies() -> list[tuple[str, str]]:
    """(method, path) of every operation that takes a body, found in the contract; ids that nothing has."""
    found = [
        (method.upper(), "/journal/v1" + re.sub(r"\{[^}]+\}", lambda _: str(uuid4()), path))
        for method, path, operation in JOURNAL.operations()
        if "requestBody" in operation
    ]
    assert len(found) > 20
    return found


def refused(answer: httpx.Response, status: int, rule: str | None = None) -> dict[str, Any]:
    """A problem document that says which rule, in words, and nothing of what was sent."""
    assert answer.status_code == status, f"{answer.request.method} {answer.request.url.path}: {answer.text[:500]}"
    assert answer.headers["content-type"] == "application/problem+json"
    document: dict[str, Any] = answer.json()
    assert document["status"] == status and document["title"] and document["detail"]
    assert document["instance"].startswith("urn:trace:")
    if rule is not None:
        assert document["type"].endswith(f"/problems/{rule}"), document
    assert not any(canary in answer.text for canary in CANARIES)
    return document


def pointers(document: dict[str, Any]) -> list[tuple[str, str]]:
    """(place, code) of everything that the problem lists."""
    return [(error["pointer"], error["code"]) for error in document.get("errors", [])]


@contextmanager
def unchanged(service: Service) -> Iterator[None]:
    """Nothing is written meanwhile: no row, no version, no mirror, no event, no access that was allowed."""
    before = service.run(_standing(service))
    yield
    after = service.run(_standing(service))
    assert after == before, [name for name in before if after[name] != before[name]]


def _count(name: str, table: Table) -> Select[Any]:
    return select(literal(name, Text), func.count()).select_from(table)


# Every table's rows in one question, as it is asked hundreds of times; what was denied may be written.
COUNTS = union_all(
    *(_count(table.name, table) for table in metadata.sorted_tables if table is not audit_entry),
    _count("accesses", audit_entry).where(audit_entry.c.outcome == "allowed"),
)
# In an order, so that two lists of the same rows are the same.
ROWS = {
    "versions": select(plan.c.id, plan.c.version).order_by(plan.c.id),
    "copies": select(mirrored_plan.c.plan_id, mirrored_plan.c.etag).order_by(mirrored_plan.c.plan_id),
    "copied consents": select(mirrored_consents.c.plan_id, mirrored_consents.c.etag).order_by(
        mirrored_consents.c.plan_id
    ),
    "copied summonses": select(mirrored_summonses.c.plan_id, mirrored_summonses.c.etag).order_by(
        mirrored_summonses.c.plan_id
    ),
}


async def _standing(service: Service) -> dict[str, Any]:
    async with service.database.journal() as connection:
        found: dict[str, Any] = {name: count for name, count in await connection.execute(COUNTS)}
        assert len(found) == len(metadata.sorted_tables), "two tables of one name"
        for name, query in ROWS.items():
            found[name] = [tuple(row) for row in await connection.execute(query)]
    return found
