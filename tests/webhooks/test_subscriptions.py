"""A unit's subscriptions: whose they are, what is judged, and where their secrets are not."""

import json
from typing import Any

import pytest
from sqlalchemy import select

from app.models.base import metadata
from tests.api.standing import pointers, refused, unchanged
from tests.api.subscribing import entries
from tests.house.operations import never, without_instance
from tests.persons import Persons
from tests.service import Service
from tests.stored import tables_with
from tests.webhooks.connecting import HOME, SCOPES, connector, subscribed

ADDRESS = "https://journal.example.se/sip-events"


def test_it_is_the_unit_s_and_nobody_else_s(service: Service, persons: Persons) -> None:
    mine = connector(service, persons)
    one = subscribed(mine, ADDRESS)
    unit = one.shown["madeBy"], service.run(units(service))[one.shown["id"]]
    colleague = connector(service, persons, unit[1])
    assert colleague.get(one.path).json()["madeBy"] == unit[0]
    assert colleague.get(HOME).json()["_meta"]["totalRecords"] == 1
    stranger = connector(service, persons)
    assert stranger.get(HOME).json()["subscriptions"] == []
    nowhere = f"{HOME}/{never(one.shown['id'])}"
    with unchanged(service):
        for method, path, body in (
            ("GET", "", None),
            ("PATCH", "", {"types": None}),
            ("PUT", "/test", None),
            ("PUT", "/end", None),
            ("PUT", "/enablement", None),
            ("POST", "/keys", {}),
        ):
            options: dict[str, Any] = {"headers": {"If-Match": "*"}} | ({} if body is None else {"json": body})
            real, none = (
                stranger.ask(method, one.path + path, **options),
                stranger.ask(method, nowhere + path, **options),
            )
            assert real.status_code == 404 and without_instance(real) == without_instance(none)
            (entry,) = entries(service, real)
            assert entry["outcome"] == "denied" and entry["action"].startswith("journal:webhook.")


async def units(service: Service) -> dict[str, str]:
    table = metadata.tables["journal.webhook"]
    async with service.database.journal() as connection:
        return {str(row.id): row.unit for row in await connection.execute(select(table))}


def test_it_takes_a_right_of_its_own(service: Service, persons: Persons) -> None:
    unit = persons.unit()
    one = subscribed(connector(service, persons, unit), ADDRESS)
    with unchanged(service):
        for scope in ("journal:read", "journal:write", "journal:takeover", "journal:audit"):
            caller = connector(service, persons, unit, scopes=(scope,))
            for answer in (
                caller.post(HOME, json={"address": ADDRESS}),
                caller.get(HOME),
                caller.get(one.path),
                caller.put(f"{one.path}/end"),
            ):
                refused(answer, 403, "scope-missing")
    reader = connector(service, persons, unit)
    refused(reader.get("/journal/v1/plans"), 403, "scope-missing")


@pytest.mark.parametrize(
    "address",
    [
        "http://journal.example.se/events",
        "ftp://journal.example.se/events",
        "https://user:secret@journal.example.se/",
        "https://journal.example.se/#part",
        "https://10.0.0.7/events",
        "https://169.254.169.254/latest/meta-data",
        "https://[fd00:ec2::254]/",
        "https:///events",
        "https://journal.example.se:0/",
        "https://journal.example.se:99999/",
        "https://journal.exämple.se/",
        "https://journal.example.se/a b",
        "journal.example.se",
    ],
)
def test_an_address_that_cannot_be_sent_to_is_refused(service: Service, persons: Persons, address: str) -> None:
    caller = connector(service, persons)
    with unchanged(service):
        answer = caller.post(HOME, json={"address": address})
        assert pointers(refused(answer, 422, "webhook-address")) == [("/address", "webhook-address")]
        assert "secret" not in answer.text
    one = subscribed(caller, ADDRESS)
    refused(caller.patch(one.path, json={"address": address}), 422, "webhook-address")
    assert one.read()["address"] == ADDRESS


def test_a_change_builds_on_what_was_seen(service: Service, persons: Persons) -> None:
    one = subscribed(connector(service, persons), ADDRESS, types=["plan.close"])
    path, body = one.path, {"types": ["plan.close", "plan.annul"]}
    tag = one.caller.get(path).headers["etag"]
    refused(one.caller.ask("PATCH", path, json=body), 428, "if-match-missing")
    changed = one.caller.patch(path, json=body, headers={"If-Match": tag})
    assert changed.json()["types"] == ["plan.close", "plan.annul"] and changed.headers["etag"] != tag
    refused(one.caller.patch(path, json={"types": None}, headers={"If-Match": tag}), 412, "version-passed")
    assert one.caller.patch(path, json={"types": None}).json()["types"] is None
    for wrong in ({"types": []}, {"types": ["plan.read"]}, {"address": None}, {"status": "active"}):
        assert one.caller.patch(path, json=wrong).status_code == 422


