"""A number changes while a plan is made by the old one: no plan is left behind, whichever comes first."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any
from uuid import UUID

import httpx
import pytest
from sqlalchemy import delete, select

from app.models.mirror import mirrored_number
from app.models.person import person
from app.models.plan import plan as plan_table
from app.repositories import persons as rows_of_persons
from app.repositories.persons import Known
from tests.api.numbers import (
    WHY,
    Entrusted,
    J,
    coordination,
    found,
    known_by,
    plan_of,
)
from tests.api.standing import Office
from tests.persons import Persons
from tests.service import Service


@pytest.fixture
def office(service: Service, persons: Persons) -> Office:
    return Entrusted(service, persons)


@pytest.mark.parametrize("rounds", [2, pytest.param(8, marks=pytest.mark.slow)])
def test_a_plan_that_is_created_by_the_old_number_meanwhile_follows(
    service: Service, persons: Persons, rounds: int
) -> None:
    """Creates, changes of protection and the link, all at once: afterwards every plan is hers, under the new number."""
    for _ in range(rounds):
        _race(service, persons)


def _race(service: Service, persons: Persons) -> None:
    offices = [Entrusted(service, persons) for _ in range(6)]
    old, new = coordination(), persons.adult()
    paths = [plan_of(one, old) for one in offices[:2]]
    together = Barrier(8)

    def ask(number: int) -> int:
        one = offices[number % 6]
        with httpx.Client(base_url=service.url, timeout=30, trust_env=False) as client:
            headers = {"Authorization": f"Bearer {one.caller.token}", "Idempotency-Key": f"{one.unit}-{number}"}
            headers["If-Match"] = "*"
            together.wait(20)
            while True:
                if number == 0:
                    answer = client.post(
                        f"{paths[0]}/number-changes", json={"personnummer": new} | WHY, headers=headers
                    )
                elif number == 1:
                    noting = {"protectedIdentity": "confidentialityMarking"}
                    answer = client.patch(paths[1], json=noting, headers=headers)
                else:
                    told = {"personnummer": new if number == 7 else old, "name": "Elsa"}
                    answer = client.post(f"{J}/plans", json=one.body(person=told), headers=headers)
                if answer.status_code != 503:
                    return answer.status_code

    with ThreadPoolExecutor(8) as pool:
        statuses = Counter(pool.map(ask, range(8)))
    assert statuses == {201: 7, 200: 1}, statuses
    for one in offices:
        # By the new number those that rest on her consent, and whatever was entered under it.
        assert found(one, new) | found(one, old) == {*_mine(one)} != set()
        assert found(one, new) >= set(paths) & {*_mine(one)}
    for one, path in zip(offices, paths, strict=False):
        assert known_by(one, path) == new
    rows = service.run(_rows(service, service.keys.person_key(new), service.keys.person_key(old)))
    assert rows == (8, {True}, set()), "all are under the new number's row, and all of them know of the protection"


def test_a_number_that_is_erased_while_it_is_waited_for_is_made_again(
    office: Office, persons: Persons, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Made, and gone before it was held: whoever erases it has not seen that anybody is to have it."""
    old, new, turns = coordination(), persons.adult(), []
    path, hold = plan_of(office, old), rows_of_persons.hold_all

    async def erased(connection: Any, plan_id: UUID, key: str) -> list[Known]:
        if not turns:
            await connection.execute(delete(person).where(person.c.key == key))
        turns.append(key)
        return await hold(connection, plan_id, key)

    monkeypatch.setattr(rows_of_persons, "hold_all", erased)
    made = office.caller.post(f"{path}/number-changes", json={"personnummer": new} | WHY, headers={"If-Match": "*"})
    assert made.status_code == 201 and len(turns) == 2, made.text
    assert known_by(office, path) == new


def _mine(one: Entrusted) -> list[str]:
    return [f"{J}/plans/{each['id']}" for each in one.caller.get(f"{J}/plans?limit=100").json()["plans"]]


async def _rows(service: Service, new: str, old: str) -> tuple[int, set[bool], set[Any]]:
    """How many plans she has, what their rows note, and what the old number's row in the mirror's numbers lacks."""
    async with service.database.journal() as connection:
        ids = select(person.c.id).where(person.c.key.in_([new, old]))
        plans = (await connection.execute(select(plan_table.c.id).where(plan_table.c.person_id.in_(ids)))).all()
        protected = set((await connection.execute(select(person.c.protected).where(person.c.id.in_(ids)))).scalars())
        numbers = set(
            map(tuple, await connection.execute(select(mirrored_number).where(mirrored_number.c.person_key == new)))
        )
        return len(plans), protected, {(old, new)} - numbers
