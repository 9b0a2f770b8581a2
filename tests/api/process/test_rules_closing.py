"""How a plan is closed by somebody (domain rules, closed): with a reason of hers to choose, documented, and told."""

import pytest

from app.domain.lifecycle import BY_THE_SERVICE
from app.domain.plan import ClosingReason
from tests.api.process.acting import AFTER, coordinator, ok, said_no, shown, step
from tests.persons import Persons
from tests.playing import Played
from tests.service import Service


@pytest.mark.parametrize("reason", sorted(set(ClosingReason) - BY_THE_SERVICE))
def test_a_plan_is_closed_for_each_reason_and_the_closure_is_documented(
    service: Service, persons: Persons, reason: str
) -> None:
    played = Played(service, persons, "elsa-hemgang", "establish")
    closed = ok(step(coordinator(played), played, "close", AFTER, reason=reason, text="Alla är överens."))
    assert (closed["status"], closed["closingReason"]) == ("closed", reason)
    assert (closed["closedAt"], closed["closingText"]) == (AFTER, "Alla är överens.")
    assert shown(played, AFTER)["closingReason"] == reason


def test_a_plan_is_not_closed_without_a_reason(service: Service, persons: Persons) -> None:
    played = Played(service, persons, "elsa-hemgang", "establish")
    refused = step(coordinator(played), played, "close", AFTER)
    assert said_no(refused) == (422, "closing-reason")
    assert [one["pointer"] for one in refused.json()["errors"]] == ["/reason"]
    assert said_no(step(coordinator(played), played, "annul", AFTER, reason="moved")) == (422, "closing-reason")
    assert played.plan(AFTER)["status"] == "established"


@pytest.mark.parametrize("reason", sorted(BY_THE_SERVICE))
def test_nobody_says_that_a_consent_has_closed_the_plan(service: Service, persons: Persons, reason: str) -> None:
    """They follow from the consent itself, which is registered as withdrawn or ends."""
    played = Played(service, persons, "elsa-hemgang", "establish")
    refused = step(coordinator(played), played, "close", AFTER, reason=reason)
    assert said_no(refused) == (422, "reason-of-the-service")
    assert played.plan(AFTER)["status"] == "established"


def test_the_main_responsible_closes_and_everyone_involved_is_told(service: Service, persons: Persons) -> None:
    """Also where the coordinator has left: a plan has two who can close it."""
    played = Played(service, persons, "mikael-aterkallar", "establish")
    plan = played.plan(played.at)
    main = next(ref for ref, part_id in played.player.ids.items() if part_id == plan["mainResponsibleId"])
    assert main != played.case["coordinator"]
    closed = ok(step(played.staff(main), played, "close", played.at, reason="coordination_works"))
    assert closed["status"] == "closed"
    told = {one["unitId"] for one in ok(coordinator(played).get(f"{played.path}/notices", at=played.at))["notices"]}
    assert told == {played.player.ids[unit] for unit in ("psy", "ber", "vux")}


@pytest.mark.parametrize("words", ["Fel person.", None])
@pytest.mark.parametrize("transition", ["close", "annul"])
def test_who_closed_or_annulled_and_when_is_told_with_words_or_without(
    service: Service, persons: Persons, transition: str, words: str | None
) -> None:
    """PDL 3:6, 3:14; the released contract takes both without a word, so the version says who and when all the same."""
    played = Played(service, persons, "elsa-hemgang", "establish")
    more = {"reason": "moved"} if transition == "close" else {}
    ended = ok(step(coordinator(played), played, transition, AFTER, **more, **({"text": words} if words else {})))
    at, text = ("closedAt", "closingText") if transition == "close" else ("annulledAt", "annulmentReason")
    assert (ended[at], ended[text]) == (AFTER, words)
    newest = ok(coordinator(played).get(f"{played.path}/versions?limit=1", at=AFTER))["versions"][0]
    herself = next(one for one in played.case["staff"] if one["ref"] == played.case["coordinator"])
    unit = next(one["hsaId"] for one in played.case["units"] if one["ref"] == herself["unit"])
    assert (newest["change"], newest["person"], newest["unit"]) == (f"plan.{transition}", herself["hsaId"], unit)
    assert newest["changedAt"] == AFTER
