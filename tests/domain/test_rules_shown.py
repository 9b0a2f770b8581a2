"""What the citizen is shown, row by row (domain rules, what the citizen sees): each thing is there, in its own words.

That nothing else is there is shown by `test_visibility` and `test_ledger`.
"""

from datetime import date
from typing import Any

from app.domain.consent import ConsentKind
from app.domain.lifecycle import closed
from app.domain.plan import ClosingReason, Plan
from app.domain.summons import Reply
from app.domain.visibility import project, project_consents, project_summonses
from tests.domain.plans import (
    CHANGED,
    GIVEN,
    MAIN,
    NOW,
    REHAB,
    established,
    follow_up,
    invitation,
    participant,
    sip,
    uid,
    utc,
)


def shown(plan: Plan | None = None) -> dict[str, Any]:
    return project(plan or established())


def people(**values: Any) -> Plan:
    """The plan with a main responsible who has these values."""
    main = participant(MAIN, **({"unit_id": REHAB, "hsa_id": "SE2329990023-P2"} | values))
    others = [one for one in established().participants if one.id != MAIN]
    return established(participants=(main, *others))


def test_status_dates_and_why_coordination_is_needed_are_shown() -> None:
    hers = shown()
    assert (hers["status"], hers["reason"]) == ("established", "Behov av samordning")
    assert (hers["initiatedAt"], hers["establishedAt"]) == (utc(2026, 2, 1), CHANGED)


def test_her_own_words_are_shown() -> None:
    """What she answered to "Vad är viktigt för dig?" is hers."""
    assert [one["whatMatters"] for one in shown()["meetings"]] == ["Blommorna."]


def test_a_summons_is_shown_with_when_where_why_and_which_units() -> None:
    called = invitation(uid(32), REHAB, Reply.NONE, wished_profession="arbetsterapeut")
    hers = project_summonses(established(invitations=(called,)))
    [summons], [place] = hers["summonses"], hers["invitations"]
    assert (summons["meetingAt"], summons["place"], summons["purpose"]) == (utc(2026, 3, 3, 9), "Rum 2", "Hem")
    assert (place["unit"]["name"], place["wishedProfession"]) == ("Enheten", "arbetsterapeut")


def test_a_participant_is_shown_with_name_role_unit_and_contact() -> None:
    hers = shown(people(name="Kim Holm", role="Arbetsterapeut", phone="010-123 45 67"))["participants"][0]
    assert (hers["name"], hers["role"], hers["phone"]) == ("Kim Holm", "Arbetsterapeut", "010-123 45 67")
    assert hers["unit"]["name"] == "Enheten"


def test_goals_and_sub_goals_are_shown_with_heading_and_who_follows_up() -> None:
    goal, below = shown(people(name="Kim Holm"))["goals"]
    assert (goal["text"], goal["lifeArea"], goal["parentId"]) == ("Ett mål", "home", None)
    assert goal["followUpResponsible"]["name"] == "Kim Holm"
    assert (below["parentId"], below["term"]) == (goal["id"], "short")


def test_interventions_are_shown_with_who_when_order_and_status_others_and_her_own_too() -> None:
    hers = shown()
    kinds = {one["responsibleKind"]: one for one in hers["interventions"]}
    assert set(kinds) == {"unit", "other", "person"}
    assert kinds["unit"]["responsibleUnit"]["name"] == "Enheten" and kinds["other"]["responsibleName"] == "Skolan"
    for one in kinds.values():
        assert {"text", "startsOn", "endsOn", "position"} <= one.keys()
    assert {one["interventionId"] for one in hers["interventionStatuses"]} == {one["id"] for one in kinds.values()}
    assert {one["state"] for one in hers["interventionStatuses"]} == {"ongoing"}


def test_coordinator_main_responsible_and_the_overall_responsible_principal_are_shown() -> None:
    hers = shown(people(name="Kim Holm"))
    assert hers["coordinator"]["name"] == "Deltagaren" and hers["mainResponsible"]["name"] == "Kim Holm"
    assert hers["overallResponsible"] == "region"


def test_a_follow_up_is_shown_with_date_outcome_decision_and_next_date() -> None:
    [hers] = shown(established(follow_ups=(follow_up(helped="x", hindered="x"),)))["followUps"]
    assert (hers["heldAt"], hers["outcome"]) == (utc(2026, 5, 4), "Bra")
    assert (hers["decision"], hers["nextOn"]) == ("continue", date(2026, 11, 2))


def test_her_consents_are_shown_with_how_they_stand_and_an_id_to_withdraw_them_by() -> None:
    # Her no takes back every yes to a SIP that she gave before it.
    withdrawn = sip(uid(29), withdrawn_at=NOW)
    hers = project_consents(established(consents=(*established().consents, withdrawn)))
    assert [one["kind"] for one in hers] == [*ConsentKind, "sip"]
    assert all(one["id"] and one["givenAt"] == GIVEN for one in hers)
    assert [one["withdrawnAt"] for one in hers] == [NOW, None, None, NOW]


def test_the_closing_reason_is_shown_and_how_it_was_documented_is_not() -> None:
    hers = shown(closed(established(), ClosingReason.MOVED, NOW, "Flyttat till en annan kommun"))
    assert (hers["status"], hers["closedAt"], hers["closingReason"]) == ("closed", NOW, "moved")
    assert "Flyttat" not in str(hers)
