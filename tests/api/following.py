"""Whoever follows the feed: from now on, page after page, each answer held to the contract."""

from dataclasses import dataclass, field
from typing import Any

from tests.callers import Caller
from tests.service import Service

PATH = "/journal/v1/events"


def link(document: dict[str, Any], rel: str, service: Service) -> str:
    """The address of a link, as the test's client asks for it."""
    href: str = next(one["href"] for one in document["_links"] if one["rel"] == rel)
    return href.removeprefix(service.url)


@dataclass
class Following:
    """Begins with what is newest when it is made."""

    caller: Caller
    limit: int = 100
    at: str | None = None
    place: str = field(init=False)

    def __post_init__(self) -> None:
        answer = self.caller.get(f"{PATH}?limit={self.limit}", at=self.at)
        assert answer.status_code == 200, answer.text
        self.place = link(answer.json(), "last", self.caller.service)

    def next(self) -> list[dict[str, Any]]:
        answer = self.caller.get(self.place, at=self.at)
        assert answer.status_code == 200, answer.text
        self.place = link(answer.json(), "next", self.caller.service)
        found: list[dict[str, Any]] = answer.json()["events"]
        return found

    def rest(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = []
        while more := self.next():
            found += more
        return found


def types(events: list[dict[str, Any]]) -> list[str]:
    return [one["type"] for one in events]
