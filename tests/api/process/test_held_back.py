"""A release that is held back (domain rules, release; OSL 25:6): a limited time, with reason, and it ends by itself."""

from typing import Any

import pytest

from tests.api.process.acting import AFTER, coordinator, every_citizen_answer, ok, said_no
from tests.callers import CANARY
from tests.persons import Persons
from tests.playing import Played
from tests.service import Service

UNTIL, BEFORE = "2026-03-14T10:00:00Z", "2026-03-14T09:59:59Z"


def _release(played: Played, at: str = AFTER, approved: bool = True, **held: Any) -> Any:
    body: dict[str, Any] = {"approvedForPatient": approved}
    if held:
        body["heldBack"] = {"until": UNTIL, "reason": "Samtal bokat.", "responsibleId": played.player.ids["dsk"]} | held
    return coordinator(played).put(f"{played.path}/release", at=at, json=body)


def _reasons(played: Played, at: str) -> list[str]:
    view = ok(coordinator(played).get(f"{played.path}/citizen-view", at=at))
    return [one["code"] for one in view["reasons"]]


def test_what_is_held_back_is_shown_when_the_time_is_over_and_nobody_has_acted(
    service: Service, persons: Persons
) -> None:
    """Domain rules, release: it ends by itself, on the instant, with no write."""
    played = Played(service, persons, "elsa-hemgang", "establish")
    plan = ok(_release(played, until=UNTIL))
    assert plan["heldBack"] == {
        "until": UNTIL,
        "reason": "Samtal bokat.",
        "responsibleId": played.player.ids["dsk"],
    }
    for at in (AFTER, BEFORE):
        assert played.plans(at) == [] and _reasons(played, at) == ["held-back"]
        assert played.citizen.get(f"/citizen/v1/plans/{played.player.plan_id}", at=at).status_code == 404
    assert [one["id"] for one in played.plans(UNTIL)] == [played.player.plan_id]
    assert _reasons(played, UNTIL) == []
    assert played.plan(UNTIL)["version"] == plan["version"], "nothing was written for it"


def test_what_changes_meanwhile_waits_too(service: Service, persons: Persons) -> None:
    """Domain rules, release: a change of the plan does not let it out."""
    played = Played(service, persons, "elsa-hemgang", "establish")
    ok(_release(played, until=UNTIL))
    goal = f"{played.path}/goals/{played.player.ids['goal 0']}"
    ok(coordinator(played).patch(goal, at=AFTER, json={"text": "Elsa går till torget."}))
    assert played.plans(AFTER) == []
    [plan] = played.plans(UNTIL)
    assert "Elsa går till torget." in [one["text"] for one in plan["goals"]]


@pytest.mark.parametrize(
    ("until", "allowed"),
    [
        ("2026-04-06T10:00:00Z", True),
        ("2026-04-06T10:00:01Z", False),
        ("2026-03-07T10:00:00Z", False),
        ("2026-03-01T10:00:00Z", False),
    ],
)
def test_it_is_held_back_thirty_days_at_most(service: Service, persons: Persons, until: str, allowed: bool) -> None:
    """Domain rules, release: a limited time, typically days; one that is over is none."""
    played = Played(service, persons, "elsa-hemgang", "establish")
    answer = _release(played, until=until)
    if allowed:
        ok(answer)
        assert played.plans(AFTER) == [] and len(played.plans(until)) == 1
        return
    assert said_no(answer) == (422, "held-back-too-long")
    assert answer.json()["errors"][0]["pointer"] == "/heldBack/until"
    assert len(played.plans(AFTER)) == 1, "the decision as a whole was refused"


