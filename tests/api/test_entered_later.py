"""What a plan rests on, and when she is ready for discharge, entered after the plan: what is due comes with it."""

import pytest

from tests.api.dues import elsa, items, kinds
from tests.api.process.acting import rule_of
from tests.persons import Persons
from tests.playing import Played
from tests.service import Service

REVIEWED = "2027-03-25T10:00:00Z"


def _begun(service: Service, persons: Persons) -> Played:
    """A plan of somebody who is not ready for discharge yet: the need was seen before that was known."""
    played = elsa(service, persons)
    nobody = played.staff("dsk").patch(played.path, at=played.at, json={"dischargeReadyAt": None})
    assert (nobody.status_code, nobody.json()["dischargeReadyAt"], nobody.json()["summonsDueAt"]) == (200, None, None)
    return played


def test_ready_for_discharge_is_entered_later_and_the_summons_is_due_in_three_days(
    service: Service, persons: Persons
) -> None:
    """2017:612 4:3: the summons goes out within three days of ready for discharge, whenever the plan was begun."""
    played = _begun(service, persons)
    hers = played.staff("dsk")
    assert "summons_due" not in kinds(hers, played.at)
    answer = hers.patch(played.path, at=played.at, json={"dischargeReadyAt": "2026-03-03T11:00:00+01:00"})
    assert answer.status_code == 200, answer.text
    assert answer.json()["summonsDueAt"] == "2026-03-06T10:00:00Z"
    due = [one["dueAt"] for one in items(hers, played.at) if one["kind"] == "summons_due"]
    assert due == ["2026-03-06T10:00:00Z"]
    # What is left out stands, and what was entered in error is taken out.
    assert hers.patch(played.path, at=played.at, json={"title": "Elsa"}).json()["summonsDueAt"] is not None
    assert hers.patch(played.path, at=played.at, json={"dischargeReadyAt": None}).status_code == 200
    assert "summons_due" not in kinds(hers, played.at)


def test_a_plan_that_becomes_an_lss_plan_too_is_reviewed_every_year(service: Service, persons: Persons) -> None:
    """LSS 10 §: the yearly review is due of a plan that got the statute after it was established."""
    played = elsa(service, persons, "establish")
    hers = played.staff("dsk")
    before = played.plan(played.at)["legalBases"]
    assert "LSS 10" not in before and "yearly_review" not in kinds(hers, REVIEWED)
    answer = hers.patch(played.path, at=played.at, json={"legalBases": [*before, "LSS 10"]})
    assert answer.status_code == 200, answer.text
    assert answer.json()["legalBases"] == [*before, "LSS 10"]
    assert "yearly_review" in kinds(hers, REVIEWED)


@pytest.mark.parametrize("code", ["SoL 2:7", "HSL 99:9"])
def test_a_statute_that_was_not_in_force_the_plans_day_is_not_entered_later_either(
    service: Service, persons: Persons, code: str
) -> None:
    """HSL 16:4; SoL 2:7: the statutes are those of the day that the need was seen."""
    played = _begun(service, persons)
    hers = played.staff("dsk")
    before = played.plan(played.at)
    answer = hers.patch(played.path, at=played.at, json={"legalBases": ["HSL 16:4", code]})
    assert (answer.status_code, rule_of(answer.json())) == (422, "legal-basis-not-in-force")
    assert answer.json()["errors"][0]["pointer"] == "/legalBases/1"
    for nothing in ([], None):
        assert hers.patch(played.path, at=played.at, json={"legalBases": nothing}).status_code == 422
    after = played.plan(played.at)
    assert (after["version"], after["legalBases"]) == (before["version"], before["legalBases"])
