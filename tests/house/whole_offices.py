"""What a copy of a whole plan lacks, and what stands beside a plan in its units' offices: each made through the API.

Every function puts the id of what it has made among the plan's, by the path's name, and gives whoever may go on.
"""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from sqlalchemy import update

from app.domain.webhook import WebhookStatus
from app.models.webhook import webhook
from tests.api import auditors
from tests.callers import Caller, entrusted, staff
from tests.house.staffed_plan import WholePlan, ago
from tests.persons import Persons
from tests.service import Service

Office = Callable[[WholePlan, Persons], Caller]
SYSTEM = "exempelsystemet"
ELSEWHERE = "SE2129990023"
MAPPING: dict[str, Any] = {"situation": "Bor ensam.", "entries": [{"lifeArea": "home", "text": "Trappor."}]}


def mapping(one: WholePlan, _persons: Persons) -> Caller:
    one.put("mapping", MAPPING)
    return one.coordinator


def notice(one: WholePlan, _persons: Persons) -> Caller:
    """The plan is closed; the partner's unit has been told of it."""
    one.take("close", reason="moved")
    told = one.partner.get(f"{one.home}/notices").json()["notices"]
    one.ids["notices"] = next(each["id"] for each in told if each["unitId"] == one.ids["units"])
    return one.partner


def number_change(one: WholePlan, persons: Persons) -> Caller:
    """To a personnummer; the plan is of somebody who has a samordningsnummer."""
    caller = entrusted(one.coordinator)
    body = {"personnummer": persons.adult(), "reason": "Folkbokföringen har meddelat numret."}
    one.ids["number-changes"] = one.post("number-changes", body, who=caller)["id"]
    return caller


def source(one: WholePlan, _persons: Persons) -> Caller:
    """The plan has an id of its record system's, of its own."""
    one.ids["sources"] = f"SIP-{one.plan_id}"
    one.post("source-identifiers", {"system": SYSTEM, "id": one.ids["sources"]})
    return one.coordinator


def no_handover(one: WholePlan, _persons: Persons) -> Caller:
    """The one that awaits an answer is taken back."""
    one.put(f"handovers/{one.ids['handovers']}/withdrawal", {"withdrawnAt": ago()})
    return one.coordinator


def revised(one: WholePlan, _persons: Persons) -> Caller:
    """Called anew and met: nothing stands between the plan and its establishing."""
    body = {"form": "written", "sentAt": ago(), "meetingAt": ago(), "purpose": "Hur går det?"}
    one.post("summonses", body | {"invited": [{"unitId": one.ids["units"]}]})
    attending = {
        "attendeeIds": [one.ids["coordinator"], one.ids["partner"]],
        "personAttended": True,
        "whatMatters": "Hem.",
    }
    one.post("meetings", {"heldAt": ago(), "form": "physical"} | attending)
    return one.coordinator


def subscription(one: WholePlan, persons: Persons) -> Caller:
    """A unit that is told by webhook, at a port of this computer that nobody listens at and nobody has confirmed."""
    caller = staff(one.service, persons.unit(), persons.person(), scopes=("journal:webhooks",))
    made = caller.post("/journal/v1/webhook-subscriptions", json={"address": "https://127.0.0.1:9/"})
    assert made.status_code == 201, made.text
    one.ids["webhook-subscriptions"] = made.json()["id"]
    return caller


def disabled(one: WholePlan, persons: Persons) -> Caller:
    """As it is when what it was told was not taken for three days."""
    caller = subscription(one, persons)
    one.service.run(_disable(one.service, UUID(one.ids["webhook-subscriptions"])))
    return caller


async def _disable(service: Service, webhook_id: UUID) -> None:
    async with service.database.journal() as connection:
        change = update(webhook).where(webhook.c.id == webhook_id).values(status=WebhookStatus.DISABLED)
        await connection.execute(change)


def sealed_log(one: WholePlan, persons: Persons) -> Caller:
    """The log is sealed until five minutes ago; an auditor may draw from it."""
    auditors.seal(one.service)
    principal = one.manager_unit.partition("-")[0]
    return auditors.auditor(one.service, persons, principal)


def sample(one: WholePlan, persons: Persons) -> Caller:
    caller = sealed_log(one, persons)
    made = caller.post("/journal/v1/audit/samples", json=auditors.sample())
    assert made.status_code == 201, made.text
    one.ids["audit"] = one.ids["samples"] = made.json()["id"]
    return caller


def doctor(one: WholePlan, persons: Persons) -> Caller:
    """Somebody elsewhere who may open a plan in an emergency, when the setting is on."""
    scopes = ("journal:read", "journal:emergency")
    return staff(one.service, persons.unit(ELSEWHERE), persons.person(ELSEWHERE), scopes=scopes, purpose="Nödöppning")


def emergency(one: WholePlan, persons: Persons) -> Caller:
    """She has opened it, and reads it for an hour."""
    caller = doctor(one, persons)
    body = {"planId": one.plan_id, "reason": "Medvetslös", "unitName": "Akuten", "principalName": "En kommun"}
    made = caller.post("/journal/v1/emergency-accesses", json=body)
    assert made.status_code == 201, made.text
    one.ids["emergency-accesses"] = made.json()["id"]
    return caller


def beginning(one: WholePlan, persons: Persons) -> Caller:
    """In the whole plan's place a new one of the same unit's, of somebody who is offered one; nobody coordinates it."""
    whole = one.read()
    unit = next(each for each in whole["units"] if each["id"] == one.ids["own"])
    told = {name: unit[name] for name in ("name", "kind", "hsaId", "principalType", "principalName")}
    body = {"title": "Hem", "reason": "Behov", "legalBases": ["HSL 16:4"], "initiatedAt": ago(days=1), "unit": told}
    body |= {"person": {"personnummer": persons.adult(), "name": "Elsa Testperson"}}
    made = one.coordinator.post("/journal/v1/plans", json=body)
    assert made.status_code == 201, made.text
    one.plan_id = made.json()["id"]
    one.ids["own"] = made.json()["units"][0]["id"]
    one.take("offer", happenedAt=ago())
    who = {"kind": "staff", "unitId": one.ids["own"], "hsaId": one.hidden_numbers[0], "name": "Maria", "role": "ssk"}
    one.ids["coordinator"] = one.post("participants", who)["id"]
    return one.coordinator


# By the operation that could not be done in a copy of the whole plan else.
FIRST: dict[str, Office] = {
    "nameCoordinator": beginning,
    "takeTransition": revised,
    "getMapping": mapping,
    "getMappingVersion": mapping,
    "addHandover": no_handover,
    "getNotice": notice,
    "acknowledgeNotice": notice,
    "getNumberChange": number_change,
    "undoNumberChange": number_change,
    "getPlanBySource": source,
    "openEmergencyAccess": doctor,
    "getPlanInEmergency": emergency,
    "drawAuditSample": sealed_log,
    "getAuditSample": sample,
    "decideAuditSample": sample,
    "getWebhookSubscription": subscription,
    "correctWebhookSubscription": subscription,
    "testWebhookSubscription": subscription,
    "addWebhookKey": subscription,
    "enableWebhookSubscription": disabled,
    "replayWebhookSubscription": subscription,
    "endWebhookSubscription": subscription,
}
# In a plan of somebody who has a samordningsnummer: it is changed to a personnummer, and to nothing from there.
OF_A_SAMORDNINGSNUMMER = {"addNumberChange", "getNumberChange", "undoNumberChange"}
