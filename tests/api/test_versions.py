"""Every version of a plan can be read as it was answered then, and two compared in words; by those who read it now."""

import json
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import httpx
import pytest
from sqlalchemy import select

from app.domain.actor import Staff
from app.models.audit import audit_entry
from app.models.participant import participant
from app.models.person import person
from app.services import versions
from app.services.work import Work
from tests.api.standing import Office, pointers, refused
from tests.callers import Caller
from tests.persons import Persons
from tests.playing import Played
from tests.service import Service

NOBODYS = "00000000-0000-7000-8000-000000000000"


def ask(caller: Caller, played: Played, path: str, at: str | None = None) -> Any:
    answer = caller.get(f"{played.path}/{path}".rstrip("/"), at=at or played.at)
    assert answer.status_code == 200, answer.text
    document = answer.json()
    document.pop("_links")
    return document


def coordinator(played: Played) -> Caller:
    return played.staff(played.case.get("handover", {}).get("to") or played.case["coordinator"])


def later(at: str, **time: int) -> str:
    return (datetime.fromisoformat(at) + timedelta(**time)).isoformat()


def sentences(comparison: dict[str, Any]) -> list[str]:
    return [one["swedish"] for one in comparison["differences"]]


class Told:
    """A case played to its end; `then` is what each step's plan was answered as, by its version."""

    def __init__(self, service: Service, persons: Persons, name: str) -> None:
        self.played = Played(service, persons, name, "create")
        self.then: dict[int, Any] = {}
        who = next(one["ref"] for one in self.played.case["staff"] if one["unit"] == self.played.case["initiatedBy"])
        # Another plan of the same person, from its first step.
        self.played.case["id"] += "-told"
        for step, at in self.played.player.play():
            self.played.path = f"/journal/v1/plans/{self.played.player.plan_id}"
            self.played.at = at
            who = self.played.case["coordinator"] if step == "prepare" else who
            who = self.played.case["handover"]["to"] if step == "handover-accepted" else who
            whole = self.played.staff(who).get(self.played.path, at=at).json()
            whole.pop("_links")
            self.then[whole["version"]] = whole


@pytest.mark.parametrize("name", ["elsa-hemgang", "lars-revideras", "noor-skola", "mikael-aterkallar", "amina-skyddad"])
def test_every_version_reads_as_it_was_answered_then(service: Service, persons: Persons, name: str) -> None:
    told = Told(service, persons, name)
    now = later(told.played.at, days=20)
    present = max(told.then)
    read = {
        number: ask(coordinator(told.played), told.played, f"versions/{number}", now)
        for number in range(1, present + 1)
    }
    assert [read[number]["version"] for number in read] == list(range(1, present + 1))
    assert len(told.then) > 5
    for number, whole in told.then.items():
        assert read[number] == whole, number


def test_the_list_and_the_versions_are_the_same(service: Service, persons: Persons) -> None:
    played = Played(service, persons, "elsa-hemgang", "establish")
    listed = ask(coordinator(played), played, "versions?limit=100")
    for one in listed["versions"]:
        assert ask(coordinator(played), played, f"versions/{one['version']}")["changedAt"] == one["changedAt"]
    assert [one["version"] for one in listed["versions"]] == list(range(listed["_meta"]["totalRecords"], 0, -1))


def test_what_does_not_exist_is_answered_as_what_is_out_of_reach(service: Service, persons: Persons) -> None:
    played, stranger = Played(service, persons, "elsa-hemgang", "establish"), Office(service, persons)
    own, present = coordinator(played), played.plan(played.at)["version"]
    unknown = [f"versions/{present + 1}", "versions/2147483647", f"comparisons?to={present + 1}"]
    for path in (*unknown, f"comparisons?from={present + 1}", f"comparisons?from={present + 1}&to=1"):
        refused(own.get(f"{played.path}/{path}", at=played.at), 404, "not-found")
    for path in (
        "versions/1",
        f"versions/{present}",
        "comparisons",
        "comparisons?from=1&to=2",
        "comparisons?from=2&to=1",
    ):
        refused(stranger.caller.get(f"{played.path}/{path}", at=played.at), 404, "not-found")
        refused(own.get(f"/journal/v1/plans/{NOBODYS}/{path}", at=played.at), 404, "not-found")


