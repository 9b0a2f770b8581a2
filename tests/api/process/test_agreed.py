"""A unit's agreed interventions for its own record (domain rules, established): its own, agreed, and nobody else's."""

from typing import Any

from tests.api.dues import items
from tests.api.process.acting import AFTER, coordinator, ok, said_no, step, written
from tests.api.process.revising import DRAFT, MET, revised
from tests.callers import Caller
from tests.persons import Persons
from tests.playing import Played
from tests.service import Service


def _agreed(played: Played, who: Caller, at: str) -> dict[str, Any]:
    return ok(who.get(f"{played.path}/agreed-interventions", at=at))


def _lines(version: int, *interventions: str, following: str = "2026-04-17") -> list[str]:
    head = f"Samordnad individuell plan, upprättad 2026-03-06, version {version}."
    return [head, "Enhetens överenskomna insatser:", *interventions, f"Nästa uppföljning {following}."]


ALARM = "1. Trygghetslarm (planerad). Mål: Hemmet är tryggt att röra sig i när Elsa kommer hem."


def test_each_unit_gets_its_own_as_text_and_as_data(service: Service, persons: Persons) -> None:
    """Domain rules, established: each unit documents its own agreed interventions in its own record system."""
    played = Played(service, persons, "elsa-hemgang", "establish")
    version = played.plan(AFTER)["version"]
    needs = _agreed(played, played.staff("bh"), AFTER)
    assert needs["text"].splitlines() == _lines(version, ALARM)
    assert (needs["version"], needs["unitId"]) == (version, played.player.ids["bist"])
    assert [(one["text"], one["state"]) for one in needs["interventions"]] == [("Trygghetslarm", "needed")]
    rehab = _agreed(played, played.staff("at"), AFTER)
    assert sorted(one["text"] for one in rehab["interventions"]) == [
        "Bostadsanpassning: tröskel och stödhandtag",
        "Rehabilitering i hemmet två gånger i veckan",
    ]
    assert "Trygghetslarm" not in rehab["text"]
    # Who has not answered the summons reads no plan, and no part of it.
    assert played.colleague("hemtj", persons).get(f"{played.path}/agreed-interventions", at=AFTER).status_code == 403
    assert said_no(played.staff("avd").get(f"{played.path}/agreed-interventions", at=AFTER)) == (404, "not-found")


def test_while_the_plan_is_revised_drafts_are_not_agreed(service: Service, persons: Persons) -> None:
    """Domain rules, process: what the revised plan says is agreed when it is established; how far it has come, now."""
    played = revised(service, persons)
    hers, needs, ids = coordinator(played), played.staff("bh"), played.player.ids
    adopted = played.plan(MET)["revises"]
    by_text = {one["text"]: one for one in played.plan(MET)["interventions"]}
    alarm, rail = by_text["Trygghetslarm"], by_text["Bostadsanpassning: tröskel och stödhandtag"]
    before = _agreed(played, needs, MET)
    assert before["text"].splitlines() == _lines(adopted, ALARM) and before["version"] == adopted

    due = {(one["subjectId"], one["dueAt"]) for one in items(needs, MET) if one["kind"] == "intervention_to_start"}
    draft = {"text": DRAFT, "startsOn": "2026-09-01"}
    ok(hers.patch(f"{played.path}/interventions/{alarm['id']}", at=MET, json=draft))
    ok(hers.patch(f"{played.path}/goals/{alarm['goalId']}", at=MET, json={"text": DRAFT}))
    ours = {"kind": "unit", "unitId": ids["bist"]}
    ok(hers.patch(f"{played.path}/interventions/{rail['id']}", at=MET, json={"responsible": ours}))
    new = {"goalId": alarm["goalId"], "text": DRAFT, "position": 2, "responsible": ours, "state": "needed"}
    made = ok(hers.post(f"{played.path}/interventions", at=MET, json=new), 201)["id"]
    ok(hers.patch(played.path, at=MET, json={"firstFollowUpOn": "2026-12-01"}))

    assert _agreed(played, needs, MET) == before, "not a byte of the drafts"
    assert rail["text"] in _agreed(played, played.staff("at"), MET)["text"], "still the rehabilitation's"
    waiting = {(one["subjectId"], one["dueAt"]) for one in items(needs, MET) if one["kind"] == "intervention_to_start"}
    assert waiting == due and due == {(alarm["id"], "2026-03-06T23:00:00Z")}
    shown = {one["subjectId"] for one in played.plan(MET)["deadlines"] if one["kind"] == "intervention_to_start"}
    assert made not in shown and alarm["id"] in shown, "nor does the plan itself say that a draft is to start"

    body = {"state": "ongoing", "since": MET}
    ok(needs.post(f"{played.path}/interventions/{alarm['id']}/statuses", at=MET, json=body), 201)
    assert _agreed(played, needs, MET)["text"].splitlines() == _lines(adopted, ALARM.replace("planerad", "pågår"))

    ok(step(hers, played, "establish", MET))
    after = _agreed(played, needs, MET)
    assert after["version"] == played.plan(MET)["version"]
    assert sorted(one["text"] for one in after["interventions"]) == sorted([DRAFT, DRAFT, rail["text"]])
    assert made in {one["subjectId"] for one in items(needs, MET) if one["kind"] == "intervention_to_start"}


def test_before_it_is_established_it_says_so(service: Service, persons: Persons) -> None:
    """Domain rules, process: drafts are not agreed."""
    played = Played(service, persons, "elsa-hemgang", "meeting")
    written(played)
    text = _agreed(played, played.staff("bh"), played.at)["text"]
    assert text.splitlines()[0].endswith(f", ännu inte upprättad, version {played.plan(played.at)['version']}.")
