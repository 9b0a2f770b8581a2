"""A webhook that is delivered twice on request, over real sockets: one id, one event; and once when it is let be."""

from collections.abc import Callable

from app.sandbox import example
from tests.callers import staff
from tests.house.staffed_plan import ago
from tests.sandbox.test_clock import put
from tests.service import Service
from tests.webhooks.connecting import HOME, SCOPES
from tests.webhooks.receiver import Receiver
from tests.webhooks.test_relay_command import until


def told(receiver: Receiver) -> list[str]:
    """The ids of what came, without the test of the address."""
    return [one.name for one in receiver.came[1:]]


def test_a_webhook_comes_twice_with_one_id(sending: Service, receiver: Receiver) -> None:
    connector = staff(sending, example.UNIT, example.PERSON, scopes=SCOPES)
    made = connector.post(HOME, json={"address": receiver.url, "types": ["note.added"]})
    assert made.status_code == 201, made.text
    path = f"{HOME}/{made.json()['id']}"
    put(sending, "faults", {"fault": "duplicate"})
    assert connector.put(f"{path}/test").status_code == 200
    until(lambda: connector.get(path).json()["status"] == "active")
    coordinator = staff(sending, example.UNIT, example.PERSON)
    plan = coordinator.get("/journal/v1/plans").json()["plans"][0]["id"]

    def note_and_wait(came: Callable[[], bool]) -> None:
        body = {"text": "x", "writtenAt": ago()}
        assert coordinator.post(f"/journal/v1/plans/{plan}/notes", json=body).status_code == 201
        until(came)

    note_and_wait(lambda: len(told(receiver)) == 2)
    assert len(set(told(receiver))) == 1
    assert receiver.came[1].body == receiver.came[2].body
    assert receiver.came[2].verified_by(made.json()["secret"])
    put(sending, "faults", {"fault": None})
    note_and_wait(lambda: len(set(told(receiver))) == 2)
    note_and_wait(lambda: len(set(told(receiver))) == 3)
    assert len(told(receiver)) == 4, "the later ones came once each"
