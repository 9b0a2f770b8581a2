"""Emergency access (nödöppning) over the wire: off by default, with a reason, short, loud, and in her own log."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from app.domain.swedish_time import day_ends, day_of
from tests.api.numbers import consented, entered, plan_of
from tests.api.standing import Office
from tests.callers import Caller, citizen, staff
from tests.house.operations import never, of_contract, without_instance
from tests.house.whole_plan import WholePlan, ago, another
from tests.house.whole_reading import emergencies_allowed
from tests.persons import Persons
from tests.service import Service

ELSEWHERE = "SE2329990031"
SCOPES = ("journal:read", "journal:write", "journal:takeover", "journal:emergency")
MAY = {"scopes": SCOPES, "purpose": "Nödöppning"}
SAYING = {"reason": "Medvetslös", "unitName": "Akutmottagningen", "principalName": "Region Exempel"}
ADDRESS = "/journal/v1/emergency-accesses"


@pytest.fixture
def on(service: Service) -> Iterator[None]:
    """The service with the setting on."""
    with emergencies_allowed(service):
        yield


@pytest.fixture
def plan(service: Service, persons: Persons) -> WholePlan:
    return another(service, persons)


@pytest.fixture
def doctor(service: Service, persons: Persons) -> Caller:
    return staff(service, persons.unit(ELSEWHERE), persons.person(ELSEWHERE), **MAY)


def opened(doctor: Caller, plan: WholePlan, **which: Any) -> dict[str, Any]:
    answer = doctor.post(ADDRESS, json=SAYING | (which or {"planId": plan.plan_id}))
    assert answer.status_code == 201, answer.text
    made: dict[str, Any] = answer.json()
    assert answer.headers["location"].endswith(f"{ADDRESS}/{made['id']}/plan")
    return made


def code(answer: Any) -> str:
    return str(answer.json()["type"].rsplit("/", 1)[-1])


def test_it_is_off_unless_somebody_has_turned_it_on(service: Service, doctor: Caller, plan: WholePlan) -> None:
    assert service.settings.emergency_access is False
    for which in ({"planId": plan.plan_id}, {"planId": never(plan.plan_id)}, {"personnummer": plan.number}):
        refused = doctor.post(ADDRESS, json=SAYING | which)
        assert (refused.status_code, code(refused)) == (403, "scope-missing")


@pytest.mark.usefixtures("on")
@pytest.mark.parametrize("by", ["planId", "personnummer"])
def test_the_plan_is_read_for_an_hour_and_not_after(doctor: Caller, plan: WholePlan, by: str) -> None:
    access = opened(doctor, plan, **{by: plan.plan_id if by == "planId" else plan.number})
    path = f"{ADDRESS}/{access['id']}/plan"
    read = doctor.get(path)
    assert read.status_code == 200 and read.json()["id"] == plan.plan_id
    begun = datetime.fromisoformat(access["openedAt"])
    assert datetime.fromisoformat(access["endsAt"]) == begun + timedelta(hours=1)
    just, over = begun + timedelta(minutes=59, seconds=59), begun + timedelta(hours=1)
    assert doctor.get(path, at=just.isoformat()).status_code == 200
    after = doctor.get(path, at=over.isoformat())
    none = doctor.get(f"{ADDRESS}/{never(access['id'])}/plan", at=over.isoformat())
    assert after.status_code == 404 and without_instance(after) == without_instance(none)


@pytest.mark.usefixtures("on")
def test_the_plan_is_read_whole(doctor: Caller, plan: WholePlan) -> None:
    """As a unit that takes part reads it, with everybody who was called; but what is due is told to each unit alone."""
    read = doctor.get(f"{ADDRESS}/{opened(doctor, plan)['id']}/plan").json()
    whole = plan.partner.get(plan.home).json()
    apart = {name for name in whole if read[name] != whole[name]}
    assert [one["invitations"] for one in whole["summonses"] if one["invitations"]]
    assert apart <= {"_links", "deadlines"} and read["summonses"] == whole["summonses"]


@pytest.mark.usefixtures("on")
def test_it_gives_nothing_else(service: Service, doctor: Caller, plan: WholePlan) -> None:
    opened(doctor, plan)
    # What takes a scope that she has not is refused before any plan is looked for.
    entrusted = {"addNumberChange", "undoNumberChange"}
    for one in of_contract("journal"):
        if one.on_a_plan:
            expected = 403 if one.name in entrusted else 404
            assert one.ask(doctor, plan.path(one.path)).status_code == expected, one.name
    assert doctor.get("/journal/v1/plans").json()["plans"] == []
    searched = doctor.post("/journal/v1/plan-searches", json={"personnummer": plan.number}).json()
    assert (searched["plans"], searched["_meta"]["totalRecords"]) == ([], 0)
    assert doctor.get("/journal/v1/worklist").json()["items"] == []


@pytest.mark.usefixtures("on")
def test_nobody_else_reads_by_it(service: Service, persons: Persons, doctor: Caller, plan: WholePlan) -> None:
    unit, person = persons.unit(ELSEWHERE), persons.person(ELSEWHERE)
    her = staff(service, unit, person, **MAY)
    path = f"{ADDRESS}/{opened(her, plan)['id']}/plan"
    assert her.get(path).status_code == 200
    assert staff(service, unit, persons.person(ELSEWHERE), **MAY).get(path).status_code == 404
    assert staff(service, persons.unit(ELSEWHERE), person, **MAY).get(path).status_code == 404
    assert doctor.get(path).status_code == 404
    assert code(staff(service, unit, person, scopes=SCOPES).get(path)) == "purpose-not-emergency"
    assert code(staff(service, unit, person, purpose="Nödöppning").get(path)) == "scope-missing"


@pytest.mark.usefixtures("on")
def test_a_reason_is_given_and_one_plan_named(doctor: Caller, plan: WholePlan) -> None:
    named = {"planId": plan.plan_id}
    for wrong in (
        {name: text for name, text in SAYING.items() if name != "reason"} | named,
        SAYING | named | {"reason": "  "},
        *(SAYING | named | {said: "\u200b"} for said in SAYING),
        SAYING,
        SAYING | named | {"personnummer": plan.number},
    ):
        assert doctor.post(ADDRESS, json=wrong).status_code == 422


@pytest.mark.usefixtures("on")
def test_everybody_who_has_the_plan_is_told_and_she_is(doctor: Caller, plan: WholePlan) -> None:
    before = plan.read()["version"]
    access = opened(doctor, plan)
    doctor.get(f"{ADDRESS}/{access['id']}/plan")
    for who in (plan.coordinator, plan.partner):
        told = who.get(plan.home).json()["emergencyAccesses"][-1]
        assert (told["reason"], told["unitName"], told["id"]) == ("Medvetslös", "Akutmottagningen", access["id"])
    lately = plan.coordinator.get(f"{plan.home}/versions?limit=1").json()["versions"][0]
    assert (lately["version"], lately["change"]) == (before + 1, "emergency.opened")
    hers = citizen(plan.service, plan.number).get("/citizen/v1/accesses?limit=100").json()["accesses"]
    opening = [one for one in hers if one["action"] == "Nödöppning"]
    assert [(one["unit"], one["purpose"], one["planId"]) for one in opening] == [
        ("Enligt egen uppgift: Akutmottagningen", "Vård i en nödsituation", plan.plan_id)
    ] * 2, "that it was opened, and that it was read"


@pytest.mark.usefixtures("on")
def test_no_name_that_whoever_opens_it_states_passes_for_that_of_a_unit_in_the_plan(
    service: Service, persons: Persons, doctor: Caller, plan: WholePlan
) -> None:
    """She is told that it is the opener's own account, and the principal's number, which stands in the token."""
    (own,) = [one for one in plan.read()["units"] if one["id"] == plan.ids["own"]]
    names = {"unitName": own["name"], "principalName": own["principalName"]}
    for who in (doctor, staff(service, own["hsaId"], persons.person(own["hsaId"].partition("-")[0]), **MAY)):
        made = who.post(ADDRESS, json=SAYING | names | {"planId": plan.plan_id})
        assert who.get(f"{ADDRESS}/{made.json()['id']}/plan").status_code == 200
    hers = citizen(service, plan.number).get("/citizen/v1/accesses?limit=4").json()["accesses"]
    by_own_account = (
        f"Enligt egen uppgift: {own['name']}",
        f"{ELSEWHERE}, enligt egen uppgift: {own['principalName']}",
    )
    in_the_plan = own["name"], f"{own['principalName']} ({own['hsaId'].partition('-')[0]})"
    assert [(one["unit"], one["principal"]) for one in hers] == [in_the_plan] * 2 + [by_own_account] * 2


@pytest.mark.usefixtures("on")
def test_a_blocked_unit_opens_it_and_it_is_said_so(
    service: Service, persons: Persons, doctor: Caller, plan: WholePlan
) -> None:
    unit = persons.unit(ELSEWHERE)
    body = {"kind": "unit", "hsaId": unit, "name": "Akuten", "form": "oral", "requestedAt": ago()}
    plan.post("blocks", body | {"registeredById": plan.ids["coordinator"]})
    blocked = staff(service, unit, persons.person(ELSEWHERE), **MAY)
    access = opened(blocked, plan)
    assert access["despiteBlock"] is True and opened(doctor, plan)["despiteBlock"] is False
    assert blocked.get(f"{ADDRESS}/{access['id']}/plan").status_code == 200
    assert blocked.get(plan.home).status_code == 404, "the block stands"


@pytest.mark.usefixtures("on")
def test_a_withdrawn_consent_ends_it_and_no_such_plan_is_opened(doctor: Caller, plan: WholePlan) -> None:
    path = f"{ADDRESS}/{opened(doctor, plan)['id']}/plan"
    where, body = plan.withdrawal()
    assert plan.coordinator.put(where, json=body).status_code == 204
    assert doctor.get(path).status_code == 404
    for which in ({"planId": plan.plan_id}, {"personnummer": plan.number}):
        closed = doctor.post(ADDRESS, json=SAYING | which)
        none = doctor.post(ADDRESS, json=SAYING | {"planId": never(plan.plan_id)})
        assert closed.status_code == 404
        assert without_instance(closed) == without_instance(none)


@pytest.mark.usefixtures("on")
def test_by_her_number_a_plan_whose_consent_has_ended_is_passed_over(
    service: Service, persons: Persons, doctor: Caller
) -> None:
    office, number, until = Office(service, persons), persons.adult(), day_of(datetime.now(UTC))
    older = plan_of(office, number)
    newer = consented(office, entered(office, number), validUntil=until.isoformat())
    for at, home in ((day_ends(until) - timedelta(seconds=1), newer), (day_ends(until), older)):
        answer = doctor.post(ADDRESS, json=SAYING | {"personnummer": number}, at=at.isoformat())
        assert answer.status_code == 201, answer.text
        read = doctor.get(f"{ADDRESS}/{answer.json()['id']}/plan", at=at.isoformat())
        assert read.json()["id"] == home[-36:]


@pytest.mark.usefixtures("on")
def test_a_retry_opens_it_once(doctor: Caller, plan: WholePlan) -> None:
    key = {"Idempotency-Key": f"nöd-{datetime.now(UTC).timestamp()}".replace("ö", "o")}
    first, again = (doctor.post(ADDRESS, json=SAYING | {"planId": plan.plan_id}, headers=key) for _ in range(2))
    assert first.status_code == again.status_code == 201 and first.json() == again.json()
    hers = citizen(plan.service, plan.number).get("/citizen/v1/accesses?limit=2").json()["accesses"]
    assert [one["action"] for one in hers] == ["Nödöppning"] * 2, "and so is she told of each time"
    assert [one["id"] for one in plan.read()["emergencyAccesses"]].count(first.json()["id"]) == 1
    assert len(plan.read()["emergencyAccesses"]) == 2, "one was there before"
