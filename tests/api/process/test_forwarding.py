"""A summons that reached the wrong unit (domain rules, summoned): forwarded within the principal, with a trail."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from app.domain import room
from tests.api.process.acting import AFTER, coordinator, ok, place_of, said_no, summon, unit_body
from tests.callers import Caller, staff
from tests.persons import Persons
from tests.playing import Played
from tests.service import Service

AT = "2026-03-04T10:00:00Z"
MUNICIPALITY, REGION = "SE2129990023", "SE2329990015"


def _called(service: Service, persons: Persons) -> tuple[Played, Caller, str]:
    """Elsa's plan, somebody at the home care that is called and has not answered, and the address of its place."""
    played = Played(service, persons, "elsa-hemgang", "summons")
    [summons] = played.plan(AT)["summonses"]
    return played, played.colleague("hemtj", persons), place_of(played, summons, played.player.ids["hemtj"])


def _to(hsa_id: str | None, kind: str = "municipality") -> dict[str, Any]:
    return {"unit": unit_body(hsa_id, "Hemtjänsten Söder", kind), "reason": "Elsa bor i söder.", "repliedAt": AT}


def test_a_summons_is_not_forwarded_to_another_principal(service: Service, persons: Persons) -> None:
    """Domain rules, summoned: a unit may forward a summons that reached the wrong function, its own principal's."""
    played, home_care, place = _called(service, persons)
    version = played.plan(AT)["version"]
    refused = home_care.put(f"{place}/forwarding", at=AT, json=_to(persons.unit(REGION), "region"))
    assert said_no(refused) == (422, "forward-within-principal")
    assert said_no(home_care.put(f"{place}/forwarding", at=AT, json=_to(None))) == (422, "forward-within-principal")
    own = next(one["hsaId"] for one in played.case["units"] if one["ref"] == "hemtj")
    assert said_no(home_care.put(f"{place}/forwarding", at=AT, json=_to(own))) == (422, "forward-within-principal")
    assert played.plan(AT)["version"] == version and len(played.plan(AT)["units"]) == 5


def test_a_forwarded_summons_gives_the_right_unit_a_place_and_leaves_a_trail(
    service: Service, persons: Persons
) -> None:
    """Domain rules, summoned: the right unit answers for itself; the first one has no more to do with the plan."""
    played, home_care, place = _called(service, persons)
    new_unit = persons.unit(MUNICIPALITY)
    answer = ok(home_care.put(f"{place}/forwarding", at=AT, json=_to(new_unit), headers={"If-Match": '"1"'}))
    assert answer["reply"] == "forwarded" and answer["reason"] == "Elsa bor i söder." and not answer["breachesDuty"]
    assert home_care.get(f"{played.path}/summonses", at=AT).status_code == 404, "it no longer reaches it"
    assert home_care.get(place, at=AT).status_code == 404
    plan = played.plan(AT)
    to = next(one for one in plan["units"] if one["hsaId"] == new_unit)
    first, second = (
        next(one for one in plan["summonses"][0]["invitations"] if one["unitId"] == unit)
        for unit in (played.player.ids["hemtj"], to["id"])
    )
    assert [(one["reply"], one["answeredByUnitId"], one["forwardedToUnitId"]) for one in first["replies"]] == [
        ("forwarded", played.player.ids["hemtj"], to["id"])
    ]
    assert second["forwardedFromId"] == first["id"] and second["reply"] == "none" and second["replies"] == []
    assert second["mustAttend"] is True


