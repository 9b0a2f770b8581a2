"""The table of OWASP ASVS 5.0: every requirement of levels 1 and 2 once, and every test that it names exists."""

import ast
import re
from pathlib import Path

import app
from tests.callers import staff
from tests.house.whole_plan import REGION
from tests.persons import Persons
from tests.service import Service

ROOT = Path(app.__file__).parent.parent
TABLE = ROOT / "documentation" / "asvs.md"
# The numbers of the requirements of levels 1 and 2, by section; V5, V6, V7 and V17 are answered whole.
NUMBERS = """
1.1 1-2; 1.2 1-9; 1.3 1-11; 1.4 1-3; 1.5 1-2; 2.1 1-3; 2.2 1-3; 2.3 1-4; 2.4 1; 3.2 1-2; 3.3 1-4; 3.4 1-6; 3.5 1-5;
3.7 1-2; 4.1 1-3; 4.2 1; 4.3 1-2; 4.4 1-4; 8.1 1-2; 8.2 1-3; 8.3 1; 8.4 1; 9.1 1-3; 9.2 1-4; 10.1 1-2; 10.2 1-2;
10.3 1-4; 10.4 1-11; 10.5 1-5; 10.6 1-2; 10.7 1-3; 11.1 1-2; 11.2 1-3; 11.3 1-3; 11.4 1-4; 11.5 1; 11.6 1; 12.1 1-3;
12.2 1-2; 12.3 1-4; 13.1 1; 13.2 1-5; 13.3 1-2; 13.4 1-5; 14.1 1-2; 14.2 1-4; 14.3 1-3; 15.1 1-3; 15.2 1-3; 15.3 1-7;
16.1 1; 16.2 1-5; 16.3 1-4; 16.4 1-3; 16.5 1-3
"""
STATES = {"met", "partly", "not met", "operator"}


def required() -> set[str]:
    found = set()
    for line in NUMBERS.replace("\n", " ").split(";"):
        section, numbers = line.split()
        first, _, last = numbers.partition("-")
        found |= {f"V{section}.{number}" for number in range(int(first), int(last or first) + 1)}
    return found


def rows() -> list[list[str]]:
    return [
        [cell.strip() for cell in line.strip("|").split("|")]
        for line in TABLE.read_text().splitlines()
        if line.startswith("| V")
    ]


def test_every_requirement_is_there_once() -> None:
    named = re.findall(r"\bV[0-9]+\.[0-9]+\.[0-9]+\b", re.sub(r"follows from V\S+", "", TABLE.read_text()))
    assert sorted(named) == sorted(required())
    assert len(required()) > 170


def test_what_is_said_to_show_it_is_there() -> None:
    shown = 0
    for number, state, how, by in rows():
        assert state in STATES and how, number
        if state == "not met":
            assert not by, number
            continue
        (place,) = re.findall(r"`([^`]+)`", by)
        file, _, test = place.partition("::")
        found = [path for path in (ROOT / "tests" / file, ROOT / file) if path.is_file()]
        assert found, f"{number}: {file}"
        shown += bool(test)
        assert not test or re.search(rf"^(async )?def {test}\(", found[0].read_text(), re.MULTILINE), (
            f"{number}: {place}"
        )
    assert shown > 90


def test_nothing_is_evaluated_and_nothing_is_unpickled() -> None:
    """Neither Python, nor a shell, nor a type that a client names; and no format that is not a constant's own."""
    forbidden = {"eval", "exec", "compile", "__import__"}
    modules = {"pickle", "marshal", "shelve", "yaml", "subprocess", "xml", "lxml", "jinja2"}
    files = list((ROOT / "app").rglob("*.py"))
    assert len(files) > 200
    for file in files:
        for node in ast.walk(ast.parse(file.read_text())):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
                assert node.func.id not in forbidden, f"{file}: {node.lineno}"
            named = [one.name for one in node.names] if isinstance(node, ast.Import) else []
            if isinstance(node, ast.ImportFrom) and node.module:
                named.append(node.module)
            assert not modules & {name.partition(".")[0] for name in named}, file


def test_no_answer_lets_another_origin_read_it_and_no_cookie_is_set(service: Service, persons: Persons) -> None:
    token = staff(service, persons.unit(REGION), persons.person(REGION)).token
    sent = {"Authorization": f"Bearer {token}", "Origin": "https://example.org", "Access-Control-Request-Method": "GET"}
    for method, path in (
        ("GET", "/journal/v1/plans"),
        ("OPTIONS", "/journal/v1/plans"),
        ("GET", "/journal/v1/docs"),
        ("GET", "/problems"),
        ("GET", "/nowhere"),
    ):
        answer = service.client.request(method, path, headers=sent)
        named = {name for name in answer.headers if name.startswith("access-control-") or name == "set-cookie"}
        assert not named, (method, path)
