"""How a revision ends (domain rules, lifecycle): adopted, called off, closed, withdrawn from, annulled."""

import json

import pytest

from tests.api.process.acting import AFTER, coordinator, established, meet, ok, said_no, shown, step, summon
from tests.api.process.revising import ADOPTED, DRAFT, MET, goal, revised
from tests.persons import Persons
from tests.playing import Played
from tests.service import Service


def test_establishing_adopts_what_was_drafted(service: Service, persons: Persons) -> None:
    """Domain rules, lifecycle: the revised plan is adopted, and that is what she sees; the release stands."""
    played = revised(service, persons)
    goal(played, "goal 0", text=DRAFT)
    plan = ok(step(coordinator(played), played, "establish", MET))
    assert plan["status"] == "established" and plan["revises"] is None and plan["approvedForPatient"] is True
    hers = shown(played, MET)
    assert DRAFT in [one["text"] for one in hers["goals"]] and hers["establishedAt"] == "2026-03-08T10:00:00Z"
    assert hers["status"] == "established" and "Att bo i söder." in [one["whatMatters"] for one in hers["meetings"]]


def test_a_second_revision_shows_what_was_adopted_last(service: Service, persons: Persons) -> None:
    """Domain rules, lifecycle: a plan may be revised again and again."""
    played = revised(service, persons)
    goal(played, "goal 0", text="Först ändrat.")
    standing = ok(step(coordinator(played), played, "establish", MET))["version"]
    ok(summon(coordinator(played), played, MET, "rehab"), 201)
    goal(played, "goal 0", text=DRAFT)
    assert played.plan(MET)["revises"] == standing
    texts = [one["text"] for one in shown(played, MET)["goals"]]
    assert "Först ändrat." in texts and DRAFT not in texts


def test_a_revision_is_called_off_while_nobody_has_met(service: Service, persons: Persons) -> None:
    """Domain rules, lifecycle: from summoned the plan goes back to established; from met it is adopted or closed."""
    played = revised(service, persons, met=False)
    plan = ok(step(coordinator(played), played, "resume", AFTER))
    assert plan["status"] == "established" and plan["revises"] is None
    hers = shown(played, AFTER)
    assert hers["status"] == "established" and hers["establishedAt"] == "2026-03-06T12:00:00Z"
    played = revised(service, persons)
    assert said_no(step(coordinator(played), played, "resume", MET)) == (409, "not-in-this-status")


def test_there_is_nothing_to_call_off_in_a_plan_that_was_never_established(service: Service, persons: Persons) -> None:
    """Domain rules, lifecycle: the first summons leads to a first meeting."""
    played = Played(service, persons, "elsa-hemgang", "summons")
    refused = step(coordinator(played), played, "resume", played.at)
    assert said_no(refused) == (409, "not-being-revised")
    assert "goals-missing" in [one["code"] for one in refused.json()["errors"]]


def test_a_plan_that_lacks_what_is_required_is_not_resumed(service: Service, persons: Persons) -> None:
    """HSL 16:4: what stands as established has what the law demands, also after a revision that was called off."""
    played = revised(service, persons, met=False)
    goal(played, "goal 0", AFTER, followUpResponsibleId=None)
    refused = step(coordinator(played), played, "resume", AFTER)
    assert said_no(refused) == (409, "goal-follow-up-responsible-missing")


def test_a_withdrawal_during_a_revision_empties_everything(service: Service, persons: Persons) -> None:
    """Domain rules, lifecycle: withdrawn SIP consent closes the plan from every open status, at once."""
    played = revised(service, persons)
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
    played = revised(service, persons)
    goal(played, "goal 0", text=DRAFT)
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
    played = revised(service, persons, met=met)
    ok(step(coordinator(played), played, "annul", MET, text="Fel person."))
    assert played.plans(MET) == []
    assert played.citizen.get("/citizen/v1/consents", at=MET).json()["consents"] == []


def test_a_release_that_is_taken_back_during_a_revision_holds_at_once(service: Service, persons: Persons) -> None:
    """Domain rules, release: the owner decides, also while the plan is revised."""
    played = revised(service, persons)
    ok(coordinator(played).put(f"{played.path}/release", at=MET, json={"approvedForPatient": False}))
    assert played.plans(MET) == []
    ok(coordinator(played).put(f"{played.path}/release", at=MET, json={"approvedForPatient": True}))
    assert shown(played, MET)["status"] == "met"


def test_a_revision_that_has_met_is_not_called_off_by_a_new_summons(service: Service, persons: Persons) -> None:
    """Domain rules, lifecycle: from met it is adopted or closed, also when it is summoned once more."""
    played = revised(service, persons)
    goal(played, "goal 0", text=DRAFT)
    ok(summon(coordinator(played), played, MET, "rehab"), 201)
    assert played.plan(MET)["status"] == "summoned"
    assert said_no(step(coordinator(played), played, "resume", MET)) == (409, "revision-has-met")
    assert DRAFT not in json.dumps(shown(played, MET), ensure_ascii=False)
