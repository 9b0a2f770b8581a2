"""Hand-over (domain rules, who may do what): to a person who accepts; who says no, or is asked no more, is out."""

from typing import Any

from tests.api.process.acting import AFTER, blocked, coordinator, lifted, ok, said_no
from tests.callers import Caller
from tests.house.operations import without_instance
from tests.persons import Persons
from tests.playing import Played
from tests.service import Service


def _offer(played: Played, to: str = "avd", **more: Any) -> Any:
    body = {"toId": played.player.ids[to], "offeredAt": AFTER, **more}
    return coordinator(played).post(f"{played.path}/handovers", at=AFTER, json=body)


def _offered(service: Service, persons: Persons) -> tuple[Played, str, Caller]:
    """Elsa's plan, a hand-over to the ward that only consent covers, and the nurse who is asked."""
    played = Played(service, persons, "elsa-hemgang", "establish")
    made = ok(_offer(played), 201)
    return played, f"{played.path}/handovers/{made['id']}", played.staff("avd")


def test_who_is_asked_reaches_the_question_and_no_plan(service: Service, persons: Persons) -> None:
    """Domain rules, who may do what: the task is the coordinator's until somebody accepts it."""
    played, path, asked = _offered(service, persons)
    actions = {one["action"]: one["allowed"] for one in ok(asked.get(f"{played.path}/actions", at=AFTER))["actions"]}
    assert actions["handover.accept"] and actions["handover.refuse"] and not actions["plan.read"]
    assert asked.get(played.path, at=AFTER).status_code == 403
    assert played.colleague("ort", persons).get(f"{played.path}/actions", at=AFTER).status_code == 404
    body = {"refusedAt": AFTER}
    assert said_no(coordinator(played).put(f"{path}/refusal", at=AFTER, json=body)) == (403, "not-yours-to-do")
    assert said_no(played.staff("at").put(f"{path}/refusal", at=AFTER, json=body)) == (403, "not-yours-to-do")


def test_a_refusal_leaves_the_task_where_it_was_and_another_can_be_asked(service: Service, persons: Persons) -> None:
    """Domain rules, who may do what: a hand-over needs somebody who accepts."""
    played, path, asked = _offered(service, persons)
    refused = asked.put(f"{path}/refusal", at=AFTER, json={"refusedAt": AFTER}, headers={"If-Match": '"1"'})
    assert refused.status_code == 204
    assert asked.get(f"{played.path}/actions", at=AFTER).status_code == 404, "she no longer reaches it"
    assert asked.put(f"{path}/acceptance", at=AFTER, json={"acceptedAt": AFTER}).status_code == 404
    plan = played.plan(AFTER)
    assert plan["coordinatorId"] == played.player.ids["dsk"]
    [told] = plan["handovers"]
    assert (told["refusedAt"], told["acceptedAt"], told["withdrawnAt"]) == (AFTER, None, None)
    again = ok(_offer(played, "bh"), 201)
    accepted = f"{played.path}/handovers/{again['id']}/acceptance"
    ok(played.staff("bh").put(accepted, at=AFTER, json={"acceptedAt": AFTER}))
    plan = ok(played.staff("bh").get(played.path, at=AFTER))
    assert plan["coordinatorId"] == played.player.ids["bh"]


def test_a_refusal_that_is_sent_again_is_told_that_it_was_heard(service: Service, persons: Persons) -> None:
    """RFC 9110 9.2.2: a PUT may be sent again. She alone hears it, of her own no alone; the plan stays out of reach."""
    played, path, asked = _offered(service, persons)
    body = {"refusedAt": AFTER}
    assert said_no(played.colleague("ort", persons).put(f"{path}/refusal", at=AFTER, json=body))[0] == 404
    assert asked.put(f"{path}/refusal", at=AFTER, json=body).status_code == 204
    assert said_no(asked.put(f"{path}/refusal", at=AFTER, json=body)) == (409, "handover-not-pending")
    assert asked.put(f"{path}/acceptance", at=AFTER, json={"acceptedAt": AFTER}).status_code == 404
    assert said_no(played.colleague("ort", persons).put(f"{path}/refusal", at=AFTER, json=body))[0] == 404
    other = Played(service, persons, "elsa-hemgang", "establish")
    elsewhere = path.replace(played.player.plan_id, other.player.plan_id)
    assert said_no(asked.put(f"{elsewhere}/refusal", at=AFTER, json=body))[0] == 404
    again = ok(_offer(played, "bh"), 201)
    reader = played.staff("bh")
    for status in (204, 409):
        refused = reader.put(f"{played.path}/handovers/{again['id']}/refusal", at=AFTER, json=body)
        assert refused.status_code == status, "she reads the plan on another ground"


