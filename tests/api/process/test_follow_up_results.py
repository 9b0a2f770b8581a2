"""The follow-up (domain rules, process): the five questions, a result for each goal, a decision and the next date."""

import json
from typing import Any

import pytest

from tests.api.process.acting import coordinator, ok, said_no, shown
from tests.persons import Persons
from tests.playing import Played
from tests.service import Service

AT = "2026-04-17T10:00:00+02:00"


def _said(**more: Any) -> dict[str, Any]:
    """A follow-up that decides to go on."""
    body = {
        "heldAt": AT,
        "howIsItGoing": "Går i trappan med personal.",
        "helped": "Samma arbetsterapeut.",
        "hindered": "Larmet kom sent.",
        "continuedCoordination": True,
        "interventionsContinue": False,
        "decision": "continue",
        "nextOn": "2026-06-12",
    }
    return body | more


def _results(played: Played) -> list[dict[str, Any]]:
    ids = played.player.ids
    return [
        {"goalId": ids["goal 0"], "outcome": "partly_achieved", "text": "Ett plan i taget."},
        {"goalId": ids["goal 1"], "outcome": "not_achieved", "text": None},
    ]


def _add(played: Played, **more: Any) -> Any:
    return coordinator(played).post(f"{played.path}/follow-ups", at=AT, json=_said(**more))


def test_the_five_questions_and_the_results_are_kept(service: Service, persons: Persons) -> None:
    """Domain rules, process: hur har det gått, vad har underlättat och hindrat, samordning, insatser, beslut."""
    played = Played(service, persons, "elsa-hemgang", "establish")
    sent = _said(results=_results(played), attendeeIds=[played.player.ids["dsk"], played.player.ids["at"]])
    made = ok(coordinator(played).post(f"{played.path}/follow-ups", at=AT, json=sent), 201)
    read = ok(coordinator(played).get(f"{played.path}/follow-ups/{made['id']}", at=AT))
    [whole] = played.plan(AT)["followUps"]
    for answer in (made, read, whole):
        assert {name: answer[name] for name in sent if name != "heldAt"} == {
            name: value for name, value in sent.items() if name != "heldAt"
        }
    assert made["heldAt"] == "2026-04-17T08:00:00Z"
    plan = played.plan(AT)
    assert plan["status"] == "established" and plan["nextFollowUpOn"] == "2026-06-12"


def test_she_is_shown_the_outcome_and_the_decision_and_no_results(service: Service, persons: Persons) -> None:
    """Domain rules, what the citizen sees: date, outcome in plain words, decision, next date."""
    played = Played(service, persons, "elsa-hemgang", "establish")
    ok(_add(played, results=_results(played), citizenText="Du går ett plan i taget."), 201)
    [follow_up] = shown(played, AT)["followUps"]
    assert follow_up == {
        "id": follow_up["id"],
        "heldAt": "2026-04-17T08:00:00Z",
        "outcome": "Du går ett plan i taget.",
        "decision": "continue",
        "nextOn": "2026-06-12",
    }
    text = json.dumps(shown(played, AT), ensure_ascii=False)
    for hidden in ("trappan med personal", "Samma arbetsterapeut", "Larmet kom sent", "Ett plan i taget.", "achieved"):
        assert hidden not in text


def test_a_withheld_follow_up_is_not_shown(service: Service, persons: Persons) -> None:
    """Domain rules, what the citizen sees: free text that is not approved for the patient."""
    played = Played(service, persons, "elsa-hemgang", "establish")
    ok(_add(played, withheldFromPatient=True, citizenText="Till dig."), 201)
    assert shown(played, AT)["followUps"] == []


def test_one_result_for_each_goal_of_the_plan(service: Service, persons: Persons) -> None:
    """Domain rules, process: a result per goal. A refusal leaves no follow-up behind."""
    played = Played(service, persons, "elsa-hemgang", "establish")
    other = Played(service, persons, "elsa-hemgang", "establish")
    first, _ = _results(played)
    for results, rule in (([first, first], "result-twice"), (_results(other), "no-such-part")):
        assert said_no(_add(played, results=results)) == (422, rule)
    assert said_no(_add(played, attendeeIds=[other.player.ids["at"]])) == (422, "no-such-part")
    assert played.plan(AT)["followUps"] == []
    ok(_add(played, results=[first]), 201)
    ok(_add(played, results=[first]), 201)
    assert [len(one["results"]) for one in played.plan(AT)["followUps"]] == [1, 1], "each follow-up has its own"


@pytest.mark.parametrize(
    ("decision", "next_on", "allowed"),
    [
        ("continue", None, False),
        ("revise", None, False),
        ("close", "2026-06-12", False),
        ("revise", "2026-06-12", True),
        ("close", None, True),
    ],
)
def test_the_next_date_is_stated_unless_the_plan_is_to_close(
    service: Service, persons: Persons, decision: str, next_on: str | None, allowed: bool
) -> None:
    """Domain rules, process: a decision and the next date. The decision alone moves no plan."""
    played = Played(service, persons, "elsa-hemgang", "establish")
    answer = _add(played, decision=decision, nextOn=next_on)
    if not allowed:
        assert said_no(answer) == (422, "next-date")
        return
    ok(answer, 201)
    plan = played.plan(AT)
    assert plan["status"] == "established" and plan["nextFollowUpOn"] == next_on
    assert ("closure_to_decide" in [one["kind"] for one in plan["deadlines"]]) is (decision == "close")


def test_the_main_responsible_follows_up_and_a_participant_does_not(service: Service, persons: Persons) -> None:
    """Domain rules, who may do what: main responsible: follow up, close, notify."""
    played = Played(service, persons, "mikael-aterkallar", "establish")
    at = "2026-03-16T10:00:00+01:00"
    body = _said(heldAt=at)
    refused = played.colleague("psy", persons).post(f"{played.path}/follow-ups", at=at, json=body)
    assert said_no(refused) == (403, "not-yours-to-do")
    ok(played.staff("sk").post(f"{played.path}/follow-ups", at=at, json=body), 201)


def test_only_an_established_plan_is_followed_up(service: Service, persons: Persons) -> None:
    """Domain rules, lifecycle: a follow-up is of an established plan."""
    played = Played(service, persons, "elsa-hemgang", "meeting")
    refused = coordinator(played).post(f"{played.path}/follow-ups", at=AT, json=_said())
    assert said_no(refused) == (409, "not-in-this-status")


def test_a_follow_up_is_corrected_and_its_results_are_not_rewritten(service: Service, persons: Persons) -> None:
    """PDL 3:14: what is corrected is kept in every version; results are stated once."""
    played = Played(service, persons, "elsa-hemgang", "establish")
    made = ok(_add(played, results=_results(played)), 201)
    path = f"{played.path}/follow-ups/{made['id']}"
    patched = ok(coordinator(played).patch(path, at=AT, json={"howIsItGoing": "Bra.", "interventionsContinue": True}))
    assert patched["howIsItGoing"] == "Bra." and patched["results"] == made["results"] and patched["version"] == 2
    assert coordinator(played).patch(path, at=AT, json={"results": []}).status_code == 422
    assert said_no(coordinator(played).patch(path, at=AT, json={"decision": "close"})) == (422, "next-date")
