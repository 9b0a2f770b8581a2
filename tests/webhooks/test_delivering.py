"""What is told, to whom, in which order; and what becomes of it when the receiver does not take it."""

import asyncio
import random
from collections import Counter
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from cryptography.fernet import Fernet
from sqlalchemy import select, update

from app.models.audit import audit_entry
from app.models.outbox import outbox_event
from app.models.webhook import webhook, webhook_key
from app.relay import Relay
from tests.aftermath import NUMBER
from tests.api.standing import CANARIES, refused
from tests.house.canaries import Words
from tests.house.staffed_plan import WholePlan, ago
from tests.house.whole_plan import MUNICIPALITY, another, build
from tests.persons import Persons
from tests.service import Service
from tests.webhooks.connecting import (
    Clock,
    Subscription,
    confirmed,
    connector,
    drain,
    note,
    relay,
    subscribed,
    unit_of,
)
from tests.webhooks.receiver import Came, Receiver


@pytest.fixture
def plan(service: Service, persons: Persons) -> WholePlan:
    return another(service, persons)


@pytest.fixture
def sender(service: Service) -> Relay:
    return relay(service)


def told_of(plan: WholePlan, receiver: Receiver) -> list[tuple[int, str]]:
    """(version, type) of what came of that plan, in the order in which it came."""
    mine = [one.document for one in receiver.events if one.document["data"]["plan"] == plan.plan_id]
    return [(one["data"]["version"], one["type"]) for one in mine]


async def committed(service: Service, plan: WholePlan, since: int = 0) -> list[Any]:
    async with service.database.journal() as connection:
        query = select(outbox_event).where(outbox_event.c.version > since).order_by(outbox_event.c.version)
        return [row for row in await connection.execute(query) if str(row.plan_id) == plan.plan_id]


# --- what is told ----------------------------------------------------------------------------------------------------


def test_every_event_is_told_once_in_order_signed_and_without_content(
    service: Service, persons: Persons, receiver: Receiver
) -> None:
    """A whole plan with a canary in all that is withheld, from its first event to its last."""
    plan = build(service, persons, Words(protected=False))
    one = confirmed(connector(service, persons, unit_of(plan, "own")), receiver.url, relay(service))
    one.put_body("replay", {"from": ago(minutes=10)})
    note(plan)
    drain(service, relay(service))
    expected = service.run(committed(service, plan))
    mine = [came for came in receiver.events if came.document["data"]["plan"] == plan.plan_id]
    assert len(expected) > 50
    assert told_of(plan, receiver) == [(row.version, row.type) for row in expected]
    for came, row in zip(mine, expected, strict=True):
        assert came.verified_by(one.secret, one.public_key)
        assert came.document == {
            "type": row.type,
            "timestamp": row.occurred_at.isoformat().replace("+00:00", "Z"),
            "data": {"id": str(row.id), "plan": str(row.plan_id), "version": row.version},
        }
        whole = f"{came.headers} {came.body.decode()} {came.path}"
        assert not any(canary in whole for canary in CANARIES) and not NUMBER.search(whole)
    assert len({came.name for came in mine}) == len(mine)
    assert one.read()["deliveries"]["waiting"] == 0 and one.shown["deliveries"]["deliveredAt"]


def test_only_the_types_that_are_asked_for(
    service: Service, persons: Persons, receiver: Receiver, plan: WholePlan, sender: Relay
) -> None:
    one = confirmed(connector(service, persons, unit_of(plan, "own")), receiver.url, sender, types=["plan.corrected"])
    note(plan)
    plan.patch("", {"title": "En annan titel"})
    drain(service, sender)
    assert [kind for _, kind in told_of(plan, receiver)] == ["plan.corrected"]
    # What waits is asked once more when it is sent: nobody is told of what she has ceased to ask for.
    receiver.answer = lambda _: (500, {}, b"")
    plan.patch("", {"title": "En tredje titel"})
    drain(service, sender)
    receiver.answer = None
    one.caller.patch(one.path, json={"types": ["note.added"]})
    drain(service, relay(service, later(10)))
    assert [kind for _, kind in told_of(plan, receiver)] == ["plan.corrected"] * 2, "the second of them failed"
    assert one.read()["deliveries"]["waiting"] == 0


def later(seconds: float) -> Clock:
    clock = Clock()
    clock.forward(seconds=seconds)
    return clock


def test_a_stranger_s_unit_is_told_nothing(
    service: Service, persons: Persons, receiver: Receiver, plan: WholePlan, sender: Relay
) -> None:
    strangers = [confirmed(connector(service, persons), receiver.url, sender) for _ in range(2)]
    strangers[0].put_body("replay", {"from": ago(minutes=10)})
    note(plan)
    drain(service, sender)
    assert receiver.events == []


