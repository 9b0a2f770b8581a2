"""Accesses and the entries that they left, held against each other by trace: none without the other."""

import random
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import httpx
from sqlalchemy import func, select

from app.models.audit import audit_entry
from tests.callers import Caller, citizen, nobody, staff
from tests.house.operations import Operation, never, trace_of
from tests.persons import Persons
from tests.service import Service
from tests.soak.rounds import OPERATIONS, Round, rounds

LOOKED_AT = 200  # requests between two looks at the log
# One entry for each plan that is shown or brought, and one about none where that is none.
OF_SEVERAL = {"listPlans", "searchPlans", "importPlans", "listRepresented", "listEvents"}
# A version and an access of every plan of the person.
OF_HER_PLANS = {"addNumberChange", "undoNumberChange"}


@dataclass
class Access:
    """One request that was answered, and what of it must stand in the log."""

    one: Operation
    caller: str
    status: int
    plan_id: str

    def wrong(self, entries: list[Any]) -> str:
        """What is wrong with the entries of its trace; empty if nothing is."""
        said = [entry["outcome"] for entry in entries]
        allowed = said.count("allowed")
        if self.status == 401:
            return "an entry of nobody's" if said else ""
        if self.status in (403, 404):
            return "" if said == ["denied"] else f"a denial has {said or 'no entry'}"
        if self.status >= 400:
            overtaken = self.status == 412 and self.one.on_a_plan
            return "a no without its entry" if overtaken and said != ["denied"] else "an access that was none" * allowed
        if self.one.name == "importPlans":
            # Each plan of it is judged by itself, and a no about one of them is an entry.
            return "" if said else "an import has no entry"
        if not allowed or "denied" in said:
            return f"an access has {said or 'no entry'}"
        if self.one.name in OF_SEVERAL | OF_HER_PLANS:
            return ""
        if allowed != 1:
            return f"one access has {allowed} entries"
        if self.one.on_a_plan and entries[0]["plan_id"] != UUID(self.plan_id):
            return "an entry about another plan"
        return "a read that is no read" if self.one.method == "get" and entries[0]["kind"] != "Läsa" else ""


@dataclass
class Compared:
    """How many requests and entries have been held against each other, and what did not fit."""

    accesses: int = 0
    denials: int = 0
    refused: int = 0
    entries: int = 0
    unlike: list[str] = field(default_factory=list)

    def add(self, asked: dict[str, Access], rows: list[Any]) -> None:
        by_trace = defaultdict(list)
        for row in rows:
            by_trace[row["trace_id"]].append(row)
        self.entries += len(rows)
        self.unlike += [f"an entry without a request: {row['action']}" for row in rows if row["trace_id"] not in asked]
        for trace, access in asked.items():
            self.accesses += access.status < 400
            self.denials += access.status in (401, 403, 404)
            self.refused += access.status in (400, 409, 412, 422, 428)
            if wrong := access.wrong(by_trace[trace]):
                self.unlike.append(f"{access.caller} {access.one.name} {access.status}: {wrong}")


async def entries_since(service: Service, began: datetime) -> list[Any]:
    """Of requests: what the service does by itself, such as sending what earlier tests subscribed to, was not asked.

    Nothing is asked in the time to come; a test before this one may have set the clock there.
    """
    columns = [audit_entry.c[name] for name in ("trace_id", "outcome", "plan_id", "kind", "action")]
    by_itself = func.coalesce(audit_entry.c.client, "").like("sip %")
    asked = (audit_entry.c.at.between(began, datetime.now(UTC)), ~by_itself)
    async with service.database.journal() as connection:
        return list((await connection.execute(select(*columns).where(*asked))).mappings())


def compared(service: Service, persons: Persons, count: int, seed: int) -> Compared:
    """That many requests, of every operation, by those who may and those who may not."""
    chance, told, asked = random.Random(seed), Compared(), dict[str, Access]()
    began, mine = datetime.now(UTC), None
    for number, about in zip(range(count), rounds(service, persons), strict=False):
        if about is not mine:
            # What built it is no part of the count.
            told.add(asked, service.run(entries_since(service, began)) if asked else [])
            asked, began, mine = {}, datetime.now(UTC), about
            strangers = others(service, persons, about)
        one = chance.choice(OPERATIONS)
        name, answer, plan_id = _asked(chance, one, about, strangers)
        asked[trace_of(answer)] = Access(one, name, answer.status_code, plan_id)
        if len(asked) >= LOOKED_AT or number == count - 1:
            told.add(asked, service.run(entries_since(service, began)))
            asked, began = {}, datetime.now(UTC)
    return told


def others(service: Service, persons: Persons, about: Round) -> dict[str, Caller]:
    """Callers who may not, whichever operation it is."""
    return {
        "a stranger": staff(service, persons.unit(), persons.person()),
        "another citizen": citizen(service, persons.adult()),
        "nobody": nobody(service),
    }


def _asked(
    chance: random.Random, one: Operation, about: Round, strangers: dict[str, Caller]
) -> tuple[str, httpx.Response, str]:
    """Who asked, the answer, and the id in the address."""
    name = chance.choice(["who may"] * 7 + [*strangers])
    caller = about.callers[one.name] if name == "who may" else strangers[name]
    headers = {"If-Match": "*"} if one.method != "get" else {}
    path, content, plan_id = about.address(one), about.body(one).encode(), about.plan.plan_id
    match chance.randrange(10):
        case 0 if one.on_a_plan:
            path, plan_id = path.replace(plan_id, never(plan_id)), never(plan_id)
        case 1 if one.method != "get":
            headers["If-Match"] = '"9999"'
        case 2 if one.method == "get":
            headers["If-None-Match"] = "*"
        case 3 if content:
            content = content[:-1]
        case 4 if one.method == "post":
            # Always the same key of this operation: a retry, which is an access too.
            headers["Idempotency-Key"] = f"again {one.name} {plan_id}"
    if content:
        headers["Content-Type"] = "application/json"
    return name, caller.ask(one.method.upper(), path, content=content, headers=headers), plan_id
