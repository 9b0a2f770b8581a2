"""What time it is for a request: asked once, kept with the request, and handed on to the services.

In development mode the header `Sip-Development-Time` sets the time of the request that carries it, and of no other.
A clock kept in the process would have to be put back by whoever moved it, would move under everybody else's feet
meanwhile, and would be as many clocks as there are processes; a header has none of these faults. In production the
header is refused: answering about another time than was asked for, and saying nothing, would be worse than failing.
Tokens are never judged by this clock (`http.tokens`).
"""

import re
from datetime import UTC, datetime

from starlette.requests import HTTPConnection

from app.domain.refusal import Malformed
from app.domain.rule import Rule

HEADER = "Sip-Development-Time"
CLOCK_NOT_MOVABLE = Rule(
    "clock-not-movable",
    "Klockan kan bara flyttas i utvecklingsläge.",
    "The clock can be moved in development mode only.",
)
DEVELOPMENT_TIME_MALFORMED = Rule(
    "development-time-malformed",
    "Sip-Development-Time är en tidpunkt 2000-2150 enligt RFC 3339 med förskjutning, angiven en gång.",
    "Sip-Development-Time is an RFC 3339 date-time in 2000-2150 with an offset, given once.",
    "RFC 3339 5.6",
)
# datetime.fromisoformat reads far more than RFC 3339, week numbers and times without an offset among it.
_RFC_3339 = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(?:\.[0-9]{1,6})?(?:Z|[+-][0-9]{2}:[0-9]{2})"
)

# The age limits begin in 2000, and what is answered ends in 2150: outside, there is nothing to answer with.
_YEARS = range(2000, 2151)


def now(request: HTTPConnection) -> datetime:
    """The time of this request, aware and in UTC; the same at every call. Needs `app.state.settings`."""
    kept: datetime | None = getattr(request.state, "now", None)
    if kept is None:
        kept = request.state.now = _ask(request)
    return kept


def _ask(request: HTTPConnection) -> datetime:
    given = request.headers.getlist(HEADER)
    if not given:
        return datetime.now(UTC)
    if not request.app.state.settings.development:
        raise Malformed(CLOCK_NOT_MOVABLE)
    if len(given) > 1:
        raise Malformed(DEVELOPMENT_TIME_MALFORMED)
    return read(given[0])


def read(text: str) -> datetime:
    """The instant that the header's text says. Raises `Malformed`."""
    if not _RFC_3339.fullmatch(text):
        raise Malformed(DEVELOPMENT_TIME_MALFORMED)
    try:
        moved = datetime.fromisoformat(text).astimezone(UTC)
    except (ValueError, OverflowError):
        raise Malformed(DEVELOPMENT_TIME_MALFORMED) from None
    if moved.year not in _YEARS:
        raise Malformed(DEVELOPMENT_TIME_MALFORMED)
    return moved
