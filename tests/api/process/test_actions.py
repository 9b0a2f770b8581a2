"""What each relation may do in each status (domain rules, who may do what): what is told is true when it is tried."""

from dataclasses import replace
from typing import Any

import pytest

from tests.api.process.acting import AFTER, coordinator, established, meet, ok, rule_of, said_no, step, summon
from tests.api.process.attempts import STEPS, Desk
from tests.api.process.states import REACHED, STATUSES, relations, standing
from tests.callers import JOURNAL, Caller
from tests.persons import Persons
from tests.playing import Played
from tests.service import Service


def _told(who: Caller, played: Played, at: str) -> dict[str, dict[str, Any]]:
    document = ok(who.get(f"{played.path}/actions", at=at))
    for one in document["actions"]:
        for reason in one["reasons"]:
            assert reason["source"], f"{one['action']}: {reason['code']} rests on nothing"
    return {one["action"]: one for one in document["actions"]}


@pytest.mark.once
@pytest.mark.parametrize("status", STATUSES)
def test_what_is_told_is_true_when_it_is_tried(service: Service, persons: Persons, status: str) -> None:
    """Domain rules, who may do what: allowed is not refused, and what is refused is refused for the reason told."""
    _true_when_tried(service, persons, status)


@pytest.mark.postgresql
@pytest.mark.parametrize("status", ["established", "closed by time"])
def test_what_is_told_is_true_of_plans_in_postgresql(service: Service, persons: Persons, status: str) -> None:
    """The same of the statuses in which most is done, and in which time has changed what is stored."""
    _true_when_tried(service, persons, status)


def _true_when_tried(service: Service, persons: Persons, status: str) -> None:
    played, at = STATUSES[status](service, persons)
    reader = "initiator" if REACHED[status] == {"initiator"} else "coordinator"
    everybody = relations(played, persons)
    if status in ("initiated", "offered", "declined"):
        # The unit that saw the need has it, and everybody there.
        everybody["successor"] = everybody.pop("successor")
    for relation, (who, unit) in everybody.items():
        plan = ok(everybody[reader][0].get(played.path, at=at))
        assert plan["status"] == status.split()[0]
        desk = Desk(who, played.path, at, plan, unit, persons.unit())
        hers = relation in REACHED[status] or (reader == "initiator" and relation == "successor")
        if not hers:
            _nothing(desk, played, relation)
            continue
        told = _told(who, played, at)
        attempts = list(desk.attempts())
        assert {name for name, _ in attempts} == told.keys(), "an action that nobody has tried"
        for name, attempt in attempts:
            where = f"{relation}, {status}: {name}"
            codes = [one["code"] for one in told[name]["reasons"]]
            if codes == ["not-in-this-status"]:
                assert plan["status"] not in told[name]["statuses"], where
            elif set(codes).isdisjoint(("not-yours-to-do", "scope-missing")):
                assert plan["status"] in told[name]["statuses"], where
            if status == "closed by time":
                # The first write makes the closure and its notices, so what she may do is asked anew.
                told = _told(who, played, at)
                desk = replace(desk, plan=ok(everybody[reader][0].get(played.path, at=at)))
                attempt = dict(desk.attempts())[name]
            path = told[name]["href"].removeprefix(service.url)
            answer = desk.send(told[name]["method"], path, attempt)
            if told[name]["allowed"]:
                assert told[name]["reasons"] == []
                assert answer.status_code in attempt.expect, f"{where}: {answer.status_code} {answer.text[:300]}"
            else:
                first, *more = (one["code"] for one in told[name]["reasons"])
                if first == "nothing-waits-for-you":
                    # Of whichever part she names, it is told what it is: not there, not hers, or done already.
                    assert more == [] and answer.status_code in (403, 404, 409), f"{where}: {answer.text[:300]}"
                    continue
                expected = 403 if first in ("scope-missing", "not-yours-to-do") else 409
                if expected == 403:
                    # The right that she lacks, and then what a called unit lacks of taking part. A step is tried by
                    # who reads the plan, so what she lacks of that is told first.
                    listed = [one["code"] for one in answer.json().get("errors", [])]
                    reading = [one["code"] for one in told["plan.read"]["reasons"][1:]]
                    assert (answer.status_code, rule_of(answer.json())) == (403, first), where
                    assert listed == (reading if name.removeprefix("plan.") in STEPS else more), where
                else:
                    assert said_no(answer) == (expected, first), f"{where}: {answer.text[:300]}"


