"""The worklist as a calendar: what stands in it, and what does not."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import httpx
import pytest
from icalendar import Calendar

from app.domain.deadline_kind import TEXTS, DeadlineKind
from app.domain.swedish_time import day_of
from tests.api.subscribing import AT, entries, fetch, subscribed
from tests.callers import CANARY, staff
from tests.persons import Persons
from tests.playing import Played
from tests.service import Service

SUMMARY = {text.sv: kind for kind, text in TEXTS.items()}


def events(answer: httpx.Response) -> dict[DeadlineKind, Any]:
    assert answer.status_code == 200, answer.text
    return {SUMMARY[str(event["SUMMARY"])]: event for event in Calendar.from_ical(answer.content).events}


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
    hers = played.staff("dsk")
    first, again = (fetch(service, subscribed(hers)["address"]) for _ in range(2))
    later = fetch(service, subscribed(hers)["address"], at="2026-03-20T10:00:00Z")
    ids = [{str(e["UID"]) for e in Calendar.from_ical(one.content).events} for one in (first, again, later)]
    assert ids[0] == ids[1] == ids[2] and len(ids[0]) > 2


def test_a_colleague_has_the_same_entry_and_another_unit_another(
    service: Service, played: Played, persons: Persons
) -> None:
    unit, at = persons.unit(), "2026-09-03T10:00:00Z"
    scopes = ("journal:read", "journal:write", "journal:takeover")
    two = [staff(service, unit, persons.person(), scopes=scopes) for _ in range(2)]
    stale = []
    for caller in (*two, played.staff("dsk")):
        answer = fetch(service, subscribed(caller, at)["address"], at)
        found = [e for e in Calendar.from_ical(answer.content).events if played.player.plan_id in str(e["URL"])]
        stale += [str(e["UID"]) for e in found if SUMMARY[str(e["SUMMARY"])] is DeadlineKind.PLAN_STALE]
    assert len(stale) == 3 and stale[0] == stale[1] != stale[2]


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


def test_unchanged_is_said_without_the_calendar(service: Service, played: Played) -> None:
    rehab = played.staff("at")
    address = subscribed(rehab)["address"]
    tag = fetch(service, address).headers["etag"]
    again = fetch(service, address, **{"If-None-Match": tag})
    assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", tag)
    assert len(entries(service, again)) == 1
    hers = next(one for one in played.plan(AT)["interventions"] if one["text"].startswith("Rehabilitering"))
    status = {"state": "ongoing", "since": AT}
    assert rehab.post(f"{played.path}/interventions/{hers['id']}/statuses", at=AT, json=status).status_code == 201
    assert fetch(service, address, **{"If-None-Match": tag}).status_code == 200


def test_without_the_header_it_is_now(service: Service, persons: Persons) -> None:
    caller = staff(service, persons.unit(), persons.person())
    until = day_of(datetime.now(UTC) + timedelta(days=5))
    assert fetch(service, subscribed(caller, None, str(until))["address"], None).status_code == 200


def test_a_calendar_in_which_nothing_stands_is_a_calendar_still(service: Service, persons: Persons) -> None:
    """RFC 5545 3.6: a calendar has at least one component. Its time zone is ours, to the hour that it changes."""
    nobody = staff(service, persons.unit(), persons.person())
    answer = fetch(service, subscribed(nobody)["address"])
    calendar = Calendar.from_ical(answer.content)
    assert calendar.events == [] and [one.name for one in calendar.subcomponents] == ["VTIMEZONE"]
    zone = calendar.timezones[0].to_tz()
    for at in (datetime(2026, 3, 29, 1, 59), datetime(2026, 3, 29, 3), datetime(2026, 10, 25, 3), datetime(2031, 7, 1)):
        assert at.replace(tzinfo=zone).utcoffset() == at.replace(tzinfo=ZoneInfo("Europe/Stockholm")).utcoffset()
