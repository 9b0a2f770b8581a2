"""Who reads for a child, and for anybody else (domain rules, who may do what): over the wire, on the citizen's side.

Noor is born on 5 May 2012 or soon after; her plan is established in February 2026 and her guardians have consented.
"""

import random
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import httpx
import pytest

from tests.api.auditors import add, entry
from tests.api.standing import Office
from tests.callers import Caller, citizen, staff
from tests.house.operations import never, without_instance
from tests.persons import Persons
from tests.playing import Played
from tests.service import Service

AT = "2026-03-01T10:00:00+01:00"
EVERYTHING = ["plan", "summonses", "consents", "accesses"]
LISTS = ("plans", "summonses", "consents", "accesses")
# What the case's mapping and internal notes say, in part.
OUTSIDE = ("Konflikt mellan föräldrarna", "jälvskada", "Vänder på dygnet", "Frånvaro 62")


class Family:
    """A child of thirteen, or of that age; her plan's coordinator; a guardian, who is no reader until registered."""

    def __init__(self, service: Service, persons: Persons, age: int | None = None) -> None:
        self.service = service
        number = None if age is None else persons.born(date(2026 - age, 1, 10))
        self.played = Played(service, persons, "noor-skola", "establish", number=number)
        self.coordinator = self.played.staff("psyk")
        self.number = persons.adult()
        self.guardian = citizen(service, self.number)
        self.who = self.played.player.ids["psyk"]
        self.born = datetime.strptime(self.played.case["person"]["personnummer"][:8], "%Y%m%d")

    def register(self, at: str = AT, number: str | None = None, **members: Any) -> str:
        body = {"kind": "guardian", "personnummer": number or self.number, "scope": EVERYTHING}
        body |= {"since": "2020-01-01", "reason": "Folkbokföringen", "registeredById": self.who} | members
        made = self.coordinator.post(f"{self.played.path}/representations", json=body, at=at)
        assert made.status_code == 201, made.text
        return str(made.json()["id"])

    def decide(self, kind: str, representation: str | None, **members: Any) -> str:
        body = {"kind": kind, "representationId": representation, "since": "2020-01-01", "reason": "Prövat"}
        body |= {"decidedById": self.who} | members
        made = self.coordinator.post(f"{self.played.path}/age-exceptions", json=body, at=AT)
        assert made.status_code == 201, made.text
        return str(made.json()["id"])

    def end(self, path: str, at: str = AT) -> None:
        body = {"endedAt": at, "endedById": self.who, "endReason": "Ändrat"}
        assert self.coordinator.put(f"{self.played.path}/{path}/ending", json=body, at=at).status_code == 204

    def birthday(self, years: int) -> datetime:
        return self.born.replace(year=self.born.year + years, tzinfo=ZoneInfo("Europe/Stockholm"))


def listed(reader: Caller, at: str = AT) -> list[dict[str, Any]]:
    answer = reader.get("/citizen/v1/represented", at=at)
    assert answer.status_code == 200
    found: list[dict[str, Any]] = answer.json()["represented"]
    return found


def read(reader: Caller, representation: str, what: str = "plans", at: str = AT) -> httpx.Response:
    return reader.get(f"/citizen/v1/represented/{representation}/{what}", at=at)


def require_nothing(reader: Caller, representation: str, at: str = AT, known: list[str] | None = None) -> None:
    """To the letter what anybody is answered about a representation that never was."""
    assert [one["id"] for one in listed(reader, at)] == (known or [])
    for what in LISTS:
        real, none = read(reader, representation, what, at), read(reader, never(representation), what, at)
        assert real.status_code == 404
        assert without_instance(real) == without_instance(none)