def test_the_right_unit_reaches_its_own_place_and_no_plan_without_consent(service: Service, persons: Persons) -> None:
    """Domain rules, who may do what: called, it reaches its summons; the plan, when it is let in."""
    played, home_care, place = _called(service, persons)
    new_unit = persons.unit(MUNICIPALITY)
    ok(home_care.put(f"{place}/forwarding", at=AT, json=_to(new_unit)))
    right = staff(service, new_unit, persons.person(MUNICIPALITY))
    assert right.get(played.path, at=AT).status_code == 403
    [summons] = ok(right.get(f"{played.path}/summonses", at=AT))["summonses"]
    assert len(summons["invitations"]) == 1, "its own and no other's"
    assert right.get(place, at=AT).status_code == 404
    own = place_of(played, summons, summons["invitations"][0]["unitId"])
    tag = right.get(own, at=AT).headers["etag"]
    reply = {"reply": "attends", "repliedAt": AT}
    assert right.ask("PUT", f"{own}/reply", at=AT, json=reply).status_code == 428
    assert right.put(f"{own}/reply", at=AT, json=reply, headers={"If-Match": '"7"'}).status_code == 412
    ok(right.put(f"{own}/reply", at=AT, json=reply, headers={"If-Match": tag}))
    assert said_no(right.get(played.path, at=AT)) == (403, "unit-not-let-in")
    body = {"kind": "information_sharing", "givenBy": "person", "form": "oral", "givenAt": AT}
    body |= {"recipients": [summons["invitations"][0]["unitId"]]}
    ok(coordinator(played).post(f"{played.path}/consents", at=AT, json=body), 201)
    ok(right.get(played.path, at=AT))
    assert right.get(f"{played.path}/mapping", at=AT).status_code == 403


def test_a_forwarded_summons_can_be_forwarded_again(service: Service, persons: Persons) -> None:
    """Domain rules, summoned: every answer is kept, and each place says where it came from."""
    played, home_care, place = _called(service, persons)
    units = [persons.unit(MUNICIPALITY), persons.unit(MUNICIPALITY)]
    who = home_care
    for unit in units:
        ok(who.put(f"{place}/forwarding", at=AT, json=_to(unit)))
        who = staff(service, unit, persons.person(MUNICIPALITY))
        [summons] = ok(who.get(f"{played.path}/summonses", at=AT))["summonses"]
        place = place_of(played, summons, summons["invitations"][0]["unitId"])
    places = {one["id"]: one for one in played.plan(AT)["summonses"][0]["invitations"]}
    last = places[place.rpartition("/")[2]]
    middle = places[last["forwardedFromId"]]
    assert middle["reply"] == "forwarded"
    assert places[middle["forwardedFromId"]]["unitId"] == played.player.ids["hemtj"]


def test_a_unit_that_is_called_already_is_not_called_twice_and_who_sends_on_learns_nothing(
    service: Service, persons: Persons
) -> None:
    """Domain rules, summoned: one place in a summons for each unit. Who else is called is plan content."""
    answers = []
    for called_already in (True, False):
        played, home_care, place = _called(service, persons)
        there = next(one["hsaId"] for one in played.case["units"] if one["ref"] == "bist")
        before = len(played.plan(AT)["summonses"][0]["invitations"])
        to = there if called_already else persons.unit(MUNICIPALITY)
        answer = ok(home_care.put(f"{place}/forwarding", at=AT, json=_to(to)))
        places = played.plan(AT)["summonses"][0]["invitations"]
        assert len(places) == before + (not called_already)
        first = next(one for one in places if one["id"] == answer["id"])
        to_id = next(one["id"] for one in played.plan(AT)["units"] if one["hsaId"] == to)
        assert first["replies"][0]["forwardedToUnitId"] == to_id, "who reads the plan sees where it went"
        answers.append([(one["reply"], one["forwardedToUnitId"], one["reason"]) for one in answer["replies"]])
    assert answers[0] == answers[1] == [("forwarded", None, "Elsa bor i söder.")]


