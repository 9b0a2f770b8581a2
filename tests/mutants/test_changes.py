"""The mutants are what they are called, and each is a module that Python reads."""

import ast
from itertools import islice
from pathlib import Path

from tests.mutants.__main__ import MODULES, ROOT
from tests.mutants.changes import mutants

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


def test_the_modules_and_their_tests_are_there() -> None:
    for file, tests in MODULES.items():
        assert (ROOT / file).exists(), file
        assert all(Path(ROOT / test).exists() for test in tests)
        for one in islice(mutants((ROOT / file).read_text()), 20):
            ast.parse(one.text)
