"""An answer is given when what was done is on the disk, and not before.

Killing the process shows nothing of that: what it had handed to the kernel stays. So here the disk fails when it is
asked to have written; had the answer not waited for it, nothing would be noticed. PostgreSQL is asked at start.
"""

import json
import sqlite3
import subprocess
import sys
from pathlib import Path
from uuid import uuid4

import pytest

from tests.house.test_command_line import execute
from tests.migrated import create_present
from tests.postgres import Cluster
from tests.service import Service, development

ROOT = Path(__file__).parent.parent.parent


def counted(folder: Path) -> list[int]:
    with sqlite3.connect(folder / "sip.db") as connection:
        return [connection.execute(f"SELECT count(*) FROM {name}").fetchone()[0] for name in ("plan", "audit_entry")]


def test_sqlite_has_written_before_the_answer(tmp_path: Path) -> None:
    """A change and its version; and a read, of the professional and of the citizen, for the entry of who has read."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.house.unsynced", str(tmp_path)],
        cwd=ROOT, capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert told["before"] == [201, 200, 200]
    assert all(status >= 500 for status in told["after"]), told
    # What was answered for is there. What was not may be too, as after any loss of a connection.
    plans, entries = counted(tmp_path)
    assert plans >= 2 and entries >= 4


@pytest.mark.parametrize("side", ["journal", "citizen"])
def test_postgresql_that_answers_before_it_has_written_is_not_served_from(
    cluster: Cluster, tmp_path: Path, side: str
) -> None:
    """Told so for one database, or for the citizen's login alone."""
    name = f"durable_{uuid4().hex[:8]}"
    create_present(cluster, name)
    citizen = cluster.url(name, f"{name}_citizen")
    settings = development(tmp_path, database_url=cluster.url(name), citizen_database_url=citizen)
    hers, all_of_it = (
        f"ALTER ROLE {name}_citizen SET synchronous_commit",
        f"ALTER DATABASE {name} SET synchronous_commit",
    )
    execute(cluster, name, f"CREATE ROLE {name}_citizen LOGIN IN ROLE sip_citizen")
    Service("postgresql", settings, migrated=True).stop()
    if side == "journal":
        execute(cluster, name, f"{all_of_it} = off", f"{hers} = on")
    else:
        execute(cluster, name, f"{hers} = off")
    with pytest.raises(RuntimeError, match="did not start"):
        Service("postgresql", settings, migrated=True)
    execute(cluster, name, f"{hers} = local", f"{all_of_it} = remote_apply")
    Service("postgresql", settings, migrated=True).stop()
    cluster.drop_database(name)
    execute(cluster, "postgres", f"DROP ROLE {name}_citizen")
