"""The real command, as a process: what did not work is one sentence on stderr, never a traceback and never a secret."""

import asyncio
import json
import os
import signal
import socket
import sqlite3
import subprocess
import sys
import time
import uuid
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path

import asyncpg
import pytest

from tests.postgres import Cluster

# Every test starts one process or several.
pytestmark = pytest.mark.slow
SIP = Path(sys.executable).with_name("sip")
SECRET = "hemligt"
UNIT, PERSON = "SE2329990015-E000000001001", "SE2329990015-P000000005001"
NUMBER = "194208179814"
Sip = Callable[..., "subprocess.CompletedProcess[str]"]


def environment(**given: object) -> dict[str, str]:
    """Whoever runs the tests may have settings of her own."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith("SIP_")}
    return clean | {f"SIP_{name.upper()}": str(value) for name, value in given.items()}


@pytest.fixture
def sip(tmp_path: Path) -> Sip:
    """`sip("token", "--kind", "system", mode="development")`: the command's words, and the settings."""

    def run(*words: str, **given: object) -> "subprocess.CompletedProcess[str]":
        settings = environment(**{"data_dir": tmp_path / "data", "port": 0} | given)
        return subprocess.run([SIP, *words], env=settings, capture_output=True, text=True, check=False, timeout=60)

    return run


def sentence(done: "subprocess.CompletedProcess[str]", code: int = 1) -> str:
    """All that was said: one line, with nothing in it that nobody should read."""
    assert done.returncode == code, done.stderr
    assert done.stdout == ""
    assert done.stderr.startswith("sip: ") and done.stderr.count("\n") == 1, done.stderr
    assert SECRET not in done.stderr
    return done.stderr


def execute(cluster: Cluster, database: str, *statements: str) -> None:
    async def run() -> None:
        connection = await asyncpg.connect(cluster.url(database))
        for statement in statements:
            await connection.execute(statement)
        await connection.close()

    asyncio.run(run())


@pytest.fixture
def database(cluster: Cluster) -> Iterator[str]:
    """The name of a new, empty database."""
    name = f"command_{uuid.uuid4().hex[:8]}"
    cluster.create_database(name)
    yield name
    cluster.drop_database(name)


@pytest.fixture
def login(cluster: Cluster, database: str) -> Iterator[str]:
    """A login without any right of its own."""
    name = f"login_{uuid.uuid4().hex[:8]}"
    execute(cluster, database, f"CREATE ROLE {name} LOGIN")
    yield name
    execute(cluster, database, f"REASSIGN OWNED BY {name} TO postgres", f"DROP OWNED BY {name}", f"DROP ROLE {name}")


def closed_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


# --- migrate ---------------------------------------------------------------------------------------------------------


def test_no_database_answers(sip: Sip) -> None:
    url = f"postgresql://sip:{SECRET}@127.0.0.1:{closed_port()}/sip"
    assert "nothing answers at the host and port in SIP_DATABASE_URL" in sentence(sip("migrate", database_url=url))
    url = f"postgresql://sip:{SECRET}@database.invalid/sip"
    assert "the host in SIP_DATABASE_URL is not known" in sentence(sip("migrate", database_url=url))


def test_a_server_that_takes_the_call_and_says_nothing(sip: Sip) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        began = time.monotonic()
        url = f"postgresql://sip:{SECRET}@127.0.0.1:{silent.getsockname()[1]}/sip"
        assert "no answer in time from the host in SIP_DATABASE_URL" in sentence(sip("migrate", database_url=url))
        assert time.monotonic() - began < 30, "the driver's own patience is a minute"


@pytest.mark.parametrize(
    ("url", "told"),
    [
        (f"mysql://sip:{SECRET}@127.0.0.1/sip", "must be a postgresql:// address"),
        (f"postgresql://sip@127.0.0.1:{SECRET}/sip", "cannot be read"),
        (SECRET, "cannot be read"),
        (f"postgres://sip:{SECRET}@127.0.0.1/sip?sslmode=require", "for encryption it is ssl="),
    ],
)
def test_an_address_that_is_none(sip: Sip, url: str, told: str) -> None:
    assert told in sentence(sip("migrate", database_url=url))


