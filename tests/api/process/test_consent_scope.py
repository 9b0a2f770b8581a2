"""What a consent covers (domain rules, consent; OSL 12:2): which information, to which units, for how long."""

from typing import Any

import pytest

from tests.api.process.acting import AFTER, coordinator, established, every_citizen_answer, ok, said_no
from tests.callers import CANARY
from tests.persons import Persons
from tests.playing import Played
from tests.service import Service

GIVEN = "2026-03-03T11:05:00+01:00"


def _scoped(service: Service, persons: Persons, information: list[str] | None, **more: Any) -> Played:
    """Elsa's plan, established on an information consent of that scope."""
    played = Played(service, persons, "elsa-hemgang", "consent")
    body = {"kind": "information_sharing", "givenBy": "person", "form": "oral", "givenAt": GIVEN} | more
    body["recipients"] = [played.player.ids[unit] for unit in ("vc", "ort", "rehab", "hemtj", "bist")]
    if information is not None:
        body["information"] = information
    made = ok(played.staff("avd").post(f"{played.path}/consents", at=GIVEN, json=body), 201)
    played.player.ids["consent information_sharing"] = made["id"]
    established(played)
    return played


@pytest.mark.parametrize("information", [None, ["plan"]])
def test_a_consent_without_mapping_opens_the_plan_alone(
    service: Service, persons: Persons, information: list[str] | None
) -> None:
    """Domain rules, consent: never general. What nobody has said is the less: the plan without the mapping."""
    played = _scoped(service, persons, information)
    consent = ok(coordinator(played).get(played.consent("information_sharing"), at=AFTER))
    assert consent["information"] == ["plan"]
    unit = played.staff("at")
    ok(unit.get(played.path, at=AFTER))
    for path in ("/mapping", "/mapping/versions", "/mapping/versions/1"):
        assert said_no(unit.get(f"{played.path}{path}", at=AFTER)) == (403, "not-yours-to-do")
    assert said_no(played.colleague("vc", persons).get(f"{played.path}/mapping", at=AFTER))[0] == 403
    ok(coordinator(played).get(f"{played.path}/mapping", at=AFTER))


def test_a_consent_with_mapping_opens_both_to_its_recipients(service: Service, persons: Persons) -> None:
    """Domain rules, process: participants with access read the mapping; who has none reaches nothing."""
    played = _scoped(service, persons, ["plan", "mapping"])
    assert ok(played.staff("at").get(f"{played.path}/mapping", at=AFTER))["situation"]
    # Covered, but it has answered no summons: called, and no more.
    assert said_no(played.colleague("hemtj", persons).get(f"{played.path}/mapping", at=AFTER))[0] == 403
    assert said_no(played.staff("avd").get(f"{played.path}/mapping", at=AFTER)) == (404, "not-found")


def test_the_mapping_is_opened_later_by_a_consent_of_its_own(service: Service, persons: Persons) -> None:
    """Domain rules, consent: which information goes to which units; one unit's consent opens nothing to another."""
    played = _scoped(service, persons, ["plan"])
    body = {"kind": "information_sharing", "givenBy": "person", "form": "oral", "givenAt": AFTER}
    body |= {"recipients": [played.player.ids["rehab"]], "information": ["plan", "mapping"]}
    ok(coordinator(played).post(f"{played.path}/consents", at=AFTER, json=body), 201)
    ok(played.staff("at").get(f"{played.path}/mapping", at=AFTER))
    assert said_no(played.staff("bh").get(f"{played.path}/mapping", at=AFTER))[0] == 403


def test_what_a_consent_covers_ends_with_it(service: Service, persons: Persons) -> None:
    """Domain rules, consent: an end by time has its effect on that instant, by withdrawal at once."""
    played = _scoped(service, persons, ["plan", "mapping"], validUntil="2026-03-31")
    unit, last, over = played.staff("at"), "2026-03-31T23:59:59+02:00", "2026-04-01T00:00:00+02:00"
    ok(unit.get(f"{played.path}/mapping", at=last))
    assert unit.get(f"{played.path}/mapping", at=over).status_code == 403
    assert unit.get(played.path, at=over).status_code == 403, "it sees its own summons, and no plan"
    body = {"withdrawnBy": "person", "withdrawnAt": AFTER}
    withdrawn = coordinator(played).put(f"{played.consent('information_sharing')}/withdrawal", at=AFTER, json=body)
    assert withdrawn.status_code == 204
    assert unit.get(f"{played.path}/mapping", at=AFTER).status_code == 403


