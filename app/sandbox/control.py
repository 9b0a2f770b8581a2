"""`/sandbox/clock` and `/sandbox/faults`: what is set is read with GET and set with PUT, without a token.

Outside both APIs and in no contract of theirs. Whoever reaches it is on this computer (`http.binding`).
"""

from typing import Any, Protocol

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from app.domain.refusal import Malformed
from app.http import clock, json_body, problems, rules
from app.http.validation import Mistake
from app.sandbox.faults import Faults, NoFault
from app.sandbox.hours import Clock

LARGEST = 10_000
SHAPE = {
    "clock": (
        'Det är {"now": "2026-03-03T10:15:00+01:00"}, en tidpunkt 2000-2150 med förskjutning, eller null där.',
        'It is {"now": "2026-03-03T10:15:00+01:00"}, a time in 2000-2150 with an offset, or null in its place.',
    ),
    "faults": (
        'Det är {"fault": "latency=2"}, "500", "429", "duplicate" eller null; med share (0-1) eller next (antal).',
        'It is {"fault": "latency=2"}, "500", "429", "duplicate" or null; with share (0-1) or next (a count).',
    ),
}


class Controlled(Protocol):
    """What is set here."""

    clock: Clock
    faults: Faults


def application(sandbox: Controlled) -> Starlette:
    async def the_clock(request: Request) -> Response:
        if request.method == "PUT":
            wanted = await _body(request)
            if not isinstance(wanted, dict) or set(wanted) != {"now"}:
                return _wrong(request, "clock", "")
            now = wanted["now"]
            try:
                at = None if now is None else clock.read(now if isinstance(now, str) else "")
            except Malformed:
                return _wrong(request, "clock", "/now")
            await sandbox.clock.put(at)
        at = sandbox.clock.at
        return JSONResponse({"now": at and at.isoformat().replace("+00:00", "Z")})

    async def the_faults(request: Request) -> Response:
        if request.method == "PUT":
            try:
                sandbox.faults.put(await _body(request))
            except NoFault as wrong:
                return _wrong(request, "faults", wrong.place)
        return JSONResponse(sandbox.faults.told())

    made = Starlette(
        routes=[
            Route("/sandbox/clock", the_clock, methods=["GET", "PUT"]),
            Route("/sandbox/faults", the_faults, methods=["GET", "PUT"]),
        ]
    )
    problems.install(made)
    return made


async def _body(request: Request) -> Any:
    """Read as strictly as any other; larger than anything that is meant here, it cannot be read."""
    content = b""
    async for part in request.stream():
        content += part
        if len(content) > LARGEST:
            raise Malformed(rules.MALFORMED)
    return json_body.read(content)


def _wrong(request: Request, which: str, place: str) -> Response:
    return problems.problem(request, 422, rules.INVALID, [Mistake(place, "not-as-it-should-be", *SHAPE[which])])
