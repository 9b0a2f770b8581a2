"""Offer, yes and no (domain rules, process): there is a duty to offer; a no is documented, and may be offered again."""

import pytest

from tests.api.process.acting import established, ok, said_no, shown, step
from tests.persons import Persons
from tests.playing import Played
from tests.service import Service

OFFERED, NO, AGAIN, YES = (f"2026-03-03T{clock}:00+01:00" for clock in ("10:15", "11:02", "11:03", "11:04"))
# Elsa's information consents are given later than her new yes.
LATER = "2026-03-07T10:00:00Z"


def _consent(given_at: str, **more: str) -> dict[str, str]:
    return {"kind": "sip", "givenBy": "person", "form": "oral", "givenAt": given_at, **more}


def test_an_offer_is_documented_with_unit_and_time(service: Service, persons: Persons) -> None:
    """Domain rules, process: there is a duty to offer; the offer is made when it was made, and entered now."""
    played = Played(service, persons, "elsa-hemgang", "create")
    ward, earlier = played.staff("avd"), "2026-03-03T10:00:00+01:00"
    ok(step(ward, played, "offer", NO, happenedAt=earlier))
    [offer] = ok(ward.get(f"{played.path}/offers", at=NO))["offers"]
    assert (offer["offeredAt"], offer["enteredAt"]) == ("2026-03-03T09:00:00Z", "2026-03-03T10:02:00Z")
    assert offer["offeredByUnitId"] == played.player.ids["ort"]
    assert (offer["answer"], offer["answeredAt"], offer["answeredBy"], offer["reason"]) == ("none", None, None, None)
    assert ok(ward.get(f"{played.path}/offers/{offer['id']}", at=NO))["id"] == offer["id"]


def test_a_yes_is_documented_and_is_no_consent(service: Service, persons: Persons) -> None:
    """Domain rules, consent: a plan rests on a SIP consent, which is given for itself."""
    played = Played(service, persons, "elsa-hemgang", "offer")
    ward = played.staff("avd")
    plan = ok(step(ward, played, "accept", NO, by="legal_representative", text="God man säger ja."))
    assert plan["status"] == "offered" and plan["consents"] == []
    [offer] = plan["offers"]
    assert (offer["answer"], offer["answeredBy"]) == ("accepted", "legal_representative")
    assert offer["reason"] == "God man säger ja."
    assert said_no(step(ward, played, "prepare", NO)) == (409, "sip-consent-missing")
    versions = ok(ward.get(f"{played.path}/versions", at=NO))["versions"]
    assert versions[0]["change"] == "plan.accept"


def test_a_no_is_documented_and_may_be_offered_again(service: Service, persons: Persons) -> None:
    """Domain rules, process: declined is documented; may be offered again."""
    played = Played(service, persons, "elsa-hemgang", "offer")
    ward = played.staff("avd")
    plan = ok(step(ward, played, "decline", NO, text="Vill vänta."))
    assert plan["status"] == "declined"
    assert [(one["answer"], one["answeredBy"], one["reason"]) for one in plan["offers"]] == [
        ("declined", "person", "Vill vänta.")
    ]
    again = ok(step(ward, played, "offer", AGAIN))
    assert again["status"] == "offered" and [one["answer"] for one in again["offers"]] == ["declined", "none"]
    ok(step(ward, played, "accept", YES))
    last = ok(ward.get(f"{played.path}/offers", at=YES))["offers"]
    assert [one["answer"] for one in last] == ["declined", "accepted"], "a later answer is to the later offer"


def test_a_no_takes_back_the_yes_to_sip_that_came_before_it(service: Service, persons: Persons) -> None:
    """Domain rules, consent: no consent, no plan. After a new offer a new yes leads all the way."""
    played = Played(service, persons, "elsa-hemgang", "consent")
    ward = played.staff("avd")
    [before] = ok(step(ward, played, "decline", NO))["consents"]
    assert before["withdrawnAt"] == "2026-03-03T10:02:00Z" and before["withdrawnBy"] == "person"
    assert before["inForce"] is False
    [hers] = played.citizen.get("/citizen/v1/consents", at=NO).json()["consents"]
    assert [one["withdrawnAt"] for one in hers["consents"]] == ["2026-03-03T10:02:00Z"]
    ok(step(ward, played, "offer", AGAIN))
    assert said_no(step(ward, played, "prepare", AGAIN)) == (409, "sip-consent-missing")
    ok(ward.post(f"{played.path}/consents", at=YES, json=_consent(YES)), 201)
    for consent in played.case["consents"][1:]:
        played.player._consent(consent)
    established(played)
    for unit_staff in ("at", "bh"):
        assert ok(played.staff(unit_staff).get(played.path, at=LATER))["status"] == "established"
        ok(played.staff(unit_staff).get(f"{played.path}/mapping", at=LATER))
    assert shown(played, LATER)["status"] == "established"


