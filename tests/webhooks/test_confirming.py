"""An address is confirmed by answering a signed question, and nothing else confirms it."""

import json
from collections.abc import Callable
from uuid import UUID

import pytest
from cryptography.fernet import Fernet
from sqlalchemy import update

from app.models.webhook import webhook, webhook_key
from tests.persons import Persons
from tests.service import Service
from tests.webhooks.connecting import HOME, confirmed, connector, relay, subscribed
from tests.webhooks.receiver import Came, Receiver, Said


def test_the_question_is_signed_and_its_answer_confirms(service: Service, persons: Persons, receiver: Receiver) -> None:
    one = subscribed(connector(service, persons), f"{receiver.url}?clinic=7")
    assert (one.shown["status"], one.shown["why"], one.shown["latestTest"]) == ("unconfirmed", "new", None)
    sender = relay(service)
    assert service.run(sender.turn()) == 0, "nothing is sent before it is asked for"
    one.put("test")
    assert one.shown["latestTest"]["answeredAt"] is None
    assert service.run(sender.turn()) == 1
    (came,) = receiver.came
    assert came.path == "/events?clinic=7"
    assert came.verified_by(one.secret, one.public_key)
    assert came.headers["content-type"] == "application/json"
    assert came.document["type"] == "webhook.test"
    assert came.document["data"]["subscription"] == one.shown["id"]
    one.read()
    assert (one.shown["status"], one.shown["why"]) == ("active", "confirmed")
    assert one.shown["latestTest"]["failure"] is None and one.shown["latestTest"]["status"] == 200
    assert service.run(sender.turn()) == 0, "it is sent once"


def challenge(one: Came) -> str:
    said: str = one.document["data"]["challenge"]
    return said


WRONG: dict[str, tuple[str, Callable[[Came], Said]]] = {
    "a receipt": ("wrong_answer", lambda one: (204, {}, b"")),
    "another": ("wrong_answer", lambda one: (200, {}, b'{"challenge": "another"}')),
    "as text": ("wrong_answer", lambda one: (200, {}, challenge(one).encode())),
    "in a list": ("wrong_answer", lambda one: (200, {}, json.dumps([challenge(one)]).encode())),
    "a number": ("wrong_answer", lambda one: (200, {}, b'{"challenge": 7}')),
    "far too long": ("wrong_answer", lambda one: (200, {}, one.body + b" " * 5000)),
    "deep": ("wrong_answer", lambda one: (200, {}, b"[" * 4000)),
    "not UTF-8": ("wrong_answer", lambda one: (200, {}, b'{"challenge": "\xff"}')),
    "an error with it": ("refused", lambda one: (500, {}, json.dumps({"challenge": challenge(one)}).encode())),
    "elsewhere": ("redirected", lambda one: (307, {"Location": "/elsewhere"}, b"")),
}


@pytest.mark.parametrize("how", WRONG)
def test_a_wrong_answer_confirms_nothing(service: Service, persons: Persons, receiver: Receiver, how: str) -> None:
    failure, receiver.answer = WRONG[how]
    one = subscribed(connector(service, persons), receiver.url)
    one.put("test")
    sender = relay(service)
    service.run(sender.turn())
    assert len(receiver.came) == 1
    one.read()
    assert (one.shown["status"], one.shown["latestTest"]["failure"]) == ("unconfirmed", failure)
    refused = one.caller.put(f"{one.path}/enablement")
    assert refused.status_code == 409 and refused.json()["type"].endswith("/webhook-not-confirmed")


def test_another_address_is_confirmed_anew(service: Service, persons: Persons, receiver: Receiver) -> None:
    sender = relay(service)
    one = confirmed(connector(service, persons), receiver.url, sender)
    answer = one.caller.patch(one.path, json={"address": f"{receiver.url}/other"})
    assert (answer.json()["status"], answer.json()["why"]) == ("unconfirmed", "address_changed")
    same = one.caller.patch(one.path, json={"address": f"{receiver.url}/other", "types": ["plan.close"]})
    assert same.json()["types"] == ["plan.close"]
    one.put("test")
    service.run(sender.turn())
    assert receiver.came[-1].path == "/events/other"
    assert one.read()["status"] == "active"


