"""A plan that is revised (domain rules, lifecycle): what she sees is the version that was adopted, until the next is."""

import json
from typing import Any

import httpx
import pytest

from tests.api.process.acting import (
    AFTER,
    coordinator,
    established,
    every_citizen_answer,
    meet,
    ok,
    said_no,
    shown,
    step,
    summon,
)
from tests.persons import Persons
from tests.playing import Played
from tests.service import Service

MET = "2026-03-08T10:00:00Z"
DRAFT = "Elsa flyttar till söder."
OTHER = {"kind": "other", "unitId": None, "name": "Elsa flyttar till söder."}
ADOPTED = ("goals", "interventions", "followUps", "meetings", "reason", "mainResponsible")
ADOPTED += ("overallResponsible", "firstFollowUpOn", "establishedAt", "approvedForPatient")


def _revised(service: Service, persons: Persons, *, met: bool = True) -> Played:
    """Elsa's plan, established and released, then called to planning anew, and met unless nothing is said."""
    played = Played(service, persons, "elsa-hemgang", "establish")
    ok(summon(coordinator(played), played, AFTER, "rehab", "bist"), 201)
    if met:
        ok(meet(coordinator(played), played, MET, whatMatters="Att bo i söder."), 201)
    return played


def _served(played: Played, at: str = MET) -> httpx.Response:
    return played.citizen.get("/citizen/v1/plans", at=at)


def _goal(played: Played, goal: str, at: str = MET, **values: Any) -> None:
    ok(coordinator(played).patch(f"{played.path}/goals/{played.player.ids[goal]}", at=at, json=values))


def test_a_summons_to_plan_begins_a_revision_and_one_to_follow_up_does_not(service: Service, persons: Persons) -> None:
    """Domain rules, process: from established a new summons and meeting are possible; revise is a new version."""
    played = Played(service, persons, "elsa-hemgang", "establish")
    ok(summon(coordinator(played), played, AFTER, "rehab", occasion="follow_up"), 201)
    plan = played.plan(AFTER)
    assert plan["status"] == "established" and plan["revises"] is None
    ok(summon(coordinator(played), played, AFTER, "rehab", occasion="planning"), 201)
    revised = played.plan(AFTER)
    assert revised["status"] == "summoned" and revised["revises"] == plan["version"]
    assert [one["occasion"] for one in revised["summonses"]] == ["planning", "follow_up", "planning"]


def test_a_meeting_to_plan_begins_a_revision_too(service: Service, persons: Persons) -> None:
    """Domain rules, process: a new meeting is possible without a summons."""
    played = Played(service, persons, "elsa-hemgang", "establish")
    standing = played.plan(AFTER)["version"]
    ok(meet(coordinator(played), played, AFTER, whatMatters=DRAFT), 201)
    plan = played.plan(AFTER)
    assert plan["status"] == "met" and plan["revises"] == standing
    assert DRAFT not in _served(played, AFTER).text


def test_what_is_adopted_is_what_she_sees_and_the_status_shows(service: Service, persons: Persons) -> None:
    """Domain rules, what the citizen sees: the adopted goals and texts, and that the plan is being revised."""
    played = Played(service, persons, "elsa-hemgang", "establish")
    before = shown(played, AFTER)
    ok(summon(coordinator(played), played, AFTER, "rehab", "bist"), 201)
    called = shown(played, AFTER)
    assert called["status"] == "summoned" and len(called["summonses"]) == 2
    ok(meet(coordinator(played), played, MET, whatMatters="Att bo i söder."), 201)
    met = shown(played, MET)
    assert met["status"] == "met"
    for name in set(before) & set(ADOPTED):
        assert before[name] == called[name] == met[name], name


def test_drafts_of_a_revision_change_no_byte_of_hers(service: Service, persons: Persons) -> None:
    """Domain rules, withheld always: drafts. A changed goal, a new one, a new intervention, a new decision."""
    played = _revised(service, persons)
    before, who = _served(played), coordinator(played)
    _goal(played, "goal 0", text=DRAFT, citizenText=DRAFT, lifeArea="home", term="short")
    goal = {"term": "short", "lifeArea": "home", "text": DRAFT}
    made = ok(who.post(f"{played.path}/goals", at=MET, json=goal), 201)
    by_text = {one["text"]: one["id"] for one in played.plan(MET)["interventions"]}
    patch = {"text": DRAFT, "position": 9, "startsOn": "2026-05-01", "responsible": OTHER}
    ok(who.patch(f"{played.path}/interventions/{by_text['Trygghetslarm']}", at=MET, json=patch))
    new = {"goalId": made["id"], "text": DRAFT, "position": 1, "responsible": {"kind": "person"}, "state": "ongoing"}
    ok(who.post(f"{played.path}/interventions", at=MET, json=new), 201)
    decided = {"reason": DRAFT, "overallResponsible": "municipality", "firstFollowUpOn": "2026-05-01", "title": DRAFT}
    ok(who.patch(played.path, at=MET, json=decided))
    agreed = {"participantId": played.player.ids["bh"], "origin": "agreed"}
    ok(meet(who, played, MET, whatMatters=DRAFT, mainResponsible=agreed), 201)
    after = _served(played)
    assert after.content == before.content and after.headers["etag"] == before.headers["etag"]
    assert DRAFT not in every_citizen_answer(played, MET)
    view = ok(who.get(f"{played.path}/citizen-view", at=MET))
    assert [view["plan"]] == after.json()["plans"]


