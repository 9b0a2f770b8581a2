"""Each operation of both APIs, asked of one plan that has one of everything, with a body that it would take."""

import base64
import json
from typing import Any
from uuid import uuid4
from weakref import WeakKeyDictionary

from app.domain.age_exception import AgeException
from app.domain.personnummer import born
from app.domain.representation import Representation
from tests.api.auditors import PURPOSE, SCOPES, sample, seal
from tests.callers import Caller, citizen, entrusted, staff
from tests.house.operations import Operation, of_contract
from tests.house.staffed_plan import plainly
from tests.house.test_strangers import address
from tests.house.whole_plan import MUNICIPALITY, REGION, WholePlan, ago, ahead, another, copied, young
from tests.house.whole_reading import block, ending, lifting, representation
from tests.persons import Persons, coordinated, number
from tests.service import Service

JOURNAL, CITIZEN = of_contract("journal"), of_contract("citizen")


def to_ask_of(service: Service, persons: Persons) -> WholePlan:
    """Hers has yet to be changed for a personnummer."""
    return copied(another(service, persons), persons, coordinated(young(persons)))


def own_unit(plan: WholePlan) -> str:
    """The coordinator's, as her token says."""
    body = (plan.coordinator.token or "").split(".")[1]
    return str(json.loads(base64.urlsafe_b64decode(body + "=" * (-len(body) % 4)))["healthCareUnitHsaId"])


def bodies(plan: WholePlan) -> dict[str, Any]:
    """For operations whose example names ids that are not of this plan."""
    ids = plan.ids
    given = {"form": "oral", "givenAt": ago(), "givenBy": "person"}
    roles = {
        role: {"participantId": ids["coordinator"], "origin": "agreed"}
        for role in ("chair", "writer", "mainResponsible")
    }
    elsewhere = {"kind": "vårdcentral", "principalName": "En huvudman"}
    return {
        "withdrawConsent": plan.withdrawal()[1],
        "releasePlan": {"approvedForPatient": False},
        "takeTransition": {"transition": "close", "reason": "moved"},
        "addParticipant": {"kind": "relative", "name": "Anna"},
        "correctParticipant": {"phone": "010-123 45 02"},
        "addConsent": given | {"kind": "relatives", "relatives": ["Anna"]},
        "addRepresentation": representation(plainly, ids["coordinator"], plan.hidden_numbers[-1]),
        "correctRepresentation": {"protectedIdentity": "protectedRegistration"},
        "endRepresentation": ending(Representation, plainly, ids["coordinator"], ago()),
        "addAgeException": {
            "kind": "reads_own", "since": ahead(0), "reason": "Moget", "decidedById": ids["coordinator"],
        },
        "endAgeException": ending(AgeException, plainly, ids["coordinator"], ago()),
        "addBlock": block(plainly, ids["coordinator"], f"{MUNICIPALITY}-E900000000009"),
        "liftBlock": lifting(ids["coordinator"], ago()),
        "addSummons": {
            "form": "oral", "sentAt": ago(), "meetingAt": ago(days=-1), "purpose": "Igen",
            "invited": [{"unitId": ids["units"]}],
        },
        "addMeeting": {"heldAt": ago(), "form": "digital", "whatMatters": "Att orka"} | roles,
        "addGoal": {
            "term": "short", "lifeArea": "sleep", "text": "Sova", "followUpResponsibleId": ids["coordinator"],
        },
        "correctGoal": {"text": "Sova gott"},
        "addIntervention": {
            "goalId": ids["goals"], "text": "Samtal", "position": 1, "responsible": {"kind": "person"},
        },
        "correctIntervention": {"text": "Samtal igen"},
        "addInterventionStatus": {"state": "completed", "since": ago()},
        "addFollowUp": {
            "heldAt": ago(), "howIsItGoing": "Bra", "continuedCoordination": True, "decision": "continue",
            "nextOn": ahead(30),
        },
        "correctFollowUp": {"howIsItGoing": "Bättre"},
        "addNote": {"text": "Ring", "writtenAt": ago()},
        "addNumberChange": {"personnummer": number(born(plan.number), 999), "reason": "Folkbokföringen"},
        "addSourceIdentifier": {"system": "exempelsystemet", "id": plan.plan_id},
        "importPlans": {"items": [{
            "source": {"system": "exempelsystemet", "id": f"import {plan.plan_id}"}, "title": "T", "reason": "Behov",
            "legalBases": ["HSL 16:4"], "initiatedAt": ago(), "person": {"personnummer": plan.number, "name": "Elsa"},
            "unit": elsewhere | {"name": "Egen", "hsaId": own_unit(plan), "principalType": "region"},
        }]},
        "putGoalBySource": {
            "term": "short", "lifeArea": "sleep", "text": "Sova", "followUpResponsibleId": ids["coordinator"],
        },
        "putInterventionBySource": {
            "goalId": ids["goals"], "text": "Samtal", "position": 1, "responsible": {"kind": "person"},
        },
        "replyToSummons": {"reply": "declines", "repliedAt": ago()},
        "forwardSummons": {
            "repliedAt": ago(),
            "unit": elsewhere | {
                "name": "Rätt", "hsaId": f"{MUNICIPALITY}-E900000000000", "principalType": "municipality",
            },
        },
        "addDeviationStep": {"kind": "answered", "text": "Larmet kom", "takenAt": ago()},
        "withdrawHandover": {"withdrawnAt": ago()},
        "takeOverPlan": {
            "reason": "Har slutat", "takenAt": ago(), "name": "Oskar Ahl",
            "unit": elsewhere | {"name": "Ledningen", "hsaId": plan.manager_unit, "principalType": "region"},
        },
        "addCopy": {"form": "mail", "givenAt": ago()},
        "addCalendarSubscription": {"until": ahead(30)},
        "searchPlans": {"personnummer": plan.number},
        "searchAuditEntries": {"personnummer": plan.number},
        "drawAuditSample": sample(),
        # Loopback, where nobody listens: what is sent there by itself reaches nobody.
        "addWebhookSubscription": {"address": "https://127.0.0.1:9/"},
        "replayWebhookSubscription": {"from": ago(hours=1)},
        "correctWebhookSubscription": {"types": ["plan.establish"]},
    }  # fmt: skip


