"""Take-over (domain rules, who may do what): of an orphaned plan, within the coordinator's principal, with a reason."""

from typing import Any

import pytest

from tests.api.process.acting import AFTER, coordinator, manager, ok, said_no, shown, step, unit_body
from tests.callers import Caller, staff
from tests.persons import Persons
from tests.playing import Played
from tests.service import Service

MUNICIPALITY = "SE2129990023"
RIGHTS = ("journal:read", "journal:write", "journal:takeover")


def _unit_of(persons: Persons, principal: str = "SE2329990015") -> tuple[str, str]:
    return persons.unit(principal), persons.person(principal)


def _body(own: str | None, **more: Any) -> dict[str, Any]:
    body = {"reason": "Samordnaren har slutat.", "takenAt": AFTER, "name": "Oskar Ahl", "role": "enhetschef"}
    return body | ({"unit": unit_body(own, "Ledningen")} if own else {}) | more


def _take(played: Played, who: Caller, body: dict[str, Any]) -> Any:
    return who.post(f"{played.path}/takeovers", at=AFTER, json=body)


def test_who_has_the_right_becomes_the_coordinator_with_a_trail(service: Service, persons: Persons) -> None:
    """Domain rules, who may do what: a unit of the same principal, with the right, with a reason, audited."""
    played = Played(service, persons, "elsa-hemgang", "establish")
    unit, person = _unit_of(persons)
    boss = staff(service, unit, person, scopes=RIGHTS)
    assert boss.get(played.path, at=AFTER).status_code == 403, "within reach, and no content"
    assert boss.get("/journal/v1/plans", at=AFTER).json()["plans"] == []
    taken = ok(_take(played, boss, _body(unit)), 201)
    assert taken["fromId"] == played.player.ids["dsk"] and taken["reason"] == "Samordnaren har slutat."
    plan = ok(boss.get(played.path, at=AFTER))
    assert plan["coordinatorId"] == taken["toId"] and [one["id"] for one in plan["takeovers"]] == [taken["id"]]
    mine = next(one for one in plan["participants"] if one["id"] == taken["toId"])
    assert (mine["hsaId"], mine["name"], mine["role"]) == (person, "Oskar Ahl", "enhetschef")
    assert next(one for one in plan["units"] if one["id"] == mine["unitId"])["hsaId"] == unit
    assert ok(boss.get(f"{played.path}/versions", at=AFTER))["versions"][0]["change"] == "plan.taken-over"
    accesses = ok(boss.get(f"{played.path}/accesses?limit=100", at=AFTER))["accesses"]
    assert "journal:plan.take-over" in [one["action"] for one in accesses if one["kind"] == "Skriva"]
    ok(boss.put(f"{played.path}/mapping", at=AFTER, json={"situation": "Ny.", "entries": []}))
    note = {"situation": "Min.", "entries": []}
    former = coordinator(played).put(f"{played.path}/mapping", at=AFTER, json=note)
    assert said_no(former) == (403, "not-yours-to-do")
    assert shown(played, AFTER)["coordinator"]["name"] == "Oskar Ahl"


def test_the_former_coordinator_keeps_what_consent_gives_her(service: Service, persons: Persons) -> None:
    """Domain rules, who may do what: without the task she is what she was: main responsible, or nobody."""
    played = Played(service, persons, "mikael-aterkallar", "establish")
    unit, person = _unit_of(persons, MUNICIPALITY)
    boss = staff(service, unit, person, scopes=RIGHTS)
    body = _body(None, unit=unit_body(unit, "Ledningen", "municipality"))
    ok(_take(played, boss, body), 201)
    assert played.staff("hl").get(played.path, at=AFTER).status_code == 404, "her unit calls, and was never called"
    ok(played.staff("sk").get(played.path, at=AFTER))


def test_a_colleague_in_the_plan_brings_no_unit(service: Service, persons: Persons) -> None:
    """A unit is in the plan once; who is a participant already is not added again."""
    played = Played(service, persons, "lars-revideras", "establish")
    at = "2026-04-21T10:00:00+02:00"
    unit = next(one["hsaId"] for one in played.case["units"] if one["ref"] == "lss")
    person = next(one["hsaId"] for one in played.case["staff"] if one["ref"] == "k2")
    boss = staff(service, unit, person, scopes=RIGHTS)
    taken = ok(boss.post(f"{played.path}/takeovers", at=at, json=_body(None, takenAt=at)), 201)
    plan = ok(boss.get(played.path, at=at))
    assert taken["toId"] == played.player.ids["k2"] == plan["coordinatorId"]
    assert len(plan["units"]) == 4 and len(plan["participants"]) == 4