def test_a_summons_that_is_sent_on_to_a_blocked_unit_reaches_nobody_and_tells_only_who_leads(
    service: Service, persons: Persons
) -> None:
    """PDL 4:4: whoever sends it on is answered as otherwise; whom a block is about is for whoever leads the plan."""
    answers = []
    for blocked in (True, False):
        played, home_care, place = _called(service, persons)
        to, leading = persons.unit(MUNICIPALITY), coordinator(played)
        body = {"kind": "unit", "hsaId": to, "name": "Hemtjänsten Söder", "form": "oral", "requestedAt": AT}
        body |= {"registeredById": played.plan(AT)["coordinatorId"]}
        made = ok(leading.post(f"{played.path}/blocks", at=AT, json=body), 201) if blocked else None
        answer = ok(home_care.put(f"{place}/forwarding", at=AT, json=_to(to)))
        answers.append([(one["reply"], one["forwardedToUnitId"], one["reason"]) for one in answer["replies"]])
        right = staff(service, to, persons.person(MUNICIPALITY))
        assert right.get(f"{played.path}/summonses", at=AT).status_code == (404 if blocked else 200)
        assert [one["planId"] for one in right.get("/journal/v1/worklist", at=AT).json()["items"]] == (
            [] if blocked else [played.player.plan_id]
        )
        [sent_on] = [one for one in played.plan(AT)["summonses"][0]["invitations"] if one["forwardedFromId"]]
        due = leading.get("/journal/v1/worklist?limit=100", at=AT).json()["items"]
        assert ("summons_unanswered", sent_on["id"]) in {(one["kind"], one["subjectId"]) for one in due}
        if made:
            lifting = {"liftedAt": AT, "liftedForm": "oral", "liftedById": body["registeredById"]}
            place = f"{played.path}/blocks/{made['id']}/lifting"
            assert leading.put(place, at=AT, json=lifting).status_code == 204
            assert right.get(f"{played.path}/summonses", at=AT).status_code == 200, "lifted, it is called"
    assert answers[0] == answers[1] == [("forwarded", None, "Elsa bor i söder.")]


@pytest.mark.parametrize("refused", ["future", "contradicting", "both", "full of units", "full of invitations"])
def test_what_is_refused_does_not_tell_which_units_have_a_part_in_the_plan(
    service: Service, persons: Persons, monkeypatch: pytest.MonkeyPatch, refused: str
) -> None:
    """Domain rules, consent: a called unit that no consent covers reads no plan content, nor asks for it."""
    played, home_care, place = _called(service, persons)
    version, told = played.plan(AT)["version"], []
    assert home_care.get(played.path, at=AT).status_code == 403
    if refused.startswith("full"):
        monkeypatch.setitem(room.TIMES, refused.split()[-1], 0)
    for ref in ("bist", None):
        there = next((one["hsaId"] for one in played.case["units"] if one["ref"] == ref), persons.unit(MUNICIPALITY))
        body = _to(there)
        if refused in ("future", "both"):
            body["repliedAt"] = "2027-01-01T00:00:00Z"
        if refused in ("contradicting", "both"):
            body["unit"]["principalOrgNumber"] = "SE2321000131"
        told.append(said_no(home_care.put(f"{place}/forwarding", at=AT, json=body)))
    assert told[0] == told[1] and played.plan(AT)["version"] == version, "nothing was changed by asking"


def test_an_answer_may_name_whom_the_unit_appoints(service: Service, persons: Persons) -> None:
    """Guideline B: the called unit appoints its own; she need not stand in the plan, which it does not read yet."""
    played, home_care, place = _called(service, persons)
    named = {"name": "Sara Ek", "role": "undersköterska", "function": "care_contact"}
    named["hsaId"] = persons.person(MUNICIPALITY)
    body = {"reply": "attends", "representative": named, "repliedAt": AT}
    before = len(played.plan(AT)["participants"])
    answer = ok(home_care.put(f"{place}/reply", at=AT, json=body))
    one = next(one for one in played.plan(AT)["participants"] if one["id"] == answer["representativeId"])
    assert {name: one[name] for name in named} == named
    assert (one["kind"], one["unitId"]) == ("staff", played.player.ids["hemtj"])
    again = ok(home_care.put(f"{place}/reply", at=AT, json=body))
    assert again["representativeId"] == answer["representativeId"], "she stands there already"
    assert len(played.plan(AT)["participants"]) == before + 1


