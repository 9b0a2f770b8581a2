"""A unit that has said that it comes: it sees its summons, and reads the plan when the person has let it in too."""

import pytest

from tests.api.process.acting import blocked, coordinator, lifted, ok, place_of, said_no, step, unit_body
from tests.callers import Caller
from tests.house.operations import without_instance
from tests.persons import Persons
from tests.playing import Played
from tests.service import Service

AT = "2026-03-04T10:00:00Z"


def _attending(service: Service, persons: Persons, *, let_in: bool) -> tuple[Played, Caller]:
    """Elsa's plan after its summons, which the home care has said that it will come to."""
    played = Played(service, persons, "elsa-hemgang", "summons")
    home_care = played.colleague("hemtj", persons)
    if not let_in:
        body = {"withdrawnBy": "person", "withdrawnAt": AT}
        ok(coordinator(played).put(f"{played.consent('information_sharing')}/withdrawal", at=AT, json=body), 204)
    [summons] = ok(home_care.get(f"{played.path}/summonses", at=AT))["summonses"]
    place = f"{played.path}/summonses/{summons['id']}/invitations/{summons['invitations'][0]['id']}"
    ok(home_care.put(f"{place}/reply", at=AT, json={"reply": "attends", "repliedAt": AT}))
    return played, home_care


def _why(who: Caller, played: Played, action: str) -> list[str]:
    actions = ok(who.get(f"{played.path}/actions", at=AT))["actions"]
    return [reason["code"] for one in actions if one["action"] == action for reason in one["reasons"]]


def test_it_sees_when_and_where_and_what_it_answered_and_nothing_of_the_plan(
    service: Service, persons: Persons
) -> None:
    """Domain rules, who may do what: an accepted summons and a covering consent, and neither alone."""
    played, home_care = _attending(service, persons, let_in=False)
    [summons] = ok(home_care.get(f"{played.path}/summonses", at=AT))["summonses"]
    assert summons["meetingAt"] and summons["purpose"] and "place" in summons
    [own] = summons["invitations"]
    assert (own["unitId"], own["reply"], own["repliedAt"]) == (played.player.ids["hemtj"], "attends", AT)
    place = f"{played.path}/summonses/{summons['id']}/invitations/{own['id']}"
    assert ok(home_care.get(place, at=AT))["reply"] == "attends"
    for path in ("", "/goals", "/participants", "/consents", "/mapping", "/notices", "/versions", "/citizen-view"):
        assert home_care.get(f"{played.path}{path}", at=AT).status_code == 403, path
    assert ok(home_care.get("/journal/v1/plans", at=AT))["plans"] == []
    assert said_no(home_care.get(played.path, at=AT)) == (403, "unit-not-let-in")
    assert _why(home_care, played, "plan.read") == ["not-yours-to-do", "unit-not-let-in"]
    ok(home_care.put(f"{place}/reply", at=AT, json={"reply": "declines", "repliedAt": AT}))
    assert home_care.get(f"{played.path}/summonses", at=AT).status_code == 404, "it is not to come"


def test_who_is_let_in_and_comes_reads_the_plan(service: Service, persons: Persons) -> None:
    played, home_care = _attending(service, persons, let_in=True)
    assert ok(home_care.get(played.path, at=AT))["id"] == played.player.plan_id
    assert _why(home_care, played, "plan.read") == []


def test_who_has_not_answered_is_told_that_too(service: Service, persons: Persons) -> None:
    played = Played(service, persons, "elsa-hemgang", "summons")
    home_care = played.colleague("hemtj", persons)
    assert said_no(home_care.get(played.path, at=AT)) == (403, "summons-not-accepted")
    assert _why(home_care, played, "plan.establish") == ["not-yours-to-do"]


def test_a_unit_that_has_coordinated_is_told_that_the_plan_closed(service: Service, persons: Persons) -> None:
    """Domain rules, closed: everyone involved is told; it reads that it was told, and no plan."""
    played = Played(service, persons, "lars-revideras", "handover-offered")
    at, former = played.at, played.staff("k1")
    body = {"acceptedAt": at}
    path = f"{played.path}/handovers/{played.player.ids['handover']}/acceptance"
    ok(played.staff("k2").put(path, at=at, json=body))
    plan = ok(played.staff("k2").get(played.path, at=at))
    for one in plan["consents"]:
        if one["kind"] == "information_sharing" and one["inForce"]:
            body = {"withdrawnBy": "person", "withdrawnAt": at}
            ok(played.staff("k2").put(f"{played.path}/consents/{one['id']}/withdrawal", at=at, json=body), 204)
    ok(step(played.staff("k2"), played, "close", at, reason="no_longer_needed", text="Klart"))
    units = {one["id"]: one["unitId"] for one in plan["participants"]}
    notices = ok(former.get(f"{played.path}/notices", at=at))["notices"]
    assert [one["unitId"] for one in notices] == [units[played.player.ids["k1"]]]
    assert former.get(played.path, at=at).status_code == 403