def test_the_setting_that_is_wrong_is_the_one_that_is_named(sip: Sip) -> None:
    told = sentence(sip("serve", mode="development", citizen_database_url=SECRET))
    assert "SIP_CITIZEN_DATABASE_URL" in told


def test_a_wrong_password(sip: Sip, cluster: Cluster, database: str) -> None:
    url = f"postgresql://postgres:{SECRET}@127.0.0.1:{cluster.port}/{database}"
    assert "wrong user or password" in sentence(sip("migrate", database_url=url))
    assert "wrong user or password" in sentence(sip("serve", mode="development", database_url=url))


def test_no_such_user(sip: Sip, cluster: Cluster, database: str) -> None:
    assert "no such user" in sentence(sip("migrate", database_url=cluster.url(database, f"nobody:{SECRET}")))


def test_no_such_database(sip: Sip, cluster: Cluster, login: str) -> None:
    url = cluster.url("nowhere", f"{login}:{SECRET}")
    assert "a database that does not exist" in sentence(sip("migrate", database_url=url))
    assert "a database that does not exist" in sentence(sip("republish", mode="development", database_url=url))


def test_the_rights_that_a_login_lacks(sip: Sip, cluster: Cluster, database: str, login: str) -> None:
    url = cluster.url(database, f"{login}:{SECRET}")
    assert "may not create schemas" in sentence(sip("migrate", database_url=url))
    execute(cluster, database, f"ALTER DATABASE {database} OWNER TO {login}")
    assert "lacks CREATEROLE" in sentence(sip("migrate", database_url=url))
    execute(cluster, database, f"ALTER ROLE {login} CREATEROLE")
    assert sip("migrate", database_url=url).returncode == 0


def test_a_schema_that_somebody_else_made(sip: Sip, cluster: Cluster, database: str) -> None:
    execute(cluster, database, "CREATE SCHEMA journal")
    assert "that the migrations did not make" in sentence(sip("migrate", database_url=cluster.url(database)))


def test_the_short_scheme_is_as_good(sip: Sip, cluster: Cluster, database: str) -> None:
    url = cluster.url(database).replace("postgresql://", "postgres://")
    done = sip("migrate", database_url=url)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    done = sip("republish", mode="development", database_url=url)
    assert (done.returncode, done.stdout) == (0, '{"republished": 0}\n')


def test_a_file_that_cannot_be_the_database(sip: Sip, tmp_path: Path) -> None:
    folder = tmp_path / "data"
    folder.mkdir()
    (folder / "sip.db").write_text("This is a letter, and no database. " * 100)
    assert "no SQLite database" in sentence(sip("migrate"))
    (tmp_path / "file").touch()
    assert "Not a directory" in sentence(sip("migrate", data_dir=tmp_path / "file" / "data"))


def test_a_database_of_another_version(sip: Sip, tmp_path: Path) -> None:
    assert sip("migrate").returncode == 0
    with sqlite3.connect(tmp_path / "data" / "sip.db") as connection:
        connection.execute("UPDATE schema_version SET version_num = '9999'")
    connection.close()
    assert "by another version of this program" in sentence(sip("migrate"))


# --- serve -----------------------------------------------------------------------------------------------------------


def test_a_setting_that_cannot_be_read(sip: Sip, tmp_path: Path) -> None:
    assert "SIP_PORT" in sentence(sip("serve", port=SECRET))
    assert "SIP_MODE" in sentence(sip("serve", mode=SECRET))
    told = sentence(sip("serve", mode="development", issuers_file=tmp_path / "issuers.json"))
    assert "issuers.json cannot be read" in told


