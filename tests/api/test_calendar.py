"""The worklist as a calendar: whose address opens what and until when, what stands in it, and where the secret is."""

import re
from datetime import UTC, date, datetime, timedelta
from typing import Any

import httpx
import pytest
from icalendar import Calendar
from sqlalchemy import select

from app.domain.deadline_kind import TEXTS, DeadlineKind
from app.domain.swedish_time import day_of
from app.models.audit import audit_entry
from app.models.base import metadata
from tests.api.standing import refused, unchanged
from tests.callers import CANARY, Caller, staff
from tests.persons import Persons
from tests.playing import Played
from tests.service import Service

HOME = "/journal/v1/calendar-subscriptions"
AT = "2026-03-07T10:00:00Z"
SUMMARY = {text.sv: kind for kind, text in TEXTS.items()}


def subscribed(caller: Caller, at: str | None = AT, until: str = "2026-12-31") -> dict[str, Any]:
    answer = caller.post(HOME, at=at, json={"until": until})
    assert answer.status_code == 201, answer.text
    made: dict[str, Any] = answer.json()
    return made


def fetch(service: Service, address: str, at: str | None = AT, **headers: str) -> httpx.Response:
    """As a calendar program does it: the address, and nothing else."""
    assert address.startswith(f"{service.url}/calendars/")
    if at is not None:
        headers["Sip-Development-Time"] = at
    return service.client.get(address, headers=headers)


def events(answer: httpx.Response) -> dict[DeadlineKind, Any]:
    assert answer.status_code == 200, answer.text
    return {SUMMARY[str(event["SUMMARY"])]: event for event in Calendar.from_ical(answer.content).events}


def entries(service: Service, answer: httpx.Response) -> list[Any]:
    async def read() -> list[Any]:
        async with service.database.journal() as connection:
            which = audit_entry.c.trace_id == answer.headers["traceparent"].split("-")[1]
            return list((await connection.execute(select(audit_entry).where(which))).mappings())

    return service.run(read())


def nowhere(answer: httpx.Response) -> dict[str, Any]:
    document = refused(answer, 404, "not-found")
    document.pop("instance")
    return document


@pytest.fixture
def played(service: Service, persons: Persons) -> Played:
    return Played(service, persons, "elsa-hemgang", "establish")


def test_the_calendar_is_the_worklist(service: Service, played: Played) -> None:
    for ref in ("dsk", "at", "bh", "avd"):
        caller = played.staff(ref)
        listed = caller.get("/journal/v1/worklist?limit=100", at=AT).json()["items"]
        answer = fetch(service, subscribed(caller)["address"])
        assert answer.headers["content-type"] == "text/calendar; charset=utf-8"
        assert answer.headers["cache-control"] == "private, no-store"
        calendar = Calendar.from_ical(answer.content)
        assert not calendar.errors
        shown = [(str(e["SUMMARY"]), str(e["URL"])) for e in calendar.events]
        assert shown == [(one["swedish"], one["href"]) for one in listed]
        assert [e["DTSTAMP"].dt for e in calendar.events] == [datetime.fromisoformat(one["since"]) for one in listed]
        assert b"REFRESH-INTERVAL;VALUE=DURATION:PT1H" in answer.content and b"X-PUBLISHED-TTL:PT1H" in answer.content
    assert not shown, "the ward has let go of the plan"


def test_a_day_is_a_day_and_a_meeting_has_a_time(service: Service, persons: Persons) -> None:
    played = Played(service, persons, "elsa-hemgang", "summons")
    hers = events(fetch(service, subscribed(played.staff("dsk"))["address"]))
    meeting = datetime.fromisoformat(played.case["summons"]["meetingAt"])
    assert hers[DeadlineKind.SUMMONS_UNANSWERED]["DTSTART"].dt == meeting
    established = Played(service, persons, "elsa-hemgang", "establish")
    shown = events(fetch(service, subscribed(established.staff("dsk"))["address"]))
    # Due by the midnight that ends the 17th, and so on the 17th.
    assert shown[DeadlineKind.FOLLOW_UP_DUE]["DTSTART"].dt == date(2026, 4, 17)
    assert type(shown[DeadlineKind.COPIES_TO_GIVE]["DTSTART"].dt) is date


def test_the_same_thing_keeps_its_name(service: Service, played: Played) -> None:
    """And a colleague's entry is the same; that of another unit is another."""
    hers = played.staff("dsk")
    first, again = (fetch(service, subscribed(hers)["address"]) for _ in range(2))
    later = fetch(service, subscribed(hers)["address"], at="2026-03-20T10:00:00Z")
    ids = [{str(e["UID"]) for e in Calendar.from_ical(one.content).events} for one in (first, again, later)]
    assert ids[0] == ids[1] == ids[2] and len(ids[0]) > 2
    rehab = events(fetch(service, subscribed(played.staff("at"))["address"]))
    assert not ids[0] & {str(event["UID"]) for event in rehab.values()}


