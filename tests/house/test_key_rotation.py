"""The key that numbers are sealed with, rotated while the service is read and written: nothing lost, nothing left."""

import asyncio
import json
import threading
from typing import Any

import pytest
from cryptography.fernet import Fernet
from sqlalchemy import JSON, Text, cast, select, text
from typer.testing import CliRunner

from app import cli, keys
from app.keys import NUMBERS, CannotOpen
from app.models.base import Json, metadata
from app.models.person import person
from app.repositories import sealed_values
from app.settings import Settings
from tests.api.numbers import Entrusted, changed, entered, plan_of, reserve
from tests.callers import citizen
from tests.house.whole_plan import WholePlan, build, copied
from tests.persons import Persons
from tests.service import Service

FERNET = "gAAAA"  # how every text that Fernet has sealed begins: its version, and a time before 2106


def sip(*words: str) -> Any:
    return CliRunner().invoke(cli.app, ["keys", *words])


def rotated(code: int = 0) -> dict[str, Any]:
    done = sip("rotate", "--quiet")
    assert done.exit_code == code, done.output
    told: dict[str, Any] = json.loads(done.stdout)
    return told


def lines(settings: Settings) -> list[str]:
    return (settings.keys / NUMBERS).read_text().split()


def forget(settings: Settings, number: int) -> None:
    """The operator takes a line away."""
    kept = [line for place, line in enumerate(lines(settings), 1) if place != number]
    (settings.keys / NUMBERS).write_text("".join(f"{line}\n" for line in kept))


def test_a_key_is_rotated_while_the_service_runs(own: Service, settings: Settings, persons: Persons) -> None:
    plan = build(own, persons)
    others = [copied(plan, persons) for _ in range(4)]
    assert json.loads(sip("rotate").stdout)["sealedAnew"] == 0, "there is one key"
    assert sip("add").exit_code == 0
    assert len(lines(settings)) == 2

    failures: list[str] = []
    stop = threading.Event()

    def work() -> None:
        """Changes and reads of the same plans, by a service that started with the old key alone."""
        while not stop.is_set():
            for one in others:
                body = {"text": "Anteckning", "writtenAt": "2026-03-03T10:15:00Z"}
                made = one.coordinator.post(f"{one.home}/notes", json=body)
                read = one.coordinator.get(one.home)
                number = read.json().get("person", {}).get("personnummer")
                if (made.status_code, read.status_code, number) != (201, 200, one.number):
                    failures.append(f"{made.text} {read.text}"[:400])

    at_work = threading.Thread(target=work)
    at_work.start()
    try:
        told = rotated()
    finally:
        stop.set()
        at_work.join()
    assert not failures
    assert told["sealedAnew"] >= 15 and told["sealedByLine"]["1"] >= told["sealedAnew"]
    # Found by itself, as soon as something was met that the old key did not open: what it seals, the new key seals.
    assert rotated()["linesNotNeeded"] == [2]
    once_more = rotated()
    assert (once_more["sealedAnew"], once_more["sealedByLine"]["2"], once_more["linesNotNeeded"]) == (0, 0, [2])
    forget(settings, 2)
    again = Service(own.name, settings, migrated=True)
    try:
        _everything_is_read(plan, others)
    finally:
        again.stop()
    with pytest.raises(CannotOpen):
        keys.load_numbers(settings).open(Fernet(Fernet.generate_key()).encrypt(b"x").decode())


