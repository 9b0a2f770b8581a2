"""The mutants are what they are called, and each is a module that Python reads."""

import ast
from concurrent.futures import ThreadPoolExecutor
from itertools import islice
from pathlib import Path

import pytest

from tests.mutants.__main__ import MODULES, ROOT, Outcome, green, outcome
from tests.mutants.changes import Mutant, mutants

SOURCE = '''
def may(å: int, b: bool = False) -> bool | None:
    """Not this: 1 < 2."""
    return None if å <= 17 and not b else b is True
'''


def test_every_place_has_its_mutants() -> None:
    found = {one.what: one.text for one in mutants(SOURCE)}
    assert set(found) == {
        "False→True",
        "the other branch",
        "And→Or",
        "without part 1 of And",
        "without part 2 of And",
        "Is→IsNot",
        "LtE→Lt",
        "without not",
        "17→18",
        "True→False",
    }
    assert "if (å < 17) and not b else b is True" in found["LtE→Lt"]
    assert "if å <= 17 and (b) else" in found["without not"]
    assert "(å <= 17 or not b)" in found["And→Or"]
    for text in found.values():
        assert text != SOURCE and '"""Not this: 1 < 2."""' in text
        ast.parse(text)


LISTS = """
from typing import Final
BOTH: Final[tuple[str, int]] = ONE, Two.OTHER
ROWS = {"a": Permit(BOTH | {G.LED, G.BEGUN}, frozenset({S.OPEN}))}
def pair(left: int | None, right: int) -> tuple[int, int]:
    for left, right in ():
        pass
    return left, right
"""


def test_each_name_of_a_list_is_left_out_once() -> None:
    found = {one.what: one.text for one in mutants(LISTS)}
    assert set(found) == {
        "without ONE",
        "without Two.OTHER",
        "without G.LED",
        "without G.BEGUN",
        "without S.OPEN",
        "without | {G.LED, G.BEGUN}",
        "without BOTH |",
    }
    assert "int]] = (Two.OTHER,)\n" in found["without ONE"]
    assert "BOTH | {G.BEGUN}," in found["without G.LED"] and "BOTH | {G.LED}," in found["without G.BEGUN"]
    assert "frozenset(set())" in found["without S.OPEN"]
    assert "Permit(({G.LED, G.BEGUN})," in found["without BOTH |"]
    for text in found.values():
        ast.parse(text)


def test_every_cell_of_the_access_table_has_its_mutants() -> None:
    source = (ROOT / "app/domain/policy.py").read_text()
    lines = source.splitlines()
    first = lines.index(next(line for line in lines if line.startswith("PERMITS")))
    last = lines.index("}", first)
    changed = {one.line for one in mutants(source) if first < one.line <= last}
    cells = {n + 1 for n in range(first, last) if "{" in lines[n] or " | " in lines[n]}
    assert len(cells) > 20 and cells <= changed | {first + 1}


# --- what counts as killed -------------------------------------------------------------------------------------------

RULE = "def may(age):\n    return age >= 18\n"
TESTS = {
    "notices": "from app.rule import may\ndef test_may():\n    assert may(18)\n    assert not may(17)\n",
    "sees nothing": "from app.rule import may\ndef test_may():\n    assert may(30)\n",
    "is red": "from app.rule import may\ndef test_may():\n    assert may(3)\n",
    "is not there": "",
    "cannot be read": "from app.rule import nothing\n",
    # It sleeps: an endless test that works is one processor less for whatever else is tested meanwhile.
    "never ends": "import time\nfrom app.rule import may\ndef test_may():\n    while not may(18):\n"
    "        time.sleep(0.1)\n",
}


ENDLESS = "never ends"  # once the rule is changed


@pytest.mark.slow
@pytest.mark.parametrize(
    ("test", "expected"), [("notices", Outcome.KILLED), ("sees nothing", Outcome.SURVIVED), (ENDLESS, Outcome.KILLED)]
)
def test_killed_is_a_red_test_or_no_end(tmp_path: Path, test: str, expected: Outcome) -> None:
    assert green(planted(tmp_path / "unchanged", test), ["test_it.py"]) < 60
    found = list(mutants(RULE))
    trees = [planted(tmp_path / str(number), test) for number in range(len(found))]

    def tried(one: Mutant, tree: Path) -> Outcome:
        return outcome(one, "app/rule.py", tree, ["test_it.py"], 10 if test == ENDLESS else 60)

    # All at once: what never ends is waited for together.
    with ThreadPoolExecutor(len(found)) as pool:
        for one, tree, got in zip(found, trees, pool.map(tried, found, trees), strict=True):
            assert got is expected, one.what
            assert (tree / "app/rule.py").read_text() == RULE, "the copy is as it was"


@pytest.mark.slow
@pytest.mark.parametrize("test", ["is red", "is not there", "cannot be read"])
def test_nothing_is_tried_where_the_tests_are_not_green_unchanged(tmp_path: Path, test: str) -> None:
    with pytest.raises(RuntimeError, match="not green"):
        green(planted(tmp_path, test), ["test_it.py"])


@pytest.mark.slow
def test_tests_that_do_not_run_have_killed_nothing(tmp_path: Path) -> None:
    tree = planted(tmp_path, "notices")
    broken = Mutant(1, "no module", "def may(age:\n")
    assert outcome(broken, "app/rule.py", tree, ["test_it.py"], 60) is Outcome.NOT_RUN
    assert outcome(broken, "app/rule.py", tree, ["test_other.py"], 60) is Outcome.NOT_RUN


def planted(tree: Path, test: str) -> Path:
    """A tree with one rule and one test of it."""
    (tree / "app").mkdir(parents=True)
    (tree / "app" / "__init__.py").touch()
    (tree / "app" / "rule.py").write_text(RULE)
    (tree / "conftest.py").write_text("def pytest_addoption(parser):\n    parser.addoption('--database')\n")
    (tree / "test_it.py").write_text(TESTS[test])
    return tree


def test_the_modules_and_their_tests_are_there() -> None:
    for file, tests in MODULES.items():
        assert (ROOT / file).exists(), file
        assert all((ROOT / test.partition("::")[0]).exists() for test in tests if not test.startswith("--"))
        for one in islice(mutants((ROOT / file).read_text()), 20):
            ast.parse(one.text)
