"""Whoever connects a record system: she makes a subscription, and has its address confirmed."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import select

from app.http.posting import Poster
from app.models.outbox import outbox_event
from app.relay import Relay
from app.services.sequencing import catch_up
from tests.callers import Caller, staff
from tests.house.staffed_plan import WholePlan, ago
from tests.persons import Persons
from tests.service import Service
from tests.webhooks.receiver import Receiver

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


class Clock:
    """A clock that nobody waits for: it begins with the real time, and goes on when it is told to."""

    def __init__(self) -> None:
        self.at = datetime.now(UTC)

    def __call__(self) -> datetime:
        return self.at

    def forward(self, **time: float) -> None:
        self.at += timedelta(**time)


def drain(service: Service, *senders: Relay) -> int:
    """Turns until nothing is due; how much was sent."""
    sent = 0
    while taken := sum(service.run(one.turn()) for one in senders):
        sent += taken
    return sent


def unit_of(plan: WholePlan, name: str) -> str:
    """The HSA-id of one of its units: `own` is the coordinator's, `units` the partner's."""
    hsa_id: str = next(one["hsaId"] for one in plan.read()["units"] if one["id"] == plan.ids[name])
    return hsa_id


def note(plan: WholePlan) -> None:
    """The smallest change of a plan."""
    plan.post("notes", {"text": "Ringt", "writtenAt": ago()})


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

    def put_body(self, what: str, body: Any) -> dict[str, Any]:
        return self._put(what, json=body)

    def put(self, what: str) -> dict[str, Any]:
        return self._put(what)

    def _put(self, what: str, **options: Any) -> dict[str, Any]:
        answer = self.caller.put(f"{self.path}/{what}", **options)
        assert answer.status_code == 200, answer.text
        self.shown = answer.json()
        return self.shown


def subscribed(caller: Caller, address: str, **more: Any) -> Subscription:
    """A subscription that begins with what comes after."""
    caller.service.run(catch_up(caller.service.database.journal))
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


def told_of(plan: WholePlan, receiver: Receiver) -> list[tuple[int, str]]:
    """(version, type) of what came of that plan, in the order in which it came."""
    mine = [one.document for one in receiver.events if one.document["data"]["plan"] == plan.plan_id]
    return [(one["data"]["version"], one["type"]) for one in mine]


async def committed(service: Service, plan: WholePlan, since: int = 0) -> list[Any]:
    async with service.database.journal() as connection:
        query = select(outbox_event).where(outbox_event.c.version > since).order_by(outbox_event.c.version)
        return [row for row in await connection.execute(query) if str(row.plan_id) == plan.plan_id]


def later(seconds: float) -> Clock:
    clock = Clock()
    clock.forward(seconds=seconds)
    return clock
