"""What time alone does in the sandbox goes by its clock: ended consents, webhooks and their retries, the feed's end."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from app.sandbox import example
from tests.callers import Caller, staff, with_scopes
from tests.persons import Persons
from tests.playing import Played
from tests.sandbox.test_clock import put
from tests.service import Service
from tests.webhooks.connecting import HOME, SCOPES
from tests.webhooks.receiver import Receiver
from tests.webhooks.test_relay_command import until

EVENTS = "/journal/v1/events"


@pytest.fixture
def coordinator(sending: Service) -> Caller:
    return staff(sending, example.UNIT, example.PERSON)


def subscribed(receiver: Receiver, caller: Caller) -> Callable[[], Any]:
    """A subscription of her unit's that is active; how it stands."""
    connector = with_scopes(caller, *SCOPES)
    made = connector.post(HOME, json={"address": receiver.url}).json()
    path = f"{HOME}/{made['id']}"
    assert connector.put(f"{path}/test").status_code == 200
    until(lambda: connector.get(path).json()["status"] == "active")
    assert receiver.came[-1].verified_by(made["secret"])
    receiver.came.clear()
    return lambda: connector.get(path).json() | {"secret": made["secret"]}


def forward(service: Service, at: datetime) -> datetime:
    put(service, "clock", {"now": at.isoformat()})
    return at


def types(receiver: Receiver) -> list[str]:
    return [one.document["type"] for one in receiver.events]


def noted(coordinator: Caller, home: str, at: datetime) -> None:
    body = {"text": "x", "writtenAt": at.isoformat()}
    assert coordinator.post(f"{home}/notes", json=body).status_code == 201


def home_of(coordinator: Caller) -> str:
    return f"/journal/v1/plans/{coordinator.get('/journal/v1/plans').json()['plans'][0]['id']}"


def test_a_consent_that_has_ended_closes_the_plan_and_everybody_is_told(sending: Service, receiver: Receiver) -> None:
    """At once: the answer to whoever puts the clock comes when it is written."""
    last = datetime.now(UTC) + timedelta(days=10)
    played = Played(sending, Persons(), "elsa-hemgang", "establish", sip_until=str(last.date()))
    coordinator, called = played.staff(played.case["coordinator"]), played.staff("at")
    standing = subscribed(receiver, coordinator)
    other = Receiver()
    subscribed(other, called)
    cursor = coordinator.get(EVENTS, params={"limit": 1000}).json()["cursor"]
    forward(sending, last + timedelta(days=2))
    told = coordinator.get(EVENTS, params={"after": cursor}).json()["events"]
    assert [one["type"] for one in told] == ["plan.lapsed"]
    closed = coordinator.get(played.path).json()
    assert (closed["status"], closed["closingReason"]) == ("closed", "consent_ended")
    until(lambda: types(receiver)[-1:] == ["plan.lapsed"])
    until(lambda: types(other)[-1:] == ["reach.ended"])
    assert receiver.events[-1].verified_by(standing()["secret"]), "signed with the real time"
    other.stop()


@pytest.mark.usefixtures("hurried")
def test_so_does_the_sweep_of_every_minute(sending: Service) -> None:
    """Where the clock stands, whatever has been written since it was put there."""
    last = datetime.now(UTC) + timedelta(days=10)
    played = Played(sending, Persons(), "elsa-hemgang", "establish", sip_until=str(last.date()))
    sending.app.clock.at = last + timedelta(days=2)
    coordinator = played.staff(played.case["coordinator"])
    until(lambda: coordinator.get(f"{played.path}/versions").json()["versions"][0]["change"] == "plan.lapsed")


def test_what_is_not_taken_is_tried_for_three_days_of_the_clock(
    sending: Service, receiver: Receiver, coordinator: Caller
) -> None:
    home = home_of(coordinator)
    standing = subscribed(receiver, coordinator)
    receiver.answer = lambda _: (500, {}, b"")
    began = at = forward(sending, datetime.now(UTC) + timedelta(days=1))
    noted(coordinator, home, at)
    while standing()["status"] == "active":
        assert at - began < timedelta(days=5)
        said = at.isoformat().replace("+00:00", "Z")
        until(lambda said=said: standing()["deliveries"]["failedAt"] == said)  # type: ignore[misc]
        at = forward(sending, at + timedelta(hours=8))
    assert at - began > timedelta(days=3) and len(receiver.events) >= 9
    assert standing()["why"] == "undelivered"
    assert len({one.name for one in receiver.events}) == 1, "the same message, every time"


def test_a_cursor_that_is_too_old_is_told_so(sending: Service, coordinator: Caller) -> None:
    home = home_of(coordinator)
    cursor = coordinator.get(EVENTS, params={"limit": 1000}).json()["cursor"]
    noted(coordinator, home, datetime.now(UTC))
    days = sending.settings.event_days
    forward(sending, datetime.now(UTC) + timedelta(days=days - 1))
    assert len(coordinator.get(EVENTS, params={"after": cursor}).json()["events"]) == 1
    forward(sending, datetime.now(UTC) + timedelta(days=days + 2))
    gone = coordinator.get(EVENTS, params={"after": cursor})
    assert gone.status_code == 410, gone.text
    links = {one["rel"]: one["href"] for one in gone.json()["_links"]}
    assert coordinator.get(links["last"].removeprefix(sending.url)).status_code == 200
    put(sending, "clock", {"now": None})
    assert coordinator.get(EVENTS, params={"after": cursor}).status_code == 200