def test_who_is_let_out_is_told_so_and_nothing_since(
    service: Service, persons: Persons, receiver: Receiver, plan: WholePlan, sender: Relay
) -> None:
    """The person takes back her consent to the plan: the partner's unit hears of that, and of no later change."""
    confirmed(connector(service, persons, unit_of(plan, "units")), receiver.url, sender)
    note(plan)
    drain(service, sender)
    assert [kind for _, kind in told_of(plan, receiver)] == ["note.added"]
    path, body = plan.withdrawal()
    assert plan.coordinator.put(path, json=body).status_code == 204
    assert plan.partner.get(plan.home).status_code in (403, 404)
    drain(service, sender)
    assert [kind for _, kind in told_of(plan, receiver)] == ["note.added", "reach.ended"]


def test_what_waits_is_judged_when_it_is_sent(
    service: Service, persons: Persons, receiver: Receiver, plan: WholePlan, sender: Relay
) -> None:
    """While the receiver is down the unit is let out: of all that waited it is told that one thing."""
    one = confirmed(connector(service, persons, unit_of(plan, "units")), receiver.url, sender)
    receiver.answer = lambda _: (503, {}, b"")
    for _ in range(3):
        note(plan)
    drain(service, sender)
    assert len(receiver.events) == 1 and one.read()["deliveries"]["waiting"] == 3
    path, body = plan.withdrawal()
    assert plan.coordinator.put(path, json=body).status_code == 204
    receiver.answer = None
    receiver.came.clear()
    drain(service, relay(service, later(10)))
    assert [kind for _, kind in told_of(plan, receiver)] == ["reach.ended"]
    assert one.read()["deliveries"]["waiting"] == 0


def test_two_subscriptions_are_told_each_by_its_own_name_and_keys(
    service: Service, persons: Persons, receiver: Receiver, plan: WholePlan, sender: Relay
) -> None:
    caller = connector(service, persons, unit_of(plan, "own"))
    both = [confirmed(caller, f"{receiver.url}?{name}", sender) for name in ("first", "second")]
    note(plan)
    drain(service, sender)
    assert len(receiver.events) == 2 and len({one.name for one in receiver.events}) == 2
    assert len({one.document["data"]["id"] for one in receiver.events}) == 1
    for one, subscription in zip(sorted(receiver.events, key=lambda came: came.path), both, strict=True):
        assert one.verified_by(subscription.secret, subscription.public_key)


def test_each_sending_leaves_an_entry_of_the_unit_s_and_of_no_plan(
    service: Service, persons: Persons, receiver: Receiver, plan: WholePlan, sender: Relay
) -> None:
    unit = unit_of(plan, "own")
    confirmed(connector(service, persons, unit), receiver.url, sender)
    before = len(service.run(entries(service, unit)))
    note(plan)
    drain(service, sender)
    found = service.run(entries(service, unit))[before:]
    assert [(one.action, one.plan_id, one.person, one.client) for one in found] == [
        ("journal:webhook.deliver", None, None, "sip relay")
    ]


async def entries(service: Service, unit: str) -> list[Any]:
    async with service.database.journal() as connection:
        mine = (audit_entry.c.unit == unit, audit_entry.c.action == "journal:webhook.deliver")
        return list(await connection.execute(select(audit_entry).where(*mine).order_by(audit_entry.c.id)))


# --- when it is not taken --------------------------------------------------------------------------------------------


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
    service: Service, persons: Persons, receiver: Receiver, plan: WholePlan, sender: Relay
) -> None:
    one = confirmed(connector(service, persons, unit_of(plan, "own")), receiver.url, sender)
    receiver.answer = lambda _: (500, {}, b"")
    note(plan)
    drain(service, sender)
    one.put("end")
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


# --- again -----------------------------------------------------------------------------------------------------------


def replayed(one: Subscription, service: Service, receiver: Receiver, plan: WholePlan, **place: str) -> list[int]:
    receiver.came.clear()
    one.put_body("replay", place)
    drain(service, relay(service))
    return [version for version, _ in told_of(plan, receiver)]


