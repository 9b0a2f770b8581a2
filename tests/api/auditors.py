"""Auditors for the tests, and entries of an audit log that nobody else's test meets."""

from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any
from uuid import UUID

from app import keys
from app.repositories import audit
from app.services import sealing
from tests.callers import Caller, staff
from tests.house.sealed_log import entry
from tests.persons import Persons
from tests.service import Service

SCOPES = ("journal:audit",)
PURPOSE = "Kvalitetssäkring"
_principals = count(1)


def principal() -> str:
    """One that no other test has."""
    return f"SE77{next(_principals):08}"


def auditor(service: Service, persons: Persons, of: str, **more: Any) -> Caller:
    options: dict[str, Any] = {"scopes": SCOPES, "purpose": PURPOSE} | more
    return staff(service, persons.unit(of), persons.person(of), **options)


def add(service: Service, entries: list[dict[str, Any]]) -> None:
    """Each as `sealed_log.entry` makes it, with what differs."""

    async def written() -> None:
        async with service.database.journal() as connection:
            await audit.add(connection, entries)

    service.run(written())


def seal(service: Service) -> None:
    """What is in the log is sealed, and its end is closed until five minutes ago."""
    ours = keys.load_sealing(service.settings)
    service.run(
        sealing.seal(service.database.journal, ours, service.settings.seals, lambda: datetime.now(UTC), everything=True)
    )


def sample(**more: Any) -> dict[str, Any]:
    """A body that asks for a sample of the day before an hour ago."""
    until = datetime.now(UTC) - timedelta(hours=1)
    return {"from": (until - timedelta(days=1)).isoformat(), "to": until.isoformat(), "size": 5} | more


def pages(caller: Caller, path: str, limit: int, body: Any = None, **asked: str) -> list[dict[str, Any]]:
    """Every entry that is shown, page by page as the links lead."""
    found: list[dict[str, Any]] = []
    params: dict[str, str] | None = asked | {"limit": str(limit)}
    address: str | None = f"/journal/v1{path}"
    while address is not None:
        answer = caller.ask("GET" if body is None else "POST", address, params=params, json=body)
        assert answer.status_code == 200, answer.text
        entries = answer.json()["entries"]
        links = {one["rel"]: one["href"] for one in answer.json()["_links"]}
        assert len(entries) == limit or "next" not in links
        found += entries
        address, params = links.get("next"), None
    return found


def ids(entries: list[dict[str, Any]]) -> list[UUID]:
    return [UUID(one["id"]) for one in entries]


__all__ = ["add", "auditor", "entry", "ids", "pages", "principal", "sample", "seal"]
