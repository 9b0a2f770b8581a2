"""Notices of closure (domain rules, closed): everyone who was let in is told, and each unit says that it knows."""

from typing import Any

from tests.api.process.acting import AFTER, coordinator, ok, said_no, step
from tests.callers import Caller
from tests.persons import Persons
from tests.playing import Played
from tests.service import Service


def _closed(service: Service, persons: Persons) -> Played:
    """Elsa's plan, closed because she took her consent back."""
    played = Played(service, persons, "elsa-hemgang", "establish")
    body = {"withdrawnBy": "person", "withdrawnAt": AFTER}
    answer = coordinator(played).put(f"{played.consent('sip')}/withdrawal", at=AFTER, json=body)
    assert answer.status_code == 204
    return played


def _own(played: Played, who: Caller) -> dict[str, Any]:
    [notice] = ok(who.get(f"{played.path}/notices", at=AFTER))["notices"]
    mine: dict[str, Any] = notice
    return mine


def _acknowledge(played: Played, who: Caller, notice_id: str, **headers: str) -> Any:
    path = f"{played.path}/notices/{notice_id}/acknowledgement"
    return who.put(path, at=AFTER, json={"acknowledgedAt": AFTER}, headers=headers)


def test_everyone_who_was_let_in_is_told_and_nobody_else(service: Service, persons: Persons) -> None:
    """Domain rules, closed: everyone involved is told; whom the person never let in learns of no plan."""
    played = Played(service, persons, "mikael-aterkallar", "withdrawal")
    told = [one["unitId"] for one in ok(coordinator(played).get(f"{played.path}/notices", at=played.at))["notices"]]
    assert sorted(told) == sorted(played.player.ids[unit] for unit in ("psy", "ber", "vux"))


def test_after_a_withdrawal_only_the_coordinator_reads_and_units_their_own_notice(
    service: Service, persons: Persons
) -> None:
    """Domain rules, consent: the withdrawal closes the plan at once; the units reach that they were told, no more."""
    played = _closed(service, persons)
    assert ok(coordinator(played).get(played.path, at=AFTER))["closingReason"] == "consent_withdrawn"
    assert len(ok(coordinator(played).get(f"{played.path}/notices", at=AFTER))["notices"]) == 5
    callers = {"rehab": played.staff("at"), "bist": played.staff("bh"), "ort": played.staff("avd")}
    callers |= {unit: played.colleague(unit, persons) for unit in ("hemtj", "vc")}
    for unit, who in callers.items():
        for path in ("", "/goals", "/consents", "/mapping", "/versions", "/accesses", "/citizen-view", "/summonses"):
            assert who.get(f"{played.path}{path}", at=AFTER).status_code == 403, path
        notice = _own(played, who)
        assert notice["unitId"] == played.player.ids[unit] and notice["acknowledgedAt"] is None
        assert ok(who.get(f"{played.path}/notices/{notice['id']}", at=AFTER))["id"] == notice["id"]
        listed = ok(who.get("/journal/v1/plans", at=AFTER))
        assert listed["plans"] == [] and listed["_meta"]["totalRecords"] == 0


def test_nobody_acknowledges_before_she_is_told(service: Service, persons: Persons) -> None:
    played = _closed(service, persons)
    who = played.staff("at")
    path = f"{played.path}/notices/{_own(played, who)['id']}/acknowledgement"
    refused = who.put(path, at=AFTER, json={"acknowledgedAt": "2026-03-07T09:59:59Z"})
    assert said_no(refused) == (422, "answered-before-asked")
    assert refused.json()["errors"][0]["pointer"] == "/acknowledgedAt"


def test_a_unit_acknowledges_once_and_for_itself(service: Service, persons: Persons) -> None:
    """Domain rules, closed; who acknowledged is kept, and a second time is a conflict."""
    played = _closed(service, persons)
    who, other = played.staff("at"), played.staff("bh")
    notice = _own(played, who)
    assert said_no(_acknowledge(played, other, notice["id"])) == (403, "not-yours-to-do")
    assert other.get(f"{played.path}/notices/{notice['id']}", at=AFTER).status_code == 404, "another unit's"
    assert said_no(_acknowledge(played, coordinator(played), notice["id"])) == (403, "not-yours-to-do")
    tag = who.get(f"{played.path}/notices/{notice['id']}", at=AFTER).headers["etag"]
    answer = ok(_acknowledge(played, who, notice["id"], **{"If-Match": tag}))
    herself = next(one["hsaId"] for one in played.case["staff"] if one["ref"] == "at")
    assert answer["acknowledgedAt"] == AFTER and answer["acknowledgedBy"] == herself and answer["version"] == 2
    assert said_no(_acknowledge(played, who, notice["id"])) == (409, "already-acknowledged")
    colleague = played.colleague("rehab", persons)
    assert said_no(_acknowledge(played, colleague, notice["id"])) == (409, "already-acknowledged")
    seen = ok(coordinator(played).get(f"{played.path}/notices", at=AFTER))["notices"]
    assert [one["acknowledgedBy"] for one in seen if one["acknowledgedBy"]] == [herself]
    assert ok(coordinator(played).get(f"{played.path}/versions", at=AFTER))["versions"][0]["change"] == (
        "notice.acknowledged"
    )