def _nothing(desk: Desk, played: Played, relation: str) -> None:
    """The plan does not exist; only a right that the token lacks is told of, before any plan is looked for."""
    assert desk.caller.get(f"{desk.path}/actions", at=desk.at).status_code == 404, relation
    assert desk.caller.get(desk.path, at=desk.at).status_code == 404, relation
    note = {"text": "En not.", "writtenAt": desk.at}
    assert desk.caller.post(f"{desk.path}/notes", at=desk.at, json=note).status_code == 404, relation
    for name in STEPS:
        body = {"transition": name} | ({"reason": "moved"} if name == "close" else {})
        for dry in (True, False):
            tried = desk.caller.post(
                f"{desk.path}/transitions", at=desk.at, json=body | {"dryRun": dry}, headers={"If-Match": "*"}
            )
            assert said_no(tried) == (404, "not-found"), f"{relation}: {name}"


@pytest.mark.parametrize("status", STATUSES)
def test_the_links_of_a_plan_are_the_actions_that_are_allowed(service: Service, persons: Persons, status: str) -> None:
    """The contract: an `edit` link for each write that this caller may do now, and for no other."""
    played, at = STATUSES[status](service, persons)
    for relation, (who, _) in relations(played, persons).items():
        answer = who.get(played.path, at=at)
        if answer.status_code != 200:
            continue
        told = _told(who, played, at).values()
        allowed = {(one["method"], one["href"]) for one in told if one["allowed"]}
        plain = {(method, href) for method, href in allowed if "{" not in href}
        given = {(one["method"], one["href"]) for one in answer.json()["_links"] if one["rel"] == "edit"}
        assert given == {(method, href) for method, href in plain if method != "GET"}, relation
        read = {one["href"] for one in answer.json()["_links"] if one["rel"] in ("related", "self")}
        assert {href for method, href in plain if method == "GET"} <= read, relation
        same = {(one["method"], one["href"]) for one in ok(who.get(f"{played.path}/actions", at=at))["_links"]}
        assert given <= same, relation


def test_every_action_is_at_an_address_of_the_contract(service: Service, persons: Persons) -> None:
    """The contract: an address that is told is one that there is, templates included; each reason has its words."""
    played, at = standing(service, persons)
    root = f"{service.url}/journal/v1"
    for relation in ("coordinator", "manager", "called"):
        who, _ = relations(played, persons)[relation]
        for one in _told(who, played, at).values():
            path = one["href"].removeprefix(root).replace(played.player.plan_id, "{planId}")
            assert one["method"].lower() in JOURNAL.document["paths"][path], one
            assert one["allowed"] is (one["reasons"] == [])
            for reason in one["reasons"]:
                assert reason["swedish"].endswith(".") and reason["english"].endswith(".") and reason["code"]


def test_who_is_only_told_learns_nothing_of_the_plan(service: Service, persons: Persons) -> None:
    """Domain rules, who may do what: status and contents are plan content; a reason gives away neither."""
    played, at = standing(service, persons)
    everybody = relations(played, persons)
    for relation in ("called", "successor", "manager"):
        who, _ = everybody[relation]
        codes = {reason["code"] for one in _told(who, played, at).values() for reason in one["reasons"]}
        of_its_own = {"summons-not-accepted"} if relation == "called" else set()
        assert codes <= {"not-yours-to-do", "scope-missing"} | of_its_own, relation


MOVES = {"preparing": ("summon",), "summoned": ("summon", "meet"), "met": ("summon", "meet")}
MOVES |= {"established": ("summon", "meet"), "summoned in a revision": ("meet",), "met in a revision": ("summon",)}


