"""If-Match on every operation that takes it, found in the contract: missing, malformed, stale, and all good forms."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import httpx
import pytest

from tests.api.numbers import Entrusted, changed, plan_of, reserve
from tests.api.standing import Office, refused, unchanged
from tests.api.test_cases import FOLDER, player, renewed
from tests.callers import JOURNAL, Caller, staff, with_scopes
from tests.house.whole_plan import WholePlan, another
from tests.persons import Persons
from tests.service import Service

# Whole minutes of sockets and sleeps: not for the fast lane.
pytestmark = pytest.mark.slow

AT = "2026-06-15T12:00:00Z"
MALFORMED = ("1", "x", '"1', '1"', "''", "W/1", 'w/"1"', '"1" "2"', '"1";"2"', '*, "1"', "**", "", ",")
STALE = ('"0"', '"9999"', 'W/"9999"', '"9998", W/"9999"', '"-1"', '"01"', '"x"', '""', '"1e0"', '"9"', f'"{"9" * 40}"',
         '"å"'.encode())  # fmt: skip


@dataclass
class Attempt:
    """One request that would succeed, and the version that it builds on."""

    caller: Caller
    method: str
    path: str
    body: dict[str, Any]
    version: int
    at: str | None = AT

    def ask(self, condition: Any) -> httpx.Response:
        headers = {} if condition is None else {"If-Match": condition}
        return self.caller.ask(self.method, self.path, json=self.body, at=self.at, headers=headers)


class Grown:
    """A plan that has been through everything, and how each operation on it is attempted."""

    def __init__(self, service: Service, persons: Persons) -> None:
        self.service, self.persons = service, persons
        case = renewed(json.loads((FOLDER / "elsa-hemgang.json").read_text()), persons)
        playing = player(service, case)
        for _ in playing.play():
            pass
        self.place = f"/journal/v1/plans/{playing.plan_id}"
        self.units = {one["ref"]: one["hsaId"] for one in case["units"]}
        self.staff = {playing.ids[one["ref"]]: (self.units[one["unit"]], one["hsaId"]) for one in case["staff"]}
        self.coordinator = self.caller(playing.ids[case["coordinator"]])

    def caller(self, participant_id: str) -> Caller:
        return staff(self.service, *self.staff[participant_id])

    def plan(self) -> Any:
        return self.coordinator.get(self.place, at=AT).json()

    def added(self, path: str, body: dict[str, Any]) -> Any:
        made = self.coordinator.post(f"{self.place}/{path}", json=body, at=AT)
        assert made.status_code == 201, made.text
        return made.json()

    def root(self, method: str, path: str, body: dict[str, Any]) -> Attempt:
        return Attempt(self.coordinator, method, self.place + path, body, self.plan()["version"])

    def part(self, path: str, member: str, body: dict[str, Any]) -> Attempt:
        part = self.plan()[member][0]
        return Attempt(self.coordinator, "PATCH", f"{self.place}/{path}/{part['id']}", body, part["version"])

    def beginning(self) -> tuple[Office, str, Any]:
        """A plan of its own that has just been made."""
        office = Office(self.service, self.persons)
        path = office.plan()
        return office, path, office.caller.get(path).json()

    def coordinating(self) -> Attempt:
        office, path, plan = self.beginning()
        body = {"kind": "staff", "name": "Maria Holm", "unitId": plan["units"][0]["id"], "hsaId": office.person}
        made = office.caller.post(f"{path}/participants", json=body).json()
        return Attempt(office.caller, "PUT", f"{path}/coordinator", {"participantId": made["id"]}, 2)

    def offering(self) -> Attempt:
        office, path, plan = self.beginning()
        return Attempt(office.caller, "POST", f"{path}/transitions", {"transition": "offer"}, plan["version"])

    def withdrawing(self) -> Attempt:
        consent = {"kind": "relatives", "givenBy": "person", "form": "oral", "givenAt": AT, "relatives": ["Karin"]}
        made = self.added("consents", consent)
        body = {"withdrawnBy": "person", "withdrawnAt": AT}
        return Attempt(self.coordinator, "PUT", f"{self.place}/consents/{made['id']}/withdrawal", body, made["version"])

    def replying(self) -> Attempt:
        """The coordinator registers what a called unit has answered her."""
        unit = self.plan()["units"][-1]["id"]
        path, version = self.invitation(unit)
        return Attempt(self.coordinator, "PUT", f"{path}/reply", {"reply": "declines", "repliedAt": AT}, version)

    def forwarding(self) -> Attempt:
        """On to another unit of the same principal."""
        unit = next(one for one in self.plan()["units"] if one["hsaId"])
        path, version = self.invitation(unit["id"])
        principal = unit["hsaId"].partition("-")[0]
        right = {name: unit[name] for name in ("name", "kind", "principalType", "principalName")}
        right["hsaId"] = self.persons.unit(principal)
        return Attempt(self.coordinator, "PUT", f"{path}/forwarding", {"unit": right, "repliedAt": AT}, version)

    def invitation(self, unit_id: str) -> tuple[str, int]:
        """Of that unit, to a follow-up: the plan stays established."""
        body = {"form": "oral", "occasion": "follow_up", "sentAt": AT, "meetingAt": AT, "purpose": "x"}
        made = self.added("summonses", body | {"invited": [{"unitId": unit_id}]})
        called = made["invitations"][0]
        return f"{self.place}/summonses/{made['id']}/invitations/{called['id']}", called["version"]

    def offered(self) -> tuple[str, Any]:
        """A hand-over by whoever coordinates now, to somebody else: to whom, and the hand-over."""
        pending = [one for one in self.plan()["handovers"] if not (one["acceptedAt"] or one["refusedAt"])]
        for one in pending:
            if one["withdrawnAt"] is None:
                return one["toId"], one
        other = next(one for one in self.staff if one != self.plan()["coordinatorId"])
        return other, self.added("handovers", {"toId": other, "offeredAt": AT})

    def answering(self, noun: str, member: str) -> Attempt:
        other, made = self.offered()
        path = f"{self.place}/handovers/{made['id']}/{noun}"
        who = self.coordinator if noun == "withdrawal" else self.caller(other)
        if noun == "acceptance":
            self.coordinator = who
        return Attempt(who, "PUT", path, {member: AT}, made["version"])

    def acknowledging(self) -> Attempt:
        """A unit that was told that the plan is closed."""
        closing = {"transition": "close", "reason": "moved"}
        closed = self.coordinator.post(f"{self.place}/transitions", json=closing, at=AT, headers={"If-Match": "*"})
        assert closed.status_code == 200, closed.text
        notice = closed.json()["notices"][0]
        unit = next(one["hsaId"] for one in closed.json()["units"] if one["id"] == notice["unitId"])
        path = f"{self.place}/notices/{notice['id']}/acknowledgement"
        told = staff(self.service, unit, self.persons.person())
        return Attempt(told, "PUT", path, {"acknowledgedAt": AT}, notice["version"])

    def representing(self) -> Any:
        """Somebody who may read for her."""
        who = self.plan()["coordinatorId"]
        body = {
            "kind": "legal_guardian",
            "personnummer": self.persons.adult(),
            "since": "2026-01-01",
            "scope": ["plan"],
        }
        return self.added("representations", body | {"reason": "Förordnande", "registeredById": who})

    def correcting_representation(self) -> Attempt:
        made = self.representing()
        path = f"{self.place}/representations/{made['id']}"
        return Attempt(self.coordinator, "PATCH", path, {"protectedIdentity": "protectedRegistration"}, made["version"])

    def ending(self, noun: str) -> Attempt:
        made, who = self.representing(), self.plan()["coordinatorId"]
        if noun == "age-exceptions":
            body = {"kind": "guardian_barred", "representationId": made["id"], "since": "2026-01-01"}
            made = self.added(noun, body | {"reason": "Utredning", "decidedById": who})
        ended = {"endedAt": AT, "endedById": who, "endReason": "Upphört"}
        return Attempt(self.coordinator, "PUT", f"{self.place}/{noun}/{made['id']}/ending", ended, made["version"])

    def lifting(self) -> Attempt:
        who = self.plan()["coordinatorId"]
        body = {"kind": "unit", "hsaId": "SE2329990015-E999999999999", "name": "Avdelning 9", "form": "oral"}
        made = self.added("blocks", body | {"requestedAt": AT, "registeredById": who})
        lifted = {"liftedAt": AT, "liftedById": who, "liftedForm": "oral"}
        return Attempt(self.coordinator, "PUT", f"{self.place}/blocks/{made['id']}/lifting", lifted, made["version"])

    def undoing(self) -> Attempt:
        """A number that was stated of the person of another plan."""
        office = Entrusted(self.service, self.persons)
        path = plan_of(office, reserve())
        made = changed(office.caller, path, self.persons.adult())
        assert made.status_code == 201, made.text
        undoing = f"{path}/number-changes/{made.json()['id']}/undoing"
        return Attempt(office.caller, "PUT", undoing, {"undoReason": "Fel person."}, made.json()["version"], at=None)

    def brought_plan(self) -> Attempt:
        """One that stands, and is brought otherwise now: without a condition it was let in."""
        office = Office(self.service, self.persons)
        path = f"/journal/v1/sources/journalen/plans/SIP-{office.unit}"
        made = office.caller.ask("PUT", path, json=office.body())
        assert made.status_code == 201, made.text
        return Attempt(office.caller, "PUT", path, office.body(title=f"Rubrik {uuid4().hex}"), 1)

    def brought_part(self, plan: WholePlan, kind: str, body: dict[str, Any]) -> Attempt:
        """Of another plan, which is not established yet."""
        path = f"{plan.home}/sources/journalen/{kind}/{uuid4().hex}"
        made = plan.coordinator.ask("PUT", path, json=body)
        assert made.status_code == 201, made.text
        return Attempt(plan.coordinator, "PUT", path, body | {"text": "Ny text"}, made.json()["version"], at=None)

    def brought_goal(self) -> Attempt:
        plan = another(self.service, self.persons)
        body = {"term": "short", "lifeArea": "sleep", "text": "Sova", "followUpResponsibleId": plan.ids["coordinator"]}
        return self.brought_part(plan, "goals", body)

    def brought_intervention(self) -> Attempt:
        plan = another(self.service, self.persons)
        body = {"goalId": plan.ids["goals"], "text": "Samtal", "position": 1, "responsible": {"kind": "person"}}
        return self.brought_part(plan, "interventions", body)

    def subscribing(self) -> Attempt:
        """Of a unit's own webhook."""
        caller = with_scopes(Office(self.service, self.persons).caller, "journal:webhooks")
        home = "/journal/v1/webhook-subscriptions"
        made = caller.post(home, json={"address": "https://journal.example.se/sip-events"})
        assert made.status_code == 201, made.text
        one = made.json()
        return Attempt(caller, "PATCH", f"{home}/{one['id']}", {"types": ["plan.created"]}, one["version"])

    def mapping(self) -> Attempt:
        path = f"{self.place}/mapping"
        version = self.coordinator.get(path, at=AT).json()["version"]
        return Attempt(self.coordinator, "PUT", path, {"situation": "Bor ensam", "entries": []}, version)


