"""The list of planted bugs stays true: every text is there to be replaced, and a few bugs are planted for real."""

import pytest

from tests.house import planted

SOME = ("withheld follow-ups shown", "lists without their filter", "reading leaves no entry")


@pytest.mark.parametrize("bug", planted.bugs(), ids=lambda bug: bug.name)
def test_what_a_bug_replaces_is_there(bug: planted.Bug) -> None:
    for edit in bug.edits:
        assert (planted.ROOT / edit.file).read_text().count(edit.old) == 1, "adapt planted.toml to the code as it is"
        assert edit.new != edit.old
    for test in bug.tests:
        assert (planted.ROOT / test.partition("::")[0]).exists()


def test_the_table_is_of_this_list() -> None:
    """Run `python -m tests.house.planted` after a change of the list."""
    rows = [line.split(" | ") for line in planted.TABLE.read_text().splitlines() if line.startswith("| ")][1:]
    assert [row[0].removeprefix("| ") for row in rows] == [bug.name for bug in planted.bugs()]
    assert not [row[0] for row in rows if "**" in row[3]], "a bug that no test caught"


@pytest.mark.slow
def test_planted_bugs_are_caught() -> None:
    chosen = [bug for bug in planted.bugs() if bug.name in SOME]
    assert len(chosen) == len(SOME)
    results = planted.try_all(chosen, green=False)
    assert [result.bug.name for result in results if not result.caught_by] == []