@pytest.mark.parametrize(("status", "move"), [(status, move) for status, moves in MOVES.items() for move in moves])
def test_a_summons_and_a_meeting_move_the_plan_where_they_are_allowed(
    service: Service, persons: Persons, status: str, move: str
) -> None:
    """Domain rules, lifecycle: what is told as allowed can be done to its end."""
    played, at = STATUSES[status](service, persons)
    who = coordinator(played)
    told = _told(who, played, at)
    assert told["summons.send"]["allowed"]
    done = summon(who, played, at, "rehab") if move == "summon" else meet(who, played, at)
    ok(done, 201)
    assert played.plan(at)["status"] == {"summon": "summoned", "meet": "met"}[move]


def test_a_plan_that_goes_on_after_a_no_has_the_same_actions(service: Service, persons: Persons) -> None:
    """Domain rules, process: declined, offered again and consented to, a plan is as any other."""
    played = Played(service, persons, "elsa-hemgang", "offer")
    ward, at = played.staff("avd"), played.at
    ok(step(ward, played, "decline", at))
    allowed = {name for name, one in _told(ward, played, at).items() if one["allowed"]}
    assert {"plan.offer", "plan.close", "plan.annul"} <= allowed and "consent.register" not in allowed
    ok(step(ward, played, "offer", at))
    for consent in played.case["consents"]:
        played.player._consent(consent)
    established(played)
    assert _told(coordinator(played), played, AFTER)["follow-up.record"]["allowed"]


def test_what_nothing_waits_for_is_told_as_not_allowed_and_why(service: Service, persons: Persons) -> None:
    """Domain rules, who may do what: what is done to a part is hers where such a part waits for her."""
    played, at = standing(service, persons)
    everybody, ids = relations(played, persons), played.player.ids
    nothing = ["nothing-waits-for-you"]

    def reasons(relation: str, action: str) -> list[str]:
        return [one["code"] for one in _told(everybody[relation][0], played, at)[action]["reasons"]]

    # Her own unit was not called, answers for nothing in the plan and is party of no deviation.
    colleague, hers = "at coordinator's", "coordinator"
    ward = played.staff("avd")
    assert reasons(colleague, "summons.reply") == [] and reasons(colleague, "intervention.follow") == []
    assert reasons(colleague, "deviation.handle") == nothing == reasons(hers, "deviation.handle")
    assert reasons("participant", "deviation.handle") == [] == reasons("participant", "intervention.follow")
    told = _told(everybody[hers][0], played, at)["deviation.handle"]["reasons"][0]
    assert told["source"] == "Riktlinje SIP" and told["swedish"].endswith(".") and told["english"].endswith(".")
    for action in ("representation.end", "age-exception.end", "block.lift"):
        assert reasons(hers, action) == nothing
    # There, or there no more: a block that is lifted, a consent that has been withdrawn.
    block = {"kind": "unit", "hsaId": persons.unit(), "name": "Spärrad", "form": "oral", "requestedAt": at}
    made = ok(
        coordinator(played).post(f"{played.path}/blocks", at=at, json=block | {"registeredById": ids["dsk"]}), 201
    )
    assert reasons(hers, "block.lift") == []
    lifting = {"liftedAt": at, "liftedById": ids["dsk"], "liftedForm": "oral"}
    ok(coordinator(played).put(f"{played.path}/blocks/{made['id']}/lifting", at=at, json=lifting), 204)
    assert reasons(hers, "block.lift") == nothing
    assert reasons(hers, "consent.withdraw") == []
    ok(step(coordinator(played), played, "close", at, reason="coordination_works"))
    [notice] = ok(ward.get(f"{played.path}/notices", at=at))["notices"]
    assert reasons("successor", "notice.acknowledge") == []
    path = f"{played.path}/notices/{notice['id']}/acknowledgement"
    ok(ward.put(path, at=at, json={"acknowledgedAt": at}))
    assert reasons("successor", "notice.acknowledge") == nothing
    assert said_no(ward.put(path, at=at, json={"acknowledgedAt": at})) == (409, "already-acknowledged")
    for consent in played.plan(at)["consents"]:
        body = {"withdrawnBy": "person", "withdrawnAt": at}
        answer = coordinator(played).put(f"{played.path}/consents/{consent['id']}/withdrawal", at=at, json=body)
        assert answer.status_code == 204
    assert reasons(hers, "consent.withdraw") == nothing
