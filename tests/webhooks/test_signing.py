"""What is signed, by which keys and for how long: by the published library, and by Node.js, which is neither ours."""

import base64
import json
import subprocess
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from standardwebhooks import WebhookVerificationError

from tests.house.staffed_plan import WholePlan
from tests.node import PROGRAMS
from tests.persons import Persons
from tests.service import Service
from tests.webhooks.connecting import Clock, confirmed, connector, drain, note, relay, subscribed, unit_of
from tests.webhooks.receiver import Came, Receiver

PROGRAM = Path(__file__).with_name("v1a.mjs")


def holds(came: Came, public_key: str, body: bytes | None = None) -> bool:
    """What Node.js says of the `v1a` signatures over the very bytes that came."""
    content = base64.b64encode(came.body if body is None else body).decode()
    given = {"publicKey": public_key, "headers": came.headers, "body": content}
    command = [PROGRAMS / "node", PROGRAM]
    done = subprocess.run(command, input=json.dumps(given), capture_output=True, text=True, timeout=60, check=True)
    said: bool = json.loads(done.stdout)
    return said


def test_an_independent_program_verifies_the_public_key_s_signature(
    service: Service, persons: Persons, receiver: Receiver, plan: WholePlan
) -> None:
    sender = relay(service)
    one = confirmed(connector(service, persons, unit_of(plan, "own")), receiver.url, sender)
    note(plan)
    drain(service, sender)
    other = subscribed(connector(service, persons), receiver.url)
    assert len(receiver.came) == 2, "the test and the event"
    for came in receiver.came:
        assert holds(came, one.public_key)
        assert not holds(came, other.public_key)
        assert not holds(came, one.public_key, came.body + b" ")


def test_the_earlier_pair_signs_until_its_end_and_not_from_there(
    service: Service, persons: Persons, receiver: Receiver, plan: WholePlan
) -> None:
    clock = Clock()
    sender = relay(service, clock)
    one = confirmed(connector(service, persons, unit_of(plan, "own")), receiver.url, sender)
    earlier, earlier_public = one.secret, one.public_key
    made = one.caller.post(f"{one.path}/keys", json={"overlapHours": 24}).json()
    new, new_public = made["secret"], made["keys"][0]["publicKey"]
    ends = datetime.fromisoformat(made["keys"][1]["endsAt"])
    clock.at = ends - timedelta(microseconds=1)
    note(plan)
    drain(service, sender)
    last = receiver.events[-1]
    assert last.verified_by(earlier, earlier_public) and last.verified_by(new, new_public)
    assert len(last.headers["webhook-signature"].split()) == 4
    clock.at = ends
    note(plan)
    drain(service, sender)
    assert len(receiver.events) == 2
    after = receiver.events[-1]
    assert after.verified_by(new, new_public)
    assert len(after.headers["webhook-signature"].split()) == 2
    with pytest.raises(WebhookVerificationError):
        after.verified_by(earlier)
    assert not holds(after, earlier_public)
    shown = one.caller.get(one.path, at=ends.isoformat()).json()["keys"]
    assert [key["publicKey"] for key in shown] == [new_public]