def test_no_keys(sip: Sip) -> None:
    assert "make it with `sip keys`" in sentence(sip("serve"))


def test_an_unmigrated_file(sip: Sip) -> None:
    assert sentence(sip("serve", mode="development")).endswith("run: sip migrate\n")


def test_an_unmigrated_database(sip: Sip, cluster: Cluster, database: str) -> None:
    url = cluster.url(database)
    assert sentence(sip("serve", mode="development", database_url=url)).endswith("run: sip migrate\n")
    # Roles belong to the whole server: some other database's migration may have made the citizen's, or not.
    for made in ("role_is_there", "another"):
        cluster.create_database(f"{database}_{made}")
        assert sip("migrate", database_url=cluster.url(f"{database}_{made}")).returncode == 0
        assert sentence(sip("serve", mode="development", database_url=url)).endswith("run: sip migrate\n")
        cluster.drop_database(f"{database}_{made}")


def test_the_database_is_away(sip: Sip) -> None:
    url = f"postgresql://sip:{SECRET}@127.0.0.1:{closed_port()}/sip"
    told = sentence(sip("serve", mode="development", database_url=url, citizen_database_url=url))
    assert "SIP_DATABASE_URL or SIP_CITIZEN_DATABASE_URL" in told


def test_the_wall_is_down(sip: Sip, cluster: Cluster, database: str, login: str) -> None:
    assert sip("migrate", database_url=cluster.url(database)).returncode == 0
    execute(cluster, database, f"GRANT sip_citizen TO {login}", f"GRANT USAGE ON SCHEMA mapping TO {login}")
    given = {"mode": "development", "database_url": cluster.url(database)}
    told = sentence(sip("serve", citizen_database_url=cluster.url(database, f"{login}:{SECRET}"), **given))
    assert "the citizen's role has more than the mirror" in told


def test_the_database_answers_before_it_has_written(sip: Sip, cluster: Cluster, database: str) -> None:
    url = cluster.url(database)
    assert sip("migrate", database_url=url).returncode == 0
    execute(cluster, database, f"ALTER DATABASE {database} SET synchronous_commit = off")
    told = sentence(sip("serve", mode="development", database_url=url))
    assert "may forget what it has answered for: synchronous_commit is off" in told


def test_the_port_is_taken(sip: Sip) -> None:
    assert sip("migrate").returncode == 0
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        told = sentence(sip("serve", mode="development", port=taken.getsockname()[1]))
    assert "cannot listen" in told and "in use" in told