def test_a_guardian_reads_for_a_child_of_twelve_and_is_shown_what_is_mirrored(
    service: Service, persons: Persons
) -> None:
    family = Family(service, persons, age=8)
    one = family.register()
    (shown,) = listed(family.guardian)
    assert shown == {"id": one, "kind": "guardian", "scope": EVERYTHING, "until": shown["until"]}
    assert datetime.fromisoformat(shown["until"]) == family.birthday(13)
    answer = read(family.guardian, one)
    (plan,) = answer.json()["plans"]
    assert plan["id"] == family.played.player.plan_id and plan["status"] == "established" and plan["goals"]
    assert len(read(family.guardian, one, "summonses").json()["summonses"]) == 1
    assert len(read(family.guardian, one, "consents").json()["consents"][0]["consents"]) >= 2
    assert read(family.guardian, one, "accesses").json()["accesses"]
    for what in LISTS:
        text = read(family.guardian, one, what).text
        assert not [word for word in OUTSIDE if word in text]
        assert family.number not in text and family.played.case["person"]["personnummer"] not in text
    # It is hers when she is old enough, to the letter.
    later = family.birthday(16).isoformat()
    assert family.played.plans(AT) == [] and family.played.plans(later) == [plan]


def test_the_thirteenth_birthday_ends_it_that_day_in_sweden(service: Service, persons: Persons) -> None:
    family = Family(service, persons, age=8)
    one = family.register()
    birthday = family.birthday(13)
    eve = (birthday - timedelta(seconds=1)).isoformat()
    assert len(listed(family.guardian, eve)) == 1 and read(family.guardian, one, at=eve).status_code == 200
    for at in (birthday, birthday + timedelta(seconds=1), family.birthday(16), family.birthday(18)):
        require_nothing(family.guardian, one, at.isoformat())


def test_nobody_reads_at_thirteen_to_fifteen_unless_it_is_decided(service: Service, persons: Persons) -> None:
    family = Family(service, persons)
    one = family.register()
    require_nothing(family.guardian, one)
    decided = family.decide("guardian_reads", one)
    (shown,) = listed(family.guardian)
    assert datetime.fromisoformat(shown["until"]) == family.birthday(16)
    assert len(read(family.guardian, one).json()["plans"]) == 1
    family.end(f"age-exceptions/{decided}")
    require_nothing(family.guardian, one)


def test_a_guardian_may_be_barred_and_the_other_reads(service: Service, persons: Persons) -> None:
    family = Family(service, persons, age=8)
    other_number = persons.adult()
    one, other = family.register(), family.register(number=other_number)
    family.decide("guardian_barred", one)
    require_nothing(family.guardian, one)
    reader = citizen(service, other_number)
    assert [each["id"] for each in listed(reader)] == [other] and read(reader, other).status_code == 200
    assert read(reader, one).status_code == 404, "another's representation"


def test_a_child_reads_before_sixteen_where_it_is_decided(service: Service, persons: Persons) -> None:
    family = Family(service, persons)
    her = family.played.citizen
    assert family.played.plans(AT) == [] and her.get("/citizen/v1/accesses", at=AT).json()["accesses"] == []
    decided = family.decide("reads_own", None)
    assert len(family.played.plans(AT)) == 1
    assert her.get("/citizen/v1/summonses", at=AT).json()["summonses"]
    assert her.get("/citizen/v1/consents", at=AT).json()["consents"]
    assert her.get("/citizen/v1/accesses", at=AT).json()["accesses"]
    family.end(f"age-exceptions/{decided}")
    assert family.played.plans(AT) == [] and her.get("/citizen/v1/accesses", at=AT).json()["accesses"] == []


def test_a_guardian_among_the_participants_is_no_reader_by_that_alone(service: Service, persons: Persons) -> None:
    family = Family(service, persons, age=8)
    for one in family.played.case["guardians"]:
        # She may be registered as a reader of another plan of the same case.
        reader = citizen(service, one["personnummer"])
        shown = [plan["id"] for each in listed(reader) for plan in read(reader, each["id"]).json()["plans"]]
        assert family.played.player.plan_id not in shown


@pytest.mark.parametrize("what", range(4))
def test_the_scope_bounds_what_is_read(service: Service, persons: Persons, what: int) -> None:
    family = Family(service, persons, age=8)
    one = family.register(scope=[EVERYTHING[what]])
    assert [name for name in LISTS if read(family.guardian, one, name).status_code == 200] == [LISTS[what]]