def test_an_acknowledgement_builds_on_what_was_read(service: Service, persons: Persons) -> None:
    """RFC 9110 13.1.1: without a version it is refused, on another version too; nothing lies in the future."""
    played = _closed(service, persons)
    who = played.staff("at")
    notice = _own(played, who)
    path, body = f"{played.path}/notices/{notice['id']}/acknowledgement", {"acknowledgedAt": AFTER}
    assert who.ask("PUT", path, at=AFTER, json=body).status_code == 428
    assert _acknowledge(played, who, notice["id"], **{"If-Match": '"9"'}).status_code == 412
    late = {"acknowledgedAt": "2026-03-07T10:00:01Z"}
    assert said_no(who.put(path, at=AFTER, json=late)) == (422, "in-the-future")
    ok(_acknowledge(played, who, notice["id"]))


def test_a_plan_that_is_closed_with_consent_is_still_read_by_its_units(service: Service, persons: Persons) -> None:
    """Domain rules, closed: coordination works; the consent holds; who led it sees all who were told."""
    played = Played(service, persons, "elsa-hemgang", "establish")
    ok(step(coordinator(played), played, "close", AFTER, reason="coordination_works"))
    who = played.staff("at")
    assert ok(who.get(played.path, at=AFTER))["status"] == "closed"
    everybodys, hers = (
        ok(one.get(f"{played.path}/notices", at=AFTER))["notices"] for one in (coordinator(played), who)
    )
    notices = {one["unitId"]: one["id"] for one in everybodys}
    assert len(notices) == 5 and [one["unitId"] for one in hers] == [played.player.ids["rehab"]]
    ids = played.player.ids
    assert said_no(_acknowledge(played, who, notices[ids["bist"]])) == (403, "not-yours-to-do")
    ok(_acknowledge(played, who, notices[ids["rehab"]]))
    ok(_acknowledge(played, coordinator(played), notices[ids["vc"]]))
    ward = played.staff("avd")
    assert ward.get(played.path, at=AFTER).status_code == 403, "let in, but it never took part"
    assert _own(played, ward)["unitId"] == ids["ort"]


def test_a_stranger_learns_of_no_notice(service: Service, persons: Persons) -> None:
    """A plan outside one's reach does not exist."""
    played = Played(service, persons, "mikael-aterkallar", "withdrawal")
    other = Played(service, persons, "elsa-hemgang", "offer")
    [notice] = [
        one["id"]
        for one in ok(coordinator(played).get(f"{played.path}/notices", at=played.at))["notices"]
        if one["unitId"] == played.player.ids["psy"]
    ]
    stranger = other.staff("avd")
    for path in ("/notices", f"/notices/{notice}", "/actions", ""):
        assert stranger.get(f"{played.path}{path}", at=played.at).status_code == 404
    assert _acknowledge(played, stranger, notice).status_code == 404


def test_an_annulled_plan_takes_its_notices_out_of_reach(service: Service, persons: Persons) -> None:
    """PDL 3:14: entered in error; who was told of it has nothing more to acknowledge."""
    played = _closed(service, persons)
    who = played.staff("at")
    notice = _own(played, who)
    ok(step(coordinator(played), played, "annul", AFTER))
    assert who.get(f"{played.path}/notices", at=AFTER).status_code == 404
    assert _acknowledge(played, who, notice["id"]).status_code == 404


def test_there_is_no_notice_before_the_plan_closes(service: Service, persons: Persons) -> None:
    """Domain rules, closed: notices are made by the closure, and by nobody."""
    played = Played(service, persons, "elsa-hemgang", "establish")
    assert ok(played.staff("at").get(f"{played.path}/notices", at=AFTER))["notices"] == []
    assert coordinator(played).post(f"{played.path}/notices", at=AFTER, json={}).status_code == 405
