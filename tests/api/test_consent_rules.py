"""Whose consent holds (domain rules, consent): what a consent opens, and what its end shuts, from the next request."""

from typing import Any

from tests.persons import Persons
from tests.playing import Played
from tests.service import Service

LATER = "2026-06-01T12:00:00Z"
# The units that the consent covers when the plan closes.
TOLD = ("vc", "ort", "rehab", "hemtj", "bist")


def _withdraw(played: Played, kind: str, who: str, at: str = LATER) -> None:
    body = {"withdrawnBy": "person", "withdrawnAt": at}
    answer = played.staff(who).put(f"{played.consent(kind)}/withdrawal", at=at, json=body)
    assert answer.status_code == 204, answer.text


def test_withdrawn_sip_consent_closes_the_plan_and_empties_the_mirror(service: Service, persons: Persons) -> None:
    """From every open status, at once; registered by any unit that takes part."""
    played = Played(service, persons, "elsa-hemgang", "establish")
    plan_id = played.player.plan_id
    assert [plan["id"] for plan in played.plans(LATER)] == [plan_id]
    _withdraw(played, "sip", "at")
    assert played.plans(LATER) == []
    gone = played.citizen.get(f"/citizen/v1/plans/{plan_id}", at=LATER)
    never = played.citizen.get("/citizen/v1/plans/019a3f5e-7c1b-7d52-9a64-1f0c2b3d4e5f", at=LATER)
    assert (gone.status_code, never.status_code) == (404, 404)
    assert gone.json() | {"instance": ""} == never.json() | {"instance": ""}
    plan = played.plan(LATER)
    assert (plan["status"], plan["closingReason"]) == ("closed", "consent_withdrawn")
    consents = played.citizen.get("/citizen/v1/consents", at=LATER).json()["consents"][0]["consents"]
    assert next(one for one in consents if one["kind"] == "sip")["withdrawnAt"] == LATER


def test_after_the_withdrawal_only_the_coordinator_reads(service: Service, persons: Persons) -> None:
    played = Played(service, persons, "elsa-hemgang", "establish")
    assert played.staff("at").get(played.path, at=LATER).status_code == 200
    _withdraw(played, "sip", "at")
    for who in ("at", "bh", "avd"):
        # A unit that was told reaches what it was told (domain rules, process: everyone involved is notified) and no
        # plan content.
        notified = next(one["unit"] for one in played.case["staff"] if one["ref"] == who) in TOLD
        for path in ("", "/mapping", "/goals", "/summonses", "/versions", "/citizen-view"):
            assert played.staff(who).get(played.path + path, at=LATER).status_code == (403 if notified else 404), path
        told = played.staff(who).get(f"{played.path}/notices", at=LATER)
        assert told.status_code == (200 if notified else 404)
        assert not notified or len(told.json()["notices"]) == 1, "its own, and no other"
    told = {notice["unitId"] for notice in played.plan(LATER)["notices"]}
    assert told == {played.player.ids[ref] for ref in TOLD}


def test_a_withdrawal_takes_back_every_sip_consent_given_before(service: Service, persons: Persons) -> None:
    played = Played(service, persons, "elsa-hemgang", "establish")
    again = {"kind": "sip", "givenBy": "person", "form": "oral", "givenAt": "2026-05-01T10:00:00Z"}
    made = played.staff("dsk").post(f"{played.path}/consents", at="2026-05-01T10:00:00Z", json=again)
    assert made.status_code == 201
    _withdraw(played, "sip", "dsk")
    assert played.plan(LATER)["status"] == "closed"
    assert played.plans(LATER) == []


