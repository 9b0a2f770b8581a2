"""The table of OWASP ASVS 5.0: every requirement that applies once, and every test that it names exists."""

import ast
import re
from pathlib import Path

import pytest

import app
from tests.callers import staff
from tests.house.whole_plan import REGION
from tests.persons import Persons
from tests.service import Service

ROOT = Path(app.__file__).parent.parent
TABLE = ROOT / "documentation" / "asvs.md"
# The numbers of the requirements of levels 1 and 2, by section; V5, V17 and the rest of V6 and V7 are answered whole.
NUMBERS = """
1.1 1-2; 1.2 1-9; 1.3 1-11; 1.4 1-3; 1.5 1-2; 2.1 1-3; 2.2 1-3; 2.3 1-4; 2.4 1; 3.2 1-2; 3.3 1-4; 3.4 1-6; 3.5 1-5;
3.7 1-2; 4.1 1-3; 4.2 1; 4.3 1-2; 4.4 1-4; 6.8 1-4; 7.2 1-4; 7.4 1-5; 8.1 1-2; 8.2 1-3; 8.3 1; 8.4 1; 9.1 1-3; 9.2
1-4; 10.1 1-2; 10.2 1-2; 10.3 1-4; 10.4 1-11; 10.5 1-5; 10.6 1-2; 10.7 1-3; 11.1 1-2; 11.2 1-3; 11.3 1-3; 11.4 1-4;
11.5 1; 11.6 1; 12.1 1-3; 12.2 1-2; 12.3 1-4; 13.1 1; 13.2 1-5; 13.3 1-2; 13.4 1-5; 14.1 1-2; 14.2 1-4; 14.3 1-3; 15.1
1-3; 15.2 1-3; 15.3 1-7; 16.1 1; 16.2 1-5; 16.3 1-4; 16.4 1-3; 16.5 1-3
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
        places = re.findall(r"`([^`]+)`", by)
        assert places, number
        for place in places:
            file, _, test = place.partition("::")
            found = [path for path in (ROOT / "tests" / file, ROOT / file) if path.is_file()]
            assert found, f"{number}: {file}"
            shown += bool(test)
            assert not test or re.search(rf"^(async )?def {test}\(", found[0].read_text(), re.MULTILINE), (
                f"{number}: {place}"
            )
    assert shown > 90


FORBIDDEN = {"eval", "exec", "compile", "__import__"}
MODULES = {"pickle", "marshal", "shelve", "yaml", "subprocess", "pty", "xml", "lxml", "jinja2"}
STARTS = re.compile(
    r"popen|fork(pty)?|(exec|spawn)[lv]p?e?|posix_spawnp?|create_subprocess_\w+|subprocess_(exec|shell)"
)
CONSTANT = re.compile("_?[A-Z][A-Z0-9_]*")
# Each is picked from a table of constants in its own module, or is a number.
PICKED = {("http/validation.py", "sv"), ("http/validation.py", "en"), ("cli/faults.py", "told")}
WHOLE = {("domain/sampling.py", "population")}
# How long to wait before trying again, and which request of an integrator's tests is to fail.
CHANCE = {"relay.py", "sandbox/faults.py"}


def imported(node: ast.AST) -> list[str]:
    if isinstance(node, ast.Import):
        return [one.name for one in node.names]
    return [node.module] if isinstance(node, ast.ImportFrom) and node.module else []


def runs(node: ast.AST) -> bool:
    """Whether something is evaluated, unpickled or started."""
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in FORBIDDEN:
        return True
    if isinstance(node, ast.Attribute):
        of_os = isinstance(node.value, ast.Name) and node.value.id == "os"
        return bool(STARTS.fullmatch(node.attr)) or (of_os and node.attr == "system")
    if isinstance(node, ast.Import) and any(one.name == "os" and one.asname for one in node.names):
        return True
    if isinstance(node, ast.ImportFrom) and any(
        STARTS.fullmatch(one.name) or one.name == "system" for one in node.names
    ):
        return node.module in ("os", "asyncio")
    return any(name.partition(".")[0] in MODULES for name in imported(node))


def formats(node: ast.AST, file: str) -> bool:
    """Whether something that is no constant is a format."""
    if isinstance(node, ast.Attribute) and node.attr in ("format", "format_map"):
        constant = isinstance(node.value, ast.Name) and CONSTANT.fullmatch(node.value.id)
        return not (isinstance(node.value, ast.Constant) or constant or (file, ast.unparse(node.value)) in PICKED)
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mod) and not isinstance(node.left, ast.Constant):
        number = isinstance(node.right, ast.Constant) and isinstance(node.right.value, int)
        right = ast.unparse(node.right)
        return not (number or CONSTANT.fullmatch(right) or (file, right) in WHOLE)
    return False


def trees() -> list[tuple[str, ast.Module]]:
    files = list((ROOT / "app").rglob("*.py"))
    assert len(files) > 200
    return [(file.relative_to(ROOT / "app").as_posix(), ast.parse(file.read_text())) for file in files]


def test_nothing_is_evaluated_and_nothing_is_unpickled() -> None:
    """Neither Python, nor a shell, nor a type that a client names; and no format that is not a constant."""
    for file, tree in trees():
        for node in ast.walk(tree):
            where = f"{file}:{getattr(node, 'lineno', '')}"
            assert not runs(node), f"{where} runs something"
            assert not formats(node, file), f"{where}: a format that may be somebody's text"


@pytest.mark.parametrize(
    "line",
    [
        *("eval(name)", "os.system('true ' + name)", "os.popen(name)", "os.execvp(name, [])", "os.spawnl(0, name)"),
        *("await asyncio.create_subprocess_shell(name)", "loop.subprocess_exec(name)", "from os import system as run"),
        *("import os as quiet", "import subprocess", "from yaml import load", "name.format(request)"),
        *("f(name).format_map(request)", "name % request", "str(name) % (request,)"),
    ],
)
def test_what_would_be_is_found(line: str) -> None:
    tree = ast.parse(f"async def _():\n    {line}")
    assert any(runs(node) or formats(node, "http/tokens.py") for node in ast.walk(tree))


def test_what_can_be_guessed_is_drawn_for_nothing_secret() -> None:
    """The module `random` is for waiting, and for a sandbox."""
    users = {file for file, tree in trees() if any("random" in imported(node) for node in ast.walk(tree))}
    assert users == CHANCE


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