def test_without_the_right_there_is_no_plan(service: Service, persons: Persons) -> None:
    """Domain rules, who may do what: everyone else in a principal: nothing. The scope is judged before any plan."""
    played = Played(service, persons, "elsa-hemgang", "establish")
    unit, person = _unit_of(persons)
    colleague = staff(service, unit, person)
    assert said_no(_take(played, colleague, _body(unit))) == (403, "scope-missing")
    for path in ("", "/actions", "/takeovers"):
        assert colleague.get(f"{played.path}{path}", at=AFTER).status_code == 404
    part = played.staff("at")
    assert said_no(_take(played, part, _body(unit))) == (403, "scope-missing")
    other, somebody = _unit_of(persons, MUNICIPALITY)
    neighbour = staff(service, other, somebody, scopes=RIGHTS)
    body = _body(None, unit=unit_body(other, kind="municipality"))
    assert said_no(_take(played, neighbour, body)) == (404, "not-found"), "another principal's plan"
    assert neighbour.get(f"{played.path}/actions", at=AFTER).status_code == 404


def test_a_participant_with_the_right_at_another_principal_takes_nothing_over(
    service: Service, persons: Persons
) -> None:
    """Domain rules, who may do what: of the same principal as the coordinator."""
    played = Played(service, persons, "elsa-hemgang", "establish")
    unit, person = (
        next(one["hsaId"] for one in played.case[kind] if one["ref"] == ref)
        for kind, ref in (("units", "rehab"), ("staff", "at"))
    )
    part = staff(service, unit, person, scopes=RIGHTS)
    ok(part.get(played.path, at=AFTER))
    assert said_no(_take(played, part, _body(None))) == (403, "not-yours-to-do")


@pytest.mark.parametrize("missing", ["reason", "name", "takenAt"])
def test_a_take_over_has_a_reason(service: Service, persons: Persons, missing: str) -> None:
    """Domain rules, who may do what: with a reason."""
    played = Played(service, persons, "elsa-hemgang", "establish")
    unit, person = _unit_of(persons)
    body = _body(unit)
    del body[missing]
    assert _take(played, staff(service, unit, person, scopes=RIGHTS), body).status_code == 422
    assert played.plan(AFTER)["takeovers"] == []


def test_the_unit_is_the_callers_own(service: Service, persons: Persons) -> None:
    """Nothing of who she is comes from a body: the unit is the one in the token."""
    played = Played(service, persons, "elsa-hemgang", "establish")
    unit, person = _unit_of(persons)
    boss = staff(service, unit, person, scopes=RIGHTS)
    for body in (_body(None), _body(persons.unit())):
        refused = _take(played, boss, body)
        assert said_no(refused) == (422, "not-your-unit")
        assert refused.json()["errors"][0]["pointer"] == "/unit"
    assert said_no(_take(played, boss, _body(unit, takenAt="2026-03-07T10:00:01Z"))) == (422, "in-the-future")
    other = _body(None, unit=unit_body(unit, kind="other"))
    assert said_no(_take(played, boss, other)) == (422, "cannot-coordinate")
    assert len(played.plan(AFTER)["units"]) == 5


def test_a_hand_over_that_waits_is_taken_back(service: Service, persons: Persons) -> None:
    """Domain rules: one coordinator per plan; nobody accepts the task from one who no longer has it."""
    played = Played(service, persons, "elsa-hemgang", "establish")
    body = {"toId": played.player.ids["avd"], "offeredAt": AFTER}
    waiting = ok(coordinator(played).post(f"{played.path}/handovers", at=AFTER, json=body), 201)
    unit, person = _unit_of(persons)
    boss = staff(service, unit, person, scopes=RIGHTS)
    ok(_take(played, boss, _body(unit)), 201)
    [handover] = ok(boss.get(f"{played.path}/handovers", at=AFTER))["handovers"]
    assert handover["withdrawnAt"] == AFTER
    acceptance = f"{played.path}/handovers/{waiting['id']}/acceptance"
    assert played.staff("avd").put(acceptance, at=AFTER, json={"acceptedAt": AFTER}).status_code == 404


