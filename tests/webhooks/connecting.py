"""Whoever connects a record system: she makes a subscription, and has its address confirmed."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from app.http.posting import Poster
from app.relay import Relay
from tests.callers import Caller, staff
from tests.persons import Persons
from tests.service import Service

HOME = "/journal/v1/webhook-subscriptions"
SCOPES = ("journal:webhooks",)


def connector(service: Service, persons: Persons, unit: str | None = None, **more: Any) -> Caller:
    """At that unit, or at one of her own."""
    unit = unit or persons.unit()
    return staff(service, unit, persons.person(unit.partition("-")[0]), **({"scopes": SCOPES} | more))


def relay(service: Service, now: Callable[[], datetime] | None = None, **more: Any) -> Relay:
    """A sender of one's own, over the service's database; take turns with `service.run`."""
    clock: dict[str, Any] = {"now": now} if now else {}
    return Relay(service.database.journal, service.keys, Poster(service.settings, **more), chance=lambda: 0, **clock)


@dataclass
class Subscription:
    """One that was made, and its answers' latest form."""

    caller: Caller
    secret: str
    shown: dict[str, Any]

    @property
    def path(self) -> str:
        return f"{HOME}/{self.shown['id']}"

    @property
    def public_key(self) -> str:
        key: str = self.shown["keys"][0]["publicKey"]
        return key

    def read(self) -> dict[str, Any]:
        answer = self.caller.get(self.path)
        assert answer.status_code == 200, answer.text
        self.shown = answer.json()
        return self.shown

    def put(self, what: str) -> dict[str, Any]:
        answer = self.caller.put(f"{self.path}/{what}")
        assert answer.status_code == 200, answer.text
        self.shown = answer.json()
        return self.shown


def subscribed(caller: Caller, address: str, **more: Any) -> Subscription:
    answer = caller.post(HOME, json={"address": address} | more)
    assert answer.status_code == 201, answer.text
    shown = answer.json()
    return Subscription(caller, shown.pop("secret"), shown)


def confirmed(caller: Caller, address: str, sender: Relay, **more: Any) -> Subscription:
    """Made, tested, and active."""
    one = subscribed(caller, address, **more)
    one.put("test")
    caller.service.run(sender.turn())
    assert one.read()["status"] == "active", one.shown
    return one
