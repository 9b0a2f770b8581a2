"""Subscriptions to a calendar: whose address opens what and until when, and where its secret is."""

from typing import Any

import httpx
import pytest

from tests.api.standing import refused, unchanged
from tests.api.subscribing import AT, HOME, entries, fetch, secret_of, subscribed
from tests.callers import staff
from tests.persons import Persons
from tests.playing import Played
from tests.service import Service
from tests.stored import tables_with


def nowhere(answer: httpx.Response) -> dict[str, Any]:
    document = refused(answer, 404, "not-found")
    document.pop("instance")
    return document


@pytest.fixture
def played(service: Service, persons: Persons) -> Played:
    return Played(service, persons, "elsa-hemgang", "establish")


def test_an_address_that_does_not_hold_leads_nowhere(service: Service, played: Played) -> None:
    caller = played.staff("dsk")
    made, other = subscribed(caller, until="2026-03-31"), subscribed(caller)
    unknown = f"{service.url}/calendars/{'A' * 43}.ics"
    never = nowhere(fetch(service, unknown))
    assert nowhere(fetch(service, f"{service.url}/calendars/short.ics")) == never
    assert nowhere(fetch(service, made["address"].replace(".ics", "A.ics"))) == never
    # Through the last day in Sweden, and no longer.
    assert made["endsAt"] == "2026-03-31T22:00:00Z"
    assert fetch(service, made["address"], "2026-03-31T21:59:59Z").status_code == 200
    assert nowhere(fetch(service, made["address"], "2026-03-31T22:00:00Z")) == never
    assert caller.put(f"{HOME}/{made['id']}/end", at=AT).json()["live"] is False
    assert nowhere(fetch(service, made["address"])) == never
    assert fetch(service, other["address"]).status_code == 200, "the other one holds"


def test_ended_twice_is_ended_once(service: Service, played: Played) -> None:
    caller = played.staff("dsk")
    made = subscribed(caller)
    first = caller.put(f"{HOME}/{made['id']}/end", at=AT)
    again = caller.put(f"{HOME}/{made['id']}/end", at="2026-03-09T10:00:00Z")
    assert first.status_code == again.status_code == 200
    assert first.json() == again.json() and first.json()["endsAt"] == AT


def test_what_is_a_colleague_s_does_not_exist(service: Service, played: Played, persons: Persons) -> None:
    made = subscribed(played.staff("dsk"))
    person = played.case["staff"][0]["hsaId"]
    for other in (played.colleague("vc", persons), staff(service, persons.unit(), person)):
        with unchanged(service):
            nowhere(other.put(f"{HOME}/{made['id']}/end", at=AT))
        assert other.get(HOME, at=AT).json()["subscriptions"] == []
    assert fetch(service, made["address"]).status_code == 200


def test_her_own_are_listed_without_the_secret(service: Service, played: Played) -> None:
    caller = played.staff("dsk")
    made = [subscribed(caller) for _ in range(3)]
    caller.put(f"{HOME}/{made[0]['id']}/end", at=AT)
    answer = caller.get(f"{HOME}?limit=2", at=AT)
    assert [(one["id"], one["live"]) for one in answer.json()["subscriptions"]] == [
        (made[2]["id"], True),
        (made[1]["id"], True),
    ]
    assert answer.json()["_meta"]["totalRecords"] == 3
    (last,) = caller.get(f"{HOME}?limit=2&page=2", at=AT).json()["subscriptions"]
    assert (last["id"], last["live"], last["madeAt"]) == (made[0]["id"], False, AT)
    assert not [one for one in made if secret_of(one) in answer.text]


def test_a_day_that_is_past_or_far_away_is_refused(service: Service, persons: Persons) -> None:
    caller, now = staff(service, persons.unit(), persons.person()), "2026-03-07T10:00:00Z"
    with unchanged(service):
        for until in ("2026-03-06", "2027-03-08", "2150-12-31", "0000-00-00", 20260401, None):
            answer = caller.post(HOME, at=now, json={"until": until})
            assert answer.status_code == 422 and answer.json()["errors"][0]["pointer"] == "/until"
    for until in ("2026-03-07", "2027-03-07"):
        subscribed(caller, now, until)


def test_a_person_has_twenty_at_most(service: Service, persons: Persons) -> None:
    person = persons.person()
    here, there = (staff(service, persons.unit(), person) for _ in range(2))
    made = [subscribed(here if place % 2 else there) for place in range(20)]
    refused(here.post(HOME, at=AT, json={"until": "2026-12-31"}), 409, "too-many-subscriptions")
    later = "2026-03-08T10:00:00Z"
    assert there.put(f"{HOME}/{made[0]['id']}/end", at=later).status_code == 200
    subscribed(here, later)