def test_it_ends_on_its_last_day_and_when_it_is_ended(service: Service, persons: Persons) -> None:
    family = Family(service, persons, age=8)
    one = family.register(until="2026-03-10")
    assert read(family.guardian, one, at="2026-03-10T23:59:59+01:00").status_code == 200
    require_nothing(family.guardian, one, "2026-03-11T00:00:00+01:00")
    other = family.register()
    family.end(f"representations/{other}")
    assert read(family.guardian, other).status_code == 404
    again = {"endedAt": AT, "endedById": family.who, "endReason": "Igen"}
    path = f"{family.played.path}/representations/{other}/ending"
    assert family.coordinator.put(path, json=again, at=AT).status_code == 409
    stands = family.coordinator.get(f"{family.played.path}/representations/{other}", at=AT).json()
    assert (stands["readsNow"], stands["whyNot"]["code"]) == (False, "representation-not-in-force")


def test_protection_of_the_child_cuts_every_reader_at_once(service: Service, persons: Persons) -> None:
    family = Family(service, persons, age=8)
    one = family.register()
    assert read(family.guardian, one).status_code == 200
    note = {"protectedIdentity": "confidentialityMarking"}
    assert family.coordinator.patch(family.played.path, json=note, at=AT).status_code == 200
    require_nothing(family.guardian, one)
    stands = family.coordinator.get(f"{family.played.path}/representations/{one}", at=AT).json()
    assert (stands["readsNow"], stands["whyNot"]["code"]) == (False, "representation-protected")
    lifted = {"protectedIdentity": "none"}
    assert family.coordinator.patch(family.played.path, json=lifted, at=AT).status_code == 200
    assert read(family.guardian, one).status_code == 200


def test_protection_noted_in_another_plan_of_hers_cuts_them_too(service: Service, persons: Persons) -> None:
    family = Family(service, persons, age=8)
    one = family.register()
    assert read(family.guardian, one).status_code == 200
    unit, person = persons.unit(), persons.person()
    body: dict[str, Any] = {
        "title": "En annan plan",
        "reason": "Samordning",
        "legalBases": ["HSL 16:4"],
        "initiatedAt": AT,
    }
    her = {"personnummer": family.played.case["person"]["personnummer"], "name": "Okänd"}
    body |= {"person": her | {"protectedIdentity": "protectedRegistration"}}
    place = {"name": "Enheten", "kind": "x", "hsaId": unit, "principalType": "region", "principalName": "Region Annan"}
    made = staff(service, unit, person).post("/journal/v1/plans", json=body | {"unit": place}, at=AT)
    assert made.status_code == 201
    require_nothing(family.guardian, one)
    # Her other plan's staff are told nothing of it.
    path = f"{family.played.path}/representations"
    shown = [family.coordinator.get(f"{path}/{one}", at=AT).json()]
    shown += family.coordinator.get(path, at=AT).json()["representations"]
    shown += family.played.plan(AT)["representations"]
    assert [(each["readsNow"], each["whyNot"]) for each in shown] == [(True, None)] * 3


def test_nobody_learns_of_a_protected_identity_by_registering_somebody(service: Service, persons: Persons) -> None:
    """Any unit can make a plan of hers, and name a reader in it: protected elsewhere or not, it is told the same."""
    families = [Family(service, persons, age=8) for _ in range(2)]
    note = {"protectedIdentity": "confidentialityMarking"}
    protected, office = families[0].played, Office(service, persons)
    assert families[0].coordinator.patch(protected.path, json=note, at=AT).status_code == 200
    told = []
    for family in families:
        office.citizen = family.played.case["person"]["personnummer"]
        path = office.plan()
        who = {"kind": "staff", "name": "Vem som helst", "role": "Samordnare", "hsaId": office.person}
        who |= {"unitId": office.caller.get(path).json()["units"][0]["id"]}
        added = office.caller.post(f"{path}/participants", json=who)
        assert added.status_code == 201, added.text
        number = persons.adult()
        body = {"kind": "guardian", "personnummer": number, "scope": EVERYTHING, "since": "2020-01-01"}
        body |= {"reason": "Folkbokföringen", "registeredById": added.json()["id"]}
        made = office.caller.post(f"{path}/representations", json=body)
        assert made.status_code == 201, made.text
        told.append((made.json()["readsNow"], made.json()["whyNot"]))
        reader = citizen(service, number)
        assert len(listed(reader, datetime.now(ZoneInfo("UTC")).isoformat())) == (family is not families[0])
    assert told[0] == told[1] == (True, None)


