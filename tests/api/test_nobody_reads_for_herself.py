"""Nobody is her own representative, by whichever of her numbers, and no age limit is passed by that."""

from datetime import UTC, datetime, timedelta
from typing import Any

from app.domain.swedish_time import day_of
from tests.api.numbers import Entrusted, changed, consented, coordination, entered, plan_of, reserve
from tests.api.standing import refused
from tests.callers import citizen
from tests.house.staffed_plan import ago
from tests.persons import Persons, coordinated
from tests.service import Service


def registered(who: Entrusted, path: str, number: str, kind: str = "authorised") -> Any:
    one = who.caller.get(path).json()["participants"][0]["id"]
    body = {"kind": kind, "personnummer": number, "since": "2025-01-01", "reason": "x", "scope": ["plan", "consents"]}
    return who.caller.post(f"{path}/representations", json=body | {"registeredById": one})


def test_by_the_number_that_was_entered_neither(service: Service, persons: Persons) -> None:
    old, new, who = coordination(), persons.adult(), Entrusted(service, persons)
    path = plan_of(who, old)
    assert changed(who.caller, path, new).status_code == 201
    for number in (old, new):
        refused(registered(who, path, number), 422, "represents-herself")


def test_a_child_does_not_read_as_her_own_guardian_by_a_number_between(service: Service, persons: Persons) -> None:
    """Those who have the plan know two of her three numbers."""
    day = day_of(datetime.now(UTC)) - timedelta(days=3650)
    first, between, now = reserve(day), coordinated(persons.born(day)), persons.born(day)
    who = Entrusted(service, persons)
    path = consented(who, entered(who, first), guardian=persons.adult(), herself=False)
    assert changed(who.caller, path, between).status_code == 201
    assert changed(who.caller, path, now).status_code == 201
    made = registered(who, path, between, "guardian")
    assert made.status_code == 201, made.text
    her = citizen(service, now)
    assert her.get("/citizen/v1/represented").json()["represented"] == []
    assert her.get(f"/citizen/v1/represented/{made.json()['id']}/consents").status_code == 404


def test_what_turns_out_to_be_about_herself_is_ended(service: Service, persons: Persons) -> None:
    old, new, who = coordination(), persons.adult(), Entrusted(service, persons)
    path = plan_of(who, old)
    one = registered(who, path, new).json()
    assert changed(who.caller, path, new).status_code == 201
    assert citizen(service, new).get("/citizen/v1/represented").json()["represented"] == []
    body = {"endedAt": ago(), "endedById": one["registeredById"], "endReason": "Det är hon själv."}
    answer = who.caller.put(f"{path}/representations/{one['id']}/ending", json=body)
    assert answer.status_code == 204, answer.text