def test_a_unit_without_covering_consent_reads_nothing_from_the_next_request_on(
    service: Service, persons: Persons
) -> None:
    played = Played(service, persons, "elsa-hemgang", "establish")
    unit = played.staff("at")
    assert unit.get(played.path, at=LATER).status_code == 200
    assert unit.get("/journal/v1/plans", at=LATER).json()["_meta"]["totalRecords"] == 1
    _withdraw(played, "information_sharing", "dsk")
    for path in (played.path, f"{played.path}/mapping", f"{played.path}/goals", f"{played.path}/versions"):
        assert unit.get(path, at=LATER).status_code == 403, path
    [summons] = unit.get(f"{played.path}/summonses", at=LATER).json()["summonses"]
    own = [played.player.ids["rehab"]]
    assert [one["unitId"] for one in summons["invitations"]] == own, "when and where, and what it answered itself"
    assert unit.get("/journal/v1/plans", at=LATER).json()["_meta"]["totalRecords"] == 0
    assert played.plan(LATER)["status"] == "established"
    assert played.plans(LATER) != [], "what the units may read does not take the mirror from her"


def test_an_information_consent_ends_with_its_last_day_in_sweden(service: Service, persons: Persons) -> None:
    """Valid until 4 November: it holds to the midnight that ends the 4th in Sweden (23:00 UTC), and not after."""
    played = Played(service, persons, "amina-skyddad", "establish")
    unit = played.staff("lak")
    assert unit.get(played.path, at="2026-11-04T22:59:59Z").status_code == 200
    assert unit.get(played.path, at="2026-11-04T23:00:00Z").status_code == 403, "it sees its own summons, and no plan"
    assert unit.get("/journal/v1/plans", at="2026-11-04T22:59:59Z").json()["_meta"]["totalRecords"] == 1
    assert unit.get("/journal/v1/plans", at="2026-11-04T23:00:00Z").json()["_meta"]["totalRecords"] == 0


def test_a_sip_consent_that_ends_with_time_closes_the_plan_on_the_instant(service: Service, persons: Persons) -> None:
    """The same effect as withdrawal, without anyone acting."""
    played = Played(service, persons, "elsa-hemgang", "establish", sip_until="2026-06-30")
    before, after = "2026-06-30T21:59:59Z", "2026-06-30T22:00:00Z"
    assert [plan["status"] for plan in played.plans(before)] == ["established"]
    assert played.plans(after) == []
    coordinator = played.staff("dsk")
    held, ended = coordinator.get(played.path, at=before), coordinator.get(played.path, at=after)
    assert (held.json()["status"], ended.json()["status"]) == ("established", "closed")
    assert ended.json()["closingReason"] == "consent_ended" and ended.json()["closedAt"] == after
    assert held.headers["etag"] != ended.headers["etag"], "two documents, two tags"
    late = coordinator.post(f"{played.path}/notes", at=after, json={"text": "Sent.", "writtenAt": after})
    assert late.status_code == 409
    assert played.staff("at").get(played.path, at=after).status_code == 404


def test_both_guardians_consent_for_a_minor(service: Service, persons: Persons) -> None:
    """FB 6:11, 6:13: with one guardian's consent alone the plan cannot be prepared, and the list says why."""
    played = Played(service, persons, "noor-skola", "offer")
    first = played.case["consents"][0]
    played.player._consent(first)
    coordinator = played.staff("psyk")
    named = {"participantId": played.player.ids["psyk"]}
    assert coordinator.put(f"{played.path}/coordinator", at=first["givenAt"], json=named).status_code == 200
    step = {"transition": "prepare"}
    refused = coordinator.post(f"{played.path}/transitions", at=first["givenAt"], json=step, headers={"If-Match": "*"})
    assert refused.status_code == 409
    assert [error["code"] for error in refused.json()["errors"]] == ["sip-consent-missing"]


def test_one_guardian_withdraws_and_the_plan_closes(service: Service, persons: Persons) -> None:
    played = Played(service, persons, "noor-skola", "establish")
    body = {"withdrawnBy": "guardian", "withdrawnAt": LATER}
    path = f"{played.consent('sip')}/withdrawal"
    assert played.staff("psyk").put(path, at=LATER, json=body).status_code == 204
    assert played.plan(LATER)["closingReason"] == "consent_withdrawn"


