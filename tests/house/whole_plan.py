"""A plan that has one of everything, built through the API as its staff would build it; and cheap copies of it.

`say` gives every free text, asked by the domain's type and field: a test that looks for texts says which ones. The
person is seventeen: she reads herself, and has guardians all the same. Nothing here checks anything.
"""

import base64
import json
import time
from dataclasses import fields, is_dataclass, replace
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any
from uuid import UUID
from weakref import WeakKeyDictionary

from app.domain.mapping import Mapping
from app.domain.note import Note
from app.domain.personnummer import born
from app.domain.plan import PARTS, Plan
from app.http import minting
from app.http.claims import actor
from app.http.issuers import development
from app.repositories import persons as stored_persons
from app.repositories import plans
from app.services import changes
from app.services.work import Work, new_id
from tests.callers import Caller, staff
from tests.house import whole_process as process
from tests.house import whole_reading as reading
from tests.house import whole_work as work
from tests.house.staffed_plan import Say, WholePlan, ago, ahead, plainly
from tests.persons import Persons
from tests.service import Service

REGION, MUNICIPALITY = "SE2329990015", "SE2129990023"
TAKES_OVER = ("journal:read", "journal:write", "journal:takeover")

_days = count()


def young(persons: Persons) -> str:
    """Somebody who is past sixteen and not yet eighteen; another day of birth each time."""
    return persons.born((datetime.now(UTC) - timedelta(days=16 * 366 + next(_days) % 690)).date())


def build(service: Service, persons: Persons, say: Say = plainly, *, protected: bool = False) -> WholePlan:
    """An established, released plan of a person of seventeen."""
    own = persons.unit(REGION)
    municipal = {name: persons.unit(MUNICIPALITY) for name in ("units", "wrong", "astray")}
    people = {"coordinator": persons.person(REGION), "first": persons.person(REGION)}
    people |= {name: persons.person(MUNICIPALITY) for name in ("partner", "protected")}
    number = young(persons)
    coordinator = staff(service, own, people["coordinator"])
    partner = staff(service, municipal["units"], people["partner"])
    managing = persons.unit(REGION)
    manager = staff(service, managing, persons.person(REGION), scopes=TAKES_OVER)
    body = {
        "title": say(Plan, "title"),
        "reason": say(Plan, "reason"),
        "legalBases": ["HSL 16:4", "SoL 10:8-9"],
        "initiatedAt": ago(days=9),
        "dischargeReadyAt": ago(days=8),
        "source": {"system": say(Plan, "source_system"), "id": f"{say(Plan, 'source_id')} {own}"},
        "person": {
            "personnummer": number,
            "name": say(Plan, "person_name"),
            "protectedIdentity": "protectedRegistration" if protected else "none",
        },
        "unit": process.unit(say, own, "region"),
    }
    made = coordinator.post("/journal/v1/plans", json=body)
    assert made.status_code == 201, made.text
    document = made.json()
    one = WholePlan(service, number, coordinator, partner, manager, managing, document["id"], say)
    one.sent.append(("post", "/plans", body))
    one.hidden_numbers += people.values()
    one.ids["own"] = document["units"][0]["id"]
    process.people(one, people, municipal, persons)
    process.offers(one)
    process.consents(one)
    process.take_over(one, staff(service, own, people["coordinator"], scopes=TAKES_OVER), own)
    one.take("prepare")
    entry = {"lifeArea": "home", "text": say(Mapping, "text")}
    one.put("mapping", {"situation": say(Mapping, "situation"), "entries": [entry]})
    one.ids["notes"] = one.post("notes", {"text": say(Note, "text"), "writtenAt": ago()})["id"]
    process.summons(one, persons.unit(MUNICIPALITY))
    process.meeting(one)
    work.goals(one)
    rests = {"legalBases": ["HSL 16:4", "SoL 10:8-9"]}
    one.patch("", {"overallResponsible": "region", "firstFollowUpOn": ahead(0)} | rests)
    one.take("establish", approvedForPatient=True)
    work.follow_ups(one)
    work.between_the_units(one)
    reading.readers(one, persons, ago())
    reading.blocks(one, MUNICIPALITY, persons)
    reading.emergency(one, MUNICIPALITY, persons)
    subscribed = coordinator.post("/journal/v1/calendar-subscriptions", json={"until": ahead(30)})
    one.ids["calendar-subscriptions"] = subscribed.json()["id"]
    return one


# --- cheap copies ----------------------------------------------------------------------------------------------------

# With when each was built: its callers' tokens live for a quarter of an hour, and a test must not see one die.
_originals: WeakKeyDictionary[Service, tuple[WholePlan, float]] = WeakKeyDictionary()
KEPT_SECONDS = 600


def another(service: Service, persons: Persons) -> WholePlan:
    """A plan of a new person's, with the same staff and units as every other of that service that comes from here."""
    one, built = _originals.get(service, (None, 0.0))
    # A test that sweeps with a clock far ahead ends every plan there is: then another original is built.
    if (
        one is None
        or time.monotonic() - built > KEPT_SECONDS
        or one.coordinator.get(one.home).json()["status"] != "established"
    ):
        one, built = build(service, persons), time.monotonic()
        _originals[service] = one, built
    return copied(one, persons)


def copied(one: WholePlan, persons: Persons, number: str | None = None) -> WholePlan:
    """The same plan for another person, made in one transaction by the one door instead of sixty requests."""
    return one.service.run(_copied(one, number or young(persons)))


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
