"""`RULES.md` stays true: what it names is there, every rule of the domain that has a source is in it, and is tested."""

import ast
import importlib
import pkgutil
import re
from functools import cache
from pathlib import Path

import pytest

import app
from app import domain
from app.domain.deadline_kind import TEXTS
from app.domain.rule import Rule

ROOT = Path(__file__).parent.parent.parent
TABLE = Path(__file__).with_name("RULES.md")
DOMAIN = ROOT / "app" / "domain"
LATER = "## Not here yet"
REFERENCE = re.compile(r"`([^`]+)`")
# What a source may be: a statute, the guideline, or a decision of the project's own. The standards of the wire (RFC)
# are no rules of the domain, and their rules stand in no row.
SOURCE = re.compile(
    r"(HSL|SoL|OSL|PDL|FB|LSS|HSLF-FS|förordning|[0-9]{4}:[0-9]+)\b.*|Riktlinje SIP|decided|national contract"
)
# Classes of refusal whose rules say where they come from, and the files whose findings are told as reasons.
NO = ("Conflict", "Forbidden", "ScopeMissing", "Finding")
TOLD = ("demands.py", "policy.py", "requirements.py")
STANDARD = re.compile(r"(RFC|Unicode)\b.*")

WORDING = ("field", "fields", "names", "people", "process", "values", "words", "work")
# Files of the domain to which no row refers, and why not.
EXCEPTIONS = {
    "__init__.py": "empty",
    "action.py": "names of what can be done; `policy` has the rules",
    "checkpoint.py": "how the audit log is sealed, not what is logged",
    "comparison.py": "tells what changed; forbids and demands nothing of a plan",
    "merkle.py": "how the audit log is sealed, not what is logged",
    "precondition.py": "the protocol's conditions (RFC 9110)",
    "redelivery.py": "when a webhook is sent again",
    "retry.py": "the protocol's retries",
    "visibility/lookup.py": "finds the parts that others point at; `visibility.gates` has the rules",
    "wording/__init__.py": "empty",
    **{f"wording/{name}.py": "what a field is called in a comparison" for name in WORDING},
    "webhook_address.py": "where a webhook may be sent",
    "webhook_message.py": "the form of a webhook",
    "window.py": "arithmetic of instants; `consent` and `representation` say what opens and closes one",
}


def cells(line: str) -> list[str]:
    return [one.strip() for one in line.strip().strip("|").split("|")]


def rows(text: str) -> list[list[str]]:
    """The rows of every table in the text, without headings and rules."""
    lines = [line for line in text.splitlines() if line.startswith("|")]
    return [found for found in map(cells, lines) if found[0] != "rule" and not set(found[0]) <= set("-:")]


HERE, _, YET = TABLE.read_text().partition(LATER)
ROWS = rows(HERE)
IDS = [row[0] for row in ROWS]


@cache
def names(path: Path) -> frozenset[str]:
    """Every name that stands at the top of the file, and every `Class.member`."""
    found = set()

    def bound(node: ast.stmt, before: str = "") -> None:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            found.add(before + node.name)
        for target in node.targets if isinstance(node, ast.Assign) else [getattr(node, "target", None)]:
            if isinstance(target, ast.Name):
                found.add(before + target.id)
        if isinstance(node, ast.ClassDef) and not before:
            for one in node.body:
                bound(one, f"{node.name}.")

    for node in ast.parse(path.read_text()).body:
        bound(node)
    return frozenset(found)


@cache
def red(path: Path) -> frozenset[str]:
    """The tests of the file that are expected to fail: such a one alone proves no rule."""
    return frozenset(
        node.name
        for node in ast.parse(path.read_text()).body
        if isinstance(node, ast.FunctionDef) and any("xfail" in ast.unparse(one) for one in node.decorator_list)
    )


def resolves(reference: str, between: str) -> bool:
    path, _, name = reference.partition(between)
    return (ROOT / path).is_file() and name in names(ROOT / path)


