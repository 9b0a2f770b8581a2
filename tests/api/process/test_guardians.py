"""Guardians (vårdnadshavare) among the participants: each once, and never the child herself."""

from typing import Any

from tests.api.process.acting import coordinator, ok, said_no
from tests.callers import Caller
from tests.persons import Persons
from tests.playing import Played
from tests.service import Service


def _add(who: Caller, played: Played, number: str, name: str = "Förälder") -> Any:
    body = {"kind": "guardian", "name": name, "personnummer": number}
    return who.post(f"{played.path}/participants", at=played.at, json=body)


def test_a_guardian_stands_in_the_plan_once(service: Service, persons: Persons) -> None:
    """FB 6:11, 6:13: all guardians consent; the same one twice would have to consent twice, or not at all."""
    played = Played(service, persons, "noor-skola", "create")
    who = played.staff(next(one["ref"] for one in played.case["staff"] if one["unit"] == played.case["initiatedBy"]))
    number = persons.adult()
    ok(_add(who, played, number), 201)
    version = ok(who.get(played.path, at=played.at))["version"]
    again = _add(who, played, number, "Samma förälder")
    assert said_no(again) == (422, "guardian-twice") and again.json()["errors"][0]["pointer"] == "/personnummer"
    assert number not in again.text
    assert said_no(_add(who, played, played.case["person"]["personnummer"])) == (422, "own-guardian")
    assert ok(who.get(played.path, at=played.at))["version"] == version
    ok(_add(who, played, persons.adult(), "Den andra föräldern"), 201)


def test_whether_somebody_is_a_guardian_is_told_to_nobody_who_may_not_add_one(
    service: Service, persons: Persons
) -> None:
    """Decided: a unit that takes part adds its own staff; of a number that it asks about it learns nothing."""
    played = Played(service, persons, "noor-skola", "establish")
    known = played.case["guardians"][0]["personnummer"]
    body = {"kind": "information_sharing", "givenBy": "guardian", "form": "oral", "givenAt": played.at}
    body |= {"recipients": [played.player.ids["hab"]], "information": ["plan"]}
    for one in played.plan(played.at)["participants"]:
        if one["kind"] == "guardian":
            said = body | {"guardianId": one["id"]}
            ok(coordinator(played).post(f"{played.path}/consents", at=played.at, json=said), 201)
    taking_part = played.colleague("hab", persons)
    ok(taking_part.get(played.path, at=played.at))
    answers = {said_no(_add(taking_part, played, number)) for number in (known, persons.adult())}
    assert answers == {(403, "not-your-own")}
    answers = {said_no(_add(coordinator(played), played, number)) for number in (known, persons.adult())}
    assert answers == {(409, "guardian-without-consent")}, "the plan rests on consent already"
