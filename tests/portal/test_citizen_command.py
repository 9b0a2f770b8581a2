"""`sip serve --api citizen` as it runs in production: a process of its own with the citizen's login and nothing else.

It has the issuers' file, copies of two keys, and no address of the plans' database; on SQLite, where there is one file
and no login, the authorizer. Each operation is asked once.
"""

import asyncio
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import asyncpg
import httpx
import pytest

from app.http import minting
from tests.callers import Caller
from tests.conftest import database_url
from tests.house.operations import of_contract
from tests.house.test_strangers import address
from tests.house.whole_plan import WholePlan, build
from tests.identity import craft
from tests.persons import Persons
from tests.postgres import Cluster
from tests.service import Service, development

# A process of its own for each database, and a whole plan before it.
pytestmark = pytest.mark.slow
SIP = Path(sys.executable).with_name("sip")
OF_THE_PORTAL = ("pseudonym.key", "numbers.keys")


@dataclass
class Portal:
    """The process that answers, and what was there before it."""

    client: httpx.Client
    plan: WholePlan
    minted: str
    keys: Path
    database: str
    login: str

    def as_(self, claims: dict[str, Any], key: Any = craft.P256_PORTAL, kid: str = "portal") -> Caller:
        now = int(time.time())
        token = craft.token(claims | {"iat": now - 1, "exp": now + 600}, craft.HEADER | {"kid": kid}, key)
        return Caller(self, token)  # type: ignore[arg-type]

    def citizen(self, number: str) -> Caller:
        return self.as_(craft.CITIZEN | {"personalIdentityNumber": number})


def issuers(folder: Path) -> Path:
    """A portal's issuer, and one of staff, which this process trusts and has no door for."""
    for name, key, kid in (("portal", craft.P256_PORTAL, "portal"), ("staff", craft.P256, "p256")):
        (folder / f"{name}.json").write_text(json.dumps({"keys": [craft.jwk(key, kid)]}))
    shared = {"algorithms": ["ES256"], "audience": "sip"}
    file = folder / "issuers.json"
    file.write_text(json.dumps([
        shared | {"issuer": craft.PORTAL, "kinds": ["citizen"], "clients": ["portal"], "jwks": "portal.json"},
        shared | {
            "issuer": craft.REGION, "kinds": ["staff"], "clients": ["record-system"], "jwks": "staff.json",
            "principals": [craft.STAFF["healthCareProviderHsaId"]],
        },
    ]))  # fmt: skip
    return file


def granted(cluster: Cluster, database: str) -> str:
    role = f"portal_{uuid.uuid4().hex[:8]}"

    async def make() -> None:
        connection = await asyncpg.connect(cluster.url(database))
        await connection.execute(f"CREATE ROLE {role} LOGIN IN ROLE sip_citizen")
        await connection.close()

    asyncio.run(make())
    return role


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@pytest.fixture(scope="module")
def portal(
    request: pytest.FixtureRequest, database_kind: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Portal]:
    folder = tmp_path_factory.mktemp("portal")
    keys, log, data = folder / "keys", folder / "log", folder / "data"
    for made in (keys, data):
        made.mkdir(mode=0o700)
    name = f"command_{uuid.uuid4().hex[:8]}"
    settings = development(data, database_url=database_url(request, database_kind, name))
    login, given = "", {"data_dir": str(data)}
    whole = Service(database_kind, settings)
    try:
        plan = build(whole, Persons())
        minted = minting.citizen(whole.settings, whole.keys, personnummer=plan.number)
        if settings.database_url:
            cluster: Cluster = request.getfixturevalue("cluster")
            login = granted(cluster, name)
            given = {"data_dir": str(folder / "of its own"), "citizen_database_url": cluster.url(name, login)}
        for one in OF_THE_PORTAL:
            shutil.copy2(data / "keys" / one, keys / one)
    finally:
        # What is answered from here on is answered by the process alone.
        whole.stop()
    port = free_port()
    given |= {"keys_dir": str(keys), "issuers_file": str(issuers(folder)), "port": str(port)}
    environment = {name: value for name, value in os.environ.items() if not name.startswith("SIP_")}
    environment |= {f"SIP_{name.upper()}": value for name, value in given.items()}
    with log.open("w") as out:
        server = subprocess.Popen([SIP, "serve", "--api", "citizen"], env=environment, stdout=out, stderr=out)
    client = httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=30, trust_env=False)
    try:
        end = time.monotonic() + 60
        while f"running on http://127.0.0.1:{port}" not in log.read_text():
            assert server.poll() is None and time.monotonic() < end, log.read_text()
            time.sleep(0.05)
        yield Portal(client, plan, minted, keys, name, login)
    finally:
        client.close()
        server.send_signal(signal.SIGTERM)
        server.wait(30)
        if login:
            cluster.drop_database(name)


