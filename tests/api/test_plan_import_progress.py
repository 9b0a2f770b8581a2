"""How far an import has come: told while it runs and afterwards, to whoever sent it and to nobody else, of no plan."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select, update

from app.models.audit import audit_entry
from app.models.plan_import import plan_import
from app.services.retries import KEPT_FOR
from tests.api.disk_full import full_after
from tests.api.standing import Office, refused, unchanged
from tests.api.test_plan_imports import IMPORTS, bring, item, outcomes, person
from tests.callers import CANARY, Caller, citizen, staff, with_scopes
from tests.house.operations import never, trace_of, without_instance
from tests.persons import Persons
from tests.service import Service


@pytest.fixture
def office(service: Service, persons: Persons) -> Office:
    return Office(service, persons)


def progress(caller: Caller, key: str) -> dict[str, Any]:
    answer = caller.get(f"{IMPORTS}/{key}")
    assert answer.status_code == 200, answer.text
    document: dict[str, Any] = answer.json()
    told = [one["outcome"] for one in document["results"]]
    assert document["done"] == len(told) <= document["total"]
    names = ("created", "unchanged", "updated", "merged", "refused")
    assert [document[name] for name in names] == [told.count(name) for name in names]
    return document


def test_afterwards_it_tells_what_came_of_each_and_of_no_plan(
    service: Service, persons: Persons, office: Office
) -> None:
    key = str(uuid4())
    told = bring(
        office.caller,
        item(office, 1, title=CANARY),
        item(office, 1, title="Utan version"),
        {"title": CANARY},
        item(office, 2, **person(persons.adult())),
        key=key,
    )
    assert outcomes(told) == ["created", "refused", "refused", "created"]
    [there] = [one for one in told["_links"] if one["rel"] == "status"]
    answer = office.caller.get(there["href"])
    assert answer.json() == progress(office.caller, key)
    document = answer.json()
    assert (document["total"], document["done"], document["refused"]) == (4, 4, 2)
    assert document["results"] == [
        {"position": 1, "outcome": "created", "code": None},
        {"position": 2, "outcome": "refused", "code": "if-match-missing"},
        {"position": 3, "outcome": "refused", "code": "invalid-request"},
        {"position": 4, "outcome": "created", "code": None},
    ]
    named = [one["planId"] for one in told["results"] if one["planId"]]
    assert not [one for one in (*named, office.citizen, CANARY) if one in answer.text]
    assert progress(office.caller, key.upper())["total"] == 4, "a UUID is the same however it is written"
    assert service.run(_entries(service, trace_of(answer))) == [("journal:plan-import.read", "Läsa", "allowed", None)]


async def _entries(service: Service, trace: str) -> list[tuple[Any, ...]]:
    async with service.database.journal() as connection:
        c = audit_entry.c
        query = select(c.action, c.kind, c.outcome, c.plan_id).where(c.trace_id == trace)
        return [tuple(row) for row in await connection.execute(query)]


def test_while_it_runs_it_tells_how_many_are_done(persons: Persons, office: Office) -> None:
    items, key = [item(office, number, **person(persons.adult())) for number in range(60)], str(uuid4())
    seen: list[int] = []
    with ThreadPoolExecutor(1) as pool:
        sent = pool.submit(bring, office.caller, *items, key=key)
        while not sent.done():
            answer = office.caller.get(f"{IMPORTS}/{key}")
            if answer.status_code == 200:
                assert answer.json()["total"] == 60
                seen.append(answer.json()["done"])
        assert sent.result()["created"] == 60
    assert seen == sorted(seen) and any(0 < done < 60 for done in seen), seen
    assert progress(office.caller, key)["done"] == 60


def test_broken_off_it_tells_where_it_stood_and_goes_on(service: Service, persons: Persons, office: Office) -> None:
    items, key = [item(office, number, **person(persons.adult())) for number in range(6)], str(uuid4())
    with full_after(service, 4):
        broken = office.caller.post(IMPORTS, json={"items": items}, headers={"Idempotency-Key": key})
    assert broken.status_code >= 500
    stood = progress(office.caller, key)
    made = office.caller.get("/journal/v1/plans").json()["_meta"]["totalRecords"]
    assert 0 < made < 6
    assert (stood["total"], stood["done"], stood["created"]) == (6, made, made), "what was not committed is not done"
    bring(office.caller, *items, key=key)
    after = progress(office.caller, key)
    assert (after["done"], after["created"], after["startedAt"]) == (6, 6, stood["startedAt"])
    assert after["changedAt"] > stood["changedAt"]


def test_what_was_refused_is_tried_again_with_the_same_key(office: Office) -> None:
    made = bring(office.caller, item(office, 1))["results"][0]
    key, later = str(uuid4()), item(office, 1, title="Ny rubrik", version=2)
    assert outcomes(bring(office.caller, item(office, 1), later, key=key)) == ["unchanged", "refused"]
    assert progress(office.caller, key)["results"][1]["code"] == "version-passed"
    path = f"/journal/v1/plans/{made['planId']}"
    assert office.caller.patch(path, json={"reason": "Nytt skäl"}, headers={"If-Match": '"1"'}).status_code == 200
    for _ in range(2):
        assert outcomes(bring(office.caller, item(office, 1), later, key=key)) == ["unchanged", "updated"]
        told = progress(office.caller, key)
        assert (told["total"], told["done"], told["refused"], told["updated"]) == (2, 2, 0, 1)
    assert office.caller.get(path).json()["version"] == 3, "and what was done is not done again"


def test_nobody_else_is_told_of_it(service: Service, persons: Persons, office: Office) -> None:
    """As of one that never was: a colleague, another client, another unit of hers; and a denial is an entry."""
    key = str(uuid4())
    bring(office.caller, item(office, 1), key=key)
    others = [
        staff(service, office.unit, persons.person()),
        staff(service, office.unit, office.person, client="another-record-system"),
        staff(service, persons.unit(), office.person),
    ]
    with unchanged(service):
        for caller in others:
            real, none = (caller.get(f"{IMPORTS}/{one}") for one in (key, never(key)))
            refused(real, 404)
            assert without_instance(real) == without_instance(none)
            [entry] = service.run(_entries(service, trace_of(real)))
            assert entry == ("journal:plan-import.read", "Läsa", "denied", None)
        refused(with_scopes(office.caller, "journal:read").get(f"{IMPORTS}/{key}"), 403, "scope-missing")
        refused(citizen(service, office.citizen).get(f"{IMPORTS}/{key}"), 403)
        refused(office.caller.get(f"{IMPORTS}/inte-en-uuid"), 422)
    # Theirs by the same key is another import.
    other = Office(service, persons)
    bring(other.caller, item(other, 1), item(other, 2, matching="new"), key=key)
    assert [progress(one.caller, key)["total"] for one in (office, other)] == [1, 2]


def test_the_key_is_bound_to_its_request_though_all_was_refused(office: Office) -> None:
    key = str(uuid4())
    assert outcomes(bring(office.caller, {"title": 1}, key=key)) == ["refused"]
    answer = office.caller.post(IMPORTS, json={"items": [item(office, 1)] * 2}, headers={"Idempotency-Key": key})
    refused(answer, 422, "idempotency-key-reused")
    assert progress(office.caller, key)["total"] == 1


def test_a_key_that_is_no_uuid_brings_as_well_and_is_not_asked_about(office: Office) -> None:
    told = bring(office.caller, item(office, 1), key=f"natt {office.unit}".replace(" ", "-"))
    assert outcomes(told) == ["created"]
    assert [one["rel"] for one in told["_links"]] == ["self"]


def test_the_same_key_at_once_is_told_once(persons: Persons, office: Office) -> None:
    items, key = [item(office, number, **person(persons.adult())) for number in range(5)], str(uuid4())
    items.append({"title": "inget"})
    with ThreadPoolExecutor(6) as pool:
        answers = list(pool.map(lambda _: bring(office.caller, *items, key=key), range(6)))
    assert all(outcomes(one) == ["created"] * 5 + ["refused"] for one in answers)
    assert len({str([one["planId"] for one in answer["results"]]) for answer in answers}) == 1
    told = progress(office.caller, key)
    assert (told["total"], told["done"], told["created"]) == (6, 6, 5)


def test_it_is_let_go_of_when_the_answers_are(service: Service, office: Office) -> None:
    old, key = str(uuid4()), str(uuid4())
    for one in (old, key):
        bring(office.caller, item(office, 1), key=one)
        service.run(_age(service, one))
        refused(office.caller.get(f"{IMPORTS}/{one}"), 404)
    assert outcomes(bring(office.caller, item(office, 1), key=key)) == ["unchanged"]
    assert progress(office.caller, key)["done"] == 1, "sent again, it is begun anew"
    assert not service.run(_there(service, old)), "each new one lets go of some that are old"


async def _age(service: Service, key: str) -> None:
    async with service.database.journal() as connection:
        mine = plan_import.c.id == UUID(key)
        began = (await connection.execute(select(plan_import.c.started_at).where(mine))).scalar_one()
        aged = began - KEPT_FOR - timedelta(seconds=1)
        await connection.execute(update(plan_import).where(mine).values(started_at=aged))


async def _there(service: Service, key: str) -> bool:
    async with service.database.journal() as connection:
        return (
            await connection.execute(select(plan_import.c.id).where(plan_import.c.id == UUID(key)))
        ).first() is not None