def test_protection_of_the_representative_cuts_her(service: Service, persons: Persons) -> None:
    """Noted in the representation; and noted in a plan of her own, by a unit that knows nothing of the child's."""
    family = Family(service, persons, age=8)
    one = family.register()
    path = f"{family.played.path}/representations/{one}"
    note = {"protectedIdentity": "protectedRegistration"}
    assert family.coordinator.patch(path, json=note, at=AT).status_code == 200
    require_nothing(family.guardian, one)
    assert family.coordinator.patch(path, json={"protectedIdentity": "none"}, at=AT).status_code == 200
    assert read(family.guardian, one).status_code == 200
    own = Played(service, persons, "elsa-hemgang", "establish")
    number = own.case["person"]["personnummer"]
    other, reader = family.register(number=number), own.citizen
    assert read(reader, other, at="2026-03-07T10:00:00Z").status_code == 200
    note = {"protectedIdentity": "confidentialityMarking"}
    assert own.staff("dsk").patch(own.path, json=note, at="2026-03-07T10:00:00Z").status_code == 200
    require_nothing(reader, other, "2026-03-07T10:00:00Z")


def test_what_is_withdrawn_held_back_or_not_released_is_not_read_for_her_either(
    service: Service, persons: Persons
) -> None:
    family = Family(service, persons, age=8)
    one = family.register()
    release = f"{family.played.path}/release"
    assert family.coordinator.put(release, json={"approvedForPatient": False}, at=AT).status_code == 200
    assert read(family.guardian, one).json()["plans"] == []
    why = {"until": "2026-03-05T10:00:00Z", "reason": "Samtal bokat", "responsibleId": family.who}
    body = {"approvedForPatient": True, "heldBack": why}
    assert family.coordinator.put(release, json=body, at=AT).status_code == 200
    assert read(family.guardian, one, at="2026-03-05T09:59:59Z").json()["plans"] == []
    assert len(read(family.guardian, one, at="2026-03-05T10:00:00Z").json()["plans"]) == 1
    consent = next(one for one in family.played.plan(AT)["consents"] if one["kind"] == "sip")
    said = {"withdrawnBy": "guardian", "withdrawnAt": AT}
    path = f"{family.played.path}/consents/{consent['id']}/withdrawal"
    assert family.coordinator.put(path, json=said, at=AT).status_code == 204
    assert read(family.guardian, one, at="2026-03-05T10:00:00Z").json()["plans"] == []
    assert read(family.guardian, one, "summonses").json()["summonses"] == []
    assert read(family.guardian, one, "consents").json()["consents"] != []


def test_of_a_plan_entered_in_error_nothing_is_read(service: Service, persons: Persons) -> None:
    family = Family(service, persons, age=8)
    one = family.register()
    step = {"transition": "annul"}
    path = f"{family.played.path}/transitions"
    assert family.coordinator.post(path, json=step, headers={"If-Match": "*"}, at=AT).status_code == 200
    require_nothing(family.guardian, one)


def test_she_is_told_who_has_read_for_her_and_no_reader_of_another(service: Service, persons: Persons) -> None:
    family = Family(service, persons, age=8)
    one = family.register()
    read(family.guardian, one)
    read(family.guardian, one, "summonses")
    later = family.birthday(16).isoformat()
    told = family.played.citizen.get("/citizen/v1/accesses?limit=100", at=later).json()["accesses"]
    assert [each["representative"] for each in told[:3]] == ["guardian", "guardian", None]
    assert told[0]["unit"] is None and told[0]["planId"] == family.played.player.plan_id
    shown = read(family.guardian, one, "accesses").json()["accesses"]
    assert shown and all(each["representative"] is None and each["unit"] for each in shown)


def test_who_reads_for_her_is_told_of_those_at_work_and_of_no_kind_that_nobody_has_decided_about(
    service: Service, persons: Persons
) -> None:
    family = Family(service, persons, age=8)
    one, plan_id = family.register(), family.played.player.plan_id
    before = read(family.guardian, one, "accesses").json()["accesses"]
    new = entry(datetime.now(UTC), random.Random(5)) | {"actor_kind": "kiosk", "outcome": "allowed"}
    add(service, [new | {"plan_id": UUID(plan_id), "person": persons.person()}])
    assert read(family.guardian, one, "accesses").json()["accesses"] == before
    for each in family.coordinator.get(f"{family.played.path}/accesses?limit=100", at=AT).json()["accesses"]:
        assert datetime.fromisoformat(each["at"]) != new["at"]


