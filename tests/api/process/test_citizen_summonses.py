"""Her summonses (domain rules, what the citizen sees): before the plan is established, while her SIP consent holds."""

import json
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from tests.api.process.acting import AFTER, called, coordinator, ok, place_of, prepared, step, summon, unit_body
from tests.callers import citizen
from tests.persons import Persons
from tests.playing import Played
from tests.service import Service


def _summonses(played: Played, at: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = played.citizen.get("/citizen/v1/summonses", at=at).json()["summonses"]
    return found


def test_she_sees_when_where_why_and_who_is_called_before_anything_else(service: Service, persons: Persons) -> None:
    """Domain rules, withheld always: anything before `established` other than the summons and consents."""
    played = Played(service, persons, "elsa-hemgang", "mapping")
    assert _summonses(played, played.at) == []
    called(played)
    [mine] = _summonses(played, played.at)
    assert mine["planId"] == played.player.plan_id
    [summons] = mine["summonses"]
    assert summons == {
        "id": summons["id"],
        "form": "written",
        "sentAt": "2026-03-04T08:00:00Z",
        "meetingAt": "2026-03-06T12:00:00Z",
        "place": "Ortopedkliniken, samtalsrum 2, och videolänk",
        "purpose": "Hur kan jag komma hem och klara mig själv i trapporna?",
    }
    assert [(one["unit"]["name"], one["wishedProfession"]) for one in mine["invitations"]] == [
        ("Vårdcentralen Björken", None),
        ("Kommunrehab", "fysioterapeut"),
        ("Biståndsenheten", None),
        ("Hemtjänsten Norr", None),
    ]
    assert played.plans(played.at) == [], "the plan itself is neither established nor released"


def test_what_the_units_answered_is_not_hers_to_see(service: Service, persons: Persons) -> None:
    """Domain rules: the answers, their reasons and representatives are between the professionals of the plan."""
    played = Played(service, persons, "mikael-aterkallar", "summons")
    text = json.dumps(_summonses(played, played.at), ensure_ascii=False)
    assert "Beroendemottagningen" in text
    for hidden in ("reply", "declines", "felaktigt avböjd", "representative", "occasion", "mustAttend", "hsaId"):
        assert hidden not in text


def test_a_protected_person_is_shown_no_place_and_no_unit(service: Service, persons: Persons) -> None:
    """Domain rules; OSL 22:1: a protected person's mirror shows no place of any meeting."""
    played = Played(service, persons, "amina-skyddad", "summons")
    [mine] = _summonses(played, played.at)
    assert [one["place"] for one in mine["summonses"]] == [None]
    assert [one["unit"]["name"] for one in mine["invitations"]] == [None]
    assert "Granby" not in json.dumps(mine) and mine["summonses"][0]["meetingAt"] == "2026-05-12T07:00:00Z"


def test_protection_that_is_noted_later_shuts_the_place_at_once(service: Service, persons: Persons) -> None:
    """OSL 22:1: in the same transaction, in every mirror of hers."""
    played = Played(service, persons, "elsa-hemgang", "summons")
    noted = {"protectedIdentity": "protectedRegistration"}
    ok(coordinator(played).patch(played.path, at=played.at, json=noted))
    text = json.dumps(_summonses(played, played.at), ensure_ascii=False)
    assert "Ortopedkliniken" not in text and "Björken" not in text and "trapporna" in text


def test_they_are_gone_with_the_consent(service: Service, persons: Persons) -> None:
    """Domain rules, consent: withdrawn SIP consent closes the plan, and the mirror is empty at once."""
    played = Played(service, persons, "elsa-hemgang", "summons")
    body = {"withdrawnBy": "person", "withdrawnAt": played.at}
    gone = coordinator(played).put(f"{played.consent('sip')}/withdrawal", at=played.at, json=body)
    assert gone.status_code == 204 and _summonses(played, played.at) == []


def test_they_are_gone_when_the_consent_ends_with_time(service: Service, persons: Persons) -> None:
    """Domain rules, consent: on that instant and without anyone acting."""
    played = Played(service, persons, "elsa-hemgang", "summons", sip_until="2099-12-31")
    assert len(_summonses(played, "2099-12-31T23:59:59+01:00")) == 1
    assert _summonses(played, "2100-01-01T00:00:00+01:00") == []


def test_a_child_sees_none_below_the_age(service: Service, persons: Persons) -> None:
    """Domain rules, who may do what: nobody by default at 13 to 15, the young person herself from 16."""
    played = Played(service, persons, "noor-skola", "summons")
    assert _summonses(played, played.at) == []
    born = datetime.strptime(played.case["person"]["personnummer"][:8], "%Y%m%d")
    birthday = born.replace(year=born.year + 16, tzinfo=ZoneInfo("Europe/Stockholm"))
    assert len(_summonses(played, birthday.isoformat())) == 1


def test_they_follow_the_plan_to_its_end(service: Service, persons: Persons) -> None:
    """Domain rules: while the plan rests on her consent; a closed or annulled plan calls nobody."""
    played = Played(service, persons, "elsa-hemgang", "establish")
    ok(summon(coordinator(played), played, AFTER, "rehab", occasion="follow_up"), 201)
    [mine] = _summonses(played, AFTER)
    assert len(mine["summonses"]) == 2
    [plan] = played.plans(AFTER)
    assert plan["summonses"] == mine["summonses"] and plan["invitations"] == mine["invitations"]
    ok(step(coordinator(played), played, "close", AFTER, reason="no_longer_needed"))
    assert _summonses(played, AFTER) == [] and len(played.plans(AFTER)) == 1
    other = Played(service, persons, "elsa-hemgang", "summons")
    ok(step(coordinator(other), other, "annul", other.at))
    assert _summonses(other, other.at) == []


def test_a_plan_that_is_not_released_calls_her_all_the_same(service: Service, persons: Persons) -> None:
    """Domain rules, release: it is about the plan; she is called whatever is held back of it."""
    played = Played(service, persons, "elsa-hemgang", "establish")
    ok(coordinator(played).put(f"{played.path}/release", at=AFTER, json={"approvedForPatient": False}))
    assert played.plans(AFTER) == [] and len(_summonses(played, AFTER)) == 1


def test_a_forwarded_summons_shows_the_right_unit_too(service: Service, persons: Persons) -> None:
    """Domain rules, summoned: she sees which units are called."""
    played = Played(service, persons, "elsa-hemgang", "summons")
    [summons] = played.plan(played.at)["summonses"]
    place = place_of(played, summons, played.player.ids["hemtj"])
    to = unit_body(persons.unit("SE2129990023"), "Hemtjänsten Söder", "municipality")
    body = {"unit": to, "repliedAt": played.at}
    ok(played.colleague("hemtj", persons).put(f"{place}/forwarding", at=played.at, json=body))
    [mine] = _summonses(played, played.at)
    assert "Hemtjänsten Söder" in [one["unit"]["name"] for one in mine["invitations"]]


def test_they_are_hers_and_answered_with_a_tag(service: Service, persons: Persons) -> None:
    """RFC 9110 13.1.2: unchanged is 304; another person is shown nothing."""
    played = Played(service, persons, "elsa-hemgang", "mapping")
    prepared_at = played.at
    none = played.citizen.get("/citizen/v1/summonses", at=prepared_at)
    called(played)
    first = played.citizen.get("/citizen/v1/summonses", at=played.at, headers={"If-None-Match": none.headers["etag"]})
    assert first.status_code == 200
    tag = {"If-None-Match": first.headers["etag"]}
    assert played.citizen.get("/citizen/v1/summonses", at=played.at, headers=tag).status_code == 304
    other = citizen(service, persons.adult())
    assert other.get("/citizen/v1/summonses", at=played.at).json()["summonses"] == []
    assert played.staff("dsk").get("/citizen/v1/summonses", at=played.at).status_code == 403


def test_a_plan_that_is_prepared_calls_nobody(service: Service, persons: Persons) -> None:
    """Domain rules, withheld always: drafts, and that a plan is being made is one until she is called."""
    played = Played(service, persons, "elsa-hemgang", "consent")
    for consent in played.case["consents"][1:]:
        played.player._consent(consent)
    prepared(played)
    assert _summonses(played, played.at) == []
