"""The pages for a data-protection officer: their tables are the code's, and what they name is there."""

import re
from pathlib import Path

import pytest

from app.cli import documents
from app.domain.policy import PERMITS
from app.domain.visibility.ledger import LEDGER

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "documentation"
PAGES = sorted(FOLDER.glob("*.md"))
COMMAND = re.compile(r"```sh\n(.+)\n```")


def test_the_tables_are_what_the_code_decides() -> None:
    assert documents.stale(FOLDER) == {}, "run: sip documents"


def test_each_page_that_has_a_table_is_stale_without_it(tmp_path: Path) -> None:
    for page in PAGES:
        text = page.read_text()
        for mark in documents.MARKED.finditer(text):
            (tmp_path / page.name).write_text(text.replace(mark[0], mark[0].replace("`", "", 1)))
            assert list(documents.stale(tmp_path)) == [tmp_path / page.name], mark[2]
            assert documents.stale(tmp_path)[tmp_path / page.name] == text
        (tmp_path / page.name).unlink(missing_ok=True)


def test_nothing_that_is_decided_is_left_out() -> None:
    policy, visibility = documents.policy(), documents.visibility()
    assert all(f"`{action}`" in policy for action in PERMITS)
    assert all(f"\n| {kind.__name__} |" in visibility for kind in LEDGER)


def test_a_page_that_asks_for_an_unknown_table_and_a_folder_without_pages_are_told(tmp_path: Path) -> None:
    with pytest.raises(documents.NoTable):
        documents.stale(tmp_path)
    with pytest.raises(documents.NoTable):
        documents.with_tables("<!-- table: none -->\nx\n<!-- end of table -->")


@pytest.mark.parametrize("name", ["policy", "visibility", "audit"])
def test_each_page_is_short_says_what_it_does_not_prove_and_ends_with_one_command(name: str) -> None:
    text = (FOLDER / f"{name}.md").read_text()
    by_hand = documents.MARKED.sub("", text)
    assert len(by_hand.split()) < 700
    assert "**På svenska.**" in text and "**What this does not prove.**" in text
    (command,) = COMMAND.findall(text)
    for path in re.findall(r"tests/[\w/]+\.py", command):
        assert (ROOT / path).is_file(), path
