"""Blocks (spärr, PDL 4:4-5) over the wire: from the next request on there is no plan for whom she has blocked."""

from typing import Any

import pytest

from tests.api.test_emergency_access import ADDRESS, MAY, SAYING
from tests.callers import Caller, staff
from tests.house.operations import never, of_contract, without_instance
from tests.house.whole_plan import REGION, TAKES_OVER, WholePlan, ago, ahead, another
from tests.house.whole_reading import emergencies_allowed
from tests.persons import Persons
from tests.playing import Played
from tests.service import Service

AT = "2026-03-07T10:00:00+01:00"  # of the case that is played, soon after it is established


@pytest.fixture
def plan(service: Service, persons: Persons) -> WholePlan:
    return another(service, persons)


def blocking(plan: WholePlan, hsa_id: str, **values: Any) -> dict[str, Any]:
    body = {"kind": "unit" if "-" in hsa_id else "principal", "hsaId": hsa_id, "name": "Den spärrade"}
    return body | {"form": "oral", "requestedAt": ago(), "registeredById": plan.ids["coordinator"]} | values


def unit_of(plan: WholePlan, name: str = "units") -> str:
    (unit,) = [one for one in plan.read()["units"] if one["id"] == plan.ids[name]]
    return str(unit["hsaId"])


def register(plan: WholePlan, hsa_id: str) -> str:
    return str(plan.post("blocks", blocking(plan, hsa_id))["id"])


def lift(plan: WholePlan, block: str) -> None:
    body = {"liftedAt": ago(), "liftedById": plan.ids["coordinator"], "liftedForm": "written"}
    plan.put(f"blocks/{block}/lifting", body)


def listed(who: Caller, plan: WholePlan) -> set[str]:
    """The ids of this plan in all that is listed for her: the plans, what is searched for, what is due."""
    found = [one["id"] for one in who.get("/journal/v1/plans?limit=100").json()["plans"]]
    searched = who.post("/journal/v1/plan-searches", json={"personnummer": plan.number}).json()
    assert searched["_meta"]["totalRecords"] == len(searched["plans"])
    found += [one["id"] for one in searched["plans"]]
    found += [one["planId"] for one in who.get("/journal/v1/worklist?limit=100").json()["items"]]
    return {plan.plan_id} & set(found)


def require_no_plan(who: Caller, plan: WholePlan) -> None:
    """To the letter what anybody is answered about a plan that never was."""
    reading = [one for one in of_contract("journal") if one.on_a_plan and one.method == "get"]
    assert len(reading) > 20, "of a plan there is much to read"
    for one in reading:
        real, none = (who.get(plan.path(one.path, which)) for which in (plan.plan_id, never(plan.plan_id)))
        assert real.status_code == 404, one.name
        assert without_instance(real) == without_instance(none)
    assert listed(who, plan) == set()


@pytest.mark.parametrize("of", ["unit", "principal"])
def test_a_blocked_unit_finds_no_plan_whatever_consent_says_and_finds_it_again(plan: WholePlan, of: str) -> None:
    partner, unit = plan.partner, unit_of(plan)
    assert partner.get(plan.home).status_code == 200 and listed(partner, plan)
    block = register(plan, unit if of == "unit" else unit.partition("-")[0])
    require_no_plan(partner, plan)
    body = {"text": "Ring", "writtenAt": ago()}
    assert partner.post(f"{plan.home}/notes", json=body).status_code == 404
    given = {"kind": "information_sharing", "givenBy": "person", "form": "oral", "givenAt": ago()}
    given |= {
        "recipients": [plan.ids["units"]],
        "information": ["plan", "mapping"],
        "registeredById": plan.ids["first"],
    }
    plan.post("consents", given)
    require_no_plan(partner, plan)
    lift(plan, block)
    assert partner.get(plan.home).status_code == 200 and listed(partner, plan)


def test_every_reader_is_told_that_something_is_blocked_and_only_who_leads_is_told_whom(
    service: Service, persons: Persons, plan: WholePlan
) -> None:
    lift(plan, plan.ids["blocks"])
    assert plan.partner.get(plan.home).json()["blockedInformation"] is False
    unit = persons.unit(REGION)
    block = register(plan, unit)
    lately = plan.partner.get(f"{plan.home}/comparisons")
    for who in (plan.coordinator, plan.partner):
        whole = who.get(plan.home)
        assert whole.json()["blockedInformation"] is True
        assert unit not in whole.text and "Den spärrade" not in whole.text
    assert lately.json()["differences"] == [], "that there is one, and not when"
    assert [one["kind"] for one in plan.coordinator.get(f"{plan.home}/comparisons").json()["differences"]] == ["added"]
    for path in ("", "/versions", "/versions/1", "/comparisons", "/actions", "/accesses?limit=100"):
        answer = plan.partner.get(plan.home + path).text
        assert unit not in answer and "Den spärrade" not in answer, path
    for path in ("/blocks", f"/blocks/{block}"):
        assert plan.partner.get(plan.home + path).status_code == 403
        assert unit in plan.coordinator.get(plan.home + path).text
    assert plan.partner.post(f"{plan.home}/blocks", json=blocking(plan, unit)).status_code == 403


