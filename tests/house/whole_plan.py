"""A plan that has one of everything, built through the API as its staff would build it; and cheap copies of it.

`say` gives every free text, asked by the domain's type and field: a test that looks for texts says which ones. The
person is seventeen: she reads herself, and has guardians all the same. Nothing here checks anything.
"""

import base64
import json
import re
from collections.abc import Callable
from dataclasses import dataclass, field, fields, is_dataclass, replace
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any
from uuid import UUID
from weakref import WeakKeyDictionary

from app.domain.consent import Consent
from app.domain.deviation import Deviation
from app.domain.follow_up import FollowUp
from app.domain.goal import Goal
from app.domain.intervention import Intervention
from app.domain.mapping import Mapping
from app.domain.meeting import Meeting
from app.domain.note import Note
from app.domain.participant import Participant
from app.domain.personnummer import born
from app.domain.plan import PARTS, Plan
from app.domain.summons import Invitation, Summons
from app.domain.unit import Unit
from app.http import minting
from app.http.claims import actor
from app.http.issuers import development
from app.repositories import persons as stored_persons
from app.repositories import plans
from app.services import changes
from app.services.work import Work, new_id
from tests.callers import Caller, staff
from tests.persons import Persons
from tests.service import Service

Say = Callable[[type, str], str]
REGION, MUNICIPALITY = "SE2329990015", "SE2129990023"
ANY_TAG = {"headers": {"If-Match": "*"}}


def plainly(kind: type, name: str) -> str:
    return f"{kind.__name__} {name}"


def ago(**time: float) -> str:
    return (datetime.now(UTC) - timedelta(**time)).isoformat().replace("+00:00", "Z")


@dataclass
class WholePlan:
    """The plan, those who work with it, and an id of every kind of part, by the part's path (`goals`, …)."""

    service: Service
    number: str
    coordinator: Caller
    partner: Caller
    plan_id: str
    say: Say
    ids: dict[str, str] = field(default_factory=dict)
    hidden_numbers: list[str] = field(default_factory=list)  # HSA-ids of persons, guardians' personnummer
    sent: list[tuple[str, str, Any]] = field(default_factory=list)  # every body: method, path, document

    @property
    def home(self) -> str:
        return f"/journal/v1/plans/{self.plan_id}"

    def path(self, template: str, plan_id: str | None = None) -> str:
        """The address of an operation of the journal's contract, with this plan's ids in it."""
        kind = template.split("/")[3] if template.count("/") >= 3 else ""
        filled = template.replace("{planId}", plan_id or self.plan_id)
        filled = filled.replace("{invitationId}", self.ids["invitation"])
        return "/journal/v1" + re.sub(r"\{[a-zA-Z]+Id\}", self.ids.get(kind, self.plan_id), filled)

    def post(self, path: str, body: Any, *, who: Caller | None = None, **options: Any) -> Any:
        self.sent.append(("post", path, body))
        response = (who or self.coordinator).post(f"{self.home}/{path}", json=body, **options)
        assert response.status_code in (200, 201), f"{path}: {response.text}"
        return response.json()

    def put(self, path: str, body: Any, *, who: Caller | None = None) -> Any:
        self.sent.append(("put", path, body))
        response = (who or self.coordinator).put(f"{self.home}/{path}", json=body)
        assert response.status_code in (200, 204), f"{path}: {response.text}"
        return response.json() if response.content else None

    def patch(self, path: str, body: Any) -> Any:
        self.sent.append(("patch", path, body))
        response = self.coordinator.patch(f"{self.home}{path}", json=body)
        assert response.status_code == 200, f"{path}: {response.text}"
        return response.json()

    def take(self, transition: str, **more: Any) -> Any:
        return self.post("transitions", {"transition": transition, **more}, **ANY_TAG)

    def withdrawal(self) -> tuple[str, dict[str, Any]]:
        """Path and body of the withdrawal of a SIP consent."""
        body = {"withdrawnBy": "guardian", "withdrawnAt": ago(), "registeredById": self.ids["coordinator"]}
        return f"{self.home}/consents/{self.ids['consents']}/withdrawal", body


