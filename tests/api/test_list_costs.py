"""What a list of plans costs in statements, and that what it does not read is never taken for nothing there."""

import json
from typing import Any

import pytest
from sqlalchemy import event

from app.repositories.plan_rows import NOT_READ
from tests.api.standing import Office
from tests.callers import Caller
from tests.persons import Persons
from tests.service import Service


def statements(service: Service, caller: Caller) -> tuple[int, int]:
    """How many plans the list shows, and how many statements that took.

    The least of three: what the service does beside its requests, every second, goes through the same engine.
    """
    return min((_counted(service, caller) for _ in range(3)), key=lambda one: one[1])


def _counted(service: Service, caller: Caller) -> tuple[int, int]:
    said: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        said.append(statement)

    engine = service.database._journal.sync_engine
    event.listen(engine, "before_cursor_execute", note)
    try:
        answer = caller.get("/journal/v1/plans")
    finally:
        event.remove(engine, "before_cursor_execute", note)
    assert answer.status_code == 200, answer.text
    return len(answer.json()["plans"]), len(said)


def test_a_list_of_many_plans_takes_as_many_statements_as_a_list_of_one(service: Service, persons: Persons) -> None:
    office = Office(service, persons)
    costs = []
    for _ in range(3):
        person = {"personnummer": persons.adult(), "name": "Elsa Lindqvist"}
        assert office.create(json.dumps(office.body(person=person))).status_code == 201
        costs.append(statements(service, office.caller))
    assert [plans for plans, _ in costs] == [1, 2, 3]
    assert len({said for _, said in costs}) == 1, costs


@pytest.mark.parametrize("look", [iter, len, list, bool, lambda parts: parts[0], lambda parts: None in parts])
def test_whoever_looks_at_parts_that_were_not_read_is_stopped(look: Any) -> None:
    with pytest.raises(AssertionError, match="not read"):
        look(NOT_READ)
