"""What is told, to whom, and in which order."""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import select

from app.models.audit import audit_entry
from app.relay import Relay
from tests.aftermath import NUMBER
from tests.api.standing import CANARIES
from tests.house.canaries import Words
from tests.house.staffed_plan import WholePlan, ago
from tests.house.whole_plan import build
from tests.persons import Persons
from tests.service import Service
from tests.webhooks.connecting import committed, confirmed, connector, drain, later, note, relay, told_of, unit_of
from tests.webhooks.receiver import Receiver


def test_every_event_is_told_once_in_order_signed_and_without_content(
    service: Service, persons: Persons, receiver: Receiver
) -> None:
    """A whole plan with a canary in all that is withheld, from its first event to its last."""
    began = ago()
    plan = build(service, persons, Words(protected=False))
    one = confirmed(connector(service, persons, unit_of(plan, "own")), receiver.url, relay(service))
    one.put_body("replay", {"from": began})
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


def test_a_stranger_s_unit_is_told_nothing(
    service: Service, persons: Persons, receiver: Receiver, plan: WholePlan, sender: Relay
) -> None:
    strangers = [confirmed(connector(service, persons), receiver.url, sender) for _ in range(2)]
    strangers[0].put_body("replay", {"from": ago(minutes=1)})
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


def test_a_sending_is_in_the_log_by_the_real_time(
    service: Service, persons: Persons, receiver: Receiver, plan: WholePlan, sender: Relay
) -> None:
    """Whatever time it is in the plans' world, by which it was due."""
    unit = unit_of(plan, "own")
    confirmed(connector(service, persons, unit), receiver.url, sender)
    note(plan)
    assert drain(service, relay(service, later(10)))
    assert service.run(entries(service, unit))[-1].at <= datetime.now(UTC)


async def entries(service: Service, unit: str) -> list[Any]:
    async with service.database.journal() as connection:
        mine = (audit_entry.c.unit == unit, audit_entry.c.action == "journal:webhook.deliver")
        return list(await connection.execute(select(audit_entry).where(*mine).order_by(audit_entry.c.id)))
