"""Subscribing to a worklist as a calendar, and fetching it as a calendar program does."""

import re
from typing import Any

import httpx
from sqlalchemy import select

from app.models.audit import audit_entry
from tests.callers import Caller
from tests.service import Service

HOME = "/journal/v1/calendar-subscriptions"
AT = "2026-03-07T10:00:00Z"


def subscribed(caller: Caller, at: str | None = AT, until: str = "2026-12-31") -> dict[str, Any]:
    answer = caller.post(HOME, at=at, json={"until": until})
    assert answer.status_code == 201, answer.text
    made: dict[str, Any] = answer.json()
    return made


def fetch(service: Service, address: str, at: str | None = AT, **headers: str) -> httpx.Response:
    """As a calendar program does it: the address, and nothing else."""
    assert address.startswith(f"{service.url}/calendars/")
    if at is not None:
        headers["Sip-Development-Time"] = at
    return service.client.get(address, headers=headers)


def entries(service: Service, answer: httpx.Response) -> list[Any]:
    async def read() -> list[Any]:
        async with service.database.journal() as connection:
            which = audit_entry.c.trace_id == answer.headers["traceparent"].split("-")[1]
            return list((await connection.execute(select(audit_entry).where(which))).mappings())

    return service.run(read())


def secret_of(made: dict[str, Any]) -> str:
    found = re.fullmatch(r".*/calendars/([A-Za-z0-9_-]{43})\.ics", made["address"])
    assert found
    return found[1]
