"""The layer around the service: the time that is set is given to each request, and a fault is met on the way in.

Pure ASGI. `/sandbox/…` is answered here (`control`) and never reaches the service; what is refused here is refused as
the service itself would, with a problem document, a trace id and a log line.
"""

import asyncio

from starlette.types import ASGIApp, Receive, Scope, Send

from app.http import clock, problems, rules
from app.http.trace import Trace
from app.http.validation import Mistake
from app.sandbox import control
from app.sandbox.faults import Fault, Faults, NoFault, read
from app.sandbox.hours import Clock
from app.settings import Settings

HEADER = "Sip-Sandbox-Fault"
_CLOCK, _FAULT = clock.HEADER.lower().encode(), HEADER.lower().encode()
# Where a fault may be met: whether the service lives, what an error means and this control are always answered.
_APIS = ("/journal/", "/citizen/")
RETRY_AFTER = 1
WHICH_HEADER = Mistake(
    HEADER,
    "no-such-fault",
    "Det är latency= och sekunder (högst 30), 500 eller 429, angivet en gång.",
    "It is latency= and seconds (at most 30), 500 or 429, given once.",
)


class Sandbox:
    """`Sandbox(service, settings, faults, clock)`."""

    def __init__(self, service: ASGIApp, settings: Settings, faults: Faults, clock: Clock):
        self._service = service
        self.clock = clock
        self.faults = faults
        self._control = Trace(control.application(self), settings)
        self._failing = Trace(_fail, settings)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._service(scope, receive, send)
            return
        if scope["path"] == "/sandbox" or scope["path"].startswith("/sandbox/"):
            await self._control(scope, receive, send)
            return
        if scope["path"].startswith(_APIS):
            try:
                fault = self._met(scope)
            except NoFault:
                scope["sandbox"] = None
                await self._failing(scope, receive, send)
                return
            if fault is not None and fault.status is not None:
                scope["sandbox"] = fault
                await self._failing(scope, receive, send)
                return
            if fault is not None:
                await asyncio.sleep(fault.seconds)
        at = self.clock.at
        if at is not None and not any(name == _CLOCK for name, _ in scope["headers"]):
            scope = {**scope, "headers": [*scope["headers"], (_CLOCK, at.isoformat().encode())]}
        await self._service(scope, receive, send)

    def _met(self, scope: Scope) -> Fault | None:
        """The request's own fault, or the one that is set. A request that has its own uses none of the others up."""
        asked = [value for name, value in scope["headers"] if name == _FAULT]
        if not asked:
            return self.faults.draw()
        if len(asked) > 1:
            raise NoFault(HEADER)
        fault = read(asked[0].decode("latin-1"))
        if fault.twice:
            raise NoFault(HEADER)
        return fault


async def _fail(scope: Scope, receive: Receive, send: Send) -> None:
    fault: Fault | None = scope["sandbox"]
    if fault is None:
        answer = problems.problem(scope, 422, rules.INVALID, [WHICH_HEADER])
    elif fault.status == 429:
        answer = problems.problem(scope, 429, rules.TOO_MANY, headers={"Retry-After": str(RETRY_AFTER)})
    else:
        answer = problems.problem(scope, 500, rules.INTERNAL)
    await answer(scope, receive, send)
