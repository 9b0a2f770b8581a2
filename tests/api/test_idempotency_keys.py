"""Idempotency-Key on every operation that creates: missing, unfit, reused for something else, and used at once."""

import asyncio
import re
from concurrent.futures import ThreadPoolExecutor
from threading import Event
from typing import Any
from uuid import uuid4

import httpx
import pytest
from sqlalchemy import func, select, text

from app.models.history import plan_version
from app.models.idempotency import kept_answer
from app.models.plan import plan
from tests.api.standing import Office, refused, unchanged
from tests.callers import JOURNAL, staff, with_scopes
from tests.persons import Persons
from tests.service import Service

REHAB = {"name": "Rehab", "kind": "rehab", "principalType": "region", "principalName": "Region Exempel"}
UNFIT = ("", "a b", "å".encode(), "a" * 129, "a" * 5000, "a\tb")


def creating(plan_id: str) -> list[str]:
    """The path of every operation that takes a key, found in the contract."""
    found = [
        "/journal/v1" + re.sub(r"\{[^}]+\}", lambda it: plan_id if it[0] == "{planId}" else str(uuid4()), path)
        for _, path, operation in JOURNAL.operations()
        if any(parameter.get("name") == "Idempotency-Key" for parameter in operation.get("parameters", []))
    ]
    assert len(found) >= 12
    return found


def create(office: Office, key: str | bytes | None, body: dict[str, Any], path: str = "/journal/v1/plans") -> Any:
    headers: Any = {"Authorization": f"Bearer {office.caller.token}", "Idempotency-Key": key}
    if key is None:
        del headers["Idempotency-Key"]
    return office.caller.service.client.post(path, json=body, headers=headers)


def rows(service: Service, unit: str) -> int:
    async def count() -> int:
        async with service.database.journal() as connection:
            by_unit = select(plan_version.c.plan_id).where(plan_version.c.unit == unit)
            mine = select(func.count()).select_from(kept_answer).where(kept_answer.c.plan_id.in_(by_unit))
            return int((await connection.execute(mine)).scalar_one())

    return service.run(count())


def plans_in(service: Service) -> int:
    async def count() -> int:
        async with service.database.journal() as connection:
            return int((await connection.execute(select(func.count()).select_from(plan))).scalar_one())

    return service.run(count())


def test_key_missing_or_unfit(service: Service, persons: Persons) -> None:
    office = Office(service, persons)
    plan_id = office.plan()[-36:]
    with unchanged(service):
        for path in creating(plan_id):
            refused(create(office, None, {}, path), 400, "idempotency-key-missing")
        for key in UNFIT:
            refused(create(office, key, office.body()), 400, "idempotency-key-missing")
        headers = [("Authorization", f"Bearer {office.caller.token}")] + [("Idempotency-Key", "a")] * 2
        answer = service.client.post("/journal/v1/plans", json=office.body(), headers=headers)
        refused(answer, 400, "repeated-field")


def same(one: httpx.Response, other: httpx.Response) -> None:
    """The same answer again: all of it that is not about the request itself."""
    assert (other.status_code, other.content) == (one.status_code, one.content), other.text
    assert other.headers["content-type"] == one.headers["content-type"] == "application/json"
    for name in ("etag", "location", "cache-control"):
        assert other.headers[name] == one.headers[name]


@pytest.mark.parametrize("key", ["aa", "~" * 128, "!\"#$%&'()*+,-./:;<=>?@[]^_`{|}", "';DROP/**/TABLE/**/plan;--"])
def test_same_key_and_body_gets_the_same_answer(service: Service, persons: Persons, key: str) -> None:
    office = Office(service, persons)
    first = create(office, key, office.body())
    assert first.status_code == 201
    before = plans_in(service)
    for _ in range(3):
        same(first, create(office, key, office.body()))
    assert plans_in(service) == before and rows(service, office.unit) == 1
    path = f"/journal/v1/plans/{first.json()['id']}/units"
    unit = create(office, f"2{key[:-1]}", REHAB, path)
    assert unit.status_code == 201, unit.text
    same(unit, create(office, f"2{key[:-1]}", REHAB, path))
    assert len(office.caller.get(path).json()["units"]) == 2


def test_a_right_to_write_alone_gets_its_own_answer_again(service: Service, persons: Persons) -> None:
    """What it added it is told once more, and nothing else: the plan it still may not read."""
    office = Office(service, persons)
    writer = with_scopes(office.caller, "journal:write")

    def twice(path: str, body: Any, key: str) -> httpx.Response:
        first, again = (writer.post(path, json=body, headers={"Idempotency-Key": key}) for _ in range(2))
        assert first.status_code == 201, first.text
        same(first, again)
        return first

    made = twice("/journal/v1/plans", office.body(), "plan")
    path = f"/journal/v1/plans/{made.json()['id']}"
    twice(f"{path}/units", REHAB, "unit")
    refused(writer.get(path), 403, "scope-missing")
    other = staff(service, persons.unit(), persons.person(), scopes=("journal:write",))
    unreached = other.post(f"{path}/units", json=REHAB, headers={"Idempotency-Key": "unit"})
    refused(unreached, 404, "not-found")