@pytest.mark.parametrize(
    ("kind", "at", "reads"),
    [
        ("authorised", "eve of sixteen", False),
        ("authorised", "sixteen", True),
        ("administrator", "sixteen", False),
        ("administrator", "eighteen", True),
    ],
)
def test_others_read_from_the_age_at_which_they_can_speak_for_her(
    service: Service, persons: Persons, kind: str, at: str, reads: bool
) -> None:
    family = Family(service, persons)
    one = family.register(kind=kind)
    years = 18 if at == "eighteen" else 16
    when = family.birthday(years) - timedelta(seconds=1 if at.startswith("eve") else 0)
    assert [each["id"] for each in listed(family.guardian, when.isoformat())] == ([one] if reads else [])
    assert (read(family.guardian, one, at=when.isoformat()).status_code == 200) is reads


def test_a_god_man_of_a_child_does_not_read_for_the_grown_woman(service: Service, persons: Persons) -> None:
    """Barred or not; whoever is appointed when she is of age does, from that Swedish day."""
    family = Family(service, persons, age=8)
    barred = family.register(kind="legal_guardian")
    family.decide("guardian_barred", barred)
    number, eighteen = persons.adult(), family.birthday(18)
    eve = (eighteen - timedelta(days=1)).date().isoformat()
    of_child, too_soon = (
        family.register(kind="legal_guardian", number=number, since=day) for day in ("2020-01-01", eve)
    )
    reader = citizen(service, number)
    assert [one["id"] for one in listed(reader)] == [of_child]
    grown = family.register(kind="legal_guardian", number=number, since=eighteen.date().isoformat())
    for at in (eighteen, eighteen + timedelta(days=800)):
        require_nothing(family.guardian, barred, at.isoformat())
        for one in (of_child, too_soon):
            require_nothing(reader, one, at.isoformat(), [grown])
        path = f"{family.played.path}/representations/{of_child}"
        assert read(reader, grown, at=at.isoformat()).status_code == 200
    told = family.coordinator.get(path, at=eighteen.isoformat())
    assert (told.json()["readsNow"], told.json()["whyNot"]["code"]) == (False, "appointed-for-a-child")


def test_only_whoever_leads_the_plan_says_who_reads(service: Service, persons: Persons) -> None:
    played, at = Played(service, persons, "elsa-hemgang", "establish"), "2026-03-07T10:00:00Z"
    number, who = persons.adult(), played.player.ids["dsk"]
    body = {"kind": "authorised", "personnummer": number, "scope": ["plan"], "since": "2020-01-01"}
    body |= {"reason": "Fullmakt", "registeredById": who}
    decided = {"kind": "reads_own", "since": "2020-01-01", "reason": "Prövat", "decidedById": who}
    over = {"endedAt": at, "endedById": who, "endReason": "Nej"}
    leads, other = played.staff("dsk"), played.staff("at")
    one = leads.post(f"{played.path}/representations", json=body, at=at).json()["id"]
    assert other.get(f"{played.path}/representations/{one}", at=at).json()["readsNow"] is True
    assert other.post(f"{played.path}/representations", json=body, at=at).status_code == 403
    assert other.post(f"{played.path}/age-exceptions", json=decided, at=at).status_code == 403
    assert other.put(f"{played.path}/representations/{one}/ending", json=over, at=at).status_code == 403
    assert len(read(citizen(service, number), one, at=at).json()["plans"]) == 1


def test_a_representatives_number_comes_out_nowhere(service: Service, persons: Persons) -> None:
    family = Family(service, persons, age=8)
    one = family.register()
    for path in ("", "/representations", f"/representations/{one}", "/versions", "/accesses?limit=100"):
        assert family.number not in family.coordinator.get(f"{family.played.path}{path}", at=AT).text
    herself = family.played.case["person"]["personnummer"]
    body = {"kind": "authorised", "personnummer": herself, "scope": ["plan"], "since": "2020-01-01"}
    body |= {"reason": "Fullmakt", "registeredById": family.who}
    refused = family.coordinator.post(f"{family.played.path}/representations", json=body, at=AT)
    assert refused.status_code == 422 and herself not in refused.text
