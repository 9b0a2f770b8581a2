"""How units are called and what opens the meeting (domain rules, summoned and met)."""

import pytest

from tests.api.process.acting import coordinator, meet, ok, prepared, said_no, summon
from tests.persons import Persons
from tests.playing import Played
from tests.service import Service


@pytest.mark.parametrize("form", ["written", "oral"])
def test_a_summons_is_sent_in_writing_or_orally(service: Service, persons: Persons, form: str) -> None:
    played = Played(service, persons, "elsa-hemgang", "mapping")
    sent = ok(summon(coordinator(played), played, played.at, "rehab", form=form), 201)
    assert sent["form"] == form and played.plan(played.at)["status"] == "summoned"


def test_a_unit_is_called_with_a_wished_profession(service: Service, persons: Persons) -> None:
    """The unit chooses who comes; the one who calls says what she hopes for."""
    played = Played(service, persons, "elsa-hemgang", "mapping")
    wish = {"unitId": played.player.ids["rehab"], "wishedProfession": "arbetsterapeut"}
    [place] = ok(summon(coordinator(played), played, played.at, invited=[wish]), 201)["invitations"]
    assert (place["wishedProfession"], place["representativeId"], place["reply"]) == ("arbetsterapeut", None, "none")


@pytest.mark.parametrize("form", ["physical", "digital"])
def test_a_meeting_is_physical_or_digital_and_asks_what_matters_to_her(
    service: Service, persons: Persons, form: str
) -> None:
    played = Played(service, persons, "elsa-hemgang", "summons")
    at = played.case["meeting"]["heldAt"]
    assert said_no(meet(coordinator(played), played, at, whatMatters=None))[0] == 422
    assert said_no(meet(coordinator(played), played, at, whatMatters=" "))[0] == 422
    held = ok(meet(coordinator(played), played, at, form=form, whatMatters="Att komma hem till katten."), 201)
    assert (held["form"], held["whatMatters"]) == (form, "Att komma hem till katten.")


def test_a_plan_that_is_not_prepared_calls_nobody(service: Service, persons: Persons) -> None:
    """No consent, no plan; and the one who calls is the coordinator."""
    played = Played(service, persons, "elsa-hemgang", "consent")
    for consent in played.case["consents"][1:]:
        played.player._consent(consent)
    at = played.case["summons"]["sentAt"]
    early = summon(played.staff("avd"), played, at, "rehab")
    assert early.status_code == 403, "the unit that saw the need does not call"
    prepared(played)
    ok(summon(coordinator(played), played, at, "rehab"), 201)
