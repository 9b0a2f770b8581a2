"""Both contracts meet the national REST API-profil as far as a document shows it, and each check can fail."""

import ast
import re
from copy import deepcopy
from pathlib import Path

import pytest

from app import main
from app.domain.policy import PERMITS
from app.services.citizen import portal
from tests.contract.broken import BROKEN
from tests.contract.contracts import Contract
from tests.contract.profile import MODULES, RULES, Json

CONTRACTS = {name: Contract(name).document for name in ("journal", "citizen")}
CHECKS = {check: sorted(name for name, one in RULES.items() if one is check) for check in RULES.values()}
ROOT = Path(__file__).parents[2]
SCOPE = re.compile("(journal|citizen|events):[a-z]+")
PAGE = ROOT / "documentation" / "rest-api-profil.md"
ROW = re.compile(
    r"^\| ([A-Z]{3}\.\d\d) \| (SKALL|SKALL INTE|BÖR|BÖR INTE|\?) \| (.+) \| (.+) \| (.*) \|$", re.MULTILINE
)
TEST = re.compile(r"`(tests/[\w/]+\.py)::(\w+)`")
# In 1.2.0, as its list of requirements has them: the first letters, and the highest number.
GROUPS = {
    "DOK",
    "DOT",
    "RES",
    "UFN",
    "MOG",
    "SAK",
    "AME",
    "ARQ",
    "ARP",
    "FEL",
    "VER",
    "WEB",
    "HYP",
    "FNS",
    "CAC",
    "SPA",
}
DEVIATIONS = {"AME.06", "CAC.01", "FNS.07", "SAK.35", "VER.09"}


@pytest.mark.parametrize("contract", CONTRACTS)
@pytest.mark.parametrize("requirement", RULES)
def test_the_contract_meets(requirement: str, contract: str) -> None:
    assert list(RULES[requirement](CONTRACTS[contract])) == []


@pytest.mark.parametrize("contract", CONTRACTS)
@pytest.mark.parametrize("requirement", BROKEN)
def test_a_broken_contract_does_not_meet(requirement: str, contract: str) -> None:
    broken: Json = deepcopy(CONTRACTS[contract])
    BROKEN[requirement](broken)
    assert list(RULES[requirement](broken)) != []


def test_every_check_has_a_contract_that_it_refuses() -> None:
    assert len(CHECKS) > 50 and all(module.__doc__ for module in MODULES)
    never_red = [names for names in CHECKS.values() if not set(names) & set(BROKEN)]
    assert never_red == []


def test_the_scopes_are_those_that_are_asked_for() -> None:
    asked = {permit.scope for permit in PERMITS.values()}
    journal, citizen = main.journal_api().state.scopes, main.citizen_api().state.scopes
    assert asked <= set(journal)
    assert set(citizen) == {portal.SCOPE}
    # Wherever a scope is asked for, it stands in the code as a text of its own.
    named = {
        node.value
        for file in (ROOT / "app").rglob("*.py")
        for node in ast.walk(ast.parse(file.read_text()))
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and SCOPE.fullmatch(node.value)
    }
    assert named == set(journal) | set(citizen)


# --- the table in the documentation ----------------------------------------------------------------------------------


def rows() -> dict[str, tuple[str, str, str, str]]:
    found = ROW.findall(PAGE.read_text())
    made = {name: (kind, words, how, test) for name, kind, words, how, test in found}
    assert len(made) == len(found), "a requirement stands twice"
    return made


def test_the_table_has_every_requirement_that_is_checked_and_more() -> None:
    table = rows()
    assert len(table) > 140
    assert {name.split(".")[0] for name in table} == GROUPS
    assert set(RULES) - {"FOR.02"} <= set(table)


def test_every_requirement_has_a_test_that_exists_or_a_deviation_or_a_reason() -> None:
    deviations = set()
    for name, (_, _, how, test) in rows().items():
        named = TEST.findall(test)
        assert named or test in ("document", "operator", "deviation", "not applicable"), name
        assert not how.startswith("TODO"), name
        if test == "deviation" or "**Deviation.**" in how:
            deviations.add(name)
            assert len(how.split()) > 8, f"{name}: a deviation says why"
        for path, function in named:
            assert re.search(rf"^(async )?def {function}\(", (ROOT / path).read_text(), re.MULTILINE), (name, path)
        if name in RULES:
            assert named, f"{name} is checked, and the table does not say so"
    assert deviations == DEVIATIONS


def test_the_page_names_every_deviation_in_words() -> None:
    told = PAGE.read_text().split("## Deviations")[1].split("\n## ")[0]
    assert {one for one in re.findall(r"[A-Z]{3}\.\d\d", told)} >= DEVIATIONS