def test_a_right_to_read_alone_makes_no_lasting_address(service: Service, persons: Persons) -> None:
    unit, person = persons.unit(), persons.person()
    made = subscribed(staff(service, unit, person))
    with unchanged(service):
        for scope in ("journal:read", "journal:write", "journal:takeover"):
            caller = staff(service, unit, person, scopes=(scope,))
            for answer in (
                caller.post(HOME, at=AT, json={"until": "2026-12-31"}),
                caller.put(f"{HOME}/{made['id']}/end", at=AT),
            ):
                refused(answer, 403, "scope-missing")
                (entry,) = entries(service, answer)
                assert (entry["action"], entry["outcome"]) == ("journal:calendar.subscribe", "denied")


def test_a_retry_gets_the_same_address(service: Service, persons: Persons) -> None:
    caller = staff(service, persons.unit(), persons.person())
    key = {"Idempotency-Key": f"calendar-{caller.name}"}
    first, again = (caller.post(HOME, at=AT, json={"until": "2026-12-31"}, headers=key) for _ in range(2))
    assert first.content == again.content and again.status_code == 201
    assert caller.get(HOME, at=AT).json()["_meta"]["totalRecords"] == 1
    other = caller.post(HOME, at=AT, json={"until": "2026-11-30"}, headers=key)
    refused(other, 422, "idempotency-key-reused")


def test_every_one_of_it_leaves_an_entry(service: Service, played: Played) -> None:
    caller = played.staff("dsk")
    answer = caller.post(HOME, at=AT, json={"until": "2026-12-31"})
    made = answer.json()
    (making,) = entries(service, answer)
    (fetching,) = entries(service, fetch(service, made["address"]))
    (ending,) = entries(service, caller.put(f"{HOME}/{made['id']}/end", at=AT))
    (denied,) = entries(service, fetch(service, made["address"]))
    assert [(one["action"], one["kind"], one["outcome"]) for one in (making, fetching, ending, denied)] == [
        ("journal:calendar.subscribe", "Skriva", "allowed"),
        ("journal:calendar.read", "Läsa", "allowed"),
        ("journal:calendar.subscribe", "Skriva", "allowed"),
        ("journal:calendar.read", "Läsa", "denied"),
    ]
    for one in (making, fetching, ending, denied):
        assert (one["unit"], one["person"], one["client"]) == (making["unit"], making["person"], making["client"])
        assert one["plan_id"] is None and one["person_key"] is None and one["purpose"]
    assert entries(service, fetch(service, f"{service.url}/calendars/{'B' * 43}.ics")) == []


def test_the_secret_is_stored_and_logged_nowhere(service: Service, played: Played) -> None:
    caller, lines = played.staff("dsk"), len(service.logs.lines)
    made = subscribed(caller)
    secret = secret_of(made)
    fetch(service, made["address"])
    service.client.head(made["address"])
    for answer in (
        service.client.post(made["address"]),
        service.client.get(f"{service.url}/calendars/{secret}"),
        service.client.get(f"{service.url}/calendars/{secret}.ics/"),
        fetch(service, made["address"], "tomorrow"),
        fetch(service, made["address"], **{"If-None-Match": "tag"}),
    ):
        assert answer.status_code in (400, 404, 405) and secret not in answer.text
    caller.put(f"{HOME}/{made['id']}/end", at=AT)
    assert secret not in fetch(service, made["address"]).text
    logged = service.logs.lines[lines:]
    assert any('"/calendars/{secret}.ics"' in line for line in logged), "the route's template"
    assert not [line for line in logged if secret in line]
    assert service.run(stored(service, secret)) == set()
    assert "calendar_subscription" in service.run(stored(service, "SE2")), "what is looked for is found"


async def stored(service: Service, text: str) -> set[str]:
    async with service.database.journal() as connection:
        return await tables_with(connection, text)


def test_a_fault_while_fetching_does_not_tell_the_secret(
    service: Service, played: Played, monkeypatch: pytest.MonkeyPatch
) -> None:
    made, lines = subscribed(played.staff("dsk")), len(service.logs.lines)

    async def broken(*_: Any) -> Any:
        raise RuntimeError(secret_of(made))

    monkeypatch.setattr("app.services.worklists.due", broken)
    answer = fetch(service, made["address"])
    refused(answer, 500, "internal-error")
    assert not [text for text in (*service.logs.lines[lines:], answer.text) if secret_of(made) in text]
    assert entries(service, answer) == [], "no calendar, no entry"
