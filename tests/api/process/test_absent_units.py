"""Units that do not come at the plan (domain rules, process): what is theirs to do is with whoever leads it."""

from typing import Any

import pytest

from tests.api.dues import items
from tests.api.process.acting import AFTER, coordinator, ok, said_no, step
from tests.callers import Caller
from tests.persons import Persons
from tests.playing import Played
from tests.service import Service

LATER = "2026-04-21T10:00:00+02:00"  # Lars's plan is established the day before
MIKAELS = "mikael-aterkallar"


def _due(played: Played, who: Caller, kind: str, at: str) -> list[str]:
    plan = played.player.plan_id
    return [one["subjectId"] for one in items(who, at) if one["planId"] == plan and one["kind"] == kind]


def _step(played: Played, who: Caller, deviation: str, kind: str, at: str, unit: str | None = None) -> Any:
    body = {"kind": kind, "text": "Vi har ringt dem.", "takenAt": at}
    body |= {"unitId": played.player.ids[unit]} if unit else {}
    return who.post(f"{played.path}/deviations/{deviation}/steps", at=at, json=body)


def _report(played: Played, who: Caller, by: str, about: str, at: str) -> str:
    body = {"reportedByUnitId": played.player.ids[by], "concernsUnitId": played.player.ids[about]}
    answer = who.post(f"{played.path}/deviations", at=at, json=body | {"text": "Sent.", "reportedAt": at})
    return str(ok(answer, 201)["id"])


@pytest.mark.parametrize("until", ["deviation", "withdrawal"])
def test_mikaels_deviation_about_a_unit_that_declined_is_handled_to_its_end(
    service: Service, persons: Persons, until: str
) -> None:
    """Domain rules, process: handled jointly. The unit that said no comes at nothing; also once the plan has closed."""
    played = Played(service, persons, MIKAELS, until)
    hers, addicts, ids, at = coordinator(played), played.colleague("ber", persons), played.player.ids, played.at
    (deviation,) = played.plan(at)["deviations"]
    one = deviation["id"]
    assert _due(played, hers, "deviation_to_address", at) == [one]
    # Said no to the summons, it reaches no plan; told that it closed, it reaches that notice and no more.
    reached = 404 if until == "deviation" else 403
    assert addicts.get(played.path, at=at).status_code == reached
    assert _step(played, addicts, one, "addressed", at).status_code == reached
    nurse = played.staff("sk")
    assert _step(played, nurse, one, "addressed", at, "ber").status_code == 403, "she does not coordinate the plan"
    taken = ok(_step(played, hers, one, "addressed", at, "ber"), 201)
    assert (taken["unitId"], taken["registeredById"]) == (ids["ber"], ids["hl"]), "who registered it is noted"
    assert _due(played, hers, "deviation_to_address", at) == []
    ok(_step(played, hers, one, "answered", at, "ber"), 201)
    own = ok(_step(played, hers, one, "answered", at), 201)
    assert (own["unitId"], own["registeredById"]) == (ids["vux"], None), "her own unit's"
    told = {row["action"]: row for row in ok(hers.get(f"{played.path}/actions", at=at))["actions"]}
    assert told["deviation.handle"]["allowed"]
    ok(_step(played, hers, one, "closed", at), 201)
    (deviation,) = played.plan(at)["deviations"]
    assert deviation["state"] == "closed"
    assert [row["registeredById"] for row in deviation["steps"]] == [ids["hl"], ids["hl"], None, None]
    told = {row["action"]: row for row in ok(hers.get(f"{played.path}/actions", at=at))["actions"]}
    assert [row["code"] for row in told["deviation.handle"]["reasons"]] == ["nothing-waits-for-you"]


def test_a_unit_that_comes_at_the_plan_is_not_spoken_for(service: Service, persons: Persons) -> None:
    """Domain rules, process: its own staff take its steps, and it has them on its list; in a closed plan too."""
    played = Played(service, persons, "elsa-hemgang", "establish")
    nurse, needs = coordinator(played), played.staff("bh")
    one = _report(played, played.staff("at"), "rehab", "bist", AFTER)
    ok(step(nurse, played, "close", AFTER, reason="coordination_works"))
    assert _due(played, nurse, "deviation_to_address", AFTER) == []
    assert _due(played, needs, "deviation_to_address", AFTER) == [one]
    assert said_no(_step(played, nurse, one, "answered", AFTER, "bist")) == (403, "not-yours-to-do")
    ok(_step(played, needs, one, "answered", AFTER), 201)
    assert _due(played, needs, "deviation_to_address", AFTER) == []
    refused = _report_refused(played, needs)
    assert said_no(refused) == (409, "not-in-this-status"), "nothing new is reported in a closed plan"


def _report_refused(played: Played, who: Caller) -> Any:
    ids = played.player.ids
    body = {"reportedByUnitId": ids["bist"], "concernsUnitId": ids["rehab"], "text": "Sent.", "reportedAt": AFTER}
    return who.post(f"{played.path}/deviations", at=AFTER, json=body)