def test_every_operation_is_answered(portal: Portal) -> None:
    asked = of_contract("citizen")
    assert len(asked) > 10
    for one in asked:
        number = portal.plan.representative if one.path.startswith("/represented") else portal.plan.number
        answer = one.ask(portal.citizen(number), address(one, portal.plan))
        assert answer.status_code == 200, f"{one.name}: {answer.text}"
    shown = portal.citizen(portal.plan.number).get("/citizen/v1/plans").json()["plans"]
    assert [one["id"] for one in shown] == [portal.plan.plan_id]
    told = portal.citizen(portal.plan.number).get("/citizen/v1/accesses").json()
    assert told["_meta"]["totalRecords"] > len(asked) / 2
    assert portal.client.get("/readyz").status_code == portal.client.get("/livez").status_code == 200


def test_it_knows_nobody_whom_production_does_not(portal: Portal) -> None:
    for caller in (
        Caller(portal, None),  # type: ignore[arg-type]
        Caller(portal, portal.minted),  # type: ignore[arg-type]
        portal.as_(craft.CITIZEN, craft.P256_STRANGER),
    ):
        assert caller.get("/citizen/v1/plans").status_code == 401
    moved = portal.citizen(portal.plan.number).get("/citizen/v1/plans", at="2026-03-03T10:15:00+01:00")
    assert moved.status_code == 400


def test_there_is_no_door_for_staff(portal: Portal) -> None:
    staff = portal.as_(craft.STAFF, craft.P256, "p256")
    assert staff.get("/citizen/v1/plans").status_code == 403, "she is known, and of the wrong kind"
    token = {"Authorization": f"Bearer {staff.token}"}
    for one in of_contract("journal"):
        answer = portal.client.request(one.method.upper(), address(one, portal.plan), headers=token)
        assert answer.status_code == 404, one.name
    assert portal.client.get("/journal/v1/docs").status_code == 404
    assert portal.client.get("/calendars/planted.ics").status_code == 404


def test_it_holds_no_key_of_the_seals_and_makes_none(portal: Portal) -> None:
    assert {file.name for file in portal.keys.iterdir()} == set(OF_THE_PORTAL)


@pytest.mark.postgresql
def test_its_login_has_no_right_to_the_mapping_and_no_other_is_connected(portal: Portal, cluster: Cluster) -> None:
    async def tried() -> set[str]:
        hers = await asyncpg.connect(cluster.url(portal.database, portal.login))
        for table in ("mapping.mapping_version", "journal.plan", "journal.person"):
            with pytest.raises(asyncpg.InsufficientPrivilegeError):
                await hers.fetch(f"SELECT * FROM {table}")
        await hers.close()
        owner = await asyncpg.connect(cluster.url(portal.database))
        rows = await owner.fetch(
            "SELECT usename FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
            " AND backend_type = 'client backend'"
        )
        await owner.close()
        return {row["usename"] for row in rows}

    assert portal.client.get("/readyz").status_code == 200
    assert asyncio.run(tried()) == {portal.login}