ATTEMPTS: dict[str, Callable[[Grown], Attempt]] = {
    "correctPlan": lambda it: it.root("PATCH", "", {"reason": "Nytt läge"}),
    "releasePlan": lambda it: it.root("PUT", "/release", {"approvedForPatient": True}),
    "nameCoordinator": Grown.coordinating,
    "takeTransition": Grown.offering,
    "correctUnit": lambda it: it.part("units", "units", {"kind": "rehab"}),
    "correctParticipant": lambda it: it.part("participants", "participants", {"role": "läkare"}),
    "withdrawConsent": Grown.withdrawing,
    "putMapping": Grown.mapping,
    "replyToSummons": Grown.replying,
    "correctGoal": lambda it: it.part("goals", "goals", {"text": "Går till affären"}),
    "correctIntervention": lambda it: it.part("interventions", "interventions", {"text": "Träning"}),
    "correctFollowUp": lambda it: it.part("follow-ups", "followUps", {"helped": "Larmet"}),
    "correctRepresentation": Grown.correcting_representation,
    "endRepresentation": lambda it: it.ending("representations"),
    "endAgeException": lambda it: it.ending("age-exceptions"),
    "liftBlock": Grown.lifting,
    "forwardSummons": Grown.forwarding,
    "refuseHandover": lambda it: it.answering("refusal", "refusedAt"),
    "withdrawHandover": lambda it: it.answering("withdrawal", "withdrawnAt"),
    "undoNumberChange": Grown.undoing,
    "putPlanBySource": Grown.brought_plan,
    "putGoalBySource": Grown.brought_goal,
    "putInterventionBySource": Grown.brought_intervention,
    "correctWebhookSubscription": Grown.subscribing,
    "acceptHandover": lambda it: it.answering("acceptance", "acceptedAt"),  # another person coordinates afterwards
    "acknowledgeNotice": Grown.acknowledging,  # last: the plan is closed
}