def test_nobody_speaks_for_a_unit_that_is_blocked_and_would_else_read(service: Service, persons: Persons) -> None:
    """PDL 4:4: a step by the coordinator would tell every reader that it is blocked; it waits until that is lifted."""
    played = Played(service, persons, "elsa-hemgang", "establish")
    nurse, ids = coordinator(played), played.player.ids
    one = _report(played, played.staff("at"), "rehab", "bist", AFTER)
    hsa = next(unit["hsaId"] for unit in played.case["units"] if unit["ref"] == "bist")
    block = {"kind": "unit", "hsaId": hsa, "name": "Biståndsenheten", "form": "oral", "requestedAt": AFTER}
    body = block | {"registeredById": ids["dsk"]}
    made = ok(nurse.post(f"{played.path}/blocks", at=AFTER, json=body), 201)
    assert said_no(_step(played, nurse, one, "answered", AFTER, "bist")) == (403, "not-yours-to-do")
    assert _due(played, nurse, "deviation_to_address", AFTER) == []
    # What it is to begin with is due of her who leads the plan, and told to nobody else who reads it.
    alarm = next(row["id"] for row in played.plan(AFTER)["interventions"] if row["text"] == "Trygghetslarm")
    assert alarm in _due(played, nurse, "intervention_to_start", AFTER)
    therapist = ok(played.staff("at").get(played.path, at=AFTER))
    assert alarm not in [row["subjectId"] for row in therapist["deadlines"]]
    lifting = {"liftedAt": AFTER, "liftedById": ids["dsk"], "liftedForm": "oral"}
    ok(nurse.put(f"{played.path}/blocks/{made['id']}/lifting", at=AFTER, json=lifting), 204)
    assert alarm not in _due(played, nurse, "intervention_to_start", AFTER)
    ok(_step(played, played.staff("bh"), one, "answered", AFTER), 201)


@pytest.mark.parametrize(
    ("case", "unit", "text", "at"),
    [
        ("elsa-hemgang", "hemtj", "Matleverans och sällskap vid lunch", AFTER),  # called, and has not answered
        (MIKAELS, "ber", "Återfallsprevention varje vecka", "2026-02-02T10:00:00Z"),  # has declined
    ],
)
def test_what_a_unit_is_to_begin_that_does_not_read_is_on_the_list_of_whoever_leads(
    service: Service, persons: Persons, case: str, unit: str, text: str, at: str
) -> None:
    """Domain rules, the plan says who does what: an intervention that nobody is told of would begin nowhere."""
    played = Played(service, persons, case, "establish")
    hers, absent = coordinator(played), played.colleague(unit, persons)
    one = next(row["id"] for row in played.plan(at)["interventions"] if row["text"] == text)
    path = f"{played.path}/interventions/{one}/statuses"
    ok(hers.post(path, at=at, json={"state": "needed", "since": at}), 201)
    assert one in _due(played, hers, "intervention_to_start", at)
    assert _due(played, absent, "intervention_to_start", at) == []
    ok(hers.post(path, at=at, json={"state": "ongoing", "since": at}), 201)
    assert one not in _due(played, hers, "intervention_to_start", at)


def test_that_a_unit_without_login_knows_of_the_closure_is_said_by_whoever_leads(
    service: Service, persons: Persons
) -> None:
    """Domain rules, closed: everyone involved is told; Försäkringskassan is covered and has no HSA-id."""
    played = Played(service, persons, "lars-revideras", "establish")
    hers, ids = coordinator(played), played.player.ids
    ok(step(hers, played, "close", LATER, reason="coordination_works"))
    notices = {row["unitId"]: row["id"] for row in ok(hers.get(f"{played.path}/notices", at=LATER))["notices"]}
    assert set(notices) == {ids[unit] for unit in ("neuro", "lss", "logo", "fk")}
    body = {"acknowledgedAt": LATER}

    def acknowledge(who: Caller, unit: str) -> Any:
        return who.put(f"{played.path}/notices/{notices[ids[unit]]}/acknowledgement", at=LATER, json=body)

    waiting = _due(played, hers, "notice_to_acknowledge", LATER)
    assert set(waiting) == {notices[ids["lss"]], notices[ids["fk"]]}, "her own unit's, and its"
    therapist = played.staff("ft")
    assert _due(played, therapist, "notice_to_acknowledge", LATER) == [notices[ids["neuro"]]]
    assert said_no(acknowledge(therapist, "fk")) == (403, "not-yours-to-do")
    assert said_no(acknowledge(played.staff("k2"), "fk")) == (403, "not-yours-to-do"), "a colleague does not lead it"
    assert said_no(acknowledge(hers, "neuro")) == (403, "not-yours-to-do"), "it can log in"
    herself = next(one["hsaId"] for one in played.case["staff"] if one["ref"] == "k1")
    assert ok(acknowledge(hers, "fk"))["acknowledgedBy"] == herself
    assert _due(played, hers, "notice_to_acknowledge", LATER) == [notices[ids["lss"]]]
    assert said_no(acknowledge(hers, "fk")) == (409, "already-acknowledged")


def test_a_revision_that_was_decided_is_due_until_it_begins_and_again_when_it_is_called_off(
    service: Service, persons: Persons
) -> None:
    """Domain rules, process: a follow-up decides revise."""
    played = Played(service, persons, "elsa-hemgang", "establish")
    hers = coordinator(played)
    body = {"heldAt": AFTER, "howIsItGoing": "Tungt.", "continuedCoordination": True, "decision": "revise"}
    one = ok(hers.post(f"{played.path}/follow-ups", at=AFTER, json=body | {"nextOn": "2026-09-01"}), 201)["id"]
    assert _due(played, hers, "revision_to_begin", AFTER) == [one]
    summons = {"form": "oral", "sentAt": AFTER, "meetingAt": "2026-03-09T10:00:00Z", "purpose": "Om igen"}
    invited = {"invited": [{"unitId": played.player.ids["rehab"]}]}
    ok(hers.post(f"{played.path}/summonses", at=AFTER, json=summons | invited), 201)
    assert _due(played, hers, "revision_to_begin", AFTER) == []
    ok(step(hers, played, "resume", AFTER))
    assert _due(played, hers, "revision_to_begin", AFTER) == [one]
