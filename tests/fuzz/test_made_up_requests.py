"""Requests made up from the contracts, legal and not, by every kind of caller: no fault, nothing undeclared.

The suite sends some hundreds. `FUZZ_CASES` sends as many as it says, at least, to the database that `--database` names;
`make fuzz` does. The report of what was sent is printed.
"""

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import database_url
from tests.fuzz.running import CITIZEN, JOURNAL, Fuzzing
from tests.house.operations import of_contract
from tests.persons import Persons
from tests.service import Service, development

pytestmark = pytest.mark.slow
CASES = int(os.environ.get("FUZZ_CASES", "0"))
# Of each operation, in one round.
EXAMPLES = 10 if CASES else 2
# The citizen's API has a tenth of the operations.
SHARES = {"citizen": 0.1, "journal": 0.9}
# How many of the operations must have been done (2xx), and not only refused; of few cases, a share.
DONE = 1.0 if CASES else 0.6


@pytest.fixture(scope="module")
def fuzzing(
    request: pytest.FixtureRequest, database_kind: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Fuzzing]:
    folder: Path = tmp_path_factory.mktemp(f"fuzz-{database_kind}")
    # Whoever may subscribes to webhooks here, at addresses that were made up: nothing is ever sent.
    chosen: dict[str, Any] = {"emergency_access": True, "relay": False}
    # Nothing is refused because the machine is busy.
    chosen |= {"queue_seconds": 10, "database_seconds": 20}
    url = database_url(request, database_kind, "fuzz")
    service = Service(database_kind, development(folder, database_url=url, **chosen))
    yield Fuzzing(service, Persons())
    service.stop()


@pytest.mark.parametrize("api", SHARES)
def test_nothing_that_is_made_up_is_answered_wrongly(api: str, fuzzing: Fuzzing, tmp_path: Path) -> None:
    """In rounds that are shorter than a token's life; the first has the boundaries of each schema too."""
    operations, wanted, sent = {one.name for one in of_contract(api)}, CASES * SHARES[api], 0
    phases = "examples,coverage,fuzzing,stateful" if CASES else "fuzzing,stateful"
    done: set[str] = set()
    while sent == 0 or sent < wanted:
        run = fuzzing.run(api, tmp_path, "--max-examples", str(EXAMPLES), "--phases", phases, "--no-shrink")
        cases = run.report.get("test_cases", {})
        told = {
            "seed": run.report.get("seed"),
            "chance": run.chance,
            **cases,
            "done": len(run.done),
            "phases": run.count("phase"),
        }
        print(json.dumps({"api": api, "database": fuzzing.service.name, **told, "statuses": run.count("status")}))
        assert run.code == 0, run.said
        assert cases["generated"] >= len(operations) == run.report["operations"]["tested"]
        assert run.report["stop_reason"] == "completed" and not run.report["errors"] and not cases["with_failures"]
        # Each phase was gone through, the steps from one operation to the next too.
        assert set(run.count("phase")) == set(phases.split(",")), run.count("phase")
        sent += cases["generated"]
        done |= run.done
        phases = "fuzzing,stateful"
    assert not CASES or set(run.count("by")) >= set(JOURNAL if api == "journal" else CITIZEN)
    assert len(done) >= DONE * len(operations), sorted(operations - done)
    fuzzing.check()
