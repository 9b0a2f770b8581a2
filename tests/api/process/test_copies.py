"""Copies of the plan (domain rules, established): every participant and the person get one."""

import json
from typing import Any

from tests.api.process.acting import AFTER, coordinator, ok, said_no, shown, step
from tests.persons import Persons
from tests.playing import Played
from tests.service import Service


def _give(played: Played, at: str = AFTER, **more: Any) -> Any:
    body = {"form": "paper", "givenAt": at, **more}
    return coordinator(played).post(f"{played.path}/copies", at=at, json=body)


def test_a_copy_says_who_got_which_version_and_how(service: Service, persons: Persons) -> None:
    """Domain rules, established: the present version, unless another is said; no recipient is the person herself."""
    played = Played(service, persons, "elsa-hemgang", "establish")
    version = played.plan(AFTER)["version"]
    hers = ok(_give(played, form="read_aloud"), 201)
    assert (hers["recipientId"], hers["planVersion"], hers["form"]) == (None, version, "read_aloud")
    his = ok(_give(played, recipientId=played.player.ids["bh"], planVersion=version, form="mail"), 201)
    assert (his["recipientId"], his["planVersion"]) == (played.player.ids["bh"], version)
    copies = ok(played.staff("at").get(f"{played.path}/copies", at=AFTER))["copies"]
    assert [one["id"] for one in copies] == [hers["id"], his["id"]]
    assert played.plan(AFTER)["copies"][1]["id"] == his["id"]


def test_nobody_gets_a_version_that_is_not_there(service: Service, persons: Persons) -> None:
    """What is recorded has happened: no later version, no later time, nobody from outside the plan."""
    played = Played(service, persons, "elsa-hemgang", "establish")
    other = Played(service, persons, "elsa-hemgang", "establish")
    version = played.plan(AFTER)["version"]
    assert said_no(_give(played, planVersion=version + 1)) == (422, "copy-of-later-version")
    assert said_no(_give(played, givenAt="2026-03-07T10:00:01Z")) == (422, "in-the-future")
    assert said_no(_give(played, recipientId=other.player.ids["at"])) == (422, "no-such-part")
    assert played.plan(AFTER)["copies"] == []


def test_who_drives_the_plan_records_copies(service: Service, persons: Persons) -> None:
    """Domain rules, who may do what: the coordinator, and the main responsible who notifies."""
    played = Played(service, persons, "mikael-aterkallar", "establish")
    body = {"form": "digital", "givenAt": AFTER}
    refused = played.colleague("psy", persons).post(f"{played.path}/copies", at=AFTER, json=body)
    assert said_no(refused) == (403, "not-yours-to-do")
    ok(played.staff("sk").post(f"{played.path}/copies", at=AFTER, json=body), 201)


def test_copies_are_of_an_established_plan(service: Service, persons: Persons) -> None:
    """Domain rules, established: before it there is nothing to give; when it is closed there is."""
    played = Played(service, persons, "elsa-hemgang", "meeting")
    assert said_no(_give(played, played.at)) == (409, "not-in-this-status")
    played = Played(service, persons, "elsa-hemgang", "establish")
    ok(step(coordinator(played), played, "close", AFTER, reason="no_longer_needed"))
    ok(_give(played), 201)


def test_the_plan_tells_until_everyone_has_a_copy(service: Service, persons: Persons) -> None:
    """Domain rules, established: every participant and the person get one."""
    played = Played(service, persons, "elsa-hemgang", "establish")

    def due() -> bool:
        return "copies_to_give" in [one["kind"] for one in played.plan(AFTER)["deadlines"]]

    assert due()
    for recipient in (None, *(one["id"] for one in played.plan(AFTER)["participants"])):
        assert due()
        ok(_give(played, recipientId=recipient), 201)
    assert not due()


def test_who_got_a_copy_is_not_shown_to_her(service: Service, persons: Persons) -> None:
    """Domain rules, what the citizen sees: not among what is shown; a copy changes nothing of hers."""
    played = Played(service, persons, "elsa-hemgang", "establish")
    before = played.citizen.get("/citizen/v1/plans", at=AFTER)
    ok(_give(played), 201)
    after = played.citizen.get("/citizen/v1/plans", at=AFTER)
    assert after.content == before.content and after.headers["etag"] == before.headers["etag"]
    assert "cop" not in json.dumps(list(shown(played, AFTER)))
