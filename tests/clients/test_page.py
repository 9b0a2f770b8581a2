"""The lines that `documentation/clients.md` shows are run as they stand there, against the real service."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from app.http import minting
from tests.clients.typescript import node, types_of
from tests.persons import Persons
from tests.service import Service

pytestmark = pytest.mark.slow
PAGE = Path(__file__).parents[2] / "documentation" / "clients.md"


def shown(language: str) -> str:
    """The page's one piece of code in that language, of ten lines."""
    (code,) = re.findall(rf"^```{language}\n(.*?)^```$", PAGE.read_text(), re.MULTILINE | re.DOTALL)
    assert len([line for line in code.splitlines() if line]) == 10
    return str(code)


@pytest.fixture
def given(service: Service, persons: Persons) -> dict[str, str]:
    """The environment that the lines ask for."""
    unit, person = persons.unit(), persons.person()
    token = minting.staff(service.settings, service.keys, unit=unit, person=person)
    return {"SIP_URL": service.url, "SIP_TOKEN": token, "SIP_PERSON": persons.adult(), "SIP_UNIT": unit}


def test_the_lines_of_python(given: dict[str, str], python_clients: list[Path], tmp_path: Path) -> None:
    given |= {"PYTHONPATH": os.pathsep.join(map(str, python_clients)), "PATH": "/usr/bin:/bin"}
    command = [sys.executable, "-c", shown("python")]
    done = subprocess.run(command, env=given, cwd=tmp_path, capture_output=True, text=True, timeout=60)
    assert (done.returncode, done.stdout, done.stderr) == (0, "Hemgång\n", "")


def test_what_is_installed_for_typescript_is_what_these_tests_use() -> None:
    (words,) = re.findall(r"`npm install ([^`]+)`", PAGE.read_text())
    named = dict(word.rsplit("@", 1) for word in words.split())
    used = json.loads((Path(__file__).parent / "openapi-typescript" / "package.json").read_text())["dependencies"]
    assert named.keys() == used.keys()
    assert [name for name, version in named.items() if not used[name].startswith(f"{version}.")] == []


def test_the_lines_of_typescript(given: dict[str, str], typescript: Path) -> None:
    (typescript / "page.ts").write_text(shown("typescript"))
    done = node(typescript, "page.ts", more=given)
    assert (done.returncode, done.stdout, done.stderr) == (0, "Hemgång\n", "")
    done = types_of(typescript, "page.ts")
    assert done.returncode == 0, done.stdout
