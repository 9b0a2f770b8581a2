"""Who reads a plan that has one of everything, and who does not: an ombud, a guardian let in, units she has blocked."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from app.domain.age_exception import AgeException
from app.domain.block import Block
from app.domain.emergency_access import EmergencyAccess
from app.domain.representation import Representation
from tests.callers import staff
from tests.house.staffed_plan import Say, WholePlan, ago, ahead
from tests.persons import Persons, coordinated
from tests.service import Service


def representation(say: Say, registered_by: str, number: str, kind: str = "authorised") -> dict[str, Any]:
    """One that began the year before, for all there is to read."""
    body = {"kind": kind, "personnummer": number, "since": "2025-01-01", "reason": say(Representation, "reason")}
    return body | {"registeredById": registered_by, "scope": ["plan", "summonses", "consents", "accesses"]}


def ending(kind: type, say: Say, who: str, at: str) -> dict[str, Any]:
    return {"endedAt": at, "endedById": who, "endReason": say(kind, "end_reason")}


def block(say: Say, registered_by: str, hsa_id: str) -> dict[str, Any]:
    body = {"kind": "unit" if "-" in hsa_id else "principal", "hsaId": hsa_id, "name": say(Block, "name")}
    return body | {"form": "oral", "requestedAt": ago(), "registeredById": registered_by}


def lifting(who: str, at: str) -> dict[str, Any]:
    return {"liftedAt": at, "liftedById": who, "liftedForm": "written"}


def blocks(one: WholePlan, elsewhere: str, persons: Persons) -> None:
    """A unit that has no part in the plan is blocked, and another was for a while."""
    who = one.ids["coordinator"]
    over = one.post("blocks", block(one.say, who, persons.unit(elsewhere)))["id"]
    one.put(f"blocks/{over}/lifting", lifting(who, ago()))
    one.ids["blocks"] = one.post("blocks", block(one.say, who, persons.unit(elsewhere)))["id"]


@contextmanager
def emergencies_allowed(service: Service) -> Iterator[None]:
    """The service with the setting on, for a while."""
    (journal,) = [each.app for each in service.app._app.routes if getattr(each, "path", "") == "/journal/v1"]
    before = journal.state.settings
    journal.state.settings = before.model_copy(update={"emergency_access": True})
    try:
        yield
    finally:
        journal.state.settings = before


def emergency(one: WholePlan, elsewhere: str, persons: Persons) -> None:
    """Somebody elsewhere has opened the plan once; her unit's name stands in the person's log."""
    doctor = persons.person(elsewhere)
    one.hidden_numbers.insert(1, doctor)
    body = {"planId": one.plan_id, "reason": one.say(EmergencyAccess, "reason")}
    body |= {"unitName": "Akutmottagningen", "principalName": "En region"}
    scopes = ("journal:read", "journal:emergency")
    who = staff(one.service, persons.unit(elsewhere), doctor, scopes=scopes, purpose="Nödöppning")
    with emergencies_allowed(one.service):
        made = who.post("/journal/v1/emergency-accesses", json=body)
    assert made.status_code == 201, made.text
    one.sent.append(("post", "/emergency-accesses", body))
    one.ids["emergency-accesses"] = made.json()["id"]


def readers(one: WholePlan, persons: Persons, at: str) -> None:
    """The ombud reads (the person is past sixteen); the guardian's and the exception are over."""
    say, ids, who = one.say, one.ids, one.ids["coordinator"]
    one.representative = coordinated(persons.adult())
    guardian = persons.adult()
    one.hidden_numbers += [one.representative, guardian]
    over = one.post("representations", representation(say, who, guardian, "guardian"))["id"]
    body = {"kind": "guardian_reads", "representationId": over, "since": ahead(0), "until": ahead(30)}
    body |= {"reason": say(AgeException, "reason"), "decidedById": who}
    ids["over"] = one.post("age-exceptions", body)["id"]
    one.put(f"age-exceptions/{ids['over']}/ending", ending(AgeException, say, who, at))
    one.put(f"representations/{over}/ending", ending(Representation, say, who, at))
    ids["representations"] = one.post("representations", representation(say, who, one.representative))["id"]
    body = {"kind": "reads_own", "since": ahead(0), "reason": say(AgeException, "reason"), "decidedById": who}
    ids["age-exceptions"] = one.post("age-exceptions", body)["id"]