def test_who_is_blocked_and_refuses_once_more_is_told_nothing(service: Service, persons: Persons) -> None:
    """PDL 4:4: whom the person has blocked finds no plan, not even one in which she was asked and said no."""
    played, path, asked = _offered(service, persons)
    body = {"refusedAt": AFTER}
    never = path.replace(played.player.plan_id, path.rpartition("/")[2])
    assert asked.put(f"{path}/refusal", at=AFTER, json=body).status_code == 204
    block = blocked(played, "ort", AFTER)
    answers = [asked.put(f"{one}/refusal", at=AFTER, json=body) for one in (path, never)]
    assert [one.status_code for one in answers] == [404, 404]
    assert without_instance(answers[0]) == without_instance(answers[1])
    lifted(played, block, AFTER)
    assert said_no(asked.put(f"{path}/refusal", at=AFTER, json=body)) == (409, "handover-not-pending")


def test_an_offer_that_is_taken_back_can_no_longer_be_accepted(service: Service, persons: Persons) -> None:
    """Domain rules, who may do what: the coordinator may change her mind until she is answered."""
    played, path, asked = _offered(service, persons)
    body = {"withdrawnAt": AFTER}
    assert said_no(played.staff("at").put(f"{path}/withdrawal", at=AFTER, json=body)) == (403, "not-yours-to-do")
    told = ok(coordinator(played).put(f"{path}/withdrawal", at=AFTER, json=body))
    assert told["withdrawnAt"] == AFTER and told["version"] == 2
    assert asked.put(f"{path}/acceptance", at=AFTER, json={"acceptedAt": AFTER}).status_code == 404
    assert asked.put(f"{path}/refusal", at=AFTER, json={"refusedAt": AFTER}).status_code == 404
    assert said_no(coordinator(played).put(f"{path}/withdrawal", at=AFTER, json=body)) == (409, "handover-not-pending")
    ok(_offer(played), 201)


def test_one_hand_over_waits_at_a_time(service: Service, persons: Persons) -> None:
    """Domain rules: one coordinator per plan, so one question at a time."""
    played, _, _ = _offered(service, persons)
    assert said_no(_offer(played, "bh")) == (409, "handover-pending")


def test_an_answered_hand_over_is_not_answered_again(service: Service, persons: Persons) -> None:
    """Domain rules, who may do what: what was answered stands; the former coordinator takes nothing back."""
    played, path, asked = _offered(service, persons)
    ok(asked.put(f"{path}/acceptance", at=AFTER, json={"acceptedAt": AFTER}))
    body = {"withdrawnAt": AFTER}
    assert said_no(asked.put(f"{path}/withdrawal", at=AFTER, json=body)) == (409, "handover-not-pending")
    former = played.staff("dsk").put(f"{path}/withdrawal", at=AFTER, json=body)
    assert said_no(former) == (403, "not-yours-to-do"), "main responsible still"
    versions = ok(asked.get(f"{played.path}/versions", at=AFTER))["versions"]
    assert [one["change"] for one in versions[:2]] == ["handover.accepted", "handover.added"]


def test_who_is_asked_answers_her_own_question_and_no_earlier_one(service: Service, persons: Persons) -> None:
    """Domain rules, who may do what: nobody answers for another who was asked, be it answered or not."""
    played, path, asked = _offered(service, persons)
    assert asked.put(f"{path}/refusal", at=AFTER, json={"refusedAt": AFTER}).status_code == 204
    ok(_offer(played, "bh"), 201)
    for answer, name in (("refusal", "refusedAt"), ("acceptance", "acceptedAt")):
        refused = played.staff("bh").put(f"{path}/{answer}", at=AFTER, json={name: AFTER})
        assert said_no(refused) == (403, "not-yours-to-do")