def test_numbers_are_judged_as_text(service: Service, persons: Persons) -> None:
    played = Played(service, persons, "elsa-hemgang", "create")
    own = played.staff("avd")
    for text in ("0", "-1", "1_0", "+1", "x", "2147483648", "%D9%A5"):
        assert own.get(f"{played.path}/versions/{text}", at=played.at).status_code == 422, text
        assert refused(own.get(f"{played.path}/comparisons?from={text}", at=played.at), 422)["errors"], text
        assert refused(own.get(f"{played.path}/comparisons?to={text}", at=played.at), 422)["errors"], text


def test_versions_are_compared_from_the_earlier_to_the_later(service: Service, persons: Persons) -> None:
    played = Played(service, persons, "elsa-hemgang", "establish")
    own = coordinator(played)
    problem = refused(own.get(f"{played.path}/comparisons?from=4&to=3", at=played.at), 422, "versions-out-of-order")
    assert pointers(problem) == [("from", "versions-out-of-order")]
    assert ask(own, played, "comparisons?from=3&to=3") == {"from": 3, "to": 3, "differences": []}
    assert ask(own, played, "comparisons?to=1") == {"from": 1, "to": 1, "differences": []}


def test_the_latest_change_is_compared_unless_others_are_named(service: Service, persons: Persons) -> None:
    played = Played(service, persons, "elsa-hemgang", "establish")
    own, present = coordinator(played), played.plan(played.at)["version"]
    latest = ask(own, played, "comparisons")
    assert (latest["from"], latest["to"]) == (present - 1, present)
    assert latest == ask(own, played, f"comparisons?from={present - 1}&to={present}")
    assert (
        latest == ask(own, played, f"comparisons?from={present - 1}") == ask(own, played, f"comparisons?to={present}")
    )
    assert sentences(latest) == [
        "Planen: status upprättad (förut möte genomfört)",
        "Planen: frisläppt för den enskilde: ja (förut nej)",
        "Planen: upprättad: 2026-03-06 13:00",
    ]
    assert [one["pointer"] for one in latest["differences"]] == ["/status", "/approvedForPatient", "/establishedAt"]
    assert [one["kind"] for one in latest["differences"]] == ["changed", "changed", "added"]
    assert latest["differences"][2]["before"] is None
    assert latest["differences"][0]["after"] == {"swedish": "upprättad", "english": "established"}


def test_every_change_of_a_case_is_told_and_adds_up(service: Service, persons: Persons) -> None:
    """What each step's comparisons tell, the comparison over all of them tells; the parts in their order."""
    played = Played(service, persons, "lars-revideras", "handover-accepted")
    own, present = coordinator(played), ask(coordinator(played), played, "versions")["_meta"]["totalRecords"]
    steps = {number: ask(own, played, f"comparisons?to={number}") for number in range(2, present + 1)}
    changes = {one["version"]: one["change"] for one in ask(own, played, "versions?limit=100")["versions"]}
    silent = {changes[number] for number, one in steps.items() if not one["differences"]}
    assert silent == {"mapping.written"}
    whole = ask(own, played, f"comparisons?from=1&to={present}")
    seen = {one["pointer"] for step in steps.values() for one in step["differences"]}
    assert {one["pointer"] for one in whole["differences"]} <= seen
    spoken = [sentence for step in steps.values() for sentence in sentences(step)]
    assert "Planen: status upprättad (förut möte genomfört)" in spoken
    assert any(one.startswith("Insats ”") and ": ny status " in one for one in spoken)
    assert any(one.startswith("Planen: ny samordnare: ") for one in spoken)


def test_a_goal_is_corrected(service: Service, persons: Persons) -> None:
    played = Played(service, persons, "elsa-hemgang", "establish")
    own = coordinator(played)
    goal = f"{played.path}/goals/{played.player.ids['goal 0']}"
    other = played.player.ids["dsk"]
    assert own.patch(goal, at=played.at, json={"followUpResponsibleId": other}).status_code == 200
    (one,) = ask(own, played, "comparisons")["differences"]
    assert one == {
        "pointer": f"/goals/{played.player.ids['goal 0']}/followUpResponsibleId",
        "kind": "changed",
        "swedish": "Mål 1: ny ansvarig för uppföljning: Karin Öberg (förut Maria Holm)",
        "english": "Goal 1: new responsible for follow-up: Karin Öberg (before: Maria Holm)",
        "before": {"swedish": "Maria Holm", "english": "Maria Holm"},
        "after": {"swedish": "Karin Öberg", "english": "Karin Öberg"},
    }