@pytest.mark.postgresql  # SQLite has one writer at a time
def test_a_rotation_waits_for_nobody_who_may_wait_for_it(own: Service, persons: Persons) -> None:
    """A person's rows are locked those that point first (`persons.hold_all`), which is not the order of their keys."""
    office = Entrusted(own, persons)
    first, second = reserve(), persons.adult()
    entered(office, second)  # so that the row that is pointed at is the older one
    path = plan_of(office, first)
    assert changed(office.caller, path, second).status_code == 201
    older, newer = own.keys.person_key(second), own.keys.person_key(first)
    sip("add")
    locked, failures = threading.Event(), list[BaseException]()

    async def lock(connection: Any, key: str) -> None:
        await connection.execute(select(person.c.id).where(person.c.key == key).with_for_update())

    async def write() -> None:
        async with own.database.journal() as connection:
            await lock(connection, newer)
            locked.set()
            for _ in range(500):
                async with own.database.journal() as looking:
                    waits = text(
                        "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'"
                        " AND datname = current_database()"
                    )
                    if (await looking.execute(waits)).scalar_one():
                        break
                await asyncio.sleep(0.01)
            else:
                raise AssertionError("the rotation never came to the row that is held")
            await lock(connection, older)

    def writing() -> None:
        try:
            own.run(write())
        except BaseException as error:
            failures.append(error)

    at_work = threading.Thread(target=writing)
    at_work.start()
    assert locked.wait(10)
    try:
        told = rotated()
    finally:
        at_work.join()
    assert not failures
    assert told["linesNotNeeded"] == [2] and told["sealedByLine"]["2"] == 0


def _everything_is_read(plan: WholePlan, others: list[WholePlan]) -> None:
    for one in (plan, *others):
        read = one.coordinator.get(one.home)
        assert read.json()["person"]["personnummer"] == one.number
        versions = one.coordinator.get(f"{one.home}/versions").json()["versions"]
        for version in (versions[0]["version"], versions[-1]["version"]):
            assert one.coordinator.get(f"{one.home}/versions/{version}").status_code == 200
        assert citizen(one.service, one.number).get(f"/citizen/v1/plans/{one.plan_id}").status_code == 200


def test_whatever_is_sealed_is_in_a_column_that_says_so(own: Service, persons: Persons) -> None:
    """By its bytes: a sealed text in any other column would keep an old key needed, and nobody would know."""
    plan = build(own, persons)
    body = {"text": "Anteckning", "writtenAt": "2026-03-03T10:15:00Z"}
    assert plan.coordinator.post(f"{plan.home}/notes", json=body).status_code == 201

    async def found() -> set[str]:
        where = set()
        async with own.database.journal() as connection:
            for table in metadata.sorted_tables:
                for column in table.c:
                    if not isinstance(column.type, Text | JSON) and column.type is not Json:
                        continue
                    held = select(column).where(cast(column, Text).like(f"%{FERNET}%")).limit(1)
                    if (await connection.execute(held)).first() is not None:
                        where.add(f"{table.name}.{column.name}")
        return where

    named = {f"{place.table.name}.{place.column.name}" for place in sealed_values.places()}
    sealed = own.run(found())
    assert sealed <= named, "sealed where no rotation looks"
    assert {"person.sealed_number", "participant.sealed_number", "representation.sealed_number"} < sealed
    assert "kept_answer.sealed_body" in sealed and "webhook_key.sealed_pair" in named


def test_what_no_line_opens_is_told_and_left(own: Service, settings: Settings, persons: Persons) -> None:
    build(own, persons)
    (settings.keys / NUMBERS).write_text(Fernet.generate_key().decode() + "\n")
    done = sip("rotate")
    assert done.exit_code == 1 and "can be opened with no line" in done.stderr
    told = json.loads(done.stdout)
    assert (told["sealedAnew"], told["sealedByLine"]) == (0, {"1": 0})


def test_a_rotation_is_in_the_log(own: Service, persons: Persons) -> None:
    build(own, persons)
    sip("add")
    rotated()

    async def entries() -> list[Any]:
        async with own.database.journal() as connection:
            table = "audit_entry" if own.database.is_sqlite else "audit.audit_entry"
            query = f"SELECT actor_kind, client, person_key FROM {table} WHERE action = 'sip:keys.rotate'"
            return [tuple(row) for row in await connection.execute(text(query))]

    assert own.run(entries()) == [("service", "sip keys rotate", None)]
    rotated()
    assert len(own.run(entries())) == 1, "where nothing was done, nothing is told"