def test_a_service_that_starts_tells_where(sip: Sip, tmp_path: Path) -> None:
    """The lines that wait for a start to succeed come out, and those after it. What is idle is let go in time."""
    assert sip("migrate").returncode == 0
    port, log = closed_port(), tmp_path / "log"
    with log.open("w") as out:
        settings = environment(mode="development", data_dir=tmp_path / "data", port=port, idle_seconds=1)
        settings["SIP_POOLSIZE"] = SECRET
        server = subprocess.Popen([SIP, "serve"], env=settings, stdout=out, stderr=out)
    try:
        end = time.monotonic() + 30
        while f"running on http://127.0.0.1:{port}" not in log.read_text():
            assert server.poll() is None and time.monotonic() < end, log.read_text()
            time.sleep(0.05)
        # uvicorn's own limit is five seconds.
        with socket.create_connection(("127.0.0.1", port), timeout=4) as idle:
            idle.sendall(b"GET /livez HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
            assert b"".join(iter(lambda: idle.recv(1000), b"")).startswith(b"HTTP/1.1 200")
        refused = f"GET /journal/v1/plans HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {SECRET}\r\n\r\n"
        for sent in (refused, "no HTTP\r\n\r\n"):
            with socket.create_connection(("127.0.0.1", port), timeout=4) as wire:
                wire.sendall(sent.encode())
                wire.recv(1000)
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait(30)
    assert SECRET not in log.read_text()
    # Every line parses, says when, how grave and by whom; those of one request have its trace.
    lines = [json.loads(line) for line in log.read_text().splitlines()]
    assert all({"time", "level", "logger", "message"} <= line.keys() for line in lines)
    assert all(datetime.fromisoformat(line["time"]).utcoffset() == timedelta(0) for line in lines)
    said = [line["message"] for line in lines]
    assert said[0] == "SIP_POOLSIZE is no setting: see the README"
    assert said[1].startswith("Started server process") and said[-1].startswith("Finished server process")
    assert said.count("Application startup complete.") == 1
    answered = {line["status"]: line for line in lines if line["logger"] == "sip.access"}
    assert answered[200]["route"] == "/livez" and answered[400]["route"] is None
    (told,) = (line for line in lines if line["message"] == "token refused: not three parts")
    assert told["trace"] == answered[401]["trace"] and told["logger"] == "app.http.tokens"


# --- republish -------------------------------------------------------------------------------------------------------


def test_no_mirrors_where_nothing_is_migrated(sip: Sip) -> None:
    assert sentence(sip("republish", mode="development")).endswith("run: sip migrate\n")


def test_no_mirrors_in_an_unmigrated_database(sip: Sip, cluster: Cluster, database: str) -> None:
    done = sip("republish", mode="development", database_url=cluster.url(database))
    assert sentence(done).endswith("run: sip migrate\n")


def test_no_mirrors_without_a_database(sip: Sip) -> None:
    url = f"postgresql://sip:{SECRET}@127.0.0.1:{closed_port()}/sip"
    assert "nothing answers" in sentence(sip("republish", mode="development", database_url=url))


# --- token -----------------------------------------------------------------------------------------------------------


def test_the_mode_is_asked_before_the_keys_and_the_arguments(sip: Sip) -> None:
    for words in (["--kind", "system"], ["--kind", "staff"]):
        assert "set SIP_MODE=development" in sentence(sip("token", *words))
    assert "set SIP_MODE=development" in sentence(sip("case", "load", __file__, "--base-url", "http://127.0.0.1:1"))


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["staff", "--person", PERSON], "needs --unit: the unit's HSA-id, SE, ten digits"),
        (["staff", "--unit", UNIT], "needs --person: the person's HSA-id, SE, ten digits"),
        (["staff", "--unit", SECRET, "--person", PERSON], "needs --unit"),
        (["staff", "--unit", UNIT, "--person", SECRET], "needs --person"),
        (["staff", "--unit", UNIT, "--person", PERSON, "--personnummer", NUMBER], "takes no --personnummer"),
        (["citizen"], "needs --personnummer: twelve digits"),
        (["citizen", "--personnummer", SECRET], "needs --personnummer: twelve digits"),
        (["citizen", "--personnummer", NUMBER, "--unit", SECRET], "takes no --unit"),
        (["system", "--scope", f"{SECRET} {SECRET}"], "--scope must be one scope, such as journal:read"),
    ],
)
def test_a_wrong_argument_is_told_what_to_be(sip: Sip, tmp_path: Path, words: list[str], told: str) -> None:
    said = sentence(sip("token", "--kind", *words, mode="development"), code=2)
    assert told in said
    assert NUMBER not in said
    assert not (tmp_path / "data").exists(), "keys were made for a token that was not"


@pytest.mark.parametrize(
    "words",
    [
        ["staff", "--unit", UNIT, "--person", PERSON, "--scope", "journal:read"],
        ["citizen", "--personnummer", NUMBER],
        ["system"],
    ],
)
def test_a_token_and_nothing_else(sip: Sip, words: list[str]) -> None:
    done = sip("token", "--kind", *words, mode="development")
    told = "this token names no units, so it has nothing to read; give --unit\n" if words == ["system"] else ""
    assert (done.returncode, done.stderr) == (0, told)
    assert done.stdout.count(".") == 2 and done.stdout.count("\n") == 1
