"""Whatever place of a request or a command holds a personnummer or a secret, nothing that is said repeats it."""

import json
import socket
from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import text
from typer.testing import CliRunner

from app import cli
from app.http import minting
from app.settings import Settings
from tests.callers import CANARY, staff
from tests.house.whole_plan import REGION
from tests.persons import Persons
from tests.service import Service

NUMBER, WRONG = "199707119880", "199707119881"
DASHED = f"{NUMBER[:8]}-{NUMBER[8:]}"
ASCII = "KANARIEFAGEL"
SECRETS = (NUMBER, DASHED, WRONG, CANARY, ASCII, json.dumps(CANARY)[1:-1])


def silent(said: str, what: object) -> None:
    for secret in SECRETS:
        assert secret not in said, (what, said[:300])


@pytest.fixture
def lines(service: Service) -> Iterator[list[str]]:
    """The log lines of this test, looked through when it ends."""
    before = len(service.logs.lines)
    mine: list[str] = []
    yield mine
    mine += service.logs.lines[before:]
    assert mine
    for line in mine:
        silent(line, "a log line")


def test_no_place_of_a_request_is_repeated(service: Service, persons: Persons, lines: list[str]) -> None:
    caller = staff(service, persons.unit(REGION), persons.person(REGION))
    good = {"Authorization": f"Bearer {caller.token}"}
    word = f"{NUMBER} {ASCII}"
    places: list[tuple[str, str, dict[str, Any]]] = [
        ("GET", f"/journal/v1/plans/{NUMBER}", {}),
        ("GET", f"/journal/v1/plans/{NUMBER}/goals/{ASCII}", {}),
        ("GET", f"/journal/v1/{DASHED}", {}),
        ("GET", f"/{NUMBER}", {}),
        ("GET", f"/problems/{NUMBER}", {}),
        ("GET", f"/calendars/{ASCII}.ics", {}),
        ("GET", "/journal/v1/plans", {"params": {"personnummer": NUMBER}}),
        ("GET", "/journal/v1/plans", {"params": {NUMBER: ASCII}}),
        ("GET", "/journal/v1/plans", {"params": {"page": word}}),
        ("GET", "/journal/v1/audit", {"params": {"unit": word}}),
        ("GET", "/citizen/v1/plans", {"headers": {"Authorization": f"Bearer {word}"}}),
        ("GET", "/citizen/v1/plans", {"headers": {"Authorization": f"Bearer {NUMBER}.{NUMBER}.{NUMBER}"}}),
        ("GET", "/journal/v1/plans", {"headers": {"DPoP": word, "Authorization": f"DPoP {NUMBER}"}}),
        ("GET", "/journal/v1/plans", {"headers": {"If-None-Match": word, "Accept": word}}),
        ("GET", "/journal/v1/plans", {"headers": {"Accept-Language": word, "traceparent": word}}),
        ("GET", "/journal/v1/plans", {"headers": {"Sip-Development-Time": word}}),
        ("GET", "/journal/v1/plans", {"headers": {"X-Forwarded-For": word, "Forwarded": word, "Client-Cert": word}}),
        ("POST", "/journal/v1/plans", {"headers": {"Idempotency-Key": word}, "json": {}}),
        ("POST", "/journal/v1/plans", {"headers": {"Content-Type": f"text/{ASCII}"}, "content": b"{}"}),
        ("POST", "/journal/v1/plans", {"json": {NUMBER: {CANARY: DASHED}}}),
        ("POST", "/journal/v1/plans", {"json": {"person": {"personnummer": WRONG, "name": CANARY}}}),
        ("POST", "/journal/v1/plans", {"content": f'{{"{NUMBER}": "{CANARY}'.encode()}),
        ("POST", "/journal/v1/audit/searches", {"json": {"personnummer": WRONG}}),
        ("PATCH", f"/journal/v1/plans/{NUMBER}", {"headers": {"If-Match": word}, "json": {}}),
        ("DELETE", f"/journal/v1/plans/{NUMBER}", {}),
    ]
    for method, path, options in places:
        headers = good | {"Idempotency-Key": "hygiene", "Content-Type": "application/json"} | options.pop("headers", {})
        answer = service.client.request(method, path, headers=headers, **options)
        assert answer.status_code < 500, (method, path)
        silent(answer.text + str(answer.headers), (method, path, options))


def test_nor_what_is_no_http(service: Service, lines: list[str]) -> None:
    """Below the application, where the server and its parser speak for themselves."""
    number = NUMBER.encode()
    for sent in (
        number + b"\r\n\r\n",
        b"GET /" + number + b" HTTP/9.9\r\n\r\n",
        b"GET / HTTP/1.1\r\n" + number + b"\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: " + number + b"\r\nHost: " + number + b"\r\n\r\n",
        b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: " + number + number + b"\r\n\r\n",
        b"POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n" + number + b"x\r\n",
        b"GET / HTTP/1.1\r\nHost: x\r\nX-" + number + b"\x00: y\r\n\r\n",
        b"CONNECT " + number + b" HTTP/1.1\r\nHost: x\r\n\r\n",
        b"GET http://" + number + b"/ HTTP/1.1\r\nHost: x\r\nUpgrade: " + number + b"\r\nConnection: upgrade\r\n\r\n",
    ):
        with socket.create_connection(("127.0.0.1", service.port), 10) as wire:
            wire.settimeout(10)
            wire.sendall(sent)
            wire.shutdown(socket.SHUT_WR)
            got = b""
            while more := wire.recv(65_536):
                got += more
        silent(got.decode("latin-1"), sent)


def test_nor_what_a_command_was_given(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("mode", "data_dir", "database_url"):
        monkeypatch.setenv(f"SIP_{name.upper()}", str(getattr(settings, name)))
    erase = ["erase", "--ground", "decision", "--decision"]
    for words, given in (
        (["token", "--kind", "citizen", "--personnummer", WRONG], ""),
        ([*erase, "IVO 2026/1", "--person"], WRONG),
        ([*erase, "IVO 2026/1", "--person"], NUMBER),
        ([*erase, NUMBER, "--person"], DASHED),
        ([*erase, f"IVO {DASHED}", "019f0000-0000-7000-8000-000000000001"], ""),
    ):
        done = CliRunner().invoke(cli.app, words, input=given)
        assert done.exit_code, words
        silent(done.output + done.stderr + repr(done.exception), words)


def test_nor_a_database_that_refuses(service: Service, caplog: pytest.LogCaptureFixture) -> None:
    """The error that the code meets has no values in it, whoever would print it."""

    async def refused() -> str:
        try:
            async with service.database.journal() as connection:
                await connection.execute(text("SELECT no_such_column, :value"), {"value": NUMBER})
        except Exception as error:
            return f"{error} {error!r}"
        raise AssertionError("it was not refused")

    silent(service.run(refused()), "an error of the database's")
    silent(caplog.text, "what was logged")


def test_nor_a_key_ring_or_a_token_that_is_shown(service: Service) -> None:
    token = minting.citizen(service.settings, service.keys, personnummer=NUMBER)
    answer = service.client.get("/journal/v1/plans", headers={"Authorization": f"Bearer {token}"})
    assert token not in answer.text and NUMBER not in answer.text
    assert NUMBER not in repr(service.keys) + str(vars(service.settings))
