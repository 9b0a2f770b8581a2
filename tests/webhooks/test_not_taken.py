"""What becomes of what the receiver does not take: it waits, in order, for three days at most."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from cryptography.fernet import Fernet
from sqlalchemy import select, update

from app.models.webhook import webhook, webhook_key
from app.relay import Relay
from tests.api.standing import refused
from tests.house.staffed_plan import WholePlan
from tests.house.whole_plan import another
from tests.persons import Persons
from tests.service import Service
from tests.webhooks.connecting import (
    Clock,
    Subscription,
    committed,
    confirmed,
    connector,
    drain,
    later,
    note,
    relay,
    told_of,
    unit_of,
)
from tests.webhooks.receiver import Came, Receiver


def test_a_plan_whose_event_is_not_taken_waits_in_order_and_holds_nobody_up(
    service: Service, persons: Persons, receiver: Receiver, plan: WholePlan
) -> None:
    other, clock = another(service, persons), Clock()
    sender = relay(service, clock)
    one = confirmed(connector(service, persons, unit_of(plan, "own")), receiver.url, sender)

    def refuse(came: Came) -> Any:
        return (500, {}, b"") if came.document["data"]["plan"] == plan.plan_id else None

    receiver.answer = refuse
    for _ in range(3):
        note(plan)
        note(other)
    drain(service, sender)
    assert len(told_of(other, receiver)) == 3
    first = service.run(committed(service, plan))[-3].version
    assert [version for version, _ in told_of(plan, receiver)] == [first], "the ones behind it are not tried"
    assert one.read()["deliveries"]["waiting"] == 3
    assert (one.shown["deliveries"]["failure"], one.shown["deliveries"]["status"]) == ("refused", 500)
    clock.forward(seconds=4)
    assert drain(service, sender) == 0, "not before its time"
    clock.forward(seconds=2)
    assert drain(service, sender) == 1
    receiver.answer = None
    clock.forward(seconds=25)
    drain(service, sender)
    assert [version for version, _ in told_of(plan, receiver)] == [first, first, first, first + 1, first + 2]
    names = [came.name for came in receiver.events if came.document["data"]["plan"] == plan.plan_id]
    assert len(set(names[:3])) == 1, "the same name every time"


def test_after_three_days_it_is_disabled_and_enabled_it_goes_on_where_it_stood(
    service: Service, persons: Persons, receiver: Receiver, plan: WholePlan
) -> None:
    clock = Clock()
    sender = relay(service, clock)
    one = confirmed(connector(service, persons, unit_of(plan, "own")), receiver.url, sender)
    receiver.answer = lambda _: (500, {}, b"")
    note(plan)
    note(plan)
    began, tried = clock.at, []
    while one.read()["status"] == "active":
        if drain(service, sender):
            tried.append(clock.at - began)
        clock.forward(minutes=30)
        assert clock.at - began < timedelta(days=5)
    assert 10 <= len(tried) <= 20 and timedelta(days=3) <= tried[-1] < timedelta(days=3, hours=1)
    assert (one.shown["status"], one.shown["why"]) == ("disabled", "undelivered")
    assert one.shown["statusSince"] > one.shown["madeAt"] and one.shown["deliveries"]["waiting"] == 2
    receiver.answer = None
    receiver.came.clear()
    note(plan)
    clock.forward(days=1)
    assert drain(service, sender) == 0, "while it is off nothing is sent"
    assert one.put("enablement")["why"] == "enabled"
    clock.forward(seconds=30)
    drain(service, sender)
    versions = [version for version, _ in told_of(plan, receiver)]
    assert versions == [row.version for row in service.run(committed(service, plan))[-3:]], "nothing is lost"


def test_what_the_receiver_asks_for_is_waited(
    service: Service, persons: Persons, receiver: Receiver, plan: WholePlan
) -> None:
    clock = Clock()
    sender = relay(service, clock)
    confirmed(connector(service, persons, unit_of(plan, "own")), receiver.url, sender)
    receiver.answer = lambda _: (429, {"Retry-After": "600"}, b"")
    note(plan)
    assert drain(service, sender) == 1
    clock.forward(seconds=599)
    assert drain(service, sender) == 0
    clock.forward(seconds=2)
    assert drain(service, sender) == 1


def test_a_receiver_that_is_gone_ends_it(
    service: Service, persons: Persons, receiver: Receiver, plan: WholePlan, sender: Relay
) -> None:
    one = confirmed(connector(service, persons, unit_of(plan, "own")), receiver.url, sender)
    receiver.answer = lambda _: (410, {}, b"")
    note(plan)
    note(plan)
    drain(service, sender)
    assert len(receiver.events) == 1
    assert (one.read()["status"], one.shown["why"]) == ("ended", "gone")
    assert one.shown["deliveries"]["waiting"] == 0 and one.shown["deliveries"]["status"] == 410
    refused(one.caller.put(f"{one.path}/enablement"), 409, "webhook-ended")


def test_nothing_is_sent_for_one_that_has_ended(
    service: Service, receiver: Receiver, plan: WholePlan, waited_for: Subscription
) -> None:
    waited_for.put("end")
    receiver.came.clear()
    note(plan)
    assert drain(service, relay(service, later(3600))) == 0 and receiver.came == []


@pytest.mark.parametrize("lost", [(webhook_key.c.webhook_id, "sealed_pair"), (webhook.c.id, "sealed_address")], ids=str)
def test_one_that_no_key_opens_holds_up_itself_alone(
    service: Service, persons: Persons, receiver: Receiver, plan: WholePlan, lost: tuple[Any, str]
) -> None:
    """Its pair, or its address, is sealed by a key that is not in the ring; put back, nothing of it is lost."""
    clock = Clock()
    sender = relay(service, clock)
    units = (unit_of(plan, "own"), unit_of(plan, "units"))
    shut, _ = [confirmed(connector(service, persons, unit), receiver.url, sender) for unit in units]
    which, column = lost[0] == UUID(shut.shown["id"]), lost[1]

    async def put(sealed: str) -> str:
        async with service.database.journal() as connection:
            before = (await connection.execute(select(lost[0].table.c[column]).where(which))).scalar_one()
            await connection.execute(update(lost[0].table).where(which).values({column: sealed}))
            return str(before)

    before = service.run(put(Fernet(Fernet.generate_key()).encrypt(b"lost").decode()))
    note(plan)
    note(plan)
    assert drain(service, sender) == 2 and len(receiver.events) == 2, "the other unit is told of both"
    clock.forward(seconds=4)
    assert drain(service, sender) == 0
    service.run(put(before))
    shown = shut.read()["deliveries"]
    assert (shown["waiting"], shown["failure"], shown["status"]) == (2, "not_reached", None)
    clock.forward(seconds=2)
    assert drain(service, sender) == 2, "the first was put off, and is followed by the second"
    assert shut.read()["deliveries"]["waiting"] == 0 and shut.shown["status"] == "active"


def test_one_that_no_key_opens_is_disabled_after_three_days(
    service: Service, persons: Persons, receiver: Receiver, plan: WholePlan
) -> None:
    clock = Clock()
    sender = relay(service, clock)
    one = confirmed(connector(service, persons, unit_of(plan, "own")), receiver.url, sender)

    async def lose() -> None:
        foreign = Fernet(Fernet.generate_key()).encrypt(b"lost").decode()
        async with service.database.journal() as connection:
            pair = update(webhook_key).where(webhook_key.c.webhook_id == UUID(one.shown["id"]))
            await connection.execute(pair.values(sealed_pair=foreign))

    service.run(lose())
    note(plan)
    for _ in range(30):
        drain(service, sender)
        clock.forward(hours=6, seconds=1)
    assert (one.read()["status"], one.shown["why"]) == ("disabled", "undelivered")
    assert one.shown["deliveries"]["waiting"] == 1 and receiver.events == []


def test_that_a_name_leads_inside_is_not_told_apart_from_that_it_leads_nowhere(
    service: Service, persons: Persons, receiver: Receiver, plan: WholePlan, caplog: pytest.LogCaptureFixture
) -> None:
    """Of a test and of a delivery; only the service's own log says which it was."""
    caller, inside = connector(service, persons, unit_of(plan, "own")), f"http://localhost:{receiver.port}/"
    both = [confirmed(caller, address, relay(service)) for address in (inside, receiver.url)]

    async def look(host: str, _port: int) -> list[str]:
        if host != "localhost":
            raise OSError
        return ["10.0.0.7"]

    async def a_while_ago() -> None:
        async with service.database.journal() as connection:
            await connection.execute(update(webhook).values(test_asked_at=None))

    caplog.set_level("INFO", "sip.relay")
    service.run(a_while_ago())
    note(plan)
    for one in both:
        one.put("test")
    drain(service, relay(service, look=look))
    told = [(one.read()["latestTest"]["failure"], one.shown["deliveries"]["failure"]) for one in both]
    assert told == [("not_reached", "not_reached")] * 2
    ways = [record.getMessage().split()[2] for record in caplog.records if record.name == "sip.relay"]
    assert sorted(ways) == ["not_reached"] * 2 + ["unsafe_address"] * 2