_days = count()


def young(persons: Persons) -> str:
    """Somebody who is past sixteen and not yet eighteen; another day of birth each time."""
    return persons.born((datetime.now(UTC) - timedelta(days=16 * 366 + next(_days) % 690)).date())


def build(service: Service, persons: Persons, say: Say = plainly, *, protected: bool = False) -> WholePlan:
    """An established, released plan of a person of seventeen."""
    own, other = persons.unit(REGION), persons.unit(MUNICIPALITY)
    people = {"coordinator": persons.person(REGION), "partner": persons.person(MUNICIPALITY)}
    people["protected"] = persons.person(MUNICIPALITY)
    number = young(persons)
    coordinator = staff(service, own, people["coordinator"])
    partner = staff(service, other, people["partner"])
    body = {
        "title": say(Plan, "title"),
        "reason": say(Plan, "reason"),
        "legalBases": ["HSL 16:4", "SoL 10:8-9"],
        "initiatedAt": ago(days=9),
        "source": {"system": say(Plan, "source_system"), "id": f"{say(Plan, 'source_id')} {own}"},
        "person": {
            "personnummer": number,
            "name": say(Plan, "person_name"),
            "protectedIdentity": "protectedRegistration" if protected else "none",
        },
        "unit": _unit(say, own, "region"),
    }
    made = coordinator.post("/journal/v1/plans", json=body)
    assert made.status_code == 201, made.text
    document = made.json()
    one = WholePlan(service, number, coordinator, partner, document["id"], say)
    one.sent.append(("post", "/plans", body))
    one.hidden_numbers += people.values()
    one.ids["own"] = document["units"][0]["id"]
    _people(one, people, other, persons)
    one.take("offer")
    _consents(one)
    one.put("coordinator", {"participantId": one.ids["coordinator"]})
    one.take("prepare")
    entry = {"lifeArea": "home", "text": say(Mapping, "text")}
    one.put("mapping", {"situation": say(Mapping, "situation"), "entries": [entry]})
    one.ids["notes"] = one.post("notes", {"text": say(Note, "text"), "writtenAt": ago()})["id"]
    _meeting(one)
    _goals(one)
    one.patch("", {"overallResponsible": "region", "firstFollowUpOn": f"{datetime.now(UTC):%Y-%m-%d}"})
    one.take("establish", approvedForPatient=True)
    _afterwards(one)
    return one


def _unit(say: Say, hsa_id: str | None, principal: str) -> dict[str, Any]:
    names = {"name": say(Unit, "name"), "kind": say(Unit, "kind"), "principalName": say(Unit, "principal_name")}
    number = hsa_id.partition("-")[0] if hsa_id else None
    return names | {"hsaId": hsa_id, "principalType": principal, "principalOrgNumber": number}


def _people(one: WholePlan, people: dict[str, str], other: str, persons: Persons) -> None:
    say, ids = one.say, one.ids
    ids["units"] = one.post("units", _unit(say, other, "municipality"))["id"]
    ids["school"] = one.post("units", _unit(say, None, "other"))["id"]
    texts = {name: say(Participant, name) for name in ("name", "role", "phone")}
    hidden = {name: say(Participant, f"{name} of a withheld row") for name in texts}
    for who, unit in (("coordinator", "own"), ("partner", "units"), ("protected", "units")):
        body = {"kind": "staff", "unitId": ids[unit], "hsaId": people[who]}
        body |= hidden | {"protectedIdentity": "confidentialityMarking"} if who == "protected" else texts
        ids[who] = one.post("participants", body)["id"]
    for guardian in ("guardian", "second guardian"):
        number = persons.adult()
        one.hidden_numbers.append(number)
        body = {"kind": "guardian", "personnummer": number, **private(say)}
        ids[guardian] = one.post("participants", body)["id"]


