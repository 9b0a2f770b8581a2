"""The model knows nothing of the program: it is written from the rules, and imports no rule of the service."""

import ast
from pathlib import Path

import pytest

HERE = Path(__file__).parent
# What the steps need of the program is its door: settings, keys and tokens to knock with, and two tables to count in.
DOOR = {"actors": {"app.http"}, "door": {"app", "app.db", "app.settings"}}
COUNTED = {"test_model": {"app.models.history", "app.models.outbox"}}
MODULES = sorted(path.stem for path in HERE.glob("*.py"))


def imported(module: str) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse((HERE / f"{module}.py").read_text())):
        if isinstance(node, ast.ImportFrom):
            found.add(node.module or "")
        elif isinstance(node, ast.Import):
            found |= {name.name for name in node.names}
    return found


@pytest.mark.parametrize("module", MODULES)
def test_it_imports_the_door_and_no_rule(module: str) -> None:
    ours = {name for name in imported(module) if name.partition(".")[0] == "app"}
    assert ours == (DOOR | COUNTED).get(module, set())


@pytest.mark.parametrize("module", ["consents", "plan", "rights"])
def test_the_rules_of_the_model_need_nobody_but_each_other(module: str) -> None:
    near = {name for name in imported(module) if name.startswith("tests.")}
    assert near <= {"tests.model.actors", "tests.model.consents", "tests.model.plan"}
