"""What the sandbox holds: as many plans as were asked for, of made-up persons; and it is never served in production."""

import asyncio
import json
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import func, select

from app import keys, main
from app.db import Database
from app.domain.personnummer import born
from app.models.base import metadata
from app.models.plan import plan
from app.sandbox import example
from app.sandbox.building import build
from app.sandbox.filling import fill
from app.sandbox.persons import MOST, nth
from app.settings import Settings
from tests.identity import craft
from tests.migrated import make_present
from tests.service import Service, development


async def looked_at(settings: Settings) -> tuple[int, list[str]]:
    """How many plans there are, and every number that is kept of anybody."""
    ring, database = keys.load(settings), Database(settings, citizen=False)
    columns = [column for table in metadata.tables.values() for column in table.c if column.name == "sealed_number"]
    assert len(columns) > 2
    try:
        async with database.journal() as connection:
            count = (await connection.execute(select(func.count()).select_from(plan))).scalar_one()
            sealed = [one for column in columns for one in (await connection.execute(select(column))).scalars() if one]
    finally:
        await database.dispose()
    return count, [ring.open(one) for one in sealed]


def test_as_many_plans_as_asked_for_and_run_again_no_more(tmp_path: Path) -> None:
    settings = development(tmp_path)
    make_present(settings)
    ring = keys.load(settings)
    assert fill(settings, ring, 12) == 12
    assert fill(settings, ring, 20) == 8
    assert fill(settings, ring, 20) == 0
    count, numbers = asyncio.run(looked_at(settings))
    assert count == 20
    assert set(numbers) == {nth(n) for n in range(1, 21)}


def test_every_number_is_one_that_is_set_apart_for_tests() -> None:
    numbers = [nth(n) for n in range(0, MOST, 37)]
    assert len(set(numbers)) == len(numbers)
    for number in numbers:
        assert born(number) <= date(2000, 1, 1)
        assert 980 <= int(number[8:11]) <= 999


def test_so_are_those_of_the_example() -> None:
    text = str(example.case(1, date.today()))
    assert nth(1) in text and "194208179814" not in text


def test_production_serves_none(tmp_path: Path) -> None:
    """Though all is there that the service itself is served with."""
    (tmp_path / "issuers.json").write_text(json.dumps(craft.ENTRIES))
    for name, content in craft.KEY_SETS.items():
        (tmp_path / name).write_text(json.dumps(content))
    settings = Settings(mode="production", data_dir=tmp_path / "data", issuers_file=tmp_path / "issuers.json")
    keys.make_keys(settings)
    assert main.build(settings)
    with pytest.raises(RuntimeError, match="development mode only"):
        build(settings)


def test_the_service_itself_has_no_sandbox(tmp_path: Path) -> None:
    service = Service("sqlite", development(tmp_path))
    try:
        assert service.client.get("/sandbox/clock").status_code == 404
        assert service.client.put("/sandbox/faults", json={"fault": "500"}).status_code == 404
        answer = service.client.get("/journal/v1/api-info", headers={"Sip-Sandbox-Fault": "500"})
        assert answer.status_code == 200
    finally:
        service.stop()