@pytest.mark.parametrize("other", [{"reply": "declines"}, {"representativeId": "at"}])
def test_who_does_not_come_has_no_representative_and_who_comes_has_one(
    service: Service, persons: Persons, other: dict[str, str]
) -> None:
    played, home_care, place = _called(service, persons)
    body = {"reply": "attends", "representative": {"name": "Sara Ek"}, "repliedAt": AT} | other
    if "representativeId" in other:
        body["representativeId"] = played.player.ids["at"]
    refused = home_care.put(f"{place}/reply", at=AT, json=body)
    assert said_no(refused) == (422, "representative-of-other-unit")
    assert refused.json()["errors"][0]["pointer"] == "/representative"


def test_nobody_answers_before_she_is_called(service: Service, persons: Persons) -> None:
    played, home_care, place = _called(service, persons)
    sent = played.plan(AT)["summonses"][0]["sentAt"]
    before = (datetime.fromisoformat(sent) - timedelta(seconds=1)).isoformat()
    for path, body in (("reply", {"reply": "attends"}), ("forwarding", _to(persons.unit(MUNICIPALITY)))):
        refused = home_care.put(f"{place}/{path}", at=AT, json=body | {"repliedAt": before})
        assert said_no(refused) == (422, "answered-before-asked")
        assert refused.json()["errors"][0]["pointer"] == "/repliedAt"
    ok(home_care.put(f"{place}/reply", at=AT, json={"reply": "attends", "repliedAt": sent}))


def test_the_wrong_recipient_says_so_and_is_out(service: Service, persons: Persons) -> None:
    """Domain rules, summoned: a unit that was called by mistake breaks no duty by saying so."""
    played, home_care, place = _called(service, persons)
    body = {"reply": "wrong_recipient", "reason": "Vi har inte hemtjänst.", "repliedAt": AT}
    answer = ok(home_care.put(f"{place}/reply", at=AT, json=body))
    assert answer["reply"] == "wrong_recipient" and answer["breachesDuty"] is False
    assert home_care.get(f"{played.path}/summonses", at=AT).status_code == 404
    seen = ok(coordinator(played).get(place, at=AT))
    assert seen["reason"] == "Vi har inte hemtjänst."
    assert [one["reply"] for one in seen["replies"]] == ["wrong_recipient"]


def test_the_coordinator_answers_for_a_unit_that_cannot_log_in(service: Service, persons: Persons) -> None:
    """Domain rules, summoned: other actors may decline; the coordinator registers what they answered."""
    played = Played(service, persons, "lars-revideras", "mapping")
    at = played.case["summons"]["sentAt"]
    summons = ok(summon(played.staff("k1"), played, at, "neuro", "fk"), 201)
    place = place_of(played, summons, played.player.ids["fk"])
    body = {"reply": "declines", "reason": "Ingen möjlighet.", "repliedAt": at}
    therapist = played.staff("ft")
    assert said_no(therapist.put(f"{place}/reply", at=at, json=body)) == (404, "not-found")
    answer = ok(played.staff("k1").put(f"{place}/reply", at=at, json=body))
    assert answer["mustAttend"] is False and answer["breachesDuty"] is False
    assert [one["answeredByUnitId"] for one in answer["replies"]] == [played.player.ids["fk"]]
    elsewhere = {"unit": unit_body(persons.unit(REGION)), "repliedAt": at}
    refused = played.staff("k1").put(f"{place}/forwarding", at=at, json=elsewhere)
    assert said_no(refused) == (422, "forward-within-principal"), "it has no principal of the two"