def test_why_it_is_held_back_is_never_told_to_her(service: Service, persons: Persons) -> None:
    """OSL 25:6: the reason may be just what she is not to learn. Nor is she told that there was one."""
    played = Played(service, persons, "elsa-hemgang", "establish")
    ok(_release(played, reason=f"Befaras skada, {CANARY}."))
    assert played.plan(AFTER)["heldBack"]["reason"] == f"Befaras skada, {CANARY}."
    for at in (AFTER, UNTIL):
        text = every_citizen_answer(played, at)
        assert "held" not in text.replace("heldAt", "") and "Befaras" not in text
    assert "Trygghetslarm" in every_citizen_answer(played, UNTIL)


def test_a_later_decision_takes_the_place_of_the_earlier(service: Service, persons: Persons) -> None:
    """Domain rules, release: a release without a hold-back lifts the one before; none at all shows nothing."""
    played = Played(service, persons, "elsa-hemgang", "establish")
    ok(_release(played, until=UNTIL))
    lifted = ok(_release(played))
    assert lifted["heldBack"] is None and len(played.plans(AFTER)) == 1
    ok(_release(played, approved=False, until=UNTIL))
    assert _reasons(played, AFTER) == ["not-released", "held-back"]
    assert played.plans(UNTIL) == [], "time lets out only what is released"


def test_who_is_responsible_for_the_judgement_is_staff_of_the_plan(service: Service, persons: Persons) -> None:
    """Domain rules, release: with reason, responsible and end."""
    played = Played(service, persons, "elsa-hemgang", "establish")
    body = {"kind": "relative", "name": "Anna Lindqvist"}
    anna = ok(coordinator(played).post(f"{played.path}/participants", at=AFTER, json=body), 201)
    assert said_no(_release(played, responsibleId=anna["id"])) == (422, "not-staff")
    other = Played(service, persons, "elsa-hemgang", "establish")
    assert said_no(_release(played, responsibleId=other.player.ids["dsk"])) == (422, "no-such-part")
    assert _release(played, reason=" ").status_code == 422


def test_the_owner_decides_and_first_when_there_is_something_to_release(service: Service, persons: Persons) -> None:
    """Domain rules, release: by the unit that owns the plan, in the same act as establishing or later."""
    played = Played(service, persons, "elsa-hemgang", "meeting")
    assert said_no(_release(played, played.at, until="2026-03-10T10:00:00Z")) == (409, "never-established")
    played = Played(service, persons, "elsa-hemgang", "establish")
    held = {"until": UNTIL, "reason": "Samtal bokat.", "responsibleId": played.player.ids["at"]}
    body = {"approvedForPatient": True, "heldBack": held}
    refused = played.staff("at").put(f"{played.path}/release", at=AFTER, json=body)
    assert said_no(refused) == (403, "not-yours-to-do")


def test_a_withdrawal_meanwhile_is_never_undone_by_time(service: Service, persons: Persons) -> None:
    """Domain rules, consent: withdrawn is withdrawn, whatever was held back until then."""
    played = Played(service, persons, "elsa-hemgang", "establish")
    ok(_release(played, until=UNTIL))
    body = {"withdrawnBy": "person", "withdrawnAt": AFTER}
    coordinator(played).put(f"{played.consent('sip')}/withdrawal", at=AFTER, json=body)
    assert played.plans(AFTER) == [] and played.plans(UNTIL) == []
    assert played.plan(AFTER)["status"] == "closed"


def test_a_hold_back_outlives_a_revision(service: Service, persons: Persons) -> None:
    """Domain rules, release: establishing anew does not let out what is held back."""
    played = Played(service, persons, "elsa-hemgang", "establish")
    ok(_release(played, until=UNTIL))
    at = {"heldAt": AFTER, "form": "digital", "whatMatters": "Att bo kvar."}
    ok(coordinator(played).post(f"{played.path}/meetings", at=AFTER, json=at), 201)
    again = {"transition": "establish", "approvedForPatient": True}
    ok(coordinator(played).post(f"{played.path}/transitions", at=AFTER, json=again, headers={"If-Match": "*"}))
    assert played.plans(BEFORE) == [] and len(played.plans(UNTIL)) == 1