@pytest.fixture
def grown(service: Service, persons: Persons) -> Grown:
    return Grown(service, persons)


def test_if_match_operations_are_all_here() -> None:
    taken = [
        operation["operationId"]
        for _, _, operation in JOURNAL.operations()
        if any(parameter.get("name") == "If-Match" for parameter in operation.get("parameters", []))
    ]
    assert sorted(taken) == sorted(ATTEMPTS)


def test_if_match_missing_malformed_or_stale(service: Service, grown: Grown) -> None:
    for name, make in ATTEMPTS.items():
        attempt = make(grown)
        with unchanged(service):
            refused(attempt.ask(None), 428, "if-match-missing")
            for condition in MALFORMED:
                answer = attempt.ask(condition)
                assert answer.status_code == 400, f"{name} with {condition!r}: {answer.text}"
                refused(answer, 400, "entity-tag-malformed")
            for condition in STALE:
                if condition != f'"{attempt.version}"':
                    answer = attempt.ask(condition)
                    assert answer.status_code == 412, f"{name} with {condition!r}: {answer.text}"
                    refused(answer, 412, "version-passed")
        if name != "acceptHandover":
            continue
        assert attempt.ask("*").status_code == 200


@pytest.mark.parametrize("form", ['"{}"', 'W/"{}"', '"9999", "{}"', 'W/"9998",,W/"{}" ,"x"', '"x"\t, \t"{}",', "*"])
def test_if_match_in_every_good_form(service: Service, grown: Grown, form: str) -> None:
    for name, make in ATTEMPTS.items():
        attempt = make(grown)
        answer = attempt.ask(form.format(attempt.version))
        assert answer.status_code in (200, 204), f"{name} with {form}: {answer.text}"
        if "*" not in form:
            again = attempt.ask(form.format(attempt.version))
            # 403 where the step itself has moved the task to somebody else; 409 where she has said no to it already.
            out = (409,) if name == "refuseHandover" else (403, 409, 412)
            # What a record system brings once more is as it was brought: nothing differs, so nothing is written.
            out = (200,) if name.endswith("BySource") else out
            assert again.status_code in out, f"{name} took the same version twice: {again.text}"