def test_what_is_withheld_during_a_revision_is_gone_at_once(service: Service, persons: Persons) -> None:
    """Domain rules, withheld always: what is not approved for her does not wait for anything."""
    played = _revised(service, persons)
    assert "tre mål om dagen" in _served(played).text
    _goal(played, "goal 2", withheldFromPatient=True)
    text = _served(played).text
    assert "tre mål om dagen" not in text and "Matleverans" not in text and "Trygghetslarm" in text
    by_text = {one["text"]: one["id"] for one in played.plan(MET)["interventions"]}
    path = f"{played.path}/interventions/{by_text['Trygghetslarm']}"
    ok(coordinator(played).patch(path, at=MET, json={"withheldFromPatient": True}))
    assert "Trygghetslarm" not in _served(played).text


def test_what_was_withheld_when_it_was_adopted_waits_until_it_is_adopted_anew(
    service: Service, persons: Persons
) -> None:
    """Fail closed: what is released during a revision is a draft as any other."""
    played = Played(service, persons, "elsa-hemgang", "establish")
    _goal(played, "goal 2", AFTER, withheldFromPatient=True)
    ok(meet(coordinator(played), played, MET), 201)
    _goal(played, "goal 2", withheldFromPatient=False)
    assert "tre mål om dagen" not in _served(played).text
    ok(step(coordinator(played), played, "establish", MET))
    assert "tre mål om dagen" in _served(played).text


def test_a_new_coordinator_is_shown_at_once(service: Service, persons: Persons) -> None:
    """Domain rules, what the citizen sees: whom she turns to is no draft."""
    played = _revised(service, persons)
    body = {"toId": played.player.ids["bh"], "offeredAt": MET}
    handover = ok(coordinator(played).post(f"{played.path}/handovers", at=MET, json=body), 201)
    assert shown(played, MET)["coordinator"]["name"] == "Karin Öberg"
    path = f"{played.path}/handovers/{handover['id']}/acceptance"
    ok(played.staff("bh").put(path, at=MET, json={"acceptedAt": MET}))
    assert shown(played, MET)["coordinator"]["name"] == "Peter Sjö"


def test_how_far_an_adopted_intervention_has_come_is_shown_at_once(service: Service, persons: Persons) -> None:
    """Domain rules, what the citizen sees: the status of what is going on, revision or not."""
    played = _revised(service, persons)
    by_text = {one["text"]: one["id"] for one in played.plan(MET)["interventions"]}
    alarm = by_text["Trygghetslarm"]
    status = {"state": "completed", "since": MET}
    ok(played.staff("bh").post(f"{played.path}/interventions/{alarm}/statuses", at=MET, json=status), 201)
    states = [one["state"] for one in shown(played, MET)["interventionStatuses"] if one["interventionId"] == alarm]
    assert states == ["needed", "completed"]


def test_protection_noted_during_a_revision_shuts_places_at_once(service: Service, persons: Persons) -> None:
    """OSL 22:1: a protected person's mirror shows no place, whatever version stands."""
    played = _revised(service, persons)
    ok(coordinator(played).patch(played.path, at=MET, json={"protectedIdentity": "confidentialityMarking"}))
    text = _served(played).text
    for hidden in ("Ortopedkliniken", "Björken", "Karin Öberg"):
        assert hidden not in text
    assert "Trygghetslarm" in text


def test_establishing_adopts_what_was_drafted(service: Service, persons: Persons) -> None:
    """Domain rules, lifecycle: the revised plan is adopted, and that is what she sees; the release stands."""
    played = _revised(service, persons)
    _goal(played, "goal 0", text=DRAFT)
    plan = ok(step(coordinator(played), played, "establish", MET))
    assert plan["status"] == "established" and plan["revises"] is None and plan["approvedForPatient"] is True
    hers = shown(played, MET)
    assert DRAFT in [one["text"] for one in hers["goals"]] and hers["establishedAt"] == "2026-03-08T10:00:00Z"
    assert hers["status"] == "established" and "Att bo i söder." in [one["whatMatters"] for one in hers["meetings"]]


def test_a_second_revision_shows_what_was_adopted_last(service: Service, persons: Persons) -> None:
    """Domain rules, lifecycle: a plan may be revised again and again."""
    played = _revised(service, persons)
    _goal(played, "goal 0", text="Först ändrat.")
    standing = ok(step(coordinator(played), played, "establish", MET))["version"]
    ok(summon(coordinator(played), played, MET, "rehab"), 201)
    _goal(played, "goal 0", text=DRAFT)
    assert played.plan(MET)["revises"] == standing
    texts = [one["text"] for one in shown(played, MET)["goals"]]
    assert "Först ändrat." in texts and DRAFT not in texts