def test_an_answer_builds_on_what_was_read_and_lies_in_time(service: Service, persons: Persons) -> None:
    """RFC 9110 13.1.1; what is answered is answered after it was asked, and not in the future."""
    _, path, asked = _offered(service, persons)
    assert asked.ask("PUT", f"{path}/refusal", at=AFTER, json={"refusedAt": AFTER}).status_code == 428
    stale = asked.put(f"{path}/refusal", at=AFTER, json={"refusedAt": AFTER}, headers={"If-Match": '"4"'})
    assert stale.status_code == 412
    for at, rule in (("2026-03-07T10:00:01Z", "in-the-future"), ("2026-03-07T09:59:59Z", "ends-before-it-begins")):
        for answer, name in (("refusal", "refusedAt"), ("acceptance", "acceptedAt")):
            assert said_no(asked.put(f"{path}/{answer}", at=AFTER, json={name: at})) == (422, rule)


def test_only_who_can_coordinate_and_is_let_in_can_be_asked(service: Service, persons: Persons) -> None:
    """The task brings the whole plan with it: staff who can log in, at a unit that a consent covers (OSL 26:1)."""
    played = Played(service, persons, "elsa-hemgang", "establish")
    kin = {"kind": "relative", "name": "Anna Lindqvist"}
    unit = {"name": "Rehab Norr", "kind": "rehab", "hsaId": persons.unit(), "principalType": "region"}
    unit_id = ok(
        coordinator(played).post(f"{played.path}/units", at=AFTER, json=unit | {"principalName": "Region Exempel"}), 201
    )["id"]
    uncovered = {"kind": "staff", "name": "Ny", "unitId": unit_id, "hsaId": persons.person()}
    for body, expected in ((kin, (422, "not-staff")), (uncovered, (409, "unit-not-covered"))):
        made = ok(coordinator(played).post(f"{played.path}/participants", at=AFTER, json=body), 201)
        refused = coordinator(played).post(
            f"{played.path}/handovers", at=AFTER, json={"toId": made["id"], "offeredAt": AFTER}
        )
        assert said_no(refused) == expected


def test_the_mapping_is_handed_over_only_to_a_unit_that_she_has_let_in_to_it(
    service: Service, persons: Persons
) -> None:
    """OSL 12:2: what she has not let a unit read does not come to it with the task; asked for, and answered."""
    played, path, asked = _offered(service, persons)
    sharing = played.consent("information_sharing")
    body = {"withdrawnBy": "person", "withdrawnAt": AFTER}
    assert coordinator(played).put(f"{sharing}/withdrawal", at=AFTER, json=body).status_code == 204
    later = "2026-03-07T13:00:00+01:00"
    [unit] = [one["unitId"] for one in played.plan(AFTER)["participants"] if one["id"] == played.player.ids["avd"]]
    ward = {"recipients": [unit], "kind": "information_sharing", "givenBy": "person", "form": "oral"}
    ward["givenAt"] = later

    def accepted() -> Any:
        return asked.put(f"{path}/acceptance", at=later, json={"acceptedAt": later})

    ok(coordinator(played).post(f"{played.path}/consents", at=later, json=ward | {"information": ["plan"]}), 201)
    assert said_no(accepted()) == (409, "unit-not-covered")
    assert said_no(asked.get(f"{played.path}/mapping", at=later)) == (403, "not-yours-to-do")
    ok(coordinator(played).put(f"{path}/withdrawal", at=later, json={"withdrawnAt": later}))
    anew = {"toId": played.player.ids["avd"], "offeredAt": later}
    refused = coordinator(played).post(f"{played.path}/handovers", at=later, json=anew)
    assert said_no(refused) == (409, "unit-not-covered")
    both = ward | {"information": ["plan", "mapping"]}
    ok(coordinator(played).post(f"{played.path}/consents", at=later, json=both), 201)
    made = ok(coordinator(played).post(f"{played.path}/handovers", at=later, json=anew), 201)
    path = f"{played.path}/handovers/{made['id']}"
    ok(accepted())
    assert ok(asked.get(f"{played.path}/mapping", at=later))["situation"]


def test_a_plan_that_closes_leaves_no_question_behind(service: Service, persons: Persons) -> None:
    """Domain rules, lifecycle: withdrawn consent closes the plan at once; a closed plan has no task to take."""
    played, path, asked = _offered(service, persons)
    body = {"withdrawnBy": "person", "withdrawnAt": AFTER}
    coordinator(played).put(f"{played.consent('sip')}/withdrawal", at=AFTER, json=body)
    refused = asked.put(f"{path}/acceptance", at=AFTER, json={"acceptedAt": AFTER})
    assert said_no(refused) == (403, "not-yours-to-do"), "told of the closure, and asked no more"
