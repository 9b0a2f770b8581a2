"""What the citizen is shown (domain rules, visibility): established, consented, released; never more than is meant."""

import json
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from app import cases
from tests.callers import citizen, staff
from tests.persons import Persons
from tests.playing import Played
from tests.service import Service

AT = "2026-03-07T10:00:00Z"


def _reasons(played: Played, at: str = AT) -> list[str]:
    view = played.staff(played.case["coordinator"]).get(f"{played.path}/citizen-view", at=at).json()
    assert view["visible"] == (view["plan"] is not None) == (view["reasons"] == [])
    return [reason["code"] for reason in view["reasons"]]


def test_nothing_is_shown_before_the_plan_is_established(service: Service, persons: Persons) -> None:
    played = Played(service, persons, "elsa-hemgang", "meeting")
    assert played.plans(played.at) == []
    assert _reasons(played, played.at) == ["not-established", "not-released"]


def test_nothing_is_shown_until_its_owner_has_released_it(service: Service, persons: Persons) -> None:
    """`approvedForPatient` is false until somebody decides, and can be taken back."""
    played = Played(service, persons, "elsa-hemgang", "establish")
    coordinator = played.staff("dsk")
    decide = {"approvedForPatient": False}
    assert coordinator.put(f"{played.path}/release", at=AT, json=decide).status_code == 200
    assert played.plans(AT) == [] and _reasons(played) == ["not-released"]
    assert played.staff("at").put(f"{played.path}/release", at=AT, json={"approvedForPatient": True}).status_code == 403
    assert coordinator.put(f"{played.path}/release", at=AT, json={"approvedForPatient": True}).status_code == 200
    assert len(played.plans(AT)) == 1 and _reasons(played) == []


def test_a_plan_that_nobody_has_decided_about_is_not_shown(service: Service, persons: Persons) -> None:
    played = Played(service, persons, "elsa-hemgang", "meeting")
    played.player._goals(played.at)
    coordinator = played.staff("dsk")
    agreed = {"overallResponsible": "region", "firstFollowUpOn": "2026-04-17"}
    assert coordinator.patch(played.path, at=AT, json=agreed).status_code == 200
    step = {"transition": "establish"}
    made = coordinator.post(f"{played.path}/transitions", at=AT, json=step, headers={"If-Match": "*"})
    assert made.status_code == 200 and made.json()["approvedForPatient"] is False
    assert played.plans(AT) == []


def test_what_staff_see_of_the_citizens_view_is_what_she_is_served(service: Service, persons: Persons) -> None:
    played = Played(service, persons, "elsa-hemgang", "establish")
    view = played.staff("dsk").get(f"{played.path}/citizen-view", at=AT).json()
    [served] = played.plans(AT)
    assert view["plan"] == served


def test_a_change_is_in_the_mirror_when_it_is_answered(service: Service, persons: Persons) -> None:
    played = Played(service, persons, "elsa-hemgang", "establish")
    goal = f"{played.path}/goals/{played.player.ids['goal 0']}"
    first = played.citizen.get("/citizen/v1/plans", at=AT)
    same = played.citizen.get("/citizen/v1/plans", at=AT, headers={"If-None-Match": first.headers["etag"]})
    assert same.status_code == 304 and not same.content
    assert played.staff("dsk").patch(goal, at=AT, json={"text": "Elsa går till torget."}).status_code == 200
    [plan] = played.plans(AT)
    assert "Elsa går till torget." in [one["text"] for one in plan["goals"]]
    changed = played.citizen.get("/citizen/v1/plans", at=AT, headers={"If-None-Match": first.headers["etag"]})
    assert changed.status_code == 200


def test_a_withheld_goal_takes_its_interventions_with_it(service: Service, persons: Persons) -> None:
    played = Played(service, persons, "elsa-hemgang", "establish")
    goal = f"{played.path}/goals/{played.player.ids['goal 2']}"
    assert played.staff("dsk").patch(goal, at=AT, json={"withheldFromPatient": True}).status_code == 200
    shown = json.dumps(played.plans(AT), ensure_ascii=False)
    assert "tre mål om dagen" not in shown and "Matleverans" not in shown and "Trygghetslarm" in shown


def test_a_child_reads_from_sixteen_on_the_day_itself_in_sweden(service: Service, persons: Persons) -> None:
    """13 to 15: nobody reads by default; from 16 the young person herself."""
    played = Played(service, persons, "noor-skola", "establish")
    born = datetime.strptime(played.case["person"]["personnummer"][:8], "%Y%m%d")
    birthday = born.replace(year=born.year + 16, tzinfo=ZoneInfo("Europe/Stockholm"))
    eve = (birthday - timedelta(seconds=1)).isoformat()
    assert played.plans(eve) == []
    assert len(played.plans(birthday.isoformat())) == 1
    assert played.citizen.get("/citizen/v1/consents", at=eve).json()["consents"] == []
    assert played.citizen.get("/citizen/v1/accesses", at=eve).json()["accesses"] == []
    assert played.citizen.get("/citizen/v1/accesses", at=birthday.isoformat()).json()["accesses"] != []


def test_a_closed_plan_is_readable_for_twelve_months(service: Service, persons: Persons) -> None:
    played = Played(service, persons, "elsa-hemgang", "establish")
    step = {"transition": "close", "reason": "no_longer_needed"}
    closed = played.staff("dsk").post(f"{played.path}/transitions", at=AT, json=step, headers={"If-Match": "*"})
    assert closed.status_code == 200
    assert [plan["closingReason"] for plan in played.plans("2027-03-07T09:59:59Z")] == ["no_longer_needed"]
    assert played.plans("2027-03-07T10:00:00Z") == []


