"""Who may do what (domain rules, actors): what is out of reach does not exist; in reach is one's own part."""

from tests.api.standing import Office, refused
from tests.persons import Persons
from tests.playing import Played
from tests.service import Service

AT = "2026-03-04T10:00:00Z"


def test_a_called_unit_reaches_its_own_summons_and_no_plan(service: Service, persons: Persons) -> None:
    played = Played(service, persons, "elsa-hemgang", "summons")
    home_care = played.colleague("hemtj", persons)
    assert home_care.get(played.path, at=AT).status_code == 403
    assert home_care.get(f"{played.path}/mapping", at=AT).status_code == 403
    assert home_care.get("/journal/v1/plans", at=AT).json()["plans"] == []
    summons = home_care.get(f"{played.path}/summonses", at=AT).json()["summonses"]
    assert [[one["unitId"] for one in summons[0]["invitations"]]] == [[played.player.ids["hemtj"]]]


def test_a_unit_takes_part_when_it_has_accepted(service: Service, persons: Persons) -> None:
    played = Played(service, persons, "elsa-hemgang", "summons")
    home_care = played.colleague("hemtj", persons)
    summons = home_care.get(f"{played.path}/summonses", at=AT).json()["summonses"][0]
    invitation = summons["invitations"][0]
    reply = {"reply": "attends", "repliedAt": AT}
    path = f"{played.path}/summonses/{summons['id']}/invitations/{invitation['id']}/reply"
    stranger = played.staff("avd")
    assert stranger.put(path, at=AT, json=reply).status_code == 404
    assert played.staff("at").put(path, at=AT, json=reply).status_code == 403, "another's reply"
    assert home_care.put(path, at=AT, json=reply, headers={"If-Match": '"1"'}).status_code == 200
    assert home_care.get(played.path, at=AT).status_code == 200


def test_a_refusal_of_a_unit_that_must_attend_is_recorded_as_what_it_is(service: Service, persons: Persons) -> None:
    """HSL 16:4, SoL 10:8-9: both principals have the duty; Arbetsförmedlingen may decline."""
    played = Played(service, persons, "mikael-aterkallar", "summons")
    invitations = played.plan("2026-01-14T09:00:00Z")["summonses"][0]["invitations"]
    breaches = {one["unitId"]: one["breachesDuty"] for one in invitations if one["reply"] == "declines"}
    assert breaches == {played.player.ids["ber"]: True, played.player.ids["af"]: False}


def test_a_unit_writes_only_its_own_interventions_and_staff(service: Service, persons: Persons) -> None:
    played = Played(service, persons, "elsa-hemgang", "establish")
    at, rehab = "2026-03-07T10:00:00Z", played.staff("at")
    plan = played.plan(at)
    by_text = {one["text"]: one for one in plan["interventions"]}
    own, other = by_text["Bostadsanpassning: tröskel och stödhandtag"], by_text["Trygghetslarm"]
    own_path, other_path = (f"{played.path}/interventions/{one['id']}" for one in (own, other))
    assert rehab.patch(own_path, at=at, json={"position": 3}).status_code == 200
    assert rehab.patch(other_path, at=at, json={"position": 3}).status_code == 403
    given_away = {"responsible": {"kind": "unit", "unitId": played.player.ids["bist"]}}
    assert rehab.patch(own_path, at=at, json=given_away).status_code == 403
    status = {"state": "ongoing", "since": at}
    assert rehab.post(f"{own_path}/statuses", at=at, json=status).status_code == 201
    assert rehab.post(f"{other_path}/statuses", at=at, json=status).status_code == 403
    nurse = f"{played.path}/participants/{played.player.ids['dsk']}"
    assert rehab.patch(nurse, at=at, json={"role": "ingen"}).status_code == 403
    herself = f"{played.path}/participants/{played.player.ids['at']}"
    assert rehab.patch(herself, at=at, json={"phone": "010-123 45 99"}).status_code == 200


def test_only_the_coordinator_writes_the_mapping(service: Service, persons: Persons) -> None:
    played = Played(service, persons, "elsa-hemgang", "establish")
    at, body = "2026-03-07T10:00:00Z", {"situation": "Nytt läge.", "entries": []}
    path = f"{played.path}/mapping"
    assert played.staff("at").get(path, at=at).status_code == 200
    assert played.staff("at").put(path, at=at, json=body).status_code == 403
    assert played.colleague("vc", persons).put(path, at=at, json=body).status_code == 403
    coordinator = played.staff("dsk")
    missing = coordinator.ask("PUT", path, at=at, json=body)
    assert missing.status_code == 428
    assert coordinator.put(path, at=at, json=body, headers={"If-Match": '"7"'}).status_code == 412
    assert coordinator.put(path, at=at, json=body, headers={"If-Match": '"1"'}).json()["version"] == 2


