"""The pages of `documentation/`: their tables are the code's, what they name is there, both languages say the same."""

import json
import re
from pathlib import Path

import pytest

from app.cli import documents
from app.domain.lifecycle import TABLE
from app.domain.plan import Plan
from app.domain.policy import PERMITS
from app.domain.visibility.decision import Shown
from app.domain.visibility.ledger import LEDGER
from app.http.about import SCOPES
from app.http.issuer_entry import ClaimNames
from app.http.rules import catalogue

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "documentation"
PAGES = sorted(FOLDER.glob("*.md"))
APIS = ("journal", "citizen")
# What a page claims, and the tests without which its command would not show it.
SHOWN = {
    "policy": {"test_policy", "test_strangers", "test_reach_rules", "test_emergency_access", "test_emergency_logged"},
    "visibility": {"test_canaries", "interference", "test_walls_sqlite", "test_walls_postgresql"},
    "audit": {"test_audit_complete", "test_audit_failure", "test_emergency_logged"},
}
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


def test_an_action_that_stands_in_neither_table_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """What the one rule does not decide is decided somewhere, and the page says where."""
    monkeypatch.setattr(documents, "_APART", dict(list(documents._APART.items())[1:]))
    with pytest.raises(documents.NoTable):
        documents.apart()


def test_what_is_a_draft_while_a_plan_is_revised_is_told_whole() -> None:
    told = documents.while_revised()
    shown = [one.name for one in LEDGER[Plan].values() if isinstance(one, Shown)]
    assert shown and all(told.count(f"`{name}`") == 1 for name in shown)


def test_a_place_that_is_empty_is_filled_and_what_comes_after_it_stands() -> None:
    place = "<!-- table: {} -->\n{}<!-- end of table -->\nand on\n"
    page = place.format("statuses", "") + place.format("policy", "x\n")
    filled = documents.with_tables(page)
    tables = (documents.statuses(), documents.policy())
    assert filled == "".join(
        place.format(name, f"{table}\n") for name, table in zip(("statuses", "policy"), tables, strict=True)
    )
    assert documents.with_tables(filled) == filled


@pytest.mark.parametrize("name", ["policy", "visibility", "audit"])
def test_each_page_is_short_says_what_it_does_not_prove_and_ends_with_one_command(name: str) -> None:
    text = (FOLDER / f"{name}.md").read_text()
    by_hand = documents.MARKED.sub("", text)
    assert len(by_hand.split()) < 700
    assert "**På svenska.**" in text and "**What this does not prove.**" in text
    (command,) = COMMAND.findall(text)
    for path in re.findall(r"tests/[\w/]+(?:\.py)?", command):
        assert (ROOT / path).exists(), path
    assert SHOWN[name] <= set(re.findall(r"\w+", command))


LINK = re.compile(r"\]\(([^)#]+)(?:#[^)]*)?\)")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_link_of_a_page_leads_somewhere(page: Path) -> None:
    """In this tree, or away; an address is never asked here."""
    for target in LINK.findall(page.read_text()):
        assert target.startswith("https://") or (page.parent / target).resolve().is_file(), target


def test_the_guide_says_the_same_in_both_languages() -> None:
    """As many headings, steps, rows and operations in one as in the other, in the same order."""
    swedish, english = ((FOLDER / name).read_text() for name in ("guide-sv.md", "guide.md"))
    shape = re.compile(r"^(#+ |[0-9]+\. |- |\| `)", re.MULTILINE)
    assert shape.findall(swedish) == shape.findall(english)
    named = re.compile(r"`((?:GET|POST|PUT|PATCH) [^`]+|\??[\w/-]+=?)`")
    assert named.findall(swedish) == named.findall(english)


def test_the_guide_names_operations_that_are_there() -> None:
    contracts = {name: json.loads((ROOT / "openapi" / f"{name}.json").read_text())["paths"] for name in APIS}
    asked = re.findall(r"`(GET|POST|PUT|PATCH) (/[^`?]+)(?:\?[^`]*)?`", (FOLDER / "guide.md").read_text())
    assert len(asked) > 5
    for method, path in asked:
        api = "citizen" if path.startswith("/citizen/v1") else "journal"
        assert method.lower() in contracts[api][path.removeprefix("/citizen/v1")], path


def test_the_guide_has_every_scope_and_every_claim_that_makes_a_caller() -> None:
    for page in ("guide.md", "guide-sv.md"):
        text = (FOLDER / page).read_text()
        for scopes in SCOPES.values():
            assert all(f"\n| `{scope}` | " in text for scope in scopes), page
        for claim in ClaimNames().model_dump().values():
            assert f"`{claim}`" in text, (page, claim)


def test_every_rule_and_every_step_of_the_lifecycle_is_on_its_page() -> None:
    errors, diagram = documents.errors(), documents.lifecycle_diagram()
    assert all(f"| `{one}` |" in errors for one in catalogue())
    for (here, transition), there in TABLE.items():
        drawn = re.search(rf"^    {here} --> {there}: .*\b{transition}\b", diagram, re.MULTILINE)
        assert (here is there) == (drawn is None), (here, transition)
