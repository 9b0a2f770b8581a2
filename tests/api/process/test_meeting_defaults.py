"""The meeting's roles (domain rules, met): each has a default and its origin; agreement overrides a default."""

import json
from datetime import datetime, timedelta

import pytest

from tests.api.process.acting import AFTER, coordinator, meet, ok, said_no, shown
from tests.persons import Persons
from tests.playing import Played
from tests.service import Service

HELD = "2026-01-26T10:00:00+01:00"  # Mikael's meeting
LARS = "2026-04-20T09:00:00+02:00"  # Lars's


def _roles(meeting: dict[str, dict[str, str]]) -> list[tuple[str, str]]:
    roles = ("chair", "writer", "mainResponsible")
    return [(meeting[role]["participantId"], meeting[role]["origin"]) for role in roles]


def test_a_meeting_without_roles_gets_the_default_ones(service: Service, persons: Persons) -> None:
    """Domain rules, met: the caller chairs and writes; the permanent care contact is main responsible."""
    played = Played(service, persons, "mikael-aterkallar", "summons")
    caller, contact = played.player.ids["hl"], played.player.ids["sk"]
    meeting = ok(meet(coordinator(played), played, HELD), 201)
    assert _roles(meeting) == [(caller, "default"), (caller, "default"), (contact, "default")]
    plan = played.plan(HELD)
    assert plan["mainResponsibleId"] == contact and plan["status"] == "met"
    assert ok(coordinator(played).get(f"{played.path}/meetings/{meeting['id']}", at=HELD))["chair"] == meeting["chair"]


def test_the_main_responsible_is_care_contact_else_case_manager_else_the_coordinator(
    service: Service, persons: Persons
) -> None:
    """Domain rules, met: fast vårdkontakt, else huvudhandläggare; where there is neither, the one who calls."""
    played = Played(service, persons, "lars-revideras", "summons")
    for who, function in (("k1", None), ("ft", "lead_case_manager"), ("lo", "care_contact")):
        if function is not None:
            path = f"{played.path}/participants/{played.player.ids[who]}"
            ok(coordinator(played).patch(path, at=LARS, json={"function": function}))
        meeting = ok(meet(coordinator(played), played, LARS), 201)
        assert meeting["mainResponsible"] == {"participantId": played.player.ids[who], "origin": "default"}
        assert played.plan(LARS)["mainResponsibleId"] == played.player.ids[who]


@pytest.mark.parametrize(("role", "somebody_else"), [("chair", "sk"), ("writer", "sk"), ("mainResponsible", "hl")])
def test_nobody_else_has_a_role_by_default(service: Service, persons: Persons, role: str, somebody_else: str) -> None:
    """Domain rules, met: the role is stored with its origin, so a default that is none is refused."""
    played = Played(service, persons, "mikael-aterkallar", "summons")
    said = {"participantId": played.player.ids[somebody_else], "origin": "default"}
    refused = meet(coordinator(played), played, HELD, **{role: said})
    assert said_no(refused) == (422, "not-the-default")
    assert refused.json()["errors"][0]["pointer"] == f"/{role}/origin"
    assert played.plan(HELD)["status"] == "summoned" and played.plan(HELD)["meetings"] == []


def test_agreement_overrides_a_default_for_one_role_at_a_time(service: Service, persons: Persons) -> None:
    """Domain rules, met: agreement overrides a default; what is not agreed keeps its default."""
    played = Played(service, persons, "mikael-aterkallar", "summons")
    caller, contact = played.player.ids["hl"], played.player.ids["sk"]
    agreed = {"participantId": contact, "origin": "agreed"}
    meeting = ok(meet(coordinator(played), played, HELD, chair=agreed), 201)
    assert _roles(meeting) == [(contact, "agreed"), (caller, "default"), (contact, "default")]
    both = {"participantId": contact, "origin": "agreed"}
    again = ok(meet(coordinator(played), played, HELD, mainResponsible=both), 201)
    assert _roles(again)[2] == (contact, "agreed"), "what is agreed may be what would have been"


def test_who_was_there_is_recorded_and_not_shown_to_her(service: Service, persons: Persons) -> None:
    """Domain rules, met; attendance is between the professionals of the plan."""
    played = Played(service, persons, "elsa-hemgang", "establish")
    there = [played.player.ids[ref] for ref in ("dsk", "bh")]
    body = {"occasion": "follow_up", "attendeeIds": there, "personAttended": False}
    meeting = ok(meet(coordinator(played), played, AFTER, **body), 201)
    assert meeting["attendeeIds"] == there and meeting["personAttended"] is False
    assert played.plan(AFTER)["meetings"][0]["personAttended"] is None, "nobody has said"
    text = json.dumps(shown(played, AFTER))
    assert "attend" not in text.lower() and len(shown(played, AFTER)["meetings"]) == 2