def test_a_search_finds_only_what_is_within_reach(service: Service, persons: Persons) -> None:
    played = Played(service, persons, "elsa-hemgang", "establish")
    at, body = "2026-03-07T10:00:00Z", {"personnummer": played.case["person"]["personnummer"]}
    found = played.staff("dsk").post("/journal/v1/plan-searches", at=at, json=body).json()
    assert [one["id"] for one in found["plans"]] == [played.player.plan_id]
    hidden = played.colleague("hemtj", persons).post("/journal/v1/plan-searches", at=at, json=body).json()
    assert hidden["plans"] == [] and hidden["_meta"]["totalRecords"] == 0


def test_the_unit_that_saw_the_need_lets_go_when_a_coordinator_is_named(service: Service, persons: Persons) -> None:
    played = Played(service, persons, "elsa-hemgang", "consent")
    ward = played.staff("avd")
    assert ward.get(played.path, at=played.at).status_code == 200
    named = {"participantId": played.player.ids["dsk"]}
    early = ward.put(f"{played.path}/coordinator", at=played.at, json=named)
    assert early.json()["errors"][0]["code"] == "unit-not-covered", "the task brings the whole plan with it"
    played.player._consent(played.case["consents"][1])
    played.at = played.case["consents"][1]["givenAt"]
    assert ward.put(f"{played.path}/coordinator", at=played.at, json=named).status_code == 200
    assert ward.get(played.path, at=played.at).status_code == 404


def test_a_coordinator_who_names_one_again_is_told_that_it_is_done(service: Service, persons: Persons) -> None:
    """RFC 9110 9.2.2: a PUT may be sent again as it was, with the version that it was built on."""
    office = Office(service, persons)
    path = office.plan()
    unit = office.caller.get(path).json()["units"][0]["id"]
    body = {"kind": "staff", "unitId": unit}
    made = [
        office.caller.post(f"{path}/participants", json=body | {"name": one, "hsaId": one}).json()["id"]
        for one in (office.person, persons.person(office.unit.partition("-")[0]))
    ]
    named, tag = {"participantId": made[0]}, {"headers": {"If-Match": office.caller.get(path).headers["ETag"]}}
    assert office.caller.put(f"{path}/coordinator", json=named, **tag).status_code == 200
    for one in made:
        again = office.caller.put(f"{path}/coordinator", json={"participantId": one}, **tag)
        assert "/handovers" in refused(again, 409, "has-a-coordinator")["detail"]
    told = {one["action"]: one for one in office.caller.get(f"{path}/actions").json()["actions"]}
    assert [one["code"] for one in told["coordinator.name"]["reasons"]] == ["has-a-coordinator"]


def test_a_coordinator_can_log_in_and_belongs_to_a_principal(service: Service, persons: Persons) -> None:
    """Anybody else would leave the plan an orphan."""
    played = Played(service, persons, "noor-skola", "offer")
    school = {"kind": "staff", "name": "Rektor", "unitId": played.player.ids["skola"]}
    head = played.staff("psyk").post(f"{played.path}/participants", at=played.at, json=school).json()
    named = {"participantId": head["id"]}
    refused = played.staff("psyk").put(f"{played.path}/coordinator", at=played.at, json=named)
    assert refused.status_code == 422 and refused.json()["errors"][0]["code"] == "cannot-coordinate"


def test_the_task_is_handed_over_to_the_person_who_accepts(service: Service, persons: Persons) -> None:
    played = Played(service, persons, "lars-revideras", "handover-offered")
    path = f"{played.path}/handovers/{played.player.ids['handover']}/acceptance"
    body = {"acceptedAt": played.at}
    assert played.staff("k1").put(path, at=played.at, json=body).status_code == 403
    assert played.staff("ft").put(path, at=played.at, json=body).status_code == 403
    assert played.staff("k2").put(path, at=played.at, json=body).status_code == 200
    assert played.staff("k2").get(played.path, at=played.at).json()["coordinatorId"] == played.player.ids["k2"]
    goal = played.staff("k1").patch(f"{played.path}/goals/{played.player.ids['goal 0']}", at=played.at, json={})
    assert goal.status_code == 403, "she was main responsible by the task, which is another's now"
    note = {"situation": "Ny.", "entries": []}
    assert played.staff("k1").put(f"{played.path}/mapping", at=played.at, json=note).status_code == 403
