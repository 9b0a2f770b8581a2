"""A store: one database, the service that runs on it, and what the bench needs to know of both.

Both services share one key folder, so that a token, and a person's key, is the same for both.
"""

import asyncio
import os
import re
import sqlite3
import sys
from pathlib import Path
from typing import Any

import asyncpg

from app import keys
from app.engines import address
from app.keys import KeyRing
from app.repositories.migrations import migrate
from app.settings import Settings
from tests.bench.processes import Process, free_port, seconds_of_family
from tests.postgres import Cluster

SIP = Path(sys.executable).with_name("sip")
# For the bare writes: a table that nothing of the service's depends on.
BENCH_ROWS = 10_000
_FILL = {
    "postgresql": "INSERT INTO bench_row (body) SELECT repeat('x', 200) FROM generate_series(1, $1)",
    "sqlite": "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?1) "
    "INSERT INTO bench_row (body) SELECT hex(zeroblob(100)) FROM n",
}


class Store:
    """`cluster` is PostgreSQL's; without it the store is SQLite."""

    def __init__(self, folder: Path, cluster: Cluster | None) -> None:
        self.name = "postgresql" if cluster else "sqlite"
        self._cluster = cluster
        if cluster:
            cluster.create_database("bench")
        self.settings = Settings(
            mode="development",
            data_dir=folder / self.name,
            keys_dir=folder / "keys",
            database_url=cluster.url("bench") if cluster else "",
            port=free_port(),
            # A waiting request is not turned away: the load waits for its answers, so the queue is as long as it is.
            queue_seconds=30,
            requests_in_work=10_000,
            # One client loads it with all that it can take.
            journal_rate=1e6,
            citizen_rate=1e6,
        )
        self.settings.data_dir.mkdir()
        self.ring: KeyRing = keys.load(self.settings)
        migrate(address(self.settings))
        self.execute(
            "CREATE TABLE bench_row (id %s PRIMARY KEY, body TEXT NOT NULL)" % ("SERIAL" if cluster else "INTEGER")
        )
        self.execute(_FILL[self.name], BENCH_ROWS)

    def serve(self, on: set[int]) -> Process:
        """`sip serve` in a process of its own, ready or not."""
        settings = self.settings
        environment = {
            "SIP_MODE": settings.mode,
            "SIP_DATA_DIR": str(settings.data_dir),
            "SIP_KEYS_DIR": str(settings.keys),
            "SIP_DATABASE_URL": settings.database_url,
            "SIP_PORT": str(settings.port),
            "SIP_QUEUE_SECONDS": str(settings.queue_seconds),
            "SIP_REQUESTS_IN_WORK": str(settings.requests_in_work),
            "SIP_JOURNAL_RATE": str(settings.journal_rate),
            "SIP_CITIZEN_RATE": str(settings.citizen_rate),
        }
        return Process([SIP, "serve"], settings.data_dir / "log", on, environment)

    @property
    def base_url(self) -> str:
        return f"http://127.0.0.1:{self.settings.port}"

    def seconds(self) -> float:
        """Processor seconds of the database's own processes. SQLite has none: its work is the service's."""
        if self._cluster is None:
            return 0.0
        postmaster = (self._cluster.folder / "data" / "postmaster.pid").read_text().split()[0]
        return seconds_of_family(int(postmaster))

    def execute(self, statement: str, *arguments: Any) -> None:
        """One statement by the driver alone."""
        if self._cluster is None:
            connection = sqlite3.connect(self._file, isolation_level=None)
            connection.execute(statement, arguments)
            connection.close()
            return

        async def run() -> None:
            connection = await asyncpg.connect(self.settings.database_url)
            await connection.execute(statement, *arguments)
            await connection.close()

        asyncio.run(run())

    def settle(self) -> None:
        """After the seeding: statistics are made now and not in the middle of a measurement."""
        self.execute("VACUUM ANALYZE" if self._cluster else "ANALYZE")

    def query(self, statement: str) -> dict[str, str]:
        """A job's members for a statement in PostgreSQL's words."""
        if self._cluster:
            return {"kind": self.name, "address": self.settings.database_url, "statement": statement}
        own = re.sub(r"\b(journal|mirror)\.", "", statement).replace("$", "?")
        return {"kind": self.name, "address": os.fspath(self._file), "statement": own}

    @property
    def _file(self) -> Path:
        return self.settings.data_dir / "sip.db"