def test_a_later_answer_takes_the_place_of_an_earlier_and_both_are_kept(service: Service, persons: Persons) -> None:
    """PDL 3:14: what was answered is not erased by what is answered later."""
    played, home_care, place = _called(service, persons)
    no = {"reply": "declines", "reason": "Ingen tid.", "repliedAt": AT}
    assert ok(home_care.put(f"{place}/reply", at=AT, json=no))["breachesDuty"] is True
    yes = {"reply": "attends", "repliedAt": AFTER}
    answer = ok(coordinator(played).put(f"{place}/reply", at=AFTER, json=yes))
    assert answer["reply"] == "attends" and answer["reason"] is None and answer["breachesDuty"] is False
    trail = [(one["reply"], one["reason"]) for one in answer["replies"]]
    assert trail == [("declines", "Ingen tid."), ("attends", None)]
    versions = ok(coordinator(played).get(f"{played.path}/versions", at=AFTER))["versions"]
    assert [one["change"] for one in versions[:2]] == ["summons.replied", "summons.replied"]


def test_an_answer_is_the_called_units_own(service: Service, persons: Persons) -> None:
    """Domain rules, summoned: the called unit appoints its own representative; nobody answers for another."""
    played, home_care, place = _called(service, persons)
    foreign = {"reply": "attends", "repliedAt": AT, "representativeId": played.player.ids["at"]}
    assert said_no(home_care.put(f"{place}/reply", at=AT, json=foreign)) == (422, "representative-of-other-unit")
    assert home_care.put(f"{place}/reply", at=AT, json={"reply": "forwarded", "repliedAt": AT}).status_code == 422
    assert home_care.put(f"{place}/reply", at=AT, json={"reply": "attends", "repliedAt": AFTER}).status_code == 422
    yes, on = {"reply": "attends", "repliedAt": AT}, _to(persons.unit(MUNICIPALITY))
    for path, body in (("reply", yes), ("forwarding", on)):
        assert played.staff("at").put(f"{place}/{path}", at=AT, json=body).status_code == 403
        assert played.staff("avd").put(f"{place}/{path}", at=AT, json=body).status_code == 404


@pytest.mark.parametrize("said", ["declines", "wrong_recipient", "attends"])
def test_a_unit_that_does_not_come_is_asked_anew(service: Service, persons: Persons, said: str) -> None:
    """Domain rules, summoned: a summons that is sent on is with somebody; who comes already is not asked again."""
    played, home_care, place = _called(service, persons)
    there = next(one["hsaId"] for one in played.case["units"] if one["ref"] == "bist")
    [summons] = played.plan(AT)["summonses"]
    theirs = place_of(played, summons, played.player.ids["bist"])
    reply = {"reply": said, "reason": "Inte vårt.", "repliedAt": AT}
    ok(coordinator(played).put(f"{theirs}/reply", at=AT, json=reply))
    ok(home_care.put(f"{place}/forwarding", at=AT, json=_to(there)))
    now = ok(coordinator(played).get(theirs, at=AT))
    left = (said, "Inte vårt.") if said == "attends" else ("none", None)
    assert (now["reply"], now["reason"]) == left
    assert now["replies"][-1]["reply"] == said, "what was answered stays in the trail"
    assert played.colleague("bist", persons).get(theirs, at=AT).status_code == 200


def test_a_summons_that_is_sent_back_is_with_who_sent_it_on(service: Service, persons: Persons) -> None:
    """Domain rules, summoned: back and forth, somebody is always asked."""
    played, home_care, place = _called(service, persons)
    own = next(one["hsaId"] for one in played.case["units"] if one["ref"] == "hemtj")
    new_unit = persons.unit(MUNICIPALITY)
    ok(home_care.put(f"{place}/forwarding", at=AT, json=_to(new_unit)))
    right = staff(service, new_unit, persons.person(MUNICIPALITY))
    [summons] = ok(right.get(f"{played.path}/summonses", at=AT))["summonses"]
    mine = place_of(played, summons, summons["invitations"][0]["unitId"])
    ok(right.put(f"{mine}/forwarding", at=AT, json=_to(own)))
    assert ok(home_care.get(place, at=AT))["reply"] == "none"
