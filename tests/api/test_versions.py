"""Every version of a plan can be read as it was answered then, by those who read it now; and so can what differs."""

import json
from typing import Any

import httpx
import pytest
from sqlalchemy import select

from app.models.audit import audit_entry
from app.models.participant import participant
from app.models.person import person
from tests.api.past import Told, ask, coordinator, later, sentences
from tests.api.standing import Office, refused
from tests.house.whole_plan import another
from tests.persons import Persons
from tests.playing import Played
from tests.service import Service

NOBODYS = "00000000-0000-7000-8000-000000000000"


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


@pytest.mark.parametrize("place", ["", "/goals", "/participants", "/units", "/interventions"])
def test_a_correction_that_changes_nothing_is_no_version(service: Service, persons: Persons, place: str) -> None:
    """README: what is said again unchanged makes no version. It is answered as it stands, and in the log it is read."""
    plan = another(service, persons)
    path = f"{plan.home}{place}/{plan.ids[place[1:]]}" if place else plan.home
    member = {"": "title", "/participants": "name", "/units": "name"}.get(place, "text")
    before, one = plan.read()["version"], plan.coordinator.get(path).json()
    for said in ({}, {member: one[member]}):
        again = plan.coordinator.patch(path, json=said)
        assert (again.status_code, again.json()["version"], plan.read()["version"]) == (200, one["version"], before)
    stale = plan.coordinator.patch(path, json={}, headers={"If-Match": '"9999"'})
    assert stale.status_code == 412, "what it builds on is asked all the same"
    assert plan.coordinator.patch(path, json={member: "Ett annat"}).json()["version"] == one["version"] + 1


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
    unit = next(one["hsaId"] for one in played.case["units"] if one["ref"] == "rehab")
    assert len(old["summonses"][0]["invitations"]) == 4
    # What is due of others is told to whoever leads the plan.
    assert {one["unit"] for one in old["deadlines"]} == {unit} != {one["unit"] for one in whole["deadlines"]}
    assert old == whole | {"deadlines": old["deadlines"]}


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
