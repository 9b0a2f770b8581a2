"""That the bench works: it runs to its end, tells every operation, and leaves nothing. No speed is tested."""

import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.bench.operations import OPERATIONS

ROOT = Path(__file__).parents[2]


def start(folder: Path, **settings: str) -> "subprocess.Popen[str]":
    """The bench at its smallest, with all that it makes below `folder`."""
    smallest = {"SCALE": "40", "BENCH_SECONDS": "1"}
    return subprocess.Popen(
        [sys.executable, "-m", "tests.bench"],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT), "TMPDIR": str(folder), **smallest, **settings},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def left_by(folder: Path) -> list[str]:
    """Processes that were started with something below that folder."""
    found = []
    for place in Path("/proc").glob("[0-9]*"):
        try:
            if os.fsencode(folder) in (place / "environ").read_bytes() + (place / "cmdline").read_bytes():
                found.append((place / "cmdline").read_text())
        except (OSError, UnicodeDecodeError):
            continue
    return found


def wait_until_nothing_is_left(folder: Path) -> None:
    def left() -> list[str]:
        return [*left_by(folder), *map(str, folder.glob("sip-postgres-*"))]

    for _ in range(300):
        if not left():
            break
        time.sleep(0.1)
    assert left() == []


@pytest.fixture
def folder() -> Iterator[Path]:
    """A folder as `/tmp` is: the database's own user passes through, and takes its folder away when it ends.

    Not below pytest's, which nobody but its owner passes through.
    """
    with tempfile.TemporaryDirectory(prefix="sip-benched-") as made:
        Path(made).chmod(0o1777)
        yield Path(made)


@pytest.mark.slow
def test_it_measures_every_operation_on_both_databases_and_leaves_nothing(folder: Path) -> None:
    bench = start(folder)
    told, complaints = bench.communicate(timeout=300)
    assert bench.returncode == 0, complaints
    rows = json.loads((folder / "bench-result.json").read_text())["rows"]
    measured = {(row["operation"], row["connections"], row["database"]) for row in rows if "count" in row}
    assert measured == {
        (operation.name, connections, database)
        for operation in OPERATIONS
        for connections in operation.connections
        for database in ("postgresql", "sqlite")
    }
    for row in rows:
        assert row["rate"] > 0 and row["operation"] in told
        if "count" in row:
            assert row["count"] > 0 and row["of_bare_server"] > 0 and row["of_bare_query"] > 0
    assert {place.name for place in folder.iterdir()} == {"bench-result.json"}
    assert left_by(folder) == []


@pytest.mark.slow
@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_stopped_in_whatever_way_it_takes_all_it_started_with_it(folder: Path, how: signal.Signals) -> None:
    bench = start(folder, BENCH_SECONDS="60")
    assert bench.stderr
    heard = []
    for line in bench.stderr:
        heard.append(line)
        if line.startswith("Seeding"):
            break
    assert len(left_by(folder)) > 4, heard
    bench.send_signal(how)
    bench.communicate(timeout=60)
    assert bench.returncode == (-how if how is signal.SIGKILL else 1)
    wait_until_nothing_is_left(folder)


@pytest.mark.parametrize("settings", [{"SCALE": "39"}, {"SCALE": "many"}, {"BENCH_SECONDS": "0"}])
def test_a_number_that_cannot_be_is_refused(tmp_path: Path, settings: dict[str, str]) -> None:
    bench = start(tmp_path, **settings)
    _, complaints = bench.communicate(timeout=60)
    assert bench.returncode == 1
    (name,) = settings
    assert complaints.startswith(f"bench: {name} is a number from ")