def test_a_no_that_is_sent_again_is_told_that_it_was_heard(service: Service, persons: Persons) -> None:
    """Decided: with its no a unit is out of the plan's reach; a retry whose answer was lost is told so."""
    played = Played(service, persons, "elsa-hemgang", "summons")
    home_care = played.colleague("hemtj", persons)
    [summons] = ok(home_care.get(f"{played.path}/summonses", at=AT))["summonses"]
    place = f"{played.path}/summonses/{summons['id']}/invitations/{summons['invitations'][0]['id']}"
    body = {"reply": "declines", "repliedAt": AT}
    sent = [home_care.put(f"{place}/reply", at=AT, json=body, headers={"If-Match": '"1"'}) for _ in range(2)]
    assert sent[0].status_code == 200 and said_no(sent[1]) == (409, "summons-answered")
    assert home_care.get(place, at=AT).status_code == 404
    stranger = played.colleague("ort", persons)
    assert said_no(stranger.put(f"{place}/reply", at=AT, json=body))[0] == 404, "another unit is told nothing"
    elsewhere = Played(service, persons, "elsa-hemgang", "summons").path
    assert said_no(home_care.put(place.replace(played.path, elsewhere) + "/reply", at=AT, json=body))[0] == 404
    ok(coordinator(played).put(f"{place}/reply", at=AT, json={"reply": "attends", "repliedAt": AT}))
    assert ok(home_care.put(f"{place}/reply", at=AT, json=body))["reply"] == "declines"


@pytest.mark.parametrize("of", ["unit", "principal"])
def test_a_blocked_unit_that_says_its_no_again_is_told_nothing(service: Service, persons: Persons, of: str) -> None:
    """PDL 4:4: not that the plan stands, nor that its place was asked anew or answered for while it was blocked."""
    played = Played(service, persons, "elsa-hemgang", "summons")
    home_care = played.colleague("hemtj", persons)
    [summons] = ok(home_care.get(f"{played.path}/summonses", at=AT))["summonses"]
    place = place_of(played, summons, played.player.ids["hemtj"])
    body = {"reply": "declines", "repliedAt": AT}
    never = place.replace(played.player.plan_id, summons["id"])

    def told_nothing() -> None:
        for what, said in (("reply", body), ("forwarding", onward)):
            answers = [home_care.put(f"{one}/{what}", at=AT, json=said) for one in (place, never)]
            assert [one.status_code for one in answers] == [404, 404]
            assert without_instance(answers[0]) == without_instance(answers[1])

    onward = {"unit": unit_body(persons.unit("SE2129990023"), kind="municipality"), "repliedAt": AT}
    ok(home_care.put(f"{place}/reply", at=AT, json=body))
    block = blocked(played, "hemtj", AT, of)
    told_nothing()
    for reply in ("attends", "declines"):
        ok(coordinator(played).put(f"{place}/reply", at=AT, json=body | {"reply": reply}))
        told_nothing()
    lifted(played, block, AT)
    assert said_no(home_care.put(f"{place}/reply", at=AT, json=body)) == (409, "summons-answered")


def test_another_units_place_is_not_there_to_answer_either(service: Service, persons: Persons) -> None:
    """Domain rules, who may do what: what one may not know of is answered as what never was, read or written."""
    played = Played(service, persons, "elsa-hemgang", "summons")
    [summons] = played.plan(AT)["summonses"]
    other = next(one for one in summons["invitations"] if one["unitId"] != played.player.ids["hemtj"])
    place = f"{played.path}/summonses/{summons['id']}/invitations/{other['id']}"
    home_care = played.colleague("hemtj", persons)
    never = place.replace(other["id"], summons["id"])
    body = {"reply": "attends", "repliedAt": AT}
    onward = {"unit": unit_body(persons.unit("SE2129990023"), kind="municipality"), "repliedAt": AT}
    for address in (place, never):
        assert home_care.get(address, at=AT).status_code == 404
        assert said_no(home_care.put(f"{address}/reply", at=AT, json=body))[0] == 404
        assert said_no(home_care.put(f"{address}/forwarding", at=AT, json=onward))[0] == 404
