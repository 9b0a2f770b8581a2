"""The service built, and the sandbox around it."""

from collections.abc import Callable

from app import keys, main
from app.sandbox.faults import Faults
from app.sandbox.hours import Clock
from app.sandbox.layer import Sandbox
from app.sandbox.repeating import Repeating
from app.settings import Settings


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