def test_a_unit_that_is_let_in_again_cannot_tell_by_the_versions_what_let_it_in(plan: WholePlan) -> None:
    """Nor can any other reader: a version is called as the feed calls it, and looks as one in which nothing changed."""
    lift(plan, plan.ids["blocks"])
    before = plan.read()["version"]
    lift(plan, register(plan, unit_of(plan)))
    names = {}
    for who in (plan.coordinator, plan.partner):
        listed = who.get(f"{plan.home}/versions?limit=3").json()["versions"]
        names[who] = [(one["version"], one["change"]) for one in listed]
        events = {one["version"]: one["type"] for one in _events(who, plan)}
        assert names[who] == [(one["version"], events[one["version"]]) for one in listed]
        subjects = {one["subjectId"] for one in listed}
        assert subjects == {plan.plan_id} if who is plan.partner else plan.plan_id not in subjects
    assert [name for _, name in names[plan.coordinator]] == ["block.lifted", "block.added", "block.lifted"]
    assert {name for _, name in names[plan.partner]} == {"plan.corrected"}
    for path, then in (
        (f"/versions/{before + 1}", True),
        (f"?asOf={before + 1}", True),
        (f"/versions/{before}", False),
    ):
        told = [who.get(plan.home + path).json()["blockedInformation"] for who in (plan.coordinator, plan.partner)]
        assert told == [then, False], path
    for first, second in ((before, before + 1), (before + 1, before + 2)):
        at = f"{plan.home}/comparisons?from={first}&to={second}"
        differing = [len(who.get(at).json()["differences"]) for who in (plan.coordinator, plan.partner)]
        assert differing[0] > 0 and differing[1] == 0


def _events(who: Caller, plan: WholePlan) -> list[dict[str, Any]]:
    """All of this plan's in the feed."""
    found: list[dict[str, Any]] = []
    path = "/journal/v1/events?limit=100"
    while True:
        page = who.get(path).json()
        if not page["events"]:
            return [one for one in found if one["planId"] == plan.plan_id]
        found += page["events"]
        following = next(link["href"] for link in page["_links"] if link["rel"] == "next")
        path = following[following.index("/journal/v1/") :]


def test_the_entry_of_a_block_is_called_as_a_correction_s_to_whom_it_does_not_concern(plan: WholePlan) -> None:
    lift(plan, plan.ids["blocks"])
    lift(plan, register(plan, unit_of(plan)))
    told = {
        who: [one["action"] for one in who.get(f"{plan.home}/accesses?limit=100").json()["accesses"]]
        for who in (plan.coordinator, plan.partner)
    }
    assert told[plan.coordinator].count("journal:block.register") >= 1
    assert "journal:plan.change" in told[plan.partner]
    # By its kind, too, it is as any other's: who looks at the blocks looks at the plan.
    assert plan.coordinator.get(f"{plan.home}/blocks").status_code == 200
    (latest,) = plan.partner.get(f"{plan.home}/accesses?limit=1").json()["accesses"]
    assert (latest["action"], latest["kind"]) == ("journal:plan.read", "Läsa")
    assert not [name for name in told[plan.partner] if "block" in name]


def test_whoever_does_not_lead_cannot_tell_by_what_is_missing_whom_it_is_about(plan: WholePlan) -> None:
    """Of what is due, and of who was told that the plan closed, others' is told to those who lead it."""
    lift(plan, plan.ids["blocks"])
    mine = unit_of(plan)
    for due in (
        plan.partner.get(plan.home).json()["deadlines"],
        plan.partner.get(f"{plan.home}?asOf={plan.read()['version'] - 1}").json()["deadlines"],
    ):
        assert {one["unit"] for one in due} <= {mine}
    assert {one["unit"] for one in plan.read()["deadlines"]} - {mine}
    plan.take("close", reason="no_longer_needed", text="x")
    everybodys, hers = (who.get(plan.home).json()["notices"] for who in (plan.coordinator, plan.partner))
    assert len(everybodys) > len(hers) == 1
    listed = plan.partner.get(f"{plan.home}/notices").json()["notices"]
    assert [one["id"] for one in listed] == [one["id"] for one in hers]


