"""A plan that is revised (domain rules, lifecycle): she sees the version that was adopted, until the next is."""

from tests.api.process.acting import AFTER, coordinator, every_citizen_answer, meet, ok, shown, step, summon
from tests.api.process.revising import ADOPTED, DRAFT, MET, goal, revised, served
from tests.persons import Persons
from tests.playing import Played
from tests.service import Service

OTHER = {"kind": "other", "unitId": None, "name": DRAFT}


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
    assert DRAFT not in served(played, AFTER).text


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
    played = revised(service, persons)
    before, who = served(played), coordinator(played)
    goal(played, "goal 0", text=DRAFT, citizenText=DRAFT, lifeArea="home", term="short")
    aim = {"term": "short", "lifeArea": "home", "text": DRAFT}
    made = ok(who.post(f"{played.path}/goals", at=MET, json=aim), 201)
    by_text = {one["text"]: one["id"] for one in played.plan(MET)["interventions"]}
    patch = {"text": DRAFT, "position": 9, "startsOn": "2026-05-01", "responsible": OTHER}
    ok(who.patch(f"{played.path}/interventions/{by_text['Trygghetslarm']}", at=MET, json=patch))
    new = {"goalId": made["id"], "text": DRAFT, "position": 1, "responsible": {"kind": "person"}, "state": "ongoing"}
    ok(who.post(f"{played.path}/interventions", at=MET, json=new), 201)
    decided = {"reason": DRAFT, "overallResponsible": "municipality", "firstFollowUpOn": "2026-05-01", "title": DRAFT}
    ok(who.patch(played.path, at=MET, json=decided))
    agreed = {"participantId": played.player.ids["bh"], "origin": "agreed"}
    ok(meet(who, played, MET, whatMatters=DRAFT, mainResponsible=agreed), 201)
    after = served(played)
    assert after.content == before.content and after.headers["etag"] == before.headers["etag"]
    assert DRAFT not in every_citizen_answer(played, MET)
    view = ok(who.get(f"{played.path}/citizen-view", at=MET))
    assert [view["plan"]] == after.json()["plans"]


def test_what_is_withheld_during_a_revision_is_gone_at_once(service: Service, persons: Persons) -> None:
    """Domain rules, withheld always: what is not approved for her does not wait for anything."""
    played = revised(service, persons)
    assert "tre mål om dagen" in served(played).text
    goal(played, "goal 2", withheldFromPatient=True)
    text = served(played).text
    assert "tre mål om dagen" not in text and "Matleverans" not in text and "Trygghetslarm" in text
    by_text = {one["text"]: one["id"] for one in played.plan(MET)["interventions"]}
    path = f"{played.path}/interventions/{by_text['Trygghetslarm']}"
    ok(coordinator(played).patch(path, at=MET, json={"withheldFromPatient": True}))
    assert "Trygghetslarm" not in served(played).text


def test_what_was_withheld_when_it_was_adopted_waits_until_it_is_adopted_anew(
    service: Service, persons: Persons
) -> None:
    """Fail closed: what is released during a revision is a draft as any other."""
    played = Played(service, persons, "elsa-hemgang", "establish")
    goal(played, "goal 2", AFTER, withheldFromPatient=True)
    ok(meet(coordinator(played), played, MET), 201)
    goal(played, "goal 2", withheldFromPatient=False)
    assert "tre mål om dagen" not in served(played).text
    ok(step(coordinator(played), played, "establish", MET))
    assert "tre mål om dagen" in served(played).text


def test_a_new_coordinator_is_shown_at_once(service: Service, persons: Persons) -> None:
    """Domain rules, what the citizen sees: whom she turns to is no draft."""
    played = revised(service, persons)
    body = {"toId": played.player.ids["bh"], "offeredAt": MET}
    handover = ok(coordinator(played).post(f"{played.path}/handovers", at=MET, json=body), 201)
    assert shown(played, MET)["coordinator"]["name"] == "Karin Öberg"
    path = f"{played.path}/handovers/{handover['id']}/acceptance"
    ok(played.staff("bh").put(path, at=MET, json={"acceptedAt": MET}))
    assert shown(played, MET)["coordinator"]["name"] == "Peter Sjö"


def test_how_far_an_adopted_intervention_has_come_is_shown_at_once(service: Service, persons: Persons) -> None:
    """Domain rules, what the citizen sees: the status of what is going on, revision or not."""
    played = revised(service, persons)
    by_text = {one["text"]: one["id"] for one in played.plan(MET)["interventions"]}
    alarm = by_text["Trygghetslarm"]
    status = {"state": "completed", "since": MET}
    ok(played.staff("bh").post(f"{played.path}/interventions/{alarm}/statuses", at=MET, json=status), 201)
    states = [one["state"] for one in shown(played, MET)["interventionStatuses"] if one["interventionId"] == alarm]
    assert states == ["needed", "completed"]


def test_protection_noted_during_a_revision_shuts_places_at_once(service: Service, persons: Persons) -> None:
    """OSL 22:1: a protected person's mirror shows no place, whatever version stands."""
    played = revised(service, persons)
    ok(coordinator(played).patch(played.path, at=MET, json={"protectedIdentity": "confidentialityMarking"}))
    text = served(played).text
    for hidden in ("Ortopedkliniken", "Björken", "Karin Öberg"):
        assert hidden not in text
    assert "Trygghetslarm" in text
