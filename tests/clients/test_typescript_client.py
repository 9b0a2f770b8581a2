"""A TypeScript client that is generated from the committed contracts does the main job against the real service."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from app.http import minting
from tests.callers import CANARY
from tests.clients.typescript import node, types_of
from tests.persons import Persons
from tests.service import Service

# Generating and checking the types take some seconds.
pytestmark = pytest.mark.slow
REGION, MUNICIPALITY = "SE2329990015", "SE2129990023"
MAPPING = f"Tre trappor utan hiss. {CANARY}"


@pytest.fixture
def told(service: Service, persons: Persons) -> dict[str, Any]:
    """Who does the job, with tokens."""
    settings, keys = service.settings, service.keys
    number = persons.adult()
    given: dict[str, Any] = {"url": service.url, "mapping": MAPPING}
    for name, principal in (("region", REGION), ("municipality", MUNICIPALITY)):
        one = {"unit": persons.unit(principal), "person": persons.person(principal)}
        given[name] = one | {"token": minting.staff(settings, keys, **one)}
    token = minting.citizen(settings, keys, personnummer=number)
    return given | {"portal": {"token": token, "personnummer": number}}


def test_the_main_job(typescript: Path, told: dict[str, Any]) -> None:
    done = node(typescript, "main-job.ts", told=told)
    assert done.returncode == 0, done.stderr
    saw = json.loads(done.stdout)
    assert saw["again"] == saw["plan"], "the same key is the same plan"
    assert (saw["early"]["status"], saw["stale"]["status"]) == (409, 412)
    assert saw["early"]["errors"]
    assert saw["established"] == "established"
    assert saw["before"] == [], "established, but not yet released"
    (plan,) = saw["released"]
    assert plan["id"] == saw["plan"] and [goal["text"] for goal in plan["goals"]] == ["Gå till affären."]
    assert len(saw["followed"][0]["followUps"]) == 1
    assert (saw["withdrawn"], saw["after"]) == (204, [])
    assert MAPPING not in done.stdout


def test_the_types_hold(typescript: Path) -> None:
    done = types_of(typescript, "main-job.ts")
    assert done.returncode == 0, done.stdout


def test_misuse_does_not_pass_the_types(typescript: Path) -> None:
    """Each wrong line is told of: otherwise the types would be loose, and the test before this one worth nothing."""
    done = types_of(typescript, "misuse.ts")
    lines = (typescript / "misuse.ts").read_text().splitlines()
    wrong = {place for place, line in enumerate(lines, 1) if re.match(r"\(?await ", line)}
    told_of = {int(place) for place in re.findall(r"^misuse\.ts\((\d+),", done.stdout, re.MULTILINE)}
    assert len(wrong) == 8 and told_of == wrong, done.stdout