def _secrets(service: Service, played: Played) -> list[str]:
    """The sealed and plain numbers, the pseudonym and the staff's HSA-ids of a case."""

    async def read() -> list[str]:
        async with service.database.journal() as connection:
            people = await connection.execute(select(person.c.key, person.c.sealed_number))
            sealed = await connection.execute(select(participant.c.sealed_number))
            return [value for row in (*people, *sealed) for value in row if value]

    numbers = [
        played.case["person"]["personnummer"],
        *(one["personnummer"] for one in played.case.get("guardians", [])),
    ]
    return service.run(read()) + numbers + [one["hsaId"] for one in played.case["staff"]]


def test_no_number_and_nothing_of_the_mapping_is_told(service: Service, persons: Persons) -> None:
    for name in ("elsa-hemgang", "noor-skola"):
        told = Told(service, persons, name)
        played, present = told.played, max(told.then)
        mapped = [played.case["mapping"]["situation"], *(one["text"] for one in played.case["mapping"]["entries"])]
        assert mapped and len(_secrets(service, played)) > 5
        own = coordinator(played)
        compared = json.dumps(ask(own, played, f"comparisons?from=1&to={present}"), ensure_ascii=False)
        assert len(compared) > 3_000
        assert not [secret for secret in (*mapped, *_secrets(service, played)) if secret in compared]
        for number in range(1, present + 1):
            whole = json.dumps(ask(own, played, f"versions/{number}"), ensure_ascii=False)
            assert not [text for text in mapped if text in whole]


def test_what_may_no_longer_be_read_is_not_read_in_an_old_version(service: Service, persons: Persons) -> None:
    """After a withdrawal only the coordinator reads, and that is so of every version."""
    played = Played(service, persons, "mikael-aterkallar", "establish")
    others = [one["ref"] for one in played.case["staff"] if one["ref"] != played.case["coordinator"]]
    readers = [
        ref for ref in others if played.staff(ref).get(f"{played.path}/versions/2", at=played.at).status_code == 200
    ]
    assert readers
    withdrawn = {"withdrawnBy": "person", "withdrawnAt": played.at, "registeredById": played.player.ids[others[0]]}
    answer = coordinator(played).put(f"{played.consent('sip')}/withdrawal", at=played.at, json=withdrawn)
    assert answer.status_code == 204, answer.text
    after = later(played.at, minutes=1)
    for ref in readers:
        for path in ("versions/2", "versions/1", "comparisons?from=1&to=2", "comparisons"):
            plan, old = (played.staff(ref).get(one, at=after) for one in (played.path, f"{played.path}/{path}"))
            assert plan.status_code == old.status_code and plan.json()["type"] == old.json()["type"], ref
            refused(old, 403, "not-yours-to-do")  # her unit was told of the closure, and that is all
    own = coordinator(played)
    assert ask(own, played, "versions/2", after)["version"] == 2
    assert "Planen: status avslutad (förut upprättad)" in sentences(ask(own, played, "comparisons"))


def test_who_was_let_in_later_reads_the_whole_of_what_was_before(service: Service, persons: Persons) -> None:
    """She is judged as of now: that she was only called then leaves nothing out of an old version."""
    played = Played(service, persons, "elsa-hemgang", "create")
    played.case["id"] += "-later"
    sharing = next(one for one in played.case["consents"] if one["kind"] == "information_sharing")
    sharing["recipients"].remove("rehab")
    next(one for one in played.case["summons"]["invited"] if one["unit"] == "rehab")["reply"] = "none"
    next(at for step, at in played.player.play() if step == "summons")
    played.path = f"/journal/v1/plans/{played.player.plan_id}"
    at = played.case["summons"]["sentAt"]
    called = played.staff("at")
    (summons,) = called.get(f"{played.path}/summonses", at=at).json()["summonses"]
    (place,) = summons["invitations"]
    refused(called.get(f"{played.path}/versions/1", at=at), 403)
    whole = ask(coordinator(played), played, "", at)
    given = later(at, hours=1)
    consent = {"kind": "information_sharing", "givenBy": "person", "form": "oral", "givenAt": given}
    consent |= {"recipients": [played.player.ids["rehab"]], "information": ["plan"]}
    assert coordinator(played).post(f"{played.path}/consents", at=given, json=consent).status_code == 201
    path = f"{played.path}/summonses/{summons['id']}/invitations/{place['id']}/reply"
    assert called.put(path, at=given, json={"reply": "attends", "repliedAt": given}).status_code == 200
    old = ask(called, played, f"versions/{whole['version']}", given)
    assert len(old["summonses"][0]["invitations"]) == 4 and old == whole