def with_a_third(plan: WholePlan) -> str:
    """One more unit that every guardian has let in; its HSA-id."""
    for one in ("guardian", "second guardian"):
        body = {"kind": "information_sharing", "givenBy": "guardian", "guardianId": plan.ids[one], "form": "oral"}
        body |= {"givenAt": ago(minutes=5), "recipients": [plan.ids["wrong"]], "information": ["plan"]}
        plan.post("consents", body | {"registeredById": plan.ids["coordinator"]})
    return unit_of(plan, "wrong")


def test_what_differs_between_versions_tells_no_other_reader_who_was_not_told_of_the_closure(plan: WholePlan) -> None:
    register(plan, with_a_third(plan))
    plan.take("close", reason="no_longer_needed", text="x")

    def told(who: Caller) -> int:
        found = who.get(f"{plan.home}/comparisons").json()["differences"]
        return sum("/notices/" in one["pointer"] and one["kind"] == "added" for one in found)

    leading, hers = len(plan.read()["notices"]), len(plan.partner.get(plan.home).json()["notices"])
    assert leading > hers == 1 and (told(plan.coordinator), told(plan.partner)) == (leading, hers)


def test_copies_that_are_due_tell_only_who_leads_of_whom_none_is_due_to(
    service: Service, persons: Persons, plan: WholePlan
) -> None:
    """The main responsible, who drives the plan and does not lead it, could count them."""
    main = next(one for one in plan.read()["participants"] if one["id"] == plan.read()["mainResponsibleId"])
    unit = next(one["hsaId"] for one in plan.read()["units"] if one["id"] == main["unitId"])
    drives = staff(service, unit, main["hsaId"])
    assert drives.get(f"{plan.home}/blocks").status_code == 403
    with_a_third(plan)
    body = {"kind": "staff", "name": "Tredje", "unitId": plan.ids["wrong"], "hsaId": persons.person(REGION)}
    plan.post("participants", body)
    due = [[one["kind"] for one in who.get(plan.home).json()["deadlines"]] for who in (plan.coordinator, drives)]
    assert ["copies_to_give" in kinds for kinds in due] == [True, False]


def test_that_a_plan_was_opened_despite_a_block_is_told_to_who_leads_and_to_who_opened_it(
    service: Service, persons: Persons, plan: WholePlan
) -> None:
    unit = persons.unit("SE2329990031")
    doctor = staff(service, unit, persons.person("SE2329990031"), **MAY)
    register(plan, unit)
    with emergencies_allowed(service):
        made = doctor.post(ADDRESS, json=SAYING | {"planId": plan.plan_id})
        assert made.json()["despiteBlock"] is True
        (own,) = (
            one
            for one in doctor.get(f"{ADDRESS}/{made.json()['id']}/plan").json()["emergencyAccesses"]
            if one["id"] == made.json()["id"]
        )
    assert own["despiteBlock"] is True
    place = f"{plan.home}/emergency-accesses/{made.json()['id']}"
    for who, told in ((plan.coordinator, True), (plan.partner, False)):
        assert who.get(plan.home).json()["emergencyAccesses"][-1]["despiteBlock"] is told
        assert who.get(place).json()["despiteBlock"] is told
        assert "block" not in who.get(f"{plan.home}/comparisons").text


def test_it_is_registered_and_lifted_once_each_and_stays_as_history(persons: Persons, plan: WholePlan) -> None:
    unit, before = persons.unit(REGION), plan.read()["version"]
    block = register(plan, unit)
    again = plan.coordinator.post(f"{plan.home}/blocks", json=blocking(plan, unit))
    assert (again.status_code, again.json()["type"].rsplit("/", 1)[-1]) == (409, "blocked-twice")
    lift(plan, block)
    body = {"liftedAt": ago(), "liftedById": plan.ids["coordinator"], "liftedForm": "oral"}
    twice = plan.coordinator.put(f"{plan.home}/blocks/{block}/lifting", json=body)
    assert (twice.status_code, twice.json()["type"].rsplit("/", 1)[-1]) == (409, "block-already-lifted")
    kept = plan.coordinator.get(f"{plan.home}/blocks/{block}").json()
    assert (kept["inForce"], kept["liftedForm"], kept["hsaId"]) == (False, "written", unit)
    versions = plan.coordinator.get(f"{plan.home}/versions?limit=100").json()["versions"]
    lately = [one["change"] for one in versions if one["version"] > before]
    assert sorted(lately) == ["block.added", "block.lifted"]