def test_only_participants_can_have_been_there(service: Service, persons: Persons) -> None:
    """Domain rules, met: what a part points at is in the plan; what has not come is no meeting."""
    played = Played(service, persons, "mikael-aterkallar", "summons")
    other = Played(service, persons, "mikael-aterkallar", "summons")
    stranger = other.player.ids["hl"]
    refused = meet(coordinator(played), played, HELD, attendeeIds=[played.player.ids["hl"], stranger])
    assert said_no(refused) == (422, "no-such-part")
    assert refused.json()["errors"][0]["pointer"] == "/attendeeIds/1"
    chair = {"participantId": stranger, "origin": "agreed"}
    assert said_no(meet(coordinator(played), played, HELD, chair=chair)) == (422, "no-such-part")
    late = {"heldAt": "2026-01-26T10:00:01+01:00", "form": "physical", "whatMatters": "En dörr."}
    refused = coordinator(played).post(f"{played.path}/meetings", at=HELD, json=late)
    assert said_no(refused) == (422, "in-the-future")


def test_a_relative_chairs_no_meeting(service: Service, persons: Persons) -> None:
    """Domain rules, met: the roles are staff's."""
    played = Played(service, persons, "elsa-hemgang", "summons")
    at = "2026-03-06T13:00:00+01:00"
    body = {"kind": "relative", "name": "Anna Lindqvist"}
    anna = ok(coordinator(played).post(f"{played.path}/participants", at=at, json=body), 201)
    refused = meet(coordinator(played), played, at, chair={"participantId": anna["id"], "origin": "agreed"})
    assert said_no(refused) == (422, "not-staff")
    ok(meet(coordinator(played), played, at, attendeeIds=[anna["id"]]), 201)


def test_a_follow_up_meeting_does_not_leave_established(service: Service, persons: Persons) -> None:
    """Domain rules, lifecycle: a follow-up does not leave `established`; it is one of an established plan only."""
    played = Played(service, persons, "elsa-hemgang", "meeting")
    early = meet(coordinator(played), played, played.at, occasion="follow_up")
    assert said_no(early) == (409, "not-in-this-status")
    played = Played(service, persons, "elsa-hemgang", "establish")
    ok(meet(coordinator(played), played, AFTER, occasion="follow_up"), 201)
    plan = played.plan(AFTER)
    assert plan["status"] == "established" and plan["revises"] is None


def test_no_meeting_is_dated_before_the_plan(service: Service, persons: Persons) -> None:
    """Domain rules, met: a meeting of the plan is held when there is a plan to meet about."""
    played = Played(service, persons, "mikael-aterkallar", "summons")
    begun = played.plan(HELD)["initiatedAt"]
    before = (datetime.fromisoformat(begun) - timedelta(minutes=1)).isoformat()
    early = meet(coordinator(played), played, HELD, heldAt=before)
    assert said_no(early) == (422, "met-before-initiated") and early.json()["errors"][0]["pointer"] == "/heldAt"
    ok(meet(coordinator(played), played, HELD, heldAt=begun), 201)


def test_what_was_agreed_holds_at_the_next_meeting_too(service: Service, persons: Persons) -> None:
    """Domain rules, met: agreement overrides a default, at whichever meeting it was made; until another is made."""
    played = Played(service, persons, "mikael-aterkallar", "summons")
    caller, contact = played.player.ids["hl"], played.player.ids["sk"]
    mine = {"participantId": caller, "origin": "agreed"}
    ok(meet(coordinator(played), played, HELD, mainResponsible=mine), 201)
    later = "2026-01-28T10:00:00+01:00"
    assert _roles(ok(meet(coordinator(played), played, later), 201))[2] == (caller, "agreed")
    assert played.plan(later)["mainResponsibleId"] == caller
    said = {"participantId": contact, "origin": "default"}
    assert _roles(ok(meet(coordinator(played), played, later, mainResponsible=said), 201))[2] == (contact, "default")
    assert played.plan(later)["mainResponsibleId"] == contact


def test_an_earlier_meeting_that_is_entered_late_says_nothing_of_who_has_it_now(
    service: Service, persons: Persons
) -> None:
    """Decided: the meeting that was held last says who is main responsible, whenever each was entered."""
    played = Played(service, persons, "mikael-aterkallar", "summons")
    caller, contact = played.player.ids["hl"], played.player.ids["sk"]
    later = "2026-01-28T10:00:00+01:00"
    mine = {"participantId": caller, "origin": "agreed"}
    ok(meet(coordinator(played), played, later, mainResponsible=mine), 201)
    assert _roles(ok(meet(coordinator(played), played, later, heldAt=HELD), 201))[2] == (contact, "default")
    assert played.plan(later)["mainResponsibleId"] == caller