def rules_with_a_source() -> dict[str, str]:
    """Where each rule of the domain that has a source stands, as the table says it: reference → source."""
    found = {}
    for module in pkgutil.walk_packages(domain.__path__, f"{domain.__name__}."):
        path = ROOT / (module.name.replace(".", "/") + ("/__init__.py" if module.ispkg else ".py"))
        own = names(path)
        for name, value in vars(importlib.import_module(module.name)).items():
            if isinstance(value, Rule) and name in own and value.source and not STANDARD.fullmatch(value.source):
                found[f"{path.relative_to(ROOT)}:{name}"] = value.source
    return found


# --- each row --------------------------------------------------------------------------------------------------------


def test_there_are_rules_and_each_stands_once() -> None:
    assert len(ROWS) > 100
    assert len(IDS) == len(set(IDS))
    assert all(len(row) == 4 and all(row) for row in ROWS), [row[0] for row in ROWS if len(row) != 4 or not all(row)]


@pytest.mark.parametrize("row", ROWS, ids=IDS)
def test_a_row_names_its_source_its_code_and_its_tests(row: list[str]) -> None:
    rule, source, code, tests = row
    assert rule.endswith("."), "a rule is a sentence"
    assert [one for one in source.split("; ") if not SOURCE.fullmatch(one)] == []
    held, tried = REFERENCE.findall(code), REFERENCE.findall(tests)
    for cell, references in ((code, held), (tests, tried)):
        assert references and not REFERENCE.sub("", cell).strip(", "), "references alone, parted by commas"
    assert [one for one in held if not (one.startswith("app/") and resolves(one, ":"))] == []
    for one in tried:
        path, _, name = one.partition("::")
        assert name.startswith("test_") and Path(path).name.startswith("test_") and resolves(one, "::"), one
    proofs = [one for one in tried if one.partition("::")[2] not in red(ROOT / one.partition("::")[0])]
    assert proofs, "no test of this rule is green"


# --- the table as a whole --------------------------------------------------------------------------------------------


def test_every_file_of_the_domain_is_referred_to_or_has_a_reason() -> None:
    referred = {one.partition(":")[0] for row in ROWS for one in REFERENCE.findall(row[2])}
    files = {str(path.relative_to(DOMAIN)) for path in DOMAIN.rglob("*.py")}
    unnamed = {one for one in files if f"app/domain/{one}" not in referred}
    assert len(files) > 50
    assert unnamed == set(EXCEPTIONS), "a file without a row, or an exception that is none"


def test_every_rule_with_a_source_is_in_the_table_with_it() -> None:
    found = rules_with_a_source()
    assert len(found) > 30
    stand = {(one, source) for row in ROWS for one in REFERENCE.findall(row[2]) for source in row[1].split("; ")}
    assert sorted(set(found.items()) - stand) == [], "a rule that no row refers to, or not with its source"


def refusals() -> dict[str, Rule]:
    """Every rule that the code says no with, within reach or for lack of a right (403, 409), and what is found missing
    (`/actions`, `/requirements`), by where that stands."""
    found = {}
    for module in pkgutil.walk_packages(app.__path__, f"{app.__name__}."):
        path = ROOT / (module.name.replace(".", "/") + ("/__init__.py" if module.ispkg else ".py"))
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in NO and node.args:
                named, _, of = ast.unparse(node.args[0]).rpartition(".")
                here = importlib.import_module(module.name)
                rule = getattr(getattr(here, named, None) if named else here, of, None)
                if isinstance(rule, Rule) and (node.func.id != "Finding" or path.name in TOLD):
                    found[f"{module.name}:{node.lineno}"] = rule
    return found


def test_every_no_about_a_plan_and_everything_that_is_missing_says_where_it_comes_from() -> None:
    found = refusals()
    assert len(found) > 40 and {rule.id for rule in found.values()} >= {"not-in-this-status", "scope-missing"}
    assert {where: rule.id for where, rule in found.items() if not rule.source} == {}


def test_every_time_limit_with_a_source_is_in_the_table_with_it() -> None:
    sources = {one.source for one in TEXTS.values() if one.source}
    assert len(sources) > 3
    assert sources - set("; ".join(row[1] for row in ROWS).split("; ")) == set()


def test_what_is_not_here_yet_says_why() -> None:
    later = rows(YET)
    assert len(later) > 5
    assert all(len(row) == 3 and all(row) and row[0].endswith(".") for row in later)
    assert not {row[0] for row in later} & set(IDS)
