"""Presence: whether there is anything for her here, judged exactly as what would be shown, and nothing more."""

import json
from typing import Any

import pytest
from sqlalchemy import select

from app.models.audit import audit_entry
from tests.api.process.acting import AFTER, coordinator, ok
from tests.callers import Caller, citizen, system
from tests.persons import Persons
from tests.playing import FOLDER, Played, player, renewed
from tests.service import Service

PATH = "/citizen/v1/presence"


def present(who: Caller, at: str | None = None) -> bool:
    document = ok(who.get(PATH, at=at))
    assert document["keepSeconds"] == who.service.settings.presence_seconds
    return bool(document["present"])


def shown(who: Caller, at: str | None = None) -> bool:
    lists = ("plans", "summonses", "consents")
    return any(ok(who.get(f"/citizen/v1/{name}", at=at))[name] for name in lists)


@pytest.mark.parametrize("name", ["mikael-aterkallar", "amina-skyddad"])
def test_it_is_yes_exactly_when_something_is_shown(service: Service, persons: Persons, name: str) -> None:
    """After every step of a whole case."""
    case = renewed(json.loads((FOLDER / f"{name}.json").read_text()), persons)
    her, answers = citizen(service, case["person"]["personnummer"]), []
    for _, at in player(service, case).play():
        answers.append(present(her, at))
        assert answers[-1] is shown(her, at)
    assert answers[0] is False and True in answers


def test_somebody_without_a_plan_gets_the_same_answer_as_somebody_whose_plan_is_not_shown(
    service: Service, persons: Persons
) -> None:
    """A child of twelve with a plan, and nobody at all: to the byte, but for the links' host they have in common."""
    played = Played(service, persons, "noor-skola", "establish")
    assert not shown(played.citizen, played.at), "she is too young to be shown it"
    stranger = citizen(service, persons.adult())
    hers, nobodys = (who.get(PATH, at=played.at) for who in (played.citizen, stranger))
    assert hers.content == nobodys.content and hers.headers["etag"] == nobodys.headers["etag"]


def test_unchanged_is_304_and_a_withdrawal_changes_it(service: Service, persons: Persons) -> None:
    played = Played(service, persons, "elsa-hemgang", "establish")
    first = played.citizen.get(PATH, at=AFTER)
    assert first.headers["cache-control"] == "private, no-cache"
    known = {"If-None-Match": first.headers["etag"]}
    assert played.citizen.get(PATH, at=AFTER, headers=known).status_code == 304
    assert ok(played.citizen.get("/citizen/v1/plans", at=AFTER))["plans"]
    body: dict[str, Any] = {"transition": "annul", "text": "Fel person."}
    ok(coordinator(played).post(f"{played.path}/transitions", at=AFTER, json=body, headers={"If-Match": "*"}))
    assert present(played.citizen, AFTER) is shown(played.citizen, AFTER) is False
    assert played.citizen.get(PATH, at=AFTER, headers=known).status_code == 200


def test_each_question_is_hers_in_the_log(service: Service, persons: Persons) -> None:
    number = persons.adult()
    answer = citizen(service, number).get(PATH)

    async def left() -> list[Any]:
        trace = answer.headers["traceparent"].split("-")[1]
        async with service.database.journal() as connection:
            found = await connection.execute(select(audit_entry).where(audit_entry.c.trace_id == trace))
            return list(found.mappings())

    (entry,) = service.run(left())
    assert (entry["action"], entry["outcome"], entry["plan_id"]) == ("citizen:presence.read", "allowed", None)
    assert entry["person_key"] == service.keys.person_key(number)


def test_a_portal_asks_as_the_person_and_not_as_itself(service: Service, persons: Persons) -> None:
    assert system(service, persons.unit()).get(PATH).status_code == 403