@pytest.mark.parametrize("before", [True, False], ids=["another was entered before it", "none was"])
def test_a_yes_given_before_the_no_and_entered_after_it_does_not_hold(
    service: Service, persons: Persons, before: bool
) -> None:
    """Domain rules, consent: what was given and what was entered are two times; what she said last holds."""
    played = Played(service, persons, "elsa-hemgang", "offer")
    ward = played.staff("avd")
    if before:
        ok(ward.post(f"{played.path}/consents", at="2026-03-03T11:00:00+01:00", json=_consent(OFFERED)), 201)
    ok(step(ward, played, "decline", NO))
    ok(step(ward, played, "offer", AGAIN))
    paper = ok(ward.post(f"{played.path}/consents", at=YES, json=_consent("2026-03-03T11:01:00+01:00")), 201)
    assert paper["inForce"] is False
    [hers] = played.citizen.get("/citizen/v1/consents", at=YES).json()["consents"]
    assert [one["withdrawnAt"] for one in hers["consents"]] == ["2026-03-03T10:02:00Z"] * (1 + before)
    assert said_no(step(ward, played, "prepare", YES)) == (409, "sip-consent-missing")


def test_a_no_that_is_entered_late_takes_back_what_was_given_meanwhile(service: Service, persons: Persons) -> None:
    """Fail closed: of a no and a yes in the wrong order, the no that is entered last holds."""
    played = Played(service, persons, "elsa-hemgang", "consent")
    ward = played.staff("avd")
    [consent] = ok(step(ward, played, "decline", NO, happenedAt="2026-03-03T10:30:00+01:00"))["consents"]
    assert consent["inForce"] is False and consent["withdrawnAt"] == consent["givenAt"]


def test_a_declined_plan_can_be_closed_and_tells_why(service: Service, persons: Persons) -> None:
    """Domain rules, process: closure is documented."""
    played = Played(service, persons, "elsa-hemgang", "offer")
    ward = played.staff("avd")
    ok(step(ward, played, "decline", NO))
    plan = ok(step(ward, played, "close", AGAIN, reason="inactive", text="Elsa vill inte."))
    assert (plan["status"], plan["closingReason"], plan["closingText"]) == ("closed", "inactive", "Elsa vill inte.")


@pytest.mark.parametrize(
    ("transition", "more", "rule"),
    [
        ("accept", {"happenedAt": "2026-03-03T11:02:01+01:00"}, "in-the-future"),
        ("decline", {"happenedAt": "2026-03-03T10:14:59+01:00"}, "ends-before-it-begins"),
        ("offer", {"by": "person"}, "not-for-this-step"),
        ("offer", {"text": "Skäl"}, "not-for-this-step"),
        ("prepare", {"happenedAt": OFFERED}, "not-for-this-step"),
        ("accept", {"by": "assessment"}, None),
        ("accept", {"approvedForPatient": True}, None),
    ],
)
def test_an_answer_says_only_what_belongs_to_it(
    service: Service, persons: Persons, transition: str, more: dict[str, object], rule: str | None
) -> None:
    """Domain rules, process: a no or yes has a time, somebody who gave it, and a reason; nothing lies in the future."""
    played = Played(service, persons, "elsa-hemgang", "offer")
    status, said = said_no(step(played.staff("avd"), played, transition, NO, **more))
    assert status == 422 and said == (rule or said)


def test_a_step_that_the_table_lacks_is_refused(service: Service, persons: Persons) -> None:
    """Domain rules, lifecycle: offered again only after a no; answered only when offered."""
    played = Played(service, persons, "elsa-hemgang", "create")
    ward = played.staff("avd")
    for transition in ("accept", "decline", "prepare"):
        assert said_no(step(ward, played, transition, NO)) == (409, "not-in-this-status")
    ok(step(ward, played, "offer", NO))
    assert said_no(step(ward, played, "offer", NO)) == (409, "not-in-this-status")
    ok(step(ward, played, "decline", NO))
    for transition in ("accept", "decline", "prepare"):
        assert said_no(step(ward, played, transition, NO)) == (409, "not-in-this-status")