def test_an_annulled_plan_is_gone_at_once_with_its_consents(service: Service, persons: Persons) -> None:
    played = Played(service, persons, "elsa-hemgang", "establish")
    step = {"transition": "annul"}
    done = played.staff("dsk").post(f"{played.path}/transitions", at=AT, json=step, headers={"If-Match": "*"})
    assert done.status_code == 200
    assert played.plans(AT) == []
    assert played.citizen.get("/citizen/v1/consents", at=AT).json()["consents"] == []
    assert played.staff("at").get(played.path, at=AT).status_code == 404


def _other_unit_creates(played: Played, persons: Persons, protected: str) -> tuple[str, dict[str, object]]:
    """A unit that knows nothing of the first plan creates one for the same person."""
    unit, person = persons.unit(), persons.person()
    body = {
        "title": "En annan plan",
        "reason": "Samordning",
        "legalBases": ["HSL 16:4"],
        "initiatedAt": AT,
        "person": {
            "personnummer": played.case["person"]["personnummer"],
            "name": "Okänd",
            "protectedIdentity": protected,
        },
        "unit": {
            "name": "Enheten",
            "kind": "x",
            "hsaId": unit,
            "principalType": "region",
            "principalName": "Region Annan",
        },
    }
    made = staff(played.service, unit, person).post("/journal/v1/plans", at=AT, json=body)
    assert made.status_code == 201, made.text
    return f"/journal/v1/plans/{made.json()['id']}", made.json()


def test_protection_noted_in_one_plan_shuts_places_in_all_her_mirrors(service: Service, persons: Persons) -> None:
    """OSL 22:1: shown again only when the last plan that notes it has lifted it."""
    played = Played(service, persons, "elsa-hemgang", "establish")
    assert "Ortopedkliniken" in json.dumps(played.plans(AT), ensure_ascii=False)
    coordinator = played.staff("dsk")
    noted = {"protectedIdentity": "confidentialityMarking"}
    assert coordinator.patch(played.path, at=AT, json=noted).status_code == 200
    _other_unit_creates(played, persons, "protectedRegistration")
    lifted = coordinator.patch(played.path, at=AT, json={"protectedIdentity": "none"})
    assert lifted.status_code == 200 and lifted.json()["person"]["protectedIdentity"] == "none"
    shown = json.dumps(played.plans(AT), ensure_ascii=False)
    for hidden in ("Ortopedkliniken", "Björken", "010-123", "Karin Öberg"):
        assert hidden not in shown, "the other plan still notes it"
    assert "Trygghetslarm" in shown
    accesses = played.citizen.get("/citizen/v1/accesses", at=AT).json()["accesses"]
    assert accesses and not any(one["unit"] or one["principal"] for one in accesses)


def test_a_new_plan_shuts_the_mirror_of_an_older_one(service: Service, persons: Persons) -> None:
    played = Played(service, persons, "elsa-hemgang", "establish")
    view = played.staff("dsk").get(f"{played.path}/citizen-view", at=AT).json()
    _other_unit_creates(played, persons, "protectedRegistration")
    assert "Ortopedkliniken" not in json.dumps(played.plans(AT), ensure_ascii=False)
    assert "Ortopedkliniken" in json.dumps(view, ensure_ascii=False)
    told = played.staff("dsk").get(f"{played.path}/citizen-view", at=AT).json()
    assert told == view, "that the other plan notes it is not told to this one's staff"


def test_what_the_plan_itself_notes_is_seen_in_the_citizens_view(service: Service, persons: Persons) -> None:
    played = Played(service, persons, "elsa-hemgang", "establish")
    noted = {"protectedIdentity": "confidentialityMarking"}
    assert played.staff("dsk").patch(played.path, at=AT, json=noted).status_code == 200
    view = played.staff("dsk").get(f"{played.path}/citizen-view", at=AT).json()
    assert view["plan"] == played.plans(AT)[0] and "Ortopedkliniken" not in json.dumps(view, ensure_ascii=False)


def test_creating_a_plan_tells_nothing_of_another_plan_of_the_same_person(service: Service, persons: Persons) -> None:
    played = Played(service, persons, "amina-skyddad", "establish")
    _, answer = _other_unit_creates(played, persons, "none")
    assert answer["person"] == {
        "personnummer": played.case["person"]["personnummer"],
        "name": "Okänd",
        "protectedIdentity": "none",
    }


def test_the_person_is_the_one_in_the_token_and_no_other(service: Service, persons: Persons) -> None:
    played = Played(service, persons, "elsa-hemgang", "establish")
    other = citizen(service, persons.adult())
    assert other.get("/citizen/v1/plans", at=AT).json()["plans"] == []
    assert other.get(f"/citizen/v1/plans/{played.player.plan_id}", at=AT).status_code == 404
    asked = other.get(f"/citizen/v1/plans?personnummer={played.case['person']['personnummer']}", at=AT)
    assert asked.status_code == 422


def test_a_loaded_case_is_reported_and_not_doubled(service: Service, persons: Persons) -> None:
    played = Played(service, persons, "elsa-hemgang", "follow-up")
    played.player._deviation(played.case["deviations"][0], played.at)
    again = cases.load(played.case, played.player.client, played.player.token)
    assert again == {
        "case": played.case["id"],
        "planId": played.player.plan_id,
        "status": "established",
        "already": True,
    }