def test_reading_an_old_version_is_in_the_log_as_reading_the_plan(service: Service, persons: Persons) -> None:
    played = Played(service, persons, "elsa-hemgang", "prepare")
    for path in ("versions/1", "comparisons?from=1&to=2"):
        answer = coordinator(played).get(f"{played.path}/{path}", at=played.at)
        entries = service.run(_entries(service, answer))
        told = [(one.action, one.kind, one.outcome, str(one.plan_id)) for one in entries]
        assert told == [("journal:plan.read", "Läsa", "allowed", played.player.plan_id)]


async def _entries(service: Service, answer: httpx.Response) -> list[Any]:
    trace = answer.headers["traceparent"].split("-")[1]
    async with service.database.journal() as connection:
        return list(await connection.execute(select(audit_entry).where(audit_entry.c.trace_id == trace)))


# --- as of an instant ------------------------------------------------------------------------------------------------


def _plan_at(service: Service, played: Played, **which: Any) -> tuple[Any, int]:
    """Asks the service itself, as the coordinator."""
    who = next(one for one in played.case["staff"] if one["ref"] == played.case["coordinator"])
    unit = next(one for one in played.case["units"] if one["ref"] == who["unit"])["hsaId"]
    scopes = frozenset({"journal:read"})
    actor = Staff(person=who["hsaId"], unit=unit, principal=unit[:12], purpose="TREAT", client="c", scopes=scopes)
    now = datetime.fromisoformat(played.at)

    async def look() -> tuple[Any, int]:
        async with service.database.journal() as connection:
            work = Work(connection, actor, service.keys, now, datetime.now(now.tzinfo), "0" * 32)
            return await versions.plan_at(work, UUID(played.player.plan_id), **which)

    return service.run(look())


def test_the_plan_as_of_an_instant_is_the_newest_version_there_was(service: Service, persons: Persons) -> None:
    told = Told(service, persons, "elsa-hemgang")
    listed = ask(coordinator(told.played), told.played, "versions?limit=100")["versions"]
    times = {one["version"]: datetime.fromisoformat(one["changedAt"]) for one in listed}
    for number, whole in told.then.items():
        for at in (times[number], times[number] - timedelta(microseconds=1), times[number] + timedelta(minutes=1)):
            there = [version for version, changed in times.items() if changed <= at]
            if there:
                old, found = _plan_at(service, told.played, at=at)
                assert found == old.version == max(there)
        old, found = _plan_at(service, told.played, version=number)
        assert (found, old.version, old.status) == (number, number, whole["status"])
        assert len(old.goals) == len(whole["goals"])
    present, number = _plan_at(service, told.played)
    assert number == present.version == max(told.then)
    with pytest.raises(ValueError, match="not both"):
        _plan_at(service, told.played, version=1, at=datetime.fromisoformat(told.played.at))


def test_before_its_first_version_there_was_no_plan(service: Service, persons: Persons) -> None:
    played = Played(service, persons, "elsa-hemgang", "prepare")
    with pytest.raises(versions.Unreachable):
        _plan_at(service, played, at=datetime.fromisoformat(later(played.at, days=-400)))


def test_a_consent_that_had_ended_by_then_had_closed_the_plan(service: Service, persons: Persons) -> None:
    """On the instant, and without a version of its own; as a version it is what it was when it came."""
    played = Played(service, persons, "elsa-hemgang", "establish", sip_until="2026-04-30")
    established, number = _plan_at(service, played, at=datetime.fromisoformat("2026-04-30T23:59:59+02:00"))
    ended, same = _plan_at(service, played, at=datetime.fromisoformat("2026-05-01T00:00:00+02:00"))
    assert (established.status, ended.status, number) == ("established", "closed", same)
    assert ask(coordinator(played), played, f"versions/{number}", "2026-05-02T00:00:00Z")["status"] == "established"
    assert replace(ended, status=established.status, closed_at=None, closing_reason=None) == established
