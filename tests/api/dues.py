"""How each thing that can be due comes about through the API, of whom it is due, and how it is done."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from app.domain.deadline_kind import DeadlineKind
from app.services.sweeping import sweep
from tests.api.process.acting import summon
from tests.callers import Caller, staff
from tests.persons import Persons
from tests.playing import Played
from tests.service import Service

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


def page(caller: Caller, path: str, at: str) -> dict[str, Any]:
    answer = caller.get(path, at=at)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def items(caller: Caller, at: str) -> list[dict[str, Any]]:
    """The list, every page of it: a right that spans a principal finds what other tests left there too."""
    found: list[dict[str, Any]] = []
    ahead = ["/journal/v1/worklist?limit=100"]
    while ahead:
        one = page(caller, ahead.pop(), at)
        found += one["items"]
        ahead = [link["href"].removeprefix(caller.service.url) for link in one["_links"] if link["rel"] == "next"]
    return found


def kinds(caller: Caller, at: str) -> list[str]:
    return sorted(one["kind"] for one in items(caller, at))


def done(answer: Any) -> None:
    assert answer.status_code < 300, answer.text


def elsa(service: Service, persons: Persons, until: str = "mapping") -> Played:
    return Played(service, persons, "elsa-hemgang", until)


def summons_due(service: Service, persons: Persons) -> Story:
    played = elsa(service, persons)
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
    played = elsa(service, persons, "summons")
    called = played.colleague("hemtj", persons)
    others = [played.staff("dsk"), played.staff("at"), played.staff("avd")]
    return Story(played, called, others, played.at, lambda: done(_reply(played, called, played.at)), played.at)


def summons_unanswered(service: Service, persons: Persons) -> Story:
    played = elsa(service, persons, "summons")
    called = played.colleague("hemtj", persons)
    others = [called, played.staff("at"), played.colleague("vc", persons)]

    def do() -> None:
        done(_reply(played, called, played.at))

    return Story(played, played.staff("dsk"), others, played.at, do, played.at)


def documentation_due(service: Service, persons: Persons) -> Story:
    played = elsa(service, persons, "meeting")
    followed = {"overallResponsible": played.case["overallResponsible"], "firstFollowUpOn": "2026-04-17"}

    def do() -> None:
        hers = played.staff("dsk")
        played.player._goals(played.at)
        done(hers.patch(played.path, at=played.at, json=followed))
        body = {"transition": "establish"}
        done(hers.post(f"{played.path}/transitions", at=played.at, json=body, headers={"If-Match": "*"}))

    return Story(played, played.staff("dsk"), [played.staff("at"), played.staff("avd")], played.at, do, played.at)


def established(service: Service, persons: Persons) -> Played:
    return elsa(service, persons, "establish")


def copies_to_give(service: Service, persons: Persons) -> Story:
    played = established(service, persons)
    hers = played.staff("dsk")

    def do() -> None:
        given = [None, *(one["id"] for one in played.plan(NEEDED)["participants"])]
        for recipient in given:
            body = {"recipientId": recipient, "form": "paper", "givenAt": NEEDED}
            done(hers.post(f"{played.path}/copies", at=NEEDED, json=body))

    return Story(played, hers, [played.staff("at"), played.colleague("vc", persons)], NEEDED, do, NEEDED)


def intervention_to_start(service: Service, persons: Persons) -> Story:
    played = established(service, persons)
    hers = played.staff("bh")

    def do() -> None:
        alarm = next(one for one in played.plan(NEEDED)["interventions"] if one["text"] == "Trygghetslarm")
        body = {"state": "ongoing", "since": NEEDED}
        done(hers.post(f"{played.path}/interventions/{alarm['id']}/statuses", at=NEEDED, json=body))

    # Home care is responsible for one too, but has not answered its summons: whoever leads the plan is told (below).
    return Story(played, hers, [played.colleague("hemtj", persons), played.staff("avd")], NEEDED, do, NEEDED)


def _follow_up(played: Played, at: str, decision: str, next_on: str | None) -> Any:
    body = {"heldAt": at, "howIsItGoing": "Bra.", "continuedCoordination": True, "decision": decision}
    return played.staff("dsk").post(f"{played.path}/follow-ups", at=at, json=body | {"nextOn": next_on})


def follow_up_due(service: Service, persons: Persons) -> Story:
    played = established(service, persons)
    others = [played.staff("at"), played.colleague("vc", persons)]

    def do() -> None:
        done(_follow_up(played, DONE, "close", None))

    return Story(played, played.staff("dsk"), others, NEEDED, do, DONE)


def _close(played: Played, at: str) -> Any:
    body = {"transition": "close", "reason": "no_longer_needed"}
    headers = {"If-Match": "*"}
    return played.staff("dsk").post(f"{played.path}/transitions", at=at, json=body, headers=headers)


def closure_to_decide(service: Service, persons: Persons) -> Story:
    played = established(service, persons)
    done(_follow_up(played, NEEDED, "close", None))
    others = [played.staff("at"), played.colleague("vc", persons)]
    return Story(played, played.staff("dsk"), others, NEEDED, lambda: done(_close(played, DONE)), DONE)


def revision_to_begin(service: Service, persons: Persons) -> Story:
    played = established(service, persons)
    done(_follow_up(played, NEEDED, "revise", "2026-09-01"))
    hers, others = played.staff("dsk"), [played.staff("at"), played.colleague("vc", persons)]
    return Story(played, hers, others, NEEDED, lambda: done(summon(hers, played, DONE, "rehab")), DONE)


def notice_to_acknowledge(service: Service, persons: Persons) -> Story:
    played = established(service, persons)
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
    played = established(service, persons)
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
    played = established(service, persons)
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
    played = elsa(service, persons, "deviation")
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
        *(revision_to_begin, plan_stale, handover_to_answer, deviation_to_address, notice_to_acknowledge),
    )
}