def test_a_plan_without_a_coordinator_or_entered_in_error_is_not_taken_over(service: Service, persons: Persons) -> None:
    """An orphan is a plan whose coordinator is gone; before there is nobody's task, and in an annulled plan none."""
    played = Played(service, persons, "elsa-hemgang", "offer")
    boss = manager(played, persons)
    assert boss.get(f"{played.path}/actions", at=AFTER).status_code == 404
    assert _take(played, boss, _body(persons.unit())).status_code == 404
    played = Played(service, persons, "elsa-hemgang", "establish")
    ok(step(coordinator(played), played, "annul", AFTER))
    assert boss.get(f"{played.path}/actions", at=AFTER).status_code == 404
    assert _take(played, boss, _body(persons.unit())).status_code == 404


def test_a_closed_plan_whose_coordinator_has_left_is_taken_over_and_put_right(
    service: Service, persons: Persons
) -> None:
    """It is shown for twelve months, and somebody must be able to protect her, and to take back what is released."""
    played = Played(service, persons, "elsa-hemgang", "establish")
    ok(step(coordinator(played), played, "close", AFTER, reason="inactive"))
    told = played.plan(AFTER)["notices"]
    unit, person = _unit_of(persons)
    boss = staff(service, unit, person, scopes=RIGHTS)
    protect = {"protectedIdentity": "protectedRegistration"}
    assert said_no(boss.patch(played.path, at=AFTER, json=protect)) == (403, "not-yours-to-do")
    assert boss.get(played.path, at=AFTER).status_code == 403, "within reach, and no content"
    actions = {one["action"]: one["allowed"] for one in ok(boss.get(f"{played.path}/actions", at=AFTER))["actions"]}
    assert {name for name, allowed in actions.items() if allowed} == {"actions.read", "plan.take-over"}
    ok(_take(played, boss, _body(unit)), 201)
    plan = ok(boss.get(played.path, at=AFTER))
    assert (plan["status"], plan["notices"]) == ("closed", told), "nobody is told once more that it has closed"
    assert ok(boss.get(f"{played.path}/versions", at=AFTER))["versions"][0]["change"] == "plan.taken-over"
    accesses = ok(boss.get(f"{played.path}/accesses?limit=100", at=AFTER))["accesses"]
    assert "journal:plan.take-over" in [one["action"] for one in accesses if one["kind"] == "Skriva"]
    ok(boss.put(f"{played.path}/release", at=AFTER, json={"approvedForPatient": False}))
    ok(boss.patch(played.path, at=AFTER, json=protect))
    goal = {"term": "long", "lifeArea": "mobility", "text": "Gå", "followUpResponsibleId": plan["coordinatorId"]}
    assert said_no(boss.post(f"{played.path}/goals", at=AFTER, json=goal)) == (409, "not-in-this-status")
    former = coordinator(played).put(f"{played.path}/release", at=AFTER, json={"approvedForPatient": True})
    assert said_no(former)[0] in (403, 404)


def test_a_blocked_unit_of_the_principal_takes_no_closed_plan_over(service: Service, persons: Persons) -> None:
    """PDL 4:4: whom she has blocked has no ground left, closed or not."""
    played = Played(service, persons, "elsa-hemgang", "establish")
    unit, person = _unit_of(persons)
    body = {"kind": "unit", "hsaId": unit, "name": "Ledningen", "form": "oral", "requestedAt": AFTER}
    body["registeredById"] = played.player.ids["dsk"]
    ok(coordinator(played).post(f"{played.path}/blocks", at=AFTER, json=body), 201)
    ok(step(coordinator(played), played, "close", AFTER, reason="inactive"))
    boss = staff(service, unit, person, scopes=RIGHTS)
    assert said_no(_take(played, boss, _body(unit))) == (404, "not-found")


def test_a_retried_take_over_is_taken_once(service: Service, persons: Persons) -> None:
    """Idempotency-Key: the same key with the same request gets the same answer."""
    played = Played(service, persons, "elsa-hemgang", "establish")
    unit, person = _unit_of(persons)
    boss, headers = staff(service, unit, person, scopes=RIGHTS), {"Idempotency-Key": f"again-{unit}"}
    path, body = f"{played.path}/takeovers", _body(unit)
    first = boss.post(path, at=AFTER, json=body, headers=headers)
    again = boss.post(path, at=AFTER, json=body, headers=headers)
    assert first.status_code == again.status_code == 201 and first.content == again.content
    assert len(ok(boss.get(path, at=AFTER))["takeovers"]) == 1