def private(say: Say) -> dict[str, str]:
    """A relative's or guardian's texts: her telephone number is hers."""
    shown = {name: say(Participant, name) for name in ("name", "role")}
    return shown | {"phone": say(Participant, "phone of a withheld row")}


def _consents(one: WholePlan) -> None:
    say, ids = one.say, one.ids
    given = {"form": "written", "givenAt": ago(days=8), "registeredById": ids["coordinator"]}
    for guardian in ("second guardian", "guardian"):
        body = given | {"kind": "sip", "givenBy": "guardian", "guardianId": ids[guardian]}
        ids["consents"] = one.post("consents", body)["id"]
    # Guardians speak for her together, in this as in everything.
    body = given | {"kind": "information_sharing", "recipients": [ids["own"], ids["units"]]}
    for guardian in ("second guardian", "guardian"):
        said = {"givenBy": "guardian", "guardianId": ids[guardian], "excluded": say(Consent, "excluded")}
        ids["sharing"] = one.post("consents", body | said)["id"]
    hidden = say(Consent, "excluded of a withheld row")
    one.post("consents", body | {"givenBy": "assessment", "excluded": hidden})
    body = given | {"kind": "relatives", "relatives": [say(Consent, "relatives")]}
    for guardian in ("second guardian", "guardian"):
        one.post("consents", body | {"givenBy": "guardian", "guardianId": ids[guardian]})
    ids["participants"] = one.post("participants", {"kind": "relative", **private(say)})["id"]


def _meeting(one: WholePlan) -> None:
    say, ids = one.say, one.ids
    invited = [
        {"unitId": ids[unit], "wishedProfession": say(Invitation, "wished_profession")} for unit in ("units", "school")
    ]
    body = {"form": "written", "sentAt": ago(days=7), "meetingAt": ago(days=2), "invited": invited}
    body |= {"place": say(Summons, "place"), "purpose": say(Summons, "purpose")}
    made = one.post("summonses", body)
    ids["summonses"] = made["id"]
    invitations = {invitation["unitId"]: invitation["id"] for invitation in made["invitations"]}
    ids["invitation"] = invitations[ids["units"]]
    for unit, reply in (("units", "attends"), ("school", "declines")):
        body = {"reply": reply, "reason": say(Invitation, "reason"), "repliedAt": ago()}
        body["representativeId"] = ids["protected"] if unit == "units" else None
        one.put(f"summonses/{made['id']}/invitations/{invitations[ids[unit]]}/reply", body)
    roles = {
        role: {"participantId": ids[who], "origin": "agreed"}
        for role, who in (("chair", "protected"), ("writer", "coordinator"), ("mainResponsible", "partner"))
    }
    body = {"heldAt": ago(days=2), "form": "physical", "place": say(Meeting, "place")} | roles
    ids["meetings"] = one.post("meetings", body | {"whatMatters": say(Meeting, "what_matters")})["id"]


def _goals(one: WholePlan) -> None:
    say, ids = one.say, one.ids
    shown, hidden = say(Goal, "text"), say(Goal, "text of a withheld row")
    common = {"term": "long", "lifeArea": "mobility", "followUpResponsibleId": ids["protected"]}
    ids["goals"] = one.post("goals", common | {"text": shown})["id"]
    withheld = one.post("goals", common | {"text": hidden, "withheldFromPatient": True})["id"]
    below = one.post("goals", common | {"text": hidden, "parentId": withheld})["id"]
    one.post("goals", common | {"text": shown, "parentId": ids["goals"]})
    shown, hidden = say(Intervention, "text"), say(Intervention, "text of a withheld row")
    name = say(Intervention, "responsible_name")
    body = {"position": 1, "startsOn": "2026-01-01", "responsible": {"kind": "unit", "unitId": ids["units"]}}
    ids["interventions"] = one.post("interventions", body | {"goalId": ids["goals"], "text": shown})["id"]
    one.post("interventions", body | {"goalId": ids["goals"], "text": hidden, "withheldFromPatient": True})
    one.post("interventions", body | {"goalId": below, "text": hidden})
    body["responsible"] = {"kind": "other", "name": name}
    one.post("interventions", body | {"goalId": ids["goals"], "text": shown})