# Only others than the coordinator may do these, or not in this status; they are refused before any commit.
OTHERS = {"addDeviation", "acceptHandover", "refuseHandover", "addHandover", "nameCoordinator", "createPlan"}
OTHERS |= {"getPlanBySource", "putPlanBySource", "getNumberChange", "undoNumberChange"}  # with tests of their own
OTHERS |= {"openEmergencyAccess", "getPlanInEmergency"}  # only where it is allowed: test_emergency_logged.py
OTHERS |= {"getNotice", "acknowledgeNotice", "getMapping", "getMappingVersion"}
OTHERS |= {"enableWebhookSubscription"}  # one that has been switched off
OTHERS |= {"getStatistics"}  # of a quarter that is counted, which has a test of its own
AUDITOR = f"{REGION}-E900000000001", f"{REGION}-P900000000001"


_samples: WeakKeyDictionary[Service, str] = WeakKeyDictionary()


def _sampled(service: Service) -> str:
    """A sample of the audit log; the log is sealed, so that there can be one."""
    if service not in _samples:
        seal(service)
        auditor = staff(service, *AUDITOR, scopes=SCOPES, purpose=PURPOSE)
        _samples[service] = auditor.post("/journal/v1/audit/samples", json=sample()).json()["id"]
    return _samples[service]


def _connector(plan: WholePlan) -> Caller:
    # Of the plan's own unit: a unit has no more than so many subscriptions.
    return staff(plan.service, own_unit(plan), AUDITOR[1], scopes=("journal:webhooks",))


def _subscribed(plan: WholePlan) -> str:
    """A subscription of this test's plan, to an address where nobody listens."""
    if "webhook-subscriptions" not in plan.ids:
        body = bodies(plan)["addWebhookSubscription"]
        made = _connector(plan).post("/journal/v1/webhook-subscriptions", json=body)
        plan.ids["webhook-subscriptions"] = made.json()["id"]
    return plan.ids["webhook-subscriptions"]


def _imported(plan: WholePlan) -> str:
    """An import of the coordinator's, of one item that is none."""
    if "plan-imports" not in plan.ids:
        key = str(uuid4())
        headers = {"Idempotency-Key": key}
        plan.coordinator.post("/journal/v1/plan-imports", json={"items": [{}]}, headers=headers)
        plan.ids["plan-imports"] = key
    return plan.ids["plan-imports"]


def caller_of(plan: WholePlan, one: Operation) -> Caller:
    """Who may ask it; with what it is asked of beside the plan."""
    if one.api == "citizen":
        return citizen(plan.service, plan.representative if one.path.startswith("/represented") else plan.number)
    if one.name == "takeOverPlan":
        return plan.manager
    if one.name in ("addNumberChange", "undoNumberChange"):
        return entrusted(plan.coordinator)
    if one.path.startswith("/audit"):
        plan.ids["audit"] = _sampled(plan.service)
        return staff(plan.service, *AUDITOR, scopes=SCOPES, purpose=PURPOSE)
    if one.path.startswith("/webhook-subscriptions"):
        _subscribed(plan)
        return _connector(plan)
    if one.name == "getPlanImport":
        _imported(plan)
    if one.path.startswith("/statistics"):
        return staff(plan.service, *AUDITOR, scopes=("journal:statistics",), purpose="Statistik")
    return plan.coordinator


def prepare(plan: WholePlan) -> None:
    """What is made once by the first who asks for it, made before anything is compared."""
    _sampled(plan.service)
    _subscribed(plan)
    _imported(plan)


def asked(plan: WholePlan, one: Operation, body: Any = None) -> Any:
    caller = caller_of(plan, one)
    return one.ask(caller, address(one, plan), bodies(plan).get(one.name) if body is None else body)
