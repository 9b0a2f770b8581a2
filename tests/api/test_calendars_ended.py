"""`sip calendars end`: whoever has left has no calendar's address that leads anywhere, and the log says so."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select
from typer.testing import CliRunner, Result

from app import cli
from app.models.audit import audit_entry
from app.services.calendars import COMMAND
from tests.api.auditors import auditor
from tests.api.subscribing import fetch, secret_of, subscribed
from tests.callers import Caller, staff
from tests.persons import Persons
from tests.service import Service

UNTIL = (datetime.now(UTC) + timedelta(days=30)).date().isoformat()


@pytest.fixture
def sip(service: Service, monkeypatch: pytest.MonkeyPatch) -> Any:
    """A command in this process, beside the service."""

    def run(*words: str) -> Result:
        monkeypatch.setattr(cli, "Settings", lambda: service.settings)
        return CliRunner().invoke(cli.app, ["calendars", "end", *words])

    return run


def entries(service: Service, person: str) -> list[dict[str, Any]]:
    async def read() -> list[dict[str, Any]]:
        async with service.database.journal() as connection:
            which = (audit_entry.c.client == COMMAND, audit_entry.c.person == person)
            rows = await connection.execute(select(audit_entry).where(*which).order_by(audit_entry.c.unit))
            return [dict(row) for row in rows.mappings()]

    return service.run(read())


def made(caller: Caller) -> dict[str, Any]:
    return subscribed(caller, at=None, until=UNTIL)


def test_all_of_hers_end_at_once_and_nobody_else_s(service: Service, persons: Persons, sip: Any) -> None:
    person, units = persons.person(), sorted(persons.unit() for _ in range(2))
    hers = [made(staff(service, unit, person)) for unit in (*units, units[0])]
    colleagues = made(staff(service, units[0], persons.person()))
    assert [fetch(service, one["address"], None).status_code for one in (*hers, colleagues)] == [200] * 4
    told = sip(person, "--reason", "left")
    assert (told.exit_code, json.loads(told.stdout), told.stderr) == (0, {"ended": 3}, "")
    assert [fetch(service, one["address"], None).status_code for one in hers] == [404] * 3
    assert fetch(service, colleagues["address"], None).status_code == 200
    assert (
        not staff(service, units[0], person)
        .get("/journal/v1/calendar-subscriptions")
        .json()["subscriptions"][0]["live"]
    )
    found = entries(service, person)
    assert [one["unit"] for one in found] == units
    for one in found:
        assert (one["action"], one["kind"], one["outcome"]) == ("sip:calendars.end", "Skriva", "allowed")
        assert (one["actor_kind"], one["principal"]) == ("service", units[0].partition("-")[0])
        assert one["purpose"] == "Kalenderadresser avslutade: har slutat"
        assert one["plan_id"] is None and one["person_key"] is None
        assert not [sub for sub in hers if secret_of(sub) in str(one) or sub["id"] in str(one)]
    again = sip(person, "--reason", "lost")
    assert json.loads(again.stdout) == {"ended": 0}
    assert entries(service, person) == found, "nothing was done, and nothing is told"


def test_her_principal_s_auditor_finds_it(service: Service, persons: Persons, sip: Any) -> None:
    person, unit = persons.person(), persons.unit()
    made(staff(service, unit, person))
    assert json.loads(sip(person, "--reason", "lost").stdout) == {"ended": 1}
    answer = auditor(service, persons, unit.partition("-")[0]).get(f"/journal/v1/audit?staff={person}&limit=100")
    assert answer.status_code == 200, answer.text
    (one,) = (entry for entry in answer.json()["entries"] if entry["action"] == "sip:calendars.end")
    assert one["purpose"] == "Kalenderadresser avslutade: adress i orätta händer"


@pytest.mark.parametrize(
    "words",
    [["194208179814", "--reason", "left"], ["SE2329990015-P1"], ["SE2329990015-P1", "--reason", "bored"]],
    ids=["no HSA-id", "no reason", "no such reason"],
)
def test_what_is_asked_for_wrongly_is_wrong_usage(sip: Any, words: list[str]) -> None:
    told = sip(*words)
    assert told.exit_code == 2 and "194208179814" not in told.output