def test_what_has_ended_stays_so(service: Service, persons: Persons) -> None:
    one = subscribed(connector(service, persons), ADDRESS)
    first, again = one.put("end"), one.put("end")
    assert first == again and (first["status"], first["why"]) == ("ended", "ended_by_unit")
    for answer in (
        one.caller.put(f"{one.path}/test"),
        one.caller.put(f"{one.path}/enablement"),
        one.caller.patch(one.path, json={"types": None}),
        one.caller.post(f"{one.path}/keys", json={}),
    ):
        refused(answer, 409, "webhook-ended")


def test_a_unit_has_twenty_at_most(service: Service, persons: Persons) -> None:
    caller = connector(service, persons)
    made = [subscribed(caller, ADDRESS) for _ in range(20)]
    refused(caller.post(HOME, json={"address": ADDRESS}), 409, "too-many-webhooks")
    made[3].put("end")
    subscribed(caller, ADDRESS)
    assert caller.get(f"{HOME}?limit=5&page=5").json()["_meta"] == {
        "totalRecords": 21,
        "page": 5,
        "limit": 5,
        "count": 1,
    }


def test_a_retry_gets_the_same_secret(service: Service, persons: Persons) -> None:
    caller = connector(service, persons)
    key = {"Idempotency-Key": f"webhook-{caller.name}"}
    first, again = (caller.post(HOME, json={"address": ADDRESS}, headers=key) for _ in range(2))
    assert first.content == again.content and caller.get(HOME).json()["_meta"]["totalRecords"] == 1
    path = f"{HOME}/{first.json()['id']}/keys"
    other = {"Idempotency-Key": f"webhook-key-{caller.name}"}
    rotated, once_more = (caller.post(path, json={}, headers=other) for _ in range(2))
    assert rotated.status_code == 201 and rotated.content == once_more.content
    assert len(caller.get(f"{HOME}/{first.json()['id']}").json()["keys"]) == 2


def test_the_secret_and_the_address_are_stored_and_logged_nowhere(service: Service, persons: Persons) -> None:
    lines = len(service.logs.lines)
    one = subscribed(connector(service, persons), f"{ADDRESS}?token=abcdefgh")
    rotated = one.caller.post(f"{one.path}/keys", json={}).json()["secret"]
    shown = one.caller.get(one.path).text + one.caller.get(HOME).text
    logged = "\n".join(service.logs.lines[lines:])
    for secret in (one.secret, rotated):
        assert secret.startswith("whsec_")
        for place in (shown, logged):
            assert secret.removeprefix("whsec_") not in place
        assert service.run(stored(service, secret.removeprefix("whsec_"))) == set()
    assert service.run(stored(service, "token=abcdefgh")) == set() and "token=abcdefgh" not in logged
    assert service.run(stored(service, one.shown["madeBy"])) >= {"webhook", "audit_entry"}, (
        "what is looked for is found"
    )
    assert json.loads(one.caller.get(one.path).text)["address"].endswith("?token=abcdefgh"), "hers to see"


async def stored(service: Service, text: str) -> set[str]:
    async with service.database.journal() as connection:
        return await tables_with(connection, text)


def test_everything_of_it_leaves_an_entry(service: Service, persons: Persons) -> None:
    caller = connector(service, persons, scopes=SCOPES)
    made = caller.post(HOME, json={"address": ADDRESS})
    path = f"{HOME}/{made.json()['id']}"
    for answer, action, kind in (
        (made, "subscribe", "Skriva"),
        (caller.get(HOME), "read", "Läsa"),
        (caller.get(path), "read", "Läsa"),
        (caller.patch(path, json={"types": None}), "subscribe", "Skriva"),
        (caller.put(f"{path}/test"), "subscribe", "Skriva"),
        (caller.post(f"{path}/keys", json={}), "subscribe", "Skriva"),
        (caller.put(f"{path}/end"), "subscribe", "Skriva"),
    ):
        (entry,) = entries(service, answer)
        assert (entry["action"], entry["kind"]) == (f"journal:webhook.{action}", kind)
        assert entry["outcome"] == "allowed" and entry["plan_id"] is None