def test_a_revision_is_called_off_while_nobody_has_met(service: Service, persons: Persons) -> None:
    """Domain rules, lifecycle: from summoned the plan goes back to established; from met it is adopted or closed."""
    played = _revised(service, persons, met=False)
    plan = ok(step(coordinator(played), played, "resume", AFTER))
    assert plan["status"] == "established" and plan["revises"] is None
    hers = shown(played, AFTER)
    assert hers["status"] == "established" and hers["establishedAt"] == "2026-03-06T12:00:00Z"
    played = _revised(service, persons)
    assert said_no(step(coordinator(played), played, "resume", MET)) == (409, "not-in-this-status")


def test_there_is_nothing_to_call_off_in_a_plan_that_was_never_established(service: Service, persons: Persons) -> None:
    """Domain rules, lifecycle: the first summons leads to a first meeting."""
    played = Played(service, persons, "elsa-hemgang", "summons")
    refused = step(coordinator(played), played, "resume", played.at)
    assert said_no(refused) == (409, "not-being-revised")
    assert "goals-missing" in [one["code"] for one in refused.json()["errors"]]


def test_a_plan_that_lacks_what_is_required_is_not_resumed(service: Service, persons: Persons) -> None:
    """HSL 16:4: what stands as established has what the law demands, also after a revision that was called off."""
    played = _revised(service, persons, met=False)
    _goal(played, "goal 0", AFTER, followUpResponsibleId=None)
    refused = step(coordinator(played), played, "resume", AFTER)
    assert said_no(refused) == (409, "goal-follow-up-responsible-missing")


def test_a_withdrawal_during_a_revision_empties_everything(service: Service, persons: Persons) -> None:
    """Domain rules, lifecycle: withdrawn SIP consent closes the plan from every open status, at once."""
    played = _revised(service, persons)
    body = {"withdrawnBy": "person", "withdrawnAt": MET}
    answer = coordinator(played).put(f"{played.consent('sip')}/withdrawal", at=MET, json=body)
    assert answer.status_code == 204
    assert played.plans(MET) == []
    assert played.citizen.get("/citizen/v1/summonses", at=MET).json()["summonses"] == []
    assert played.plan(MET)["status"] == "closed"
    view = ok(coordinator(played).get(f"{played.path}/citizen-view", at=MET))
    assert [one["code"] for one in view["reasons"]] == ["no-consent"]


def test_a_consent_that_ends_during_a_revision_empties_everything(service: Service, persons: Persons) -> None:
    """Domain rules, consent: on that instant and without anyone acting."""
    # Far off, so that the real time has not come to it either.
    played = Played(service, persons, "elsa-hemgang", "consent", sip_until="2099-12-31")
    for consent in played.case["consents"][1:]:
        played.player._consent(consent)
    established(played)
    ok(meet(coordinator(played), played, MET, whatMatters=DRAFT), 201)
    last, over = "2099-12-31T23:59:59+01:00", "2100-01-01T00:00:00+01:00"
    assert len(played.plans(last)) == 1 and DRAFT not in json.dumps(played.plans(last))
    assert played.plans(over) == []


def test_closing_during_a_revision_shows_the_adopted_plan_as_closed(service: Service, persons: Persons) -> None:
    """Domain rules, what the citizen sees: a closed plan stays readable; what was never adopted does not come up."""
    played = _revised(service, persons)
    _goal(played, "goal 0", text=DRAFT)
    before = shown(played, MET)
    ok(step(coordinator(played), played, "close", MET, reason="moved", text="Flyttar till dottern."))
    hers = shown(played, MET)
    assert hers["status"] == "closed" and hers["closingReason"] == "moved" and hers["closedAt"]
    for name in set(before) & set(ADOPTED):
        assert before[name] == hers[name], name
    assert DRAFT not in json.dumps(hers, ensure_ascii=False) and "dottern." not in json.dumps(hers)


@pytest.mark.parametrize("met", [False, True])
def test_annulling_during_a_revision_empties_everything(service: Service, persons: Persons, met: bool) -> None:
    """PDL 3:14: what was entered in error is marked, and shown to her no more."""
    played = _revised(service, persons, met=met)
    ok(step(coordinator(played), played, "annul", MET, text="Fel person."))
    assert played.plans(MET) == []
    assert played.citizen.get("/citizen/v1/consents", at=MET).json()["consents"] == []


def test_a_release_that_is_taken_back_during_a_revision_holds_at_once(service: Service, persons: Persons) -> None:
    """Domain rules, release: the owner decides, also while the plan is revised."""
    played = _revised(service, persons)
    ok(coordinator(played).put(f"{played.path}/release", at=MET, json={"approvedForPatient": False}))
    assert played.plans(MET) == []
    ok(coordinator(played).put(f"{played.path}/release", at=MET, json={"approvedForPatient": True}))
    assert shown(played, MET)["status"] == "met"
