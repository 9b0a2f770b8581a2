"""What an operator or a client must know is in the README: every setting and event. And every rule has a page."""

import ast
import importlib
import pkgutil
import re
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any
from urllib.parse import urljoin

import pytest
import typer
from sqlalchemy import select

import app
from app import cli, services
from app.domain.event import Event
from app.domain.rule import Rule
from app.http.problems import catalogue
from app.models.history import plan_version
from app.models.outbox import outbox_event
from app.settings import Settings
from tests.house.whole_plan import another, build
from tests.persons import Persons
from tests.service import Service

README = Path(app.__file__).parent.parent / "README.md"
EVENT = re.compile(r"[a-z-]+\.[a-z-]+")


def section(name: str) -> set[str]:
    """Everything in backticks under that heading."""
    assert README.exists(), "README.md is not written yet"
    parts = re.split(rf"^## {name}$", README.read_text(), flags=re.MULTILINE)
    assert len(parts) == 2, f"README.md has no heading `## {name}`, or several"
    return set(re.findall(r"`([^`]+)`", re.split(r"^## ", parts[1], flags=re.MULTILINE)[0]))


def modules(package: ModuleType) -> list[ModuleType]:
    found = [
        importlib.import_module(one.name) for one in pkgutil.walk_packages(package.__path__, f"{package.__name__}.")
    ]
    assert len(found) > 5
    return found


# --- settings --------------------------------------------------------------------------------------------------------


def test_every_setting_is_in_the_readme_and_no_other() -> None:
    documented = {name for name in section("Settings") if name.startswith("SIP_")}
    assert documented == {f"SIP_{name.upper()}" for name in Settings.model_fields}


# --- events ----------------------------------------------------------------------------------------------------------


def test_every_event_is_in_the_readme_and_no_other() -> None:
    documented = {name for name in section("Events") if EVENT.fullmatch(name)}
    assert len(Event) > 20
    assert documented == {event.value for event in Event}


def test_no_event_is_told_in_words_of_its_own() -> None:
    """What is told is an `Event`, never a text: a text could hold anything, and the README would not have it."""
    told = 0
    for module in modules(services):
        assert module.__file__ is not None
        for node in ast.walk(ast.parse(Path(module.__file__).read_text())):
            named = isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "told"
            if named or (isinstance(node, ast.keyword) and node.arg == "told_as"):
                told += 1
                assert not isinstance(node.value, ast.Constant | ast.JoinedStr), f"{module.__name__}: {node.lineno}"
    assert told > 10


def test_no_event_is_told_by_another_name(service: Service, persons: Persons) -> None:
    build(service, persons)
    closed = another(service, persons)
    path, body = closed.withdrawal()
    assert closed.coordinator.put(path, json=body).status_code == 204

    async def seen() -> list[set[Any]]:
        async with service.database.journal() as connection:
            columns = (outbox_event.c.type, plan_version.c.change)
            return [set((await connection.execute(select(column).distinct())).scalars()) for column in columns]

    events, versions = service.run(seen())
    # What time alone has done to a plan's reach is no version of it.
    assert events - {Event.REACH_CHANGED} == versions
    assert len(events) > 15
    assert events <= {event.value for event in Event}


# --- rules -----------------------------------------------------------------------------------------------------------


def rules() -> dict[str, set[str]]:
    """Every rule that any module of the application holds: id → the modules."""
    found: dict[str, set[str]] = {}
    for module in modules(app):
        for thing in vars(module).values():
            if isinstance(thing, Rule):
                found.setdefault(thing.id, set()).add(module.__name__)
    return found


def test_every_rule_is_in_the_catalogue() -> None:
    missing = {name: where for name, where in rules().items() if name not in catalogue()}
    assert not missing


def test_every_rule_is_a_constant_of_a_module() -> None:
    """One that is made on the fly would be in no catalogue; and each id is one rule."""
    made = []
    for module in modules(app):
        assert module.__file__ is not None
        tree = ast.parse(Path(module.__file__).read_text())
        top = {id(node.value) for node in tree.body if isinstance(node, ast.Assign)}
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Rule":
                assert id(node) in top, f"{module.__name__}: a rule that is no constant, line {node.lineno}"
                assert isinstance(node.args[0], ast.Constant)
                made.append(node.args[0].value)
    assert len(made) > 50
    assert len(made) == len(set(made)), "two rules have one id"


def test_every_rule_of_the_catalogue_has_a_page(service: Service) -> None:
    assert len(catalogue()) > 50
    everything = service.client.get("/problems").text
    for name, rule in catalogue().items():
        page = service.client.get(f"/problems/{name}")
        assert page.status_code == 200, name
        assert page.headers["content-type"].startswith("text/html")
        for sentence in (rule.sv, rule.en):
            assert sentence.split("'")[0].split('"')[0].split("&")[0] in page.text, name
        assert f"problems/{name}" in everything


@pytest.mark.parametrize("index", ["/problems", "/problems/"])
def test_the_index_of_rules_leads_to_each_page(service: Service, index: str) -> None:
    """A link is followed as a browser does: from the address of the page that it stands on."""
    page = service.client.get(index)
    links = re.findall(r'href="([^"]+)"', page.text)
    assert {urljoin(index, one) for one in links} == {f"/problems/{name}" for name in catalogue()}


def test_a_rule_says_it_in_both_languages() -> None:
    for name, rule in catalogue().items():
        assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", name)
        assert rule.sv.endswith(".") and rule.en.endswith("."), name
        assert rule.sv != rule.en


def test_a_problem_leads_to_its_page(service: Service, persons: Persons) -> None:
    plan = another(service, persons)
    answered = [
        service.client.get("/journal/v1/plans"),
        plan.coordinator.get("/journal/v1/plans?limit=0"),
        plan.coordinator.get("/journal/v1/nothing"),
        plan.coordinator.post(f"{plan.home}/transitions", json={"transition": "offer"}, headers={"If-Match": "*"}),
    ]
    for response in answered:
        assert service.client.get(response.json()["type"]).status_code == 200


# --- the command line ------------------------------------------------------------------------------------------------


def helps(command: Any, name: str = "sip") -> Iterator[tuple[str, str]]:
    """Every help text of a command, its parameters and its commands."""
    yield name, command.help or ""
    for each in command.params:
        yield f"{name} --{each.name}", getattr(each, "help", None) or ""
    for each, inner in getattr(command, "commands", {}).items():
        yield from helps(inner, f"{name} {each}")


def test_no_help_has_brackets_that_are_not_shown() -> None:
    """What stands in brackets is taken for a style by whoever draws the help, and is left out."""
    found = dict(helps(typer.main.get_command(cli.app)))
    assert len(found) > 30 and "journal:read" in found["sip token --scope"]
    assert not [name for name, text in found.items() if "[" in text]
