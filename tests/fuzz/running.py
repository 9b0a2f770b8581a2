"""Schemathesis against a service of its own: made-up requests by every kind of caller, judged by the contract."""

import json
import os
import random
import subprocess
import sys
from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from tests import aftermath
from tests.fuzz.there import There
from tests.persons import Persons
from tests.service import Service

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
PROGRAM = Path(sys.executable).with_name("st")
JOURNAL = {
    "coordinator": 12,
    "called unit": 4,
    "heir": 1,
    "registrar": 1,
    "connector": 1,
    "doctor": 1,
    "stranger": 2,
    "auditor": 2,
    "statistician": 1,
    "citizen": 1,
    "system": 2,
    "unbound system": 1,
    "none": 1,
}
CITIZEN = {"citizen": 12, "representative": 6, "coordinator": 1, "system": 1, "none": 1}
COMMAND = (PROGRAM, "--config-file", HERE / "schemathesis.toml", "--no-color", "run")
REPORT = ("--report", "json", "--report-json-path")


@dataclass
class Run:
    """What one run said: its report, every answer (`callers.after_call`), and all that was printed."""

    report: dict[str, Any]
    answers: list[dict[str, Any]]
    said: str
    code: int
    chance: int

    @property
    def done(self) -> set[str]:
        """The operations that were answered 2xx."""
        return {one["operation"] for one in self.answers if 200 <= one["status"] < 300}

    def count(self, by: str) -> Counter[str]:
        """How many answers, by one of the names in them."""
        return Counter(str(one[by]) for one in self.answers)


class Fuzzing:
    """A service with all that there is to be asked for."""

    def __init__(self, service: Service, persons: Persons) -> None:
        self.service = service
        self.began = UUID(int=int(datetime.now(UTC).timestamp() * 1000) << 80)
        self.there = There(service, persons)

    def run(self, api: str, folder: Path, *words: str) -> Run:
        """`words` are Schemathesis' own options."""
        weights = JOURNAL if api == "journal" else CITIZEN
        count, report = folder / f"{api}.answers", folder / f"{api}.json"
        count.write_text("")
        given = self.there.anew(api) | {"api": api, "weights": weights, "count": str(count)}
        given["seed"] = chance = random.getrandbits(32)
        environment = {
            "PATH": os.environ["PATH"],
            "HOME": str(folder),
            "PYTHONPATH": str(ROOT),
            "FUZZ": json.dumps(given),
        }
        done = subprocess.run(
            [*COMMAND, ROOT / f"openapi/{api}.json", "--url", f"{self.service.url}/{api}/v1", *REPORT, report, *words],
            cwd=folder,
            env=environment,
            capture_output=True,
            text=True,
        )
        found = json.loads(report.read_text()) if report.exists() else {}
        answers = [json.loads(line) for line in count.read_text().splitlines()]
        return Run(found, answers, done.stdout + done.stderr, done.returncode, chance)

    def check(self) -> None:
        """Every mirror, reach, version and event is as after any other test, and no log line holds a number."""
        aftermath.check(self.service, self.began, 0)