def test_key_reused_for_another_request(service: Service, persons: Persons) -> None:
    office = Office(service, persons)
    first = create(office, "k", office.body())
    path = f"/journal/v1/plans/{first.json()['id']}"
    with unchanged(service):
        refused(create(office, "k", office.body(title="Något annat")), 422, "idempotency-key-reused")
        refused(create(office, "k", REHAB, f"{path}/units"), 422, "idempotency-key-reused")
    # Another person's key of the same name is another key.
    other = staff(service, office.unit, persons.person())
    headers = {"Idempotency-Key": "k"}
    made = other.post("/journal/v1/plans", json=office.body(title="Något annat"), headers=headers)
    assert made.status_code == 201 and made.json()["id"] != first.json()["id"]


def test_a_refused_request_does_not_use_up_its_key(service: Service, persons: Persons) -> None:
    office = Office(service, persons)
    refused(create(office, "k", office.body(legalBases=["HSL 99:99"])), 422)
    refused(create(office, "k", office.body(extra=1)), 422)
    assert create(office, "k", office.body()).status_code == 201


def test_same_key_at_once_makes_one_plan(service: Service, persons: Persons) -> None:
    for _ in range(5):
        office = Office(service, persons)
        before = plans_in(service)
        body = office.body()
        with ThreadPoolExecutor(12) as pool:
            answers = list(pool.map(lambda _, office=office, body=body: create(office, "k", body), range(12)))
        for answer in answers:
            same(answers[0], answer)
        assert answers[0].status_code == 201
        assert plans_in(service) == before + 1 and rows(service, office.unit) == 1


def test_same_key_at_once_with_other_bodies_makes_one_plan(service: Service, persons: Persons) -> None:
    office = Office(service, persons)
    before = plans_in(service)
    with ThreadPoolExecutor(12) as pool:
        answers = list(pool.map(lambda n: create(office, "k", office.body(title=f"Plan {n}")), range(12)))
    assert sorted(answer.status_code for answer in answers) == [201] + [422] * 11
    assert plans_in(service) == before + 1


def test_same_key_at_once_on_one_plan_adds_one_part(service: Service, persons: Persons) -> None:
    office = Office(service, persons)
    path = f"{office.plan()}/units"
    with ThreadPoolExecutor(12) as pool:
        answers = list(pool.map(lambda _: create(office, "k", REHAB, path), range(12)))
    for answer in answers:
        same(answers[0], answer)
    assert answers[0].status_code == 201
    assert len(office.caller.get(path).json()["units"]) == 2


async def keep_persons_locked(service: Service, locked: Event) -> None:
    """So that all who create at once have looked for the plan before any of them has made it."""
    async with service.database.journal() as connection:
        await connection.execute(text("LOCK TABLE journal.person IN SHARE MODE"))
        locked.set()
        await asyncio.sleep(1)


def test_the_record_systems_id_at_once_makes_one_plan(
    service: Service, persons: Persons, request: pytest.FixtureRequest
) -> None:
    """One plan of the record system, sent under several keys: one plan here, and 409 for the others."""
    office = Office(service, persons)
    source = {"system": "exempelsystemet", "id": office.unit}
    bodies = [office.body(source=source, person={"personnummer": persons.adult(), "name": "A"}) for _ in "123456"]
    with ThreadPoolExecutor(7) as pool:
        if service.name == "postgresql":
            locked = Event()
            pool.submit(service.run, keep_persons_locked(service, locked))
            assert locked.wait(5)
        answers = list(pool.map(lambda it: create(office, f"k{it[0]}", it[1]), enumerate(bodies)))
    assert sorted(answer.status_code for answer in answers) == [201] + [409] * 5
    assert office.unit not in "".join(answer.text for answer in answers if answer.status_code != 201)


def test_all_plans_of_one_person_changed_at_once(
    service: Service, persons: Persons, request: pytest.FixtureRequest
) -> None:
    """Each plan is another row, but whether she is protected is one and the same."""
    office = Office(service, persons)
    paths = [office.plan() for _ in range(8)]
    for round_ in range(4):
        with ThreadPoolExecutor(8) as pool:
            body = {"title": f"Varv {round_}"}
            answers = list(pool.map(lambda path, body=body: office.caller.patch(path, json=body), paths))
        assert [answer.status_code for answer in answers] == [200] * 8
