"""What a record system brings by its own ids, a changed number, and where webhooks go: every text of it, sent once."""

from typing import Any

from app.domain.goal import Goal
from app.domain.intervention import Intervention
from app.domain.number_change import NumberChange
from app.domain.plan import Plan
from app.domain.source import SourceIdentifier
from app.domain.unit import Unit
from tests.callers import staff
from tests.house.staffed_plan import WholePlan, ago
from tests.house.whole_plan import copied, young
from tests.house.whole_work import in_her_words
from tests.persons import Persons, coordinated


def bring(one: WholePlan, persons: Persons) -> None:
    say, ids = one.say, one.ids
    # Of another plan of the same unit's the same id would not be taken.
    system, name = say(SourceIdentifier, "system"), f"{say(SourceIdentifier, 'source_id')} {one.plan_id}"
    one.post("source-identifiers", {"system": system, "id": name})
    goal = {"term": "short", "lifeArea": "sleep", "followUpResponsibleId": ids["coordinator"]}
    goal |= in_her_words(say, Goal, "text")
    intervention = {"goalId": ids["goals"], "position": 9} | in_her_words(say, Intervention, "text")
    intervention |= {"responsible": {"kind": "other", "name": say(Intervention, "responsible_name")}}
    for kind, body in (("goals", goal), ("interventions", intervention)):
        place = f"sources/{system}/{kind}/{name}"
        answer = one.coordinator.ask("PUT", f"{one.home}/{place}", json=body)
        assert answer.status_code == 201, answer.text
        one.sent.append(("put", f"sources/system/{kind}/id", body))
    _plans(one, persons)


def _plans(one: WholePlan, persons: Persons) -> None:
    """Two more plans, of other persons, by a unit that brings its own."""
    say, hsa_id = one.say, persons.unit()
    office = staff(one.service, hsa_id, persons.person())
    unit = {"name": say(Unit, "name"), "kind": say(Unit, "kind"), "hsaId": hsa_id, "principalType": "region"}
    unit |= {"principalName": say(Unit, "principal_name")}
    body: dict[str, Any] = {"title": say(Plan, "title"), "reason": say(Plan, "reason"), "unit": unit}
    body |= {"legalBases": ["HSL 16:4"], "initiatedAt": ago(days=1)}
    person = {"personnummer": persons.adult(), "name": say(Plan, "person_name")}
    answer = office.ask("PUT", f"/journal/v1/sources/system/plans/{hsa_id}", json=body | {"person": person})
    assert answer.status_code == 201, answer.text
    one.sent.append(("put", "/sources/system/plans/id", body | {"person": person}))
    item = body | {"source": {"system": "system", "id": f"{hsa_id} igen"}, "matching": "new"}
    item |= {"person": person | {"personnummer": persons.adult()}}
    answer = office.post("/journal/v1/plan-imports", json={"items": [item]})
    assert answer.json()["results"][0]["outcome"] == "created", answer.text
    one.sent.append(("post", "/plan-imports", {"items": [item]}))


def change_number(one: WholePlan, persons: Persons) -> None:
    """In a copy, whose person has had a samordningsnummer: to a personnummer, and back."""
    number = young(persons)
    other = copied(one, persons, coordinated(number))
    unit = next(unit for unit in other.read()["units"] if unit["id"] == other.ids["own"])["hsaId"]
    scopes = ("journal:read", "journal:write", "journal:numbers")
    entrusted = staff(one.service, unit, one.hidden_numbers[0], scopes=scopes)
    body = {"personnummer": number, "reason": one.say(NumberChange, "reason")}
    change = other.post("number-changes", body, who=entrusted)["id"]
    undoing = {"undoReason": one.say(NumberChange, "undo_reason")}
    other.put(f"number-changes/{change}/undoing", undoing, who=entrusted)
    one.sent += [("post", "number-changes", body), ("put", f"number-changes/{change}/undoing", undoing)]
    one.ids["another number"] = other.plan_id


def subscribe(one: WholePlan, persons: Persons) -> None:
    """To a port of this computer that nobody listens at."""
    office = staff(one.service, persons.unit(), persons.person(), scopes=("journal:webhooks",))
    body = {"address": "https://127.0.0.1:9/"}
    made = office.post("/journal/v1/webhook-subscriptions", json=body)
    path = f"/webhook-subscriptions/{made.json()['id']}"
    assert office.patch(f"/journal/v1{path}", json=body).status_code == 200
    nowhere = {"after": "ingen markör"}
    assert office.put(f"/journal/v1{path}/replay", json=nowhere).status_code in (409, 422)
    one.sent += [("post", "/webhook-subscriptions", body), ("patch", path, body), ("put", f"{path}/replay", nowhere)]