@pytest.mark.parametrize(
    ("body", "rule"),
    [
        ({"kind": "information_sharing", "information": ["mapping"], "recipients": True}, "information-needed"),
        ({"kind": "information_sharing", "information": ["plan"]}, "recipients-needed"),
        ({"kind": "sip", "information": ["plan"]}, "information-needed"),
        ({"kind": "sip", "recipients": True}, "recipients-needed"),
        ({"kind": "sip", "givenBy": "assessment"}, "assessment-needed"),
        ({"kind": "sip", "assessment": f"Dement. {CANARY}"}, "assessment-needed"),
    ],
)
def test_each_kind_of_consent_says_what_belongs_to_it(
    service: Service, persons: Persons, body: dict[str, Any], rule: str
) -> None:
    """OSL 12:2, 25:1, 26:1: recipients and information for sharing, grounds for a judgement, and no others."""
    played = Played(service, persons, "elsa-hemgang", "offer")
    sent = {"givenBy": "person", "form": "oral", "givenAt": GIVEN} | body
    if "recipients" in sent:
        sent["recipients"] = [played.player.ids["rehab"]]
    refused = played.staff("avd").post(f"{played.path}/consents", at=GIVEN, json=sent)
    assert said_no(refused) == (422, rule)


def test_a_judgement_of_inability_to_consent_is_never_shown_to_her(service: Service, persons: Persons) -> None:
    """Domain rules, consent: the judgement (menprövning) is documented, and never mirrored."""
    played = Played(service, persons, "elsa-hemgang", "offer")
    ward, grounds = played.staff("avd"), f"Kan inte ta ställning, {CANARY}."
    for kind, more in (("sip", {}), ("information_sharing", {"recipients": True, "information": ["plan"]})):
        body = {"kind": kind, "givenBy": "assessment", "form": "written", "givenAt": GIVEN, "assessment": grounds}
        body |= more
        if "recipients" in body:
            body["recipients"] = [played.player.ids[unit] for unit in ("vc", "ort", "rehab", "bist")]
        ok(ward.post(f"{played.path}/consents", at=GIVEN, json=body), 201)
    established(played)
    told = [one["assessment"] for one in ok(coordinator(played).get(f"{played.path}/consents", at=AFTER))["consents"]]
    assert told == [grounds, grounds], "the record systems have it"
    text = every_citizen_answer(played, AFTER)
    assert '"assessment"' not in text and "ta ställning" not in text
    assert played.citizen.get("/citizen/v1/consents", at=AFTER).json()["consents"] == []
    assert "Trygghetslarm" in text, "the plan itself is hers"


def test_she_is_told_what_her_consent_covers(service: Service, persons: Persons) -> None:
    """Domain rules, what the citizen sees: her consents, and what they let be read."""
    played = _scoped(service, persons, ["plan", "mapping"])
    [hers] = played.citizen.get("/citizen/v1/consents", at=AFTER).json()["consents"]
    assert [(one["kind"], one["information"]) for one in hers["consents"]] == [
        ("sip", []),
        ("information_sharing", ["plan", "mapping"]),
    ]


def test_a_unit_that_takes_part_does_not_let_itself_in_to_more(service: Service, persons: Persons) -> None:
    """Domain rules, consent: nobody lets herself in; for another unit, and by the coordinator, it is registered."""
    played = _scoped(service, persons, ["plan"])
    ids, unit = played.player.ids, played.staff("at")
    body = {"kind": "information_sharing", "givenBy": "person", "form": "oral", "givenAt": AFTER}
    for information in (["plan"], ["plan", "mapping"]):
        # Nor another unit of her principal's, where she may work too.
        for own in ("rehab", "hemtj"):
            said = body | {"recipients": [ids["vc"], ids[own]], "information": information}
            refused = unit.post(f"{played.path}/consents", at=AFTER, json=said)
            assert said_no(refused) == (403, "not-for-your-own-unit")
    assert said_no(unit.get(f"{played.path}/mapping", at=AFTER))[0] == 403
    ok(unit.post(f"{played.path}/consents", at=AFTER, json=body | {"recipients": [ids["vc"]]}), 201)
    said = body | {"recipients": [ids["rehab"]], "information": ["plan", "mapping"]}
    ok(coordinator(played).post(f"{played.path}/consents", at=AFTER, json=said), 201)
    ok(unit.get(f"{played.path}/mapping", at=AFTER))


def test_what_is_said_twice_is_said_once(service: Service, persons: Persons) -> None:
    """Decided: a record system that doubles a unit or an information lets in nobody more, and she reads each once."""
    played = _scoped(service, persons, ["plan"])
    rehab = played.player.ids["rehab"]
    body = {"kind": "information_sharing", "givenBy": "person", "form": "oral", "givenAt": AFTER}
    body |= {"recipients": [rehab, rehab], "information": ["plan", "plan"]}
    made = ok(coordinator(played).post(f"{played.path}/consents", at=AFTER, json=body), 201)
    assert (made["recipients"], made["information"]) == ([rehab], ["plan"])