def test_who_coordinates_cannot_be_blocked_and_who_is_blocked_is_not_called(plan: WholePlan) -> None:
    own = unit_of(plan, "own")
    for hsa_id in (own, own.partition("-")[0]):
        refused = plan.coordinator.post(f"{plan.home}/blocks", json=blocking(plan, hsa_id))
        assert (refused.status_code, refused.json()["type"].rsplit("/", 1)[-1]) == (409, "block-of-who-leads")
    register(plan, unit_of(plan))
    summons = {"form": "oral", "sentAt": ago(), "meetingAt": ago(days=-1), "purpose": "Uppföljning"}
    summons |= {"occasion": "follow_up", "invited": [{"unitId": plan.ids["units"]}]}
    refused = plan.coordinator.post(f"{plan.home}/summonses", json=summons)
    assert refused.status_code == 409
    assert [(one["code"], one["pointer"]) for one in refused.json()["errors"]] == [
        ("unit-blocked", "/invited/0/unitId")
    ]


def test_who_leads_sends_no_summons_on_to_whom_is_blocked(persons: Persons, plan: WholePlan) -> None:
    unit = persons.unit(REGION)
    register(plan, unit)
    summons = {"form": "oral", "sentAt": ago(), "meetingAt": ago(days=-1), "purpose": "Uppföljning"}
    summons |= {"occasion": "follow_up", "invited": [{"unitId": plan.ids["own"]}]}
    sent = plan.post("summonses", summons)
    place = f"{plan.home}/summonses/{sent['id']}/invitations/{sent['invitations'][0]['id']}/forwarding"
    to = {"name": "Avdelning 7", "kind": "hospital", "hsaId": unit, "principalType": "region"}
    to |= {"principalName": "Region Exempel", "principalOrgNumber": REGION}
    refused = plan.coordinator.put(place, json={"unit": to, "reason": "Fel avdelning.", "repliedAt": ago()})
    assert refused.status_code == 409, refused.text
    assert [(one["code"], one["pointer"]) for one in refused.json()["errors"]] == [("unit-blocked", "/unit/hsaId")]


def test_a_blocked_unit_of_the_principal_takes_nothing_over_and_another_does(
    service: Service, persons: Persons, plan: WholePlan
) -> None:
    body = {"reason": "Har slutat", "takenAt": ago(), "name": "Oskar Ahl"}
    unit = {"name": "Ledningen", "kind": "vårdcentral", "principalType": "region", "principalName": "En region"}
    blocked = persons.unit(REGION)
    manager = staff(service, blocked, persons.person(REGION), scopes=TAKES_OVER)
    assert manager.get(f"{plan.home}/actions").status_code == 200
    register(plan, blocked)
    assert manager.get(f"{plan.home}/actions").status_code == 404
    taking = body | {"unit": unit | {"hsaId": blocked}}
    assert manager.post(f"{plan.home}/takeovers", json=taking).status_code == 404
    assert listed(manager, plan) == set()
    assert plan.manager.get(f"{plan.home}/actions").status_code == 200
    taking = body | {"unit": unit | {"hsaId": plan.manager_unit}}
    assert plan.manager.post(f"{plan.home}/takeovers", json=taking).status_code == 201


def test_a_blocked_units_calendar_shows_nothing(plan: WholePlan) -> None:
    made = plan.partner.post("/journal/v1/calendar-subscriptions", json={"until": ahead(30)}).json()
    address = made["address"]

    def shown() -> bool:
        lines = plan.service.client.get(address).text.replace("\r\n ", "")  # unfolded (RFC 5545 3.1)
        return plan.plan_id in lines

    assert shown()
    register(plan, unit_of(plan))
    assert not shown()


def test_whoever_leads_the_plan_has_colleagues_who_are_not_told_whom_it_is_about(
    service: Service, persons: Persons
) -> None:
    """What would be due of a unit that is blocked is due of whoever leads the plan: of her, and not of her unit."""
    played = Played(service, persons, "elsa-hemgang", "establish")
    leading, colleague = played.staff(played.case["coordinator"]), played.colleague("vc", persons)
    unit = next(one["hsaId"] for one in played.case["units"] if one["ref"] == "rehab")

    hers = played.player.ids[played.case["coordinator"]]

    def due(who: Caller) -> list[str]:
        found = who.get(played.path, at=AT).json()["deadlines"]
        return sorted(f"{one['kind']} {one['subjectId']} {one['unit']}" for one in found)

    before = {who: due(who) for who in (leading, colleague)}
    body = {"kind": "unit", "hsaId": unit, "name": "Den spärrade", "form": "oral", "requestedAt": AT}
    made = leading.post(f"{played.path}/blocks", json=body | {"registeredById": hers}, at=AT)
    assert made.status_code == 201, made.text
    assert colleague.get(f"{played.path}/blocks", at=AT).status_code == 403
    assert due(colleague) == before[colleague] and due(leading) != before[leading]