def test_what_is_done_is_gone_from_it(service: Service, persons: Persons) -> None:
    played = Played(service, persons, "elsa-hemgang", "summons")
    called = played.colleague("hemtj", persons)
    address = subscribed(called)["address"]
    assert set(events(fetch(service, address))) == {DeadlineKind.SUMMONS_TO_ANSWER}
    summons = called.get(f"{played.path}/summonses", at=AT).json()["summonses"][0]
    place = f"{played.path}/summonses/{summons['id']}/invitations/{summons['invitations'][0]['id']}/reply"
    assert called.put(place, at=AT, json={"reply": "declines", "reason": "Nej", "repliedAt": AT}).status_code < 300
    assert not events(fetch(service, address))


def test_a_consent_that_has_ended_empties_it_but_for_that(service: Service, persons: Persons) -> None:
    """Reach is judged at the fetch, not when the subscription was made."""
    played = Played(service, persons, "elsa-hemgang", "establish", sip_until="2026-05-01")
    hers, rehab = (subscribed(played.staff(ref))["address"] for ref in ("dsk", "at"))
    before, after = "2026-05-01T21:59:59Z", "2026-05-01T22:00:00Z"
    assert len(events(fetch(service, hers, before))) > 2 and events(fetch(service, rehab, before))
    assert set(events(fetch(service, hers, after))) == {DeadlineKind.CONSENT_ENDED}
    assert not events(fetch(service, rehab, after))


def test_only_whoever_could_take_over_sees_what_is_orphaned(service: Service, played: Played, persons: Persons) -> None:
    unit, person, at = persons.unit(), persons.person(), "2026-09-03T10:00:00Z"
    for more, seen in ((("journal:takeover",), True), ((), False)):
        scopes = ("journal:read", "journal:write", *more)
        address = subscribed(staff(service, unit, person, scopes=scopes), at)["address"]
        assert (played.player.plan_id in fetch(service, address, at).text.replace("\r\n ", "")) is seen


def test_nothing_of_the_person_stands_in_it(service: Service, persons: Persons) -> None:
    played = Played(service, persons, "elsa-hemgang", "deviation")
    case, person = played.case, played.case["person"]
    for ref in ("dsk", "at", "bh"):
        text = fetch(service, subscribed(played.staff(ref), played.at)["address"], played.at).text
        text = text.replace("\r\n ", "")
        assert "BEGIN:VEVENT" in text
        hidden = [CANARY, person["personnummer"], person["name"], person["name"].split()[0], case["title"]]
        hidden += [one[name] for one in (*case["units"], *case["staff"]) for name in ("name", "hsaId")]
        hidden += [goal["text"] for goal in case["goals"]] + [case["summons"]["purpose"]]
        assert not [one for one in hidden if one in text]


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
    unit, person = played.case["units"][0]["hsaId"], played.case["staff"][0]["hsaId"]
    for other in (played.colleague("vc", persons), staff(service, persons.unit(), person)):
        with unchanged(service):
            nowhere(other.put(f"{HOME}/{made['id']}/end", at=AT))
        assert other.get(HOME, at=AT).json()["subscriptions"] == []
    assert unit and fetch(service, made["address"]).status_code == 200


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
    assert there.put(f"{HOME}/{made[0]['id']}/end", at=AT).status_code == 200
    subscribed(here)


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


def test_unchanged_is_said_without_the_calendar(service: Service, played: Played) -> None:
    caller = played.staff("dsk")
    address = subscribed(caller)["address"]
    tag = fetch(service, address).headers["etag"]
    again = fetch(service, address, **{"If-None-Match": tag})
    assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", tag)
    assert len(entries(service, again)) == 1
    caller.post(f"{played.path}/notes", at=AT, json={"text": "Ringt.", "writtenAt": AT})
    _, rehab = subscribed(played.staff("at")), played.staff("at")
    alarm = next(one for one in played.plan(AT)["interventions"] if one["text"].startswith("Rehabilitering"))
    rehab_address = subscribed(rehab)["address"]
    tag = fetch(service, rehab_address).headers["etag"]
    status = {"state": "ongoing", "since": AT}
    assert rehab.post(f"{played.path}/interventions/{alarm['id']}/statuses", at=AT, json=status).status_code == 201
    assert fetch(service, rehab_address, **{"If-None-Match": tag}).status_code == 200


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


def secret_of(made: dict[str, Any]) -> str:
    found = re.fullmatch(r".*/calendars/([A-Za-z0-9_-]{43})\.ics", made["address"])
    assert found
    return found[1]


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
    assert secret not in service.run(everything(service))


async def everything(service: Service) -> str:
    async with service.database.journal() as connection:
        rows = [row for table in metadata.sorted_tables for row in await connection.execute(select(table))]
    assert rows
    return repr(rows)


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


def test_without_the_header_it_is_now(service: Service, persons: Persons) -> None:
    caller = staff(service, persons.unit(), persons.person())
    until = day_of(datetime.now(UTC) + timedelta(days=5))
    assert fetch(service, subscribed(caller, None, str(until))["address"], None).status_code == 200