def test_consent_given_yesterday_can_be_registered_today(service: Service, persons: Persons) -> None:
    played = Played(service, persons, "elsa-hemgang", "offer")
    given, entered = "2026-03-03T11:00:00Z", "2026-03-04T08:00:00Z"
    body = {"kind": "sip", "givenBy": "person", "form": "oral", "givenAt": given}
    made = played.staff("avd").post(f"{played.path}/consents", at=entered, json=body).json()
    assert (made["givenAt"], made["enteredAt"]) == (given, entered)
    future = body | {"givenAt": "2026-03-04T08:00:01Z"}
    refused = played.staff("avd").post(f"{played.path}/consents", at=entered, json=future)
    assert refused.status_code == 422
    assert refused.json()["errors"][0] == {
        "pointer": "/givenAt",
        "code": "in-the-future",
        "detail": "Tidpunkten har inte inträffat än.",
    }


def test_a_judgement_of_inability_to_consent_is_never_mirrored(service: Service, persons: Persons) -> None:
    played = Played(service, persons, "elsa-hemgang", "offer")
    at = "2026-03-03T12:00:00Z"
    body = {"kind": "sip", "givenBy": "assessment", "form": "written", "givenAt": at}
    # A judgement is documented (domain rules, consent): with its grounds.
    without = played.staff("avd").post(f"{played.path}/consents", at=at, json=body)
    assert (without.status_code, without.json()["type"].rpartition("/")[2]) == (422, "assessment-needed")
    body["assessment"] = "Personen kan inte ta ställning; inget talar för att hon skulle motsätta sig."
    assert played.staff("avd").post(f"{played.path}/consents", at=at, json=body).status_code == 201
    assert played.citizen.get("/citizen/v1/consents", at=at).json()["consents"] == []


def test_a_no_to_one_consent_is_told_of_each_that_it_takes_back(service: Service, persons: Persons) -> None:
    """Domain rules, consent: she said no, however many times her yes was registered; she must see that it holds."""
    played = Played(service, persons, "elsa-hemgang", "establish")
    first = played.consent("information_sharing").rpartition("/")[2]
    coordinator = played.staff(played.case["coordinator"])
    units = [played.player.ids["rehab"], played.player.ids["hemtj"]]
    again = {"kind": "information_sharing", "givenBy": "person", "form": "oral", "givenAt": LATER}
    made = coordinator.post(f"{played.path}/consents", at=LATER, json=again | {"recipients": units}).json()
    body = {"withdrawnBy": "person", "withdrawnAt": LATER}
    path = f"{played.path}/consents/{made['id']}/withdrawal"
    assert coordinator.put(path, at=LATER, json=body).status_code == 204
    told = coordinator.get(f"{played.path}/consents/{first}", at=LATER).json()
    assert sorted(told["takenBackRecipients"]) == sorted(units) and set(units) < set(told["recipients"])
    assert told["takenBackAt"] is None and told["inForce"] is True and told["withdrawnAt"] is None
    [seen] = [one for one in _hers(played) if one["id"] == first]
    assert len(seen["recipients"]) == len(told["recipients"]) - 2 and seen["withdrawnAt"] is None
    again |= {"recipients": told["recipients"]}
    whole = coordinator.post(f"{played.path}/consents", at=LATER, json=again).json()
    path = f"{played.path}/consents/{whole['id']}/withdrawal"
    assert coordinator.put(path, at=LATER, json=body).status_code == 204
    told = coordinator.get(f"{played.path}/consents/{first}", at=LATER).json()
    assert (told["takenBackAt"], told["inForce"], told["withdrawnAt"]) == (LATER, False, None)
    [seen] = [one for one in _hers(played) if one["id"] == first]
    assert (seen["withdrawnAt"], seen["withdrawnBy"]) == (LATER, "person")


def _hers(played: Played) -> list[dict[str, Any]]:
    plans = played.citizen.get("/citizen/v1/consents", at=LATER).json()["consents"]
    return [one for plan in plans for one in plan["consents"]]
