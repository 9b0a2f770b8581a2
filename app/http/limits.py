"""How much is taken on: from an address before it is known who calls, from a client then, and at once.

Kept by this process alone: with several, each has its own. Whether the service lives and is ready is always answered.
"""

import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager

from starlette.types import ASGIApp, Receive, Scope, Send

from app.domain.refusal import BUSY, Unavailable
from app.http import problems, proxies, rules
from app.http.problems import EdgeRefusal
from app.http.rates import Rate
from app.settings import Settings

Clock = Callable[[], float]
HEALTH = ("/livez", "/readyz")


class Room:
    """`Middleware(Room, limits=…)`, around everything; `limits` by the APIs' roots.

    Where an API has no place free, who comes with a token is turned away before anything is done with it: ten times as
    many as can be served leave the time to those who are. No address is counted for that.
    """

    def __init__(self, app: ASGIApp, limits: Mapping[str, "Limits"]):
        self._app, self._limits = app, [(f"{root}/", one) for root, one in limits.items()]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        full = scope["type"] == "http" and any(
            one.full and scope["path"].startswith(root) for root, one in self._limits
        )
        if full and any(name == b"authorization" for name, _ in scope["headers"]):
            refused = problems.problem(scope, 503, BUSY, headers={"Retry-After": "1"})
            await refused(scope, receive, send)
            return
        await self._app(scope, receive, send)


class AddressLimit:
    """`Middleware(AddressLimit, settings=…)`, around everything: who has proved who she is costs her address nothing.

    So what is counted is what anybody can send: tokens that do not hold, pages, addresses that lead nowhere.
    """

    def __init__(self, app: ASGIApp, settings: Settings, clock: Clock = time.monotonic):
        self._app = app
        self._settings = settings
        self._rate = Rate(settings.address_rate, settings.burst_seconds, clock)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["path"] in HEALTH:
            await self._app(scope, receive, send)
            return
        address = proxies.client(scope, self._settings)
        if wait := self._rate.take(address):
            refused = problems.problem(scope, 429, rules.TOO_MANY, headers={"Retry-After": str(wait)})
            await refused(scope, receive, send)
            return
        scope.setdefault("state", {})["give_back"] = lambda: self._rate.give_back(address)
        await self._app(scope, receive, send)


class Limits:
    """What one of the two APIs takes on; `app.state.limits`. The record systems' load is not the citizens'."""

    def __init__(self, settings: Settings, per_second: float, clock: Clock = time.monotonic):
        self._clients = Rate(per_second, settings.burst_seconds, clock)
        self._most = settings.requests_in_work
        self._in_work = 0

    @property
    def full(self) -> bool:
        """Whether no place is free now."""
        return self._in_work >= self._most

    def count(self, scope: Scope, client: str) -> None:
        """One request of a client whose token held. Raises 429, with the time to wait."""
        give_back = scope["state"].pop("give_back", None)
        if give_back is not None:
            give_back()
        if wait := self._clients.take(client):
            raise EdgeRefusal(429, rules.TOO_MANY, {"Retry-After": str(wait)})

    @contextmanager
    def work(self) -> Iterator[None]:
        """A place among those that are worked on. Raises `Unavailable` at once when there is none.

        Taken when the body has come, and left before the answer is sent: a slow client holds none.
        """
        if self.full:
            raise Unavailable(BUSY)
        self._in_work += 1
        try:
            yield
        finally:
            self._in_work -= 1

    @contextmanager
    def away(self) -> Iterator[None]:
        """Inside `work`: the place is left to others, and taken again. Raises `Unavailable` when there is none then."""
        self._in_work -= 1
        try:
            yield
        finally:
            self._in_work += 1
        if self._in_work > self._most:
            raise Unavailable(BUSY)