def test_it_is_sent_again_from_a_time_or_a_cursor(
    service: Service, persons: Persons, receiver: Receiver, plan: WholePlan, sender: Relay
) -> None:
    one = confirmed(connector(service, persons, unit_of(plan, "own")), receiver.url, sender)
    note(plan)
    cursor = plan.coordinator.get("/journal/v1/events?limit=1").json()["_links"]
    cursor = next(link["href"] for link in cursor if link["rel"] == "last").partition("after=")[2].partition("&")[0]
    since = ago()
    note(plan)
    note(plan)
    drain(service, sender)
    versions = [version for version, _ in told_of(plan, receiver)]
    names = [came.name for came in receiver.events]
    assert len(versions) == 3
    assert replayed(one, service, receiver, plan, **{"from": since}) == versions[1:]
    assert [came.name for came in receiver.events] == names[1:], "under the names that they had"
    assert replayed(one, service, receiver, plan, after=cursor) == versions[1:]
    assert replayed(one, service, receiver, plan, **{"from": ago()}) == []
    for body in ({}, {"from": since, "after": cursor}):
        refused(one.caller.put(f"{one.path}/replay", json=body), 422, "one-place-to-begin")
    refused(one.caller.put(f"{one.path}/replay", json={"after": "A" * 40}), 422, "cursor-unknown")
    lost = Fernet(Fernet.generate_key()).encrypt(b"events:1").decode()
    refused(one.caller.put(f"{one.path}/replay", json={"after": lost}), 409, "events-kept-no-longer")
    refused(one.caller.put(f"{one.path}/replay", json={"from": ago(days=91)}), 422, "events-kept-no-longer")


def test_a_replay_lets_what_is_on_its_way_come_through_first(
    service: Service, persons: Persons, receiver: Receiver, plan: WholePlan
) -> None:
    """Else an old event could be overtaken by a newer one that was sent before."""
    clock = Clock()
    sender = relay(service, clock)
    one = confirmed(connector(service, persons, unit_of(plan, "own")), receiver.url, sender)
    since = ago()
    note(plan)

    def replay(_: Came) -> None:
        receiver.answer = None
        one.put_body("replay", {"from": since})

    receiver.answer = replay
    service.run(sender.turn())
    assert drain(service, sender) == 0, "as long as the first attempt may last"
    clock.forward(seconds=31)
    assert drain(service, sender) == 1
    assert len({came.name for came in receiver.events}) == 1 and len(receiver.events) == 2


# --- several senders -------------------------------------------------------------------------------------------------


def test_several_senders_at_once_break_no_order_and_lose_nothing(
    service: Service, persons: Persons, receiver: Receiver, plan: WholePlan
) -> None:
    """Three of them, a receiver that fails one time in three, an event twice at most; four plans of five events."""
    plans = [plan, *(another(service, persons) for _ in range(3))]
    clock = Clock()
    senders = [relay(service, clock) for _ in range(3)]
    confirmed(connector(service, persons, unit_of(plan, "own")), receiver.url, senders[0])
    dice = random.Random(7)
    taken: dict[str, list[int]] = {}

    refused: Counter[str] = Counter()

    def answer(came: Came) -> Any:
        data = came.document["data"]
        event = f"{data['plan']} {data['version']}"
        # Who fails more often is asked again hours later.
        if refused[event] < 2 and dice.random() < 1 / 3:
            refused[event] += 1
            return 500, {}, b""
        taken.setdefault(data["plan"], []).append(data["version"])
        return None

    receiver.answer = answer
    for _ in range(5):
        for one in plans:
            note(one)

    async def together() -> int:
        return sum(await asyncio.gather(*(one.turn() for one in senders)))

    # Others' receivers, of earlier tests, may have something to do in every turn: time passes all the same.
    for _ in range(600):
        service.run(together())
        clock.forward(seconds=6)
        if sum(map(len, taken.values())) == 20:
            break
    for one in plans:
        expected = [row.version for row in service.run(committed(service, one))[-5:]]
        assert taken[one.plan_id] == expected


def test_a_sender_that_is_late_leaves_it_to_the_next(
    service: Service, persons: Persons, receiver: Receiver, plan: WholePlan
) -> None:
    """One that was stopped between taking and sending (a machine that slept) sends nothing when it wakes."""
    clock = Clock()
    sender = relay(service, clock)
    confirmed(connector(service, persons, unit_of(plan, "own")), receiver.url, sender)
    note(plan)
    (taken,) = service.run(sender._take(16))
    clock.forward(seconds=25)
    service.run(sender._send(taken))
    assert receiver.events == []
    clock.forward(seconds=10)
    assert drain(service, sender) == 1
    assert len(receiver.events) == 1


def test_another_principal_s_unit_is_told_of_what_it_takes_part_in(
    service: Service, persons: Persons, receiver: Receiver, plan: WholePlan, sender: Relay
) -> None:
    unit = unit_of(plan, "units")
    assert unit.startswith(MUNICIPALITY)
    one = subscribed(connector(service, persons, unit), receiver.url)
    one.put("test")
    drain(service, sender)
    note(plan)
    drain(service, sender)
    assert [kind for _, kind in told_of(plan, receiver)] == ["note.added"]
