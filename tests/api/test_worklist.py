"""The worklist: everything that can be due, for the right unit and no other, until it is done; and who has asked."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import pytest
from sqlalchemy import select

from app.domain.deadline_kind import TEXTS, DeadlineKind
from app.models.audit import audit_entry
from app.services.sweeping import sweep
from tests.callers import Caller, staff
from tests.persons import Persons
from tests.playing import Played
from tests.service import Service

REGION = "SE2329990015"
NEEDED, DONE = "2026-03-07T10:00:00Z", "2026-03-08T10:00:00Z"


@dataclass
class Story:
    """Something is due of `hers` at `at`, and not of the others; `do` does it, and at `after` it is gone."""

    played: Played
    hers: Caller
    others: list[Caller]
    at: str
    do: Callable[[], Any]
    after: str


def items(caller: Caller, at: str, query: str = "?limit=100") -> list[dict[str, Any]]:
    answer = caller.get(f"/journal/v1/worklist{query}", at=at)
    assert answer.status_code == 200, answer.text
    found: list[dict[str, Any]] = answer.json()["items"]
    return found


def kinds(caller: Caller, at: str) -> list[str]:
    return sorted(one["kind"] for one in items(caller, at))


def done(answer: Any) -> None:
    assert answer.status_code < 300, answer.text


def _summons(service: Service, persons: Persons, until: str = "mapping") -> Played:
    return Played(service, persons, "elsa-hemgang", until)


def summons_due(service: Service, persons: Persons) -> Story:
    played = _summons(service, persons)
    others = [played.staff("avd"), played.staff("at"), played.colleague("vc", persons)]
    summons = played.case["summons"]

    def do() -> None:
        played.player._summons(summons)

    return Story(played, played.staff("dsk"), others, played.at, do, summons["sentAt"])


def _reply(played: Played, caller: Caller, at: str) -> Any:
    summons = caller.get(f"{played.path}/summonses", at=at).json()["summonses"][0]
    place = next(one for one in summons["invitations"] if one["reply"] == "none")
    path = f"{played.path}/summonses/{summons['id']}/invitations/{place['id']}/reply"
    return caller.put(path, at=at, json={"reply": "attends", "repliedAt": at})


def summons_to_answer(service: Service, persons: Persons) -> Story:
    played = _summons(service, persons, "summons")
    called = played.colleague("hemtj", persons)
    others = [played.staff("dsk"), played.staff("at"), played.staff("avd")]
    return Story(played, called, others, played.at, lambda: done(_reply(played, called, played.at)), played.at)


def summons_unanswered(service: Service, persons: Persons) -> Story:
    played = _summons(service, persons, "summons")
    called = played.colleague("hemtj", persons)
    others = [called, played.staff("at"), played.colleague("vc", persons)]
    do = lambda: done(_reply(played, called, played.at))  # noqa: E731
    return Story(played, played.staff("dsk"), others, played.at, do, played.at)


def documentation_due(service: Service, persons: Persons) -> Story:
    played = _summons(service, persons, "meeting")
    followed = {"overallResponsible": played.case["overallResponsible"], "firstFollowUpOn": "2026-04-17"}

    def do() -> None:
        hers = played.staff("dsk")
        played.player._goals(played.at)
        done(hers.patch(played.path, at=played.at, json=followed))
        body = {"transition": "establish"}
        done(hers.post(f"{played.path}/transitions", at=played.at, json=body, headers={"If-Match": "*"}))

    return Story(played, played.staff("dsk"), [played.staff("at"), played.staff("avd")], played.at, do, played.at)


def _established(service: Service, persons: Persons) -> Played:
    return _summons(service, persons, "establish")


def copies_to_give(service: Service, persons: Persons) -> Story:
    played = _established(service, persons)
    hers = played.staff("dsk")

    def do() -> None:
        given = [None, *(one["id"] for one in played.plan(NEEDED)["participants"])]
        for recipient in given:
            body = {"recipientId": recipient, "form": "paper", "givenAt": NEEDED}
            done(hers.post(f"{played.path}/copies", at=NEEDED, json=body))

    return Story(played, hers, [played.staff("at"), played.colleague("vc", persons)], NEEDED, do, NEEDED)


def intervention_to_start(service: Service, persons: Persons) -> Story:
    played = _established(service, persons)
    hers = played.staff("bh")

    def do() -> None:
        alarm = next(one for one in played.plan(NEEDED)["interventions"] if one["text"] == "Trygghetslarm")
        body = {"state": "ongoing", "since": NEEDED}
        done(hers.post(f"{played.path}/interventions/{alarm['id']}/statuses", at=NEEDED, json=body))

    # Home care is responsible for one too, but has not answered its summons: the plan is not within its reach.
    return Story(played, hers, [played.colleague("hemtj", persons), played.staff("avd")], NEEDED, do, NEEDED)


def _follow_up(played: Played, at: str, decision: str, next_on: str | None) -> Any:
    body = {"heldAt": at, "howIsItGoing": "Bra.", "continuedCoordination": True, "decision": decision}
    return played.staff("dsk").post(f"{played.path}/follow-ups", at=at, json=body | {"nextOn": next_on})


def follow_up_due(service: Service, persons: Persons) -> Story:
    played = _established(service, persons)
    others = [played.staff("at"), played.colleague("vc", persons)]

    def do() -> None:
        done(_follow_up(played, DONE, "close", None))

    return Story(played, played.staff("dsk"), others, NEEDED, do, DONE)


def _close(played: Played, at: str) -> Any:
    body = {"transition": "close", "reason": "no_longer_needed"}
    headers = {"If-Match": "*"}
    return played.staff("dsk").post(f"{played.path}/transitions", at=at, json=body, headers=headers)


def closure_to_decide(service: Service, persons: Persons) -> Story:
    played = _established(service, persons)
    done(_follow_up(played, NEEDED, "close", None))
    others = [played.staff("at"), played.colleague("vc", persons)]
    return Story(played, played.staff("dsk"), others, NEEDED, lambda: done(_close(played, DONE)), DONE)


def notice_to_acknowledge(service: Service, persons: Persons) -> Story:
    played = _established(service, persons)
    done(_close(played, NEEDED))
    hers = played.colleague("rehab", persons)

    def do() -> None:
        (one,) = items(hers, DONE)
        path = f"{played.path}/notices/{one['subjectId']}/acknowledgement"
        done(hers.put(path, at=DONE, json={"acknowledgedAt": DONE}))

    return Story(played, hers, [staff(service, persons.unit(), persons.person())], DONE, do, DONE)


def yearly_review(service: Service, persons: Persons) -> Story:
    played = Played(service, persons, "lars-revideras", "establish")
    at = "2027-03-25T10:00:00Z"
    hers = played.staff("k1")
    body = {"heldAt": at, "howIsItGoing": "Bra.", "continuedCoordination": True, "decision": "continue"}
    body["nextOn"] = "2027-09-01"

    def do() -> None:
        done(hers.post(f"{played.path}/follow-ups", at=at, json=body))

    return Story(played, hers, [played.staff("k2"), played.staff("ft")], at, do, at)


def consent_ending(service: Service, persons: Persons) -> Story:
    played = _established(service, persons)
    at = "2026-12-10T10:00:00Z"
    body = {"withdrawnBy": "person", "withdrawnAt": at, "registeredById": played.player.ids["dsk"]}

    def do() -> None:
        path = f"{played.consent('information_sharing')}/withdrawal"
        done(played.staff("dsk").put(path, at=at, json=body))

    return Story(played, played.staff("dsk"), [played.staff("at")], at, do, at)


def consent_ended(service: Service, persons: Persons) -> Story:
    played = Played(service, persons, "elsa-hemgang", "establish", sip_until="2026-05-01")
    at = "2026-05-01T22:00:00Z"

    def do() -> None:
        service.run(sweep(service.database.journal, service.keys, lambda: datetime.fromisoformat(at), 10_000))

    return Story(played, played.staff("dsk"), [played.staff("at"), played.staff("avd")], at, do, at)


def plan_stale(service: Service, persons: Persons) -> Story:
    played = _established(service, persons)
    at = "2026-09-03T10:00:00Z"

    def do() -> None:
        done(played.staff("dsk").post(f"{played.path}/notes", at=at, json={"text": "Ringt.", "writtenAt": at}))

    return Story(played, played.staff("dsk"), [played.staff("at"), played.colleague("vc", persons)], at, do, at)


def handover_to_answer(service: Service, persons: Persons) -> Story:
    played = Played(service, persons, "lars-revideras", "handover-offered")
    asked = played.staff("k2")

    def do() -> None:
        played.player._accept(played.case["handover"] | {"acceptedAt": played.at})

    return Story(played, asked, [played.staff("k1"), played.colleague("lss", persons)], played.at, do, played.at)


def deviation_to_address(service: Service, persons: Persons) -> Story:
    played = _summons(service, persons, "deviation")
    hers = played.staff("bh")

    def do() -> None:
        (one,) = played.plan(played.at)["deviations"]
        body = {"kind": "addressed", "text": "Vi ser på det.", "takenAt": played.at}
        done(hers.post(f"{played.path}/deviations/{one['id']}/steps", at=played.at, json=body))

    return Story(played, hers, [played.staff("at"), played.staff("dsk")], played.at, do, played.at)


STORIES = {
    DeadlineKind(one.__name__): one
    for one in (
        *(summons_due, summons_to_answer, summons_unanswered, documentation_due, copies_to_give),
        *(intervention_to_start, follow_up_due, closure_to_decide, yearly_review, consent_ending, consent_ended),
        *(plan_stale, handover_to_answer, deviation_to_address, notice_to_acknowledge),
    )
}


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
    played = _established(service, persons)
    hers = played.staff("dsk")
    assert "consent_ending" not in kinds(hers, "2026-11-30T12:00:00Z")
    assert "consent_ending" in kinds(hers, "2026-12-02T12:00:00Z")


def test_overdue_when_its_time_is_over(service: Service, persons: Persons) -> None:
    """A follow-up on the 17th is in time until the midnight that ends the 17th in Sweden."""
    hers = _established(service, persons).staff("dsk")
    for at, overdue in (("2026-04-17T21:59:59Z", False), ("2026-04-17T22:00:00Z", True)):
        (one,) = [item for item in items(hers, at) if item["kind"] == "follow_up_due"]
        assert (one["dueAt"], one["overdue"]) == ("2026-04-17T22:00:00Z", overdue)


def test_a_plan_that_time_has_closed_shows_nothing_else(service: Service, persons: Persons) -> None:
    played = Played(service, persons, "elsa-hemgang", "deviation", sip_until="2026-05-01")
    every_one = [played.staff(ref) for ref in ("dsk", "avd", "at", "bh")]
    assert all(kinds(caller, "2026-05-01T21:59:00Z") for caller in every_one if caller.token != every_one[1].token)
    ended = [kinds(caller, "2026-05-01T22:00:00Z") for caller in every_one]
    assert ended == [["consent_ended"], [], [], []]
    # Each unit that was let in is told by the sweep; nothing else comes back with it.
    at = datetime.fromisoformat("2026-05-01T22:00:00Z")
    service.run(sweep(service.database.journal, service.keys, lambda: at, 10_000))
    assert {kind for caller in every_one for kind in kinds(caller, "2026-05-02T22:00:00Z")} == {"notice_to_acknowledge"}


def test_what_is_due_on_two_grounds_is_there_once(service: Service, persons: Persons) -> None:
    """The coordinator is the main responsible too, by default."""
    played = _established(service, persons)
    plan = played.plan(NEEDED)
    assert plan["coordinatorId"] == plan["mainResponsibleId"]
    answer = played.staff("dsk").get("/journal/v1/worklist", at=NEEDED).json()
    found = [(one["kind"], one["subjectId"]) for one in answer["items"]]
    assert found and len(found) == len(set(found)) == answer["_meta"]["totalRecords"]


def test_whoever_may_take_over_sees_what_is_orphaned(service: Service, persons: Persons) -> None:
    played = _established(service, persons)
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
    hers = _established(service, persons).staff("at")
    at = NEEDED
    whole = items(hers, at)
    assert [one["dueAt"] for one in whole] == sorted(one["dueAt"] for one in whole) and len(whole) == 2
    paged = [items(hers, at, f"?limit=1&page={number}") for number in (0, 1, 2, 3)]
    assert paged == [[], whole[:1], whole[1:], []]
    second = hers.get("/journal/v1/worklist?limit=1&page=2", at=at).json()
    assert second["_meta"] == {"totalRecords": 2, "page": 2, "limit": 1, "count": 1}
    assert {one["rel"] for one in second["_links"]} == {"self", "first", "last", "prev"}


def entries(service: Service, traceparent: str) -> list[Any]:
    async def read() -> list[Any]:
        async with service.database.journal() as connection:
            which = audit_entry.c.trace_id == traceparent.split("-")[1]
            return list((await connection.execute(select(audit_entry).where(which))).mappings())

    return service.run(read())


def test_a_reading_leaves_one_entry_about_no_plan(service: Service, persons: Persons) -> None:
    played = _established(service, persons)
    for caller in (played.staff("dsk"), staff(service, persons.unit(), persons.person())):
        answer = caller.get("/journal/v1/worklist", at=NEEDED)
        (entry,) = entries(service, answer.headers["traceparent"])
        assert (entry["action"], entry["kind"], entry["outcome"]) == ("journal:worklist.read", "Läsa", "allowed")
        assert entry["plan_id"] is None and entry["person_key"] is None
        assert entry["unit"] and entry["person"] and entry["purpose"]


def test_without_the_right_to_read_there_is_no_list(service: Service, persons: Persons) -> None:
    caller = staff(service, persons.unit(), persons.person(), scopes=("journal:write",))
    answer = caller.get("/journal/v1/worklist")
    assert answer.status_code == 403 and answer.json()["type"].endswith("/scope-missing")
    (entry,) = entries(service, answer.headers["traceparent"])
    assert (entry["action"], entry["outcome"]) == ("journal:worklist.read", "denied")


def test_it_names_no_person_and_nothing_of_the_plan(service: Service, persons: Persons) -> None:
    played = _summons(service, persons, "deviation")
    hers = played.staff("dsk")
    text = hers.get("/journal/v1/worklist?limit=100", at=played.at).text
    person, case = played.case["person"], played.case
    hidden = [person["personnummer"], person["name"], case["title"], case["reason"]]
    hidden += [one["name"] for one in (*case["units"], *case["staff"])]
    hidden += [one["hsaId"] for one in (*case["units"], *case["staff"])]
    assert not [one for one in hidden if one in text]