def test_an_answer_to_an_earlier_question_does_not_confirm_a_new_address(
    service: Service, persons: Persons, receiver: Receiver
) -> None:
    """The address changes while the old one is asked."""
    one = subscribed(connector(service, persons), receiver.url)
    one.put("test")

    def changed(came: Came) -> None:
        answer = one.caller.patch(one.path, json={"address": f"{receiver.url}/other"})
        assert answer.status_code == 200, answer.text

    receiver.answer = changed
    service.run(relay(service).turn())
    one.read()
    assert (one.shown["status"], one.shown["latestTest"]) == ("unconfirmed", None)


def test_a_test_is_not_asked_for_again_and_again(service: Service, persons: Persons, receiver: Receiver) -> None:
    one = subscribed(connector(service, persons), receiver.url)
    first, again = one.put("test"), one.put("test")
    assert first == again, "one that waits is the one"
    service.run(relay(service).turn())
    refused = one.caller.put(f"{one.path}/test")
    assert refused.status_code == 409 and refused.json()["type"].endswith("/webhook-tested-just-now")
    assert len(receiver.came) == 1


def test_after_a_rotation_both_secrets_sign_for_a_time(service: Service, persons: Persons, receiver: Receiver) -> None:
    one = subscribed(connector(service, persons), receiver.url)
    first, first_public = one.secret, one.public_key
    made = one.caller.post(f"{one.path}/keys", json={"overlapHours": 1})
    assert made.status_code == 201
    second, second_public = made.json()["secret"], made.json()["keys"][0]["publicKey"]
    assert len({first, second}) == len({first_public, second_public}) == 2
    assert [key["endsAt"] is None for key in made.json()["keys"]] == [True, False]
    one.put("test")
    service.run(relay(service).turn())
    (came,) = receiver.came
    assert len(came.headers["webhook-signature"].split()) == 4
    assert came.verified_by(first, first_public) and came.verified_by(second, second_public)
    # A third at once: the one in the middle signs on for a while, the first no more.
    third = one.caller.post(f"{one.path}/keys", json={}).json()
    assert [key["publicKey"] == second_public for key in third["keys"]] == [False, True]
    # And a secret that is known to others ends at once.
    alone = one.caller.post(f"{one.path}/keys", json={"overlapHours": 0}).json()
    assert len(alone["keys"]) == 1
    assert one.caller.get(HOME).json()["subscriptions"][0]["keys"] == alone["keys"]


def test_one_that_no_key_opens_keeps_nobody_else_from_being_tested(
    service: Service, persons: Persons, receiver: Receiver
) -> None:
    """Its pair, or its address, is sealed by a key that has been taken away."""
    asked = [subscribed(connector(service, persons), receiver.url) for _ in range(3)]
    foreign = Fernet(Fernet.generate_key()).encrypt(b"lost").decode()

    async def lost() -> None:
        async with service.database.journal() as connection:
            pair = update(webhook_key).where(webhook_key.c.webhook_id == UUID(asked[0].shown["id"]))
            await connection.execute(pair.values(sealed_pair=foreign))
            address = update(webhook).where(webhook.c.id == UUID(asked[1].shown["id"]))
            await connection.execute(address.values(sealed_address=foreign))

    for one in asked:
        one.put("test")
    service.run(lost())
    service.run(relay(service).turn())
    assert len(receiver.came) == 1
    assert asked[2].caller.get(asked[2].path).json()["status"] == "active"
    failed = asked[0].caller.get(asked[0].path).json()
    assert (failed["status"], failed["latestTest"]["failure"]) == ("unconfirmed", "not_reached")