def _afterwards(one: WholePlan) -> None:
    say, ids = one.say, one.ids
    one.post(f"interventions/{ids['interventions']}/statuses", {"state": "ongoing", "since": ago()})
    body = {"heldAt": ago(), "continuedCoordination": True, "decision": "continue"}
    texts = {"howIsItGoing": "how_is_it_going", "helped": "helped", "hindered": "hindered"}
    words = {member: say(FollowUp, name) for member, name in texts.items()}
    ids["follow-ups"] = one.post("follow-ups", body | words)["id"]
    hidden = {member: say(FollowUp, f"{name} of a withheld row") for member, name in texts.items()}
    one.post("follow-ups", body | hidden | {"withheldFromPatient": True})
    body = {"reportedByUnitId": ids["units"], "concernsUnitId": ids["own"], "reportedAt": ago()}
    ids["deviations"] = one.post("deviations", body | {"text": say(Deviation, "text")}, who=one.partner)["id"]
    ids["handovers"] = one.post("handovers", {"toId": ids["partner"], "offeredAt": ago()})["id"]


# --- cheap copies ----------------------------------------------------------------------------------------------------

_originals: WeakKeyDictionary[Service, WholePlan] = WeakKeyDictionary()


def another(service: Service, persons: Persons) -> WholePlan:
    """A plan of a new person's, with the same staff and units as every other of that service that comes from here."""
    if service not in _originals:
        _originals[service] = build(service, persons)
    return copied(_originals[service], persons)


def copied(one: WholePlan, persons: Persons) -> WholePlan:
    """The same plan for another person, made in one transaction by the one door instead of forty requests."""
    return one.service.run(_copied(one, young(persons)))


async def _copied(one: WholePlan, number: str) -> WholePlan:
    service, ring = one.service, one.service.keys
    content = {"iss": "-", "aud": service.settings.audience, "sub": "-", "jti": "-", "client_id": minting.CLIENT}
    content |= _claims(one.coordinator)
    now = datetime.now(UTC)
    async with service.database.journal() as connection:
        found = await plans.load(connection, UUID(one.plan_id))
        assert found is not None
        known: dict[UUID, UUID] = {}
        own = sorted(part.id for name in PARTS for part in getattr(found, name))
        for place, old in enumerate(own):
            # Apart in time, so that they sort as the old ones do, and before whatever is added later.
            known[old] = new_id(now - timedelta(milliseconds=len(own) - place))
        known[found.id] = new_id(now)
        hers = {"key": ring.person_key(number), "sealed_number": ring.seal(number), "born": born(number)}
        person = replace(found.person, id=new_id(now), **hers)
        person = await stored_persons.take(connection, person)
        plan: Plan = _renamed(found, known)
        parts = {name: tuple(sorted(getattr(plan, name), key=lambda part: part.id)) for name in PARTS}
        plan = replace(plan, person=person, version=1, source_id=None, source_system=None, **parts)
        caller: Any = actor(development(service.settings, ring), content)
        await changes.create(Work(connection, caller, ring, now, now, "0" * 32), plan)
    ids = {name: str(known.get(UUID(old), UUID(old))) for name, old in one.ids.items()}
    return replace(one, number=number, plan_id=str(plan.id), ids=ids, sent=[])


def _claims(caller: Caller) -> dict[str, Any]:
    body = (caller.token or "").split(".")[1]
    claims: dict[str, Any] = json.loads(base64.urlsafe_b64decode(body + "=" * (-len(body) % 4)))
    return claims


def _renamed(value: Any, known: dict[UUID, UUID]) -> Any:
    """The value with every id in it replaced."""
    if isinstance(value, UUID):
        return known.get(value, value)
    if isinstance(value, tuple):
        return tuple(_renamed(item, known) for item in value)
    if is_dataclass(value) and not isinstance(value, type):
        return replace(value, **{f.name: _renamed(getattr(value, f.name), known) for f in fields(value)})
    return value
