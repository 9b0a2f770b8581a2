"""A server for integrators' own tests (`sip sandbox`): the service itself, and around it a clock and faults on request.

Development mode alone, and so loopback alone. Nothing of it is known to the service, which would serve no `/sandbox/…`
and hear of no fault; it is built around it (`layer`), by this command and by nothing else.
"""

from collections.abc import Callable

from app import keys, main
from app.sandbox.faults import Faults
from app.sandbox.hours import Clock
from app.sandbox.layer import Sandbox
from app.sandbox.repeating import Repeating
from app.settings import Settings

__all__ = ["Sandbox", "build"]


def build(
    settings: Settings, which: main.Api = "both", gave_up: Callable[[Exception], None] = lambda _error: None
) -> Sandbox:
    """The service in a sandbox. Raises `RuntimeError` in production, before anything is built."""
    if not settings.development:
        raise RuntimeError("the sandbox is there in development mode only; set SIP_MODE=development")
    faults, clock = Faults(), Clock(keys.load(settings))
    service = main.build(
        settings, which, gave_up, poster=lambda given: Repeating(given, faults), now=clock, opens=clock.runs
    )
    return Sandbox(service, settings, faults, clock)
