"""What is sent again, and what several senders at once do to the order: nothing."""

import asyncio
import random
from collections import Counter
from typing import Any

from cryptography.fernet import Fernet

from app.relay import Relay
from app.services.sequencing import catch_up
from tests.api.standing import pointers, refused
from tests.house.staffed_plan import WholePlan, ago
from tests.house.whole_plan import MUNICIPALITY, another
from tests.persons import Persons
from tests.service import Service
from tests.webhooks.connecting import (
    Clock,
    Subscription,
    committed,
    confirmed,
    connector,
    drain,
    note,
    relay,
    subscribed,
    told_of,
    unit_of,
)
from tests.webhooks.receiver import Came, Receiver


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
    coming = refused(one.caller.put(f"{one.path}/replay", json={"from": ago(minutes=-5)}), 422, "in-the-future")
    assert pointers(coming) == [("/from", "in-the-future")]
    refused(one.caller.put(f"{one.path}/replay", json={"after": "A" * 40}), 422, "cursor-unknown")
    lost = Fernet(Fernet.generate_key()).encrypt(b"events:1").decode()
    refused(one.caller.put(f"{one.path}/replay", json={"after": lost}), 409, "events-kept-no-longer")
    refused(one.caller.put(f"{one.path}/replay", json={"from": ago(days=91)}), 422, "events-kept-no-longer")


def test_a_replay_gives_up_nothing_that_waits(
    service: Service, receiver: Receiver, plan: WholePlan, waited_for: Subscription
) -> None:
    """Whether it was tried already or the feed has not been looked through for it yet."""
    note(plan)
    receiver.answer = None
    last = [row.version for row in service.run(committed(service, plan))[-2:]]
    assert replayed(waited_for, service, receiver, plan, **{"from": ago()}) == last


def test_a_replay_gives_up_what_is_kept_no_longer(
    service: Service, persons: Persons, receiver: Receiver, plan: WholePlan, sender: Relay
) -> None:
    """Else nothing could be sent again to a subscription that was off for so long."""
    one = confirmed(connector(service, persons, unit_of(plan, "own")), receiver.url, sender)
    note(plan)
    service.run(catch_up(service.database.journal))
    body = {"from": ago(days=-90)}
    assert one.caller.put(f"{one.path}/replay", at=ago(days=-91), json=body).status_code == 200
    assert drain(service, sender) == 0


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
