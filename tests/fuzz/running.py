"""Schemathesis against a service of its own: made-up requests by every kind of caller, judged by the contract."""

import base64
import json
import os
import subprocess
import sys
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from app.http import minting
from tests import aftermath
from tests.api.auditors import PURPOSE, SCOPES
from tests.callers import Caller, citizen, staff, system
from tests.house import whole_plan
from tests.persons import Persons
from tests.service import Service

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
PROGRAM = Path(sys.executable).with_name("st")
JOURNAL = {
    "coordinator": 12,
    "called unit": 4,
    "stranger": 2,
    "auditor": 3,
    "statistician": 1,
    "citizen": 1,
    "system": 1,
    "none": 1,
}
CITIZEN = {"citizen": 12, "representative": 6, "coordinator": 1, "system": 1, "none": 1}
# Nobody here may subscribe: a service of the tests calls no address that was made up.
COUNTS = ("journal:statistics",)
PLANS = 12
OF_THE_TOKEN = {"iss", "aud", "iat", "exp", "jti", "client_id", "scope"}
COMMAND = (PROGRAM, "--config-file", HERE / "schemathesis.toml", "--no-color", "run")
REPORT = ("--report", "json", "--report-json-path")


@dataclass
class Run:
    """What one run said: its report, and all that was printed."""

    report: dict[str, Any]
    said: str
    code: int


class Fuzzing:
    """A service with plans that have one of everything, and every kind of caller."""

    def __init__(self, service: Service, persons: Persons) -> None:
        self.service = service
        self.began = UUID(int=int(datetime.now(UTC).timestamp() * 1000) << 80)
        one = whole_plan.build(service, persons)
        plans = [one, *(whole_plan.copied(one, persons) for _ in range(PLANS))]
        region = whole_plan.REGION
        self.callers: dict[str, Caller] = {
            "coordinator": one.coordinator,
            "called unit": one.partner,
            "stranger": staff(service, persons.unit(), persons.person()),
            "auditor": staff(service, persons.unit(region), persons.person(region), scopes=SCOPES, purpose=PURPOSE),
            "statistician": staff(
                service, persons.unit(region), persons.person(region), scopes=COUNTS, purpose=PURPOSE
            ),
            "citizen": citizen(service, one.number),
            "representative": citizen(service, one.representative),
            "system": system(service),
        }
        self.given = {
            "plans": [plan.ids | {"planId": plan.plan_id, "invitationId": plan.ids["invitation"]} for plan in plans],
            "numbers": [persons.adult() for _ in range(10)],
        }

    def tokens(self) -> dict[str, str]:
        """New ones of the same callers: they live shorter than many runs take."""
        made = {}
        for kind, caller in self.callers.items():
            said = json.loads(base64.urlsafe_b64decode((caller.token or "").split(".")[1] + "=="))
            names, scopes = {name: said[name] for name in said.keys() - OF_THE_TOKEN}, said["scope"].split()
            service = self.service
            made[kind] = minting.mint(service.settings, service.keys, names, client=said["client_id"], scopes=scopes)
        return made

    def run(self, api: str, folder: Path, *words: str) -> Run:
        """`words` are Schemathesis' own options."""
        weights = JOURNAL if api == "journal" else CITIZEN
        environment = {
            "PATH": os.environ["PATH"],
            "HOME": str(folder),
            "PYTHONPATH": str(ROOT),
            "FUZZ": json.dumps(self.given | {"weights": weights, "tokens": self.tokens()}),
        }
        report = folder / f"{api}.json"
        done = subprocess.run(
            [*COMMAND, ROOT / f"openapi/{api}.json", "--url", f"{self.service.url}/{api}/v1", *REPORT, report, *words],
            cwd=folder,
            env=environment,
            capture_output=True,
            text=True,
        )
        found = json.loads(report.read_text()) if report.exists() else {}
        return Run(found, done.stdout + done.stderr, done.returncode)

    def check(self) -> None:
        """Every mirror, reach, version and event is as after any other test, and no log line holds a number."""
        aftermath.check(self.service, self.began, 0)