def test_if_match_in_two_lines_is_one_list(service: Service, persons: Persons) -> None:
    office = Office(service, persons)
    path = office.plan()
    for first, second, status in (('"8"', '"9"', 412), ('"9"', '"1"', 200), ('"2"', "x", 400), ("x", '"2"', 400)):
        headers = [("Authorization", f"Bearer {office.caller.token}"), ("If-Match", first), ("If-Match", second)]
        answer = service.client.patch(path, json={"title": f"efter {second}"}, headers=headers)
        assert answer.status_code == status, f"{first} and {second}: {answer.text}"


def test_the_first_mapping_needs_no_condition_and_the_second_does(service: Service, grown: Grown) -> None:
    case = renewed(json.loads((FOLDER / "elsa-hemgang.json").read_text()), grown.persons)
    playing = player(service, case)
    steps = playing.play()
    while next(steps)[0] != "prepare":
        pass
    who = next(one for one in case["staff"] if one["ref"] == case["coordinator"])
    caller = staff(service, grown.units[who["unit"]], who["hsaId"])
    path = f"/journal/v1/plans/{playing.plan_id}/mapping"
    body = {"situation": "Bor ensam", "entries": []}
    for headers, status in (({}, 200), ({}, 428), ({"If-Match": '"1"'}, 200), ({"If-Match": '"1"'}, 412)):
        answer = caller.ask("PUT", path, json=body, at=AT, headers=headers)
        assert answer.status_code == status, answer.text
