"""The worklist: everything that can be due, for the right unit and no other, until it is done; and who has asked."""

from datetime import datetime

import pytest

from app.domain.deadline_kind import TEXTS, DeadlineKind
from app.services.sweeping import sweep
from tests.api.dues import NEEDED, STORIES, elsa, established, items, kinds, page
from tests.api.subscribing import entries
from tests.callers import staff
from tests.persons import Persons
from tests.playing import Played
from tests.service import Service


def test_every_kind_has_a_story() -> None:
    assert set(STORIES) == set(DeadlineKind)


@pytest.mark.parametrize("kind", list(DeadlineKind))
def test_what_is_due_is_on_the_right_list_until_it_is_done(
    service: Service, persons: Persons, kind: DeadlineKind
) -> None:
    story = STORIES[kind](service, persons)
    (one,) = [item for item in items(story.hers, story.at) if item["kind"] == kind]
    assert one["planId"] == story.played.player.plan_id
    assert (one["swedish"], one["english"], one["source"]) == (TEXTS[kind].sv, TEXTS[kind].en, TEXTS[kind].source)
    followed = story.hers.get(one["href"].removeprefix(service.url), at=story.at)
    assert followed.status_code == 200, f"a link that cannot be followed: {followed.text}"
    stranger = staff(service, persons.unit(), persons.person())
    for other in (*story.others, stranger):
        assert kind not in kinds(other, story.at)
    assert kinds(stranger, story.at) == []
    story.do()
    assert kind not in kinds(story.hers, story.after)


def test_it_begins_when_it_begins(service: Service, persons: Persons) -> None:
    played = established(service, persons)
    hers = played.staff("dsk")
    assert "consent_ending" not in kinds(hers, "2026-11-30T12:00:00Z")
    assert "consent_ending" in kinds(hers, "2026-12-02T12:00:00Z")


def test_overdue_when_its_time_is_over(service: Service, persons: Persons) -> None:
    """A follow-up on the 17th is in time until the midnight that ends the 17th in Sweden."""
    hers = established(service, persons).staff("dsk")
    for at, overdue in (("2026-04-17T21:59:59Z", False), ("2026-04-17T22:00:00Z", True)):
        (one,) = [item for item in items(hers, at) if item["kind"] == "follow_up_due"]
        assert (one["dueAt"], one["overdue"]) == ("2026-04-17T22:00:00Z", overdue)


def test_a_plan_that_time_has_closed_shows_nothing_else(service: Service, persons: Persons) -> None:
    played = Played(service, persons, "elsa-hemgang", "deviation", sip_until="2026-05-01")
    every_one = [played.staff(ref) for ref in ("dsk", "at", "bh")]
    assert all(kinds(caller, "2026-05-01T21:59:00Z") for caller in every_one)
    ended = [kinds(caller, "2026-05-01T22:00:00Z") for caller in every_one]
    # What was reported is still to be handled, by her who alone reads it now.
    assert ended == [["consent_ended", "deviation_to_address"], [], []]
    # Each unit that was let in is told by the sweep; nothing else comes back with it.
    at = datetime.fromisoformat("2026-05-01T22:00:00Z")
    service.run(sweep(service.database.journal, service.keys, lambda: at, 10_000))
    told = [kinds(caller, "2026-05-02T22:00:00Z") for caller in every_one]
    waits = ["notice_to_acknowledge"]
    assert told == [["deviation_to_address", *waits], waits, waits]


def test_what_is_due_on_two_grounds_is_there_once(service: Service, persons: Persons) -> None:
    """The coordinator is the main responsible too, by default."""
    played = established(service, persons)
    plan = played.plan(NEEDED)
    assert plan["coordinatorId"] == plan["mainResponsibleId"]
    answer = played.staff("dsk").get("/journal/v1/worklist", at=NEEDED).json()
    found = [(one["kind"], one["subjectId"]) for one in answer["items"]]
    assert found and len(found) == len(set(found)) == answer["_meta"]["totalRecords"]


def test_whoever_may_take_over_sees_what_is_orphaned(service: Service, persons: Persons) -> None:
    played = established(service, persons)
    at, rights = "2026-09-03T10:00:00Z", ("journal:read", "journal:takeover")
    unit, person = persons.unit(), persons.person()
    with_right = staff(service, unit, person, scopes=rights)
    mine = [one for one in items(with_right, at) if one["planId"] == played.player.plan_id]
    assert [one["kind"] for one in mine] == ["plan_stale"]
    assert mine[0]["href"].endswith("/actions")
    assert with_right.get(mine[0]["href"].removeprefix(service.url), at=at).status_code == 200
    without = staff(service, unit, person)
    elsewhere = staff(service, persons.unit("SE2129990023"), persons.person("SE2129990023"), scopes=rights)
    for other in (without, elsewhere):
        assert played.player.plan_id not in {one["planId"] for one in items(other, at)}


def test_the_most_urgent_first_and_page_by_page(service: Service, persons: Persons) -> None:
    hers = established(service, persons).staff("at")
    at = NEEDED
    whole = items(hers, at)
    assert [one["dueAt"] for one in whole] == sorted(one["dueAt"] for one in whole) and len(whole) == 2
    paged = [page(hers, f"/journal/v1/worklist?limit=1&page={number}", at)["items"] for number in (0, 1, 2, 3)]
    assert paged == [[], whole[:1], whole[1:], []]
    second = hers.get("/journal/v1/worklist?limit=1&page=2", at=at).json()
    assert second["_meta"] == {"totalRecords": 2, "page": 2, "limit": 1, "count": 1}
    assert {one["rel"] for one in second["_links"]} == {"self", "first", "last", "prev"}


def test_a_reading_leaves_one_entry_about_no_plan(service: Service, persons: Persons) -> None:
    played = established(service, persons)
    for caller in (played.staff("dsk"), staff(service, persons.unit(), persons.person())):
        answer = caller.get("/journal/v1/worklist", at=NEEDED)
        (entry,) = entries(service, answer)
        assert (entry["action"], entry["kind"], entry["outcome"]) == ("journal:worklist.read", "Läsa", "allowed")
        assert entry["plan_id"] is None and entry["person_key"] is None
        assert entry["unit"] and entry["person"] and entry["purpose"]


def test_without_the_right_to_read_there_is_no_list(service: Service, persons: Persons) -> None:
    caller = staff(service, persons.unit(), persons.person(), scopes=("journal:write",))
    answer = caller.get("/journal/v1/worklist")
    assert answer.status_code == 403 and answer.json()["type"].endswith("/scope-missing")
    (entry,) = entries(service, answer)
    assert (entry["action"], entry["outcome"]) == ("journal:worklist.read", "denied")


def test_it_names_no_person_and_nothing_of_the_plan(service: Service, persons: Persons) -> None:
    played = elsa(service, persons, "deviation")
    hers = played.staff("dsk")
    text = hers.get("/journal/v1/worklist?limit=100", at=played.at).text
    person, case = played.case["person"], played.case
    hidden = [person["personnummer"], person["name"], case["title"], case["reason"]]
    hidden += [one["name"] for one in (*case["units"], *case["staff"])]
    hidden += [one["hsaId"] for one in (*case["units"], *case["staff"])]
    assert not [one for one in hidden if one in text]
