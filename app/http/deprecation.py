"""How an operation, or a whole version of an API, is said to end: declared once, told in answers and in the contract.

`Deprecation` (RFC 9745) says since when, `Sunset` (RFC 8594) from when it may be gone, and a link what takes its place.
Nothing is deprecated before its successor is there, and nobody gets less than twelve months (VER.15, VER.17, VER.18):
a declaration that says otherwise cannot be made.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from email.utils import format_datetime
from typing import Any

LEAST = timedelta(days=365)
EXTENSION = "x-deprecation"


@dataclass(frozen=True, slots=True)
class Deprecation:
    """From the beginning of `since` to the beginning of `sunset`, in UTC. `successor` is a path of this service."""

    since: date
    sunset: date
    successor: str

    def __post_init__(self) -> None:
        if self.sunset - self.since < LEAST:
            raise ValueError("what is deprecated is kept for twelve months at least")
        if not self.successor.startswith("/"):
            raise ValueError("a deprecation names what takes its place, by its path")

    def declared(self) -> dict[str, Any]:
        """What goes into `openapi_extra` of the route; the contract and the answers follow from it."""
        days = {"since": self.since.isoformat(), "sunset": self.sunset.isoformat(), "successor": self.successor}
        return {"deprecated": True, EXTENSION: days}

    def fields(self, base_url: str) -> list[tuple[str, str]]:
        """The header fields of every answer."""
        since, sunset = (datetime.combine(day, time(), UTC) for day in (self.since, self.sunset))
        return [
            ("Deprecation", f"@{int(since.timestamp())}"),
            ("Sunset", format_datetime(sunset, usegmt=True)),
            ("Link", f'<{base_url}{self.successor}>; rel="successor-version"'),
        ]


def declared_in(extra: Mapping[str, Any] | None) -> Deprecation | None:
    """What a route's `openapi_extra` declares."""
    said = (extra or {}).get(EXTENSION)
    if said is None:
        return None
    return Deprecation(date.fromisoformat(said["since"]), date.fromisoformat(said["sunset"]), said["successor"])
