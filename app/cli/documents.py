"""The tables in `documentation/`, made from the code that decides: who may do what, what a citizen is shown, which way
a plan can go, and what every refusal says.

A table stands in its page between two marks, and what is written around it is written by hand. `sip documents` puts the
tables in; a test fails while a page has another table than the code.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path

from app.domain import lifecycle, publication
from app.domain.policy import PERMITS
from app.domain.reach import Ground
from app.domain.rule import Rule
from app.domain.visibility.decision import Shown, Withheld, of_every_row
from app.domain.visibility.ledger import LEDGER
from app.http.about import SCOPES
from app.http.rules import catalogue
from app.http.statuses import TITLES

MARKED = re.compile(r"(<!-- table: ([a-z]+) -->\n)(?:.*?\n)??(<!-- end of table -->)", re.DOTALL)


class NoTable(Exception):
    """A page asks for a table that is not made here, or for none."""


def _table(heading: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    heading = list(heading)
    lines = [heading, ["---"] * len(heading), *rows]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)


def _rights() -> Iterator[list[str]]:
    """One row for all actions with the same grounds and the same scope, in the order of `PERMITS`."""
    together: dict[tuple[frozenset[Ground], str], list[str]] = defaultdict(list)
    for action, permit in PERMITS.items():
        together[permit.grounds, permit.scope].append(f"`{action}`")
    for (grounds, scope), actions in together.items():
        who = "everybody with a ground" if grounds == frozenset(Ground) else _named(grounds)
        yield [", ".join(actions), who, f"`{scope}`"]


def _named(grounds: frozenset[Ground]) -> str:
    return ", ".join(one.value.replace("_", " ") for one in Ground if one in grounds)


def policy() -> str:
    return _table(("what", "who", "scope"), _rights())


def gates() -> str:
    """Every reason for which nothing of a plan is shown."""
    rules = [value for value in vars(publication).values() if isinstance(value, Rule)]
    return _table(("reason", "svenska", "English"), ([f"`{one.id}`", one.sv, one.en] for one in rules))


def _decided() -> Iterator[list[str]]:
    for kind, decisions in LEDGER.items():
        shown = [_named_to_her(one) for one in decisions.values() if isinstance(one, Shown)]
        why: dict[str, list[str]] = defaultdict(list)
        for name, one in decisions.items():
            if isinstance(one, Withheld):
                why[one.why].append(f"`{name}`")
        withheld = "; ".join(f"{', '.join(names)} ({reason})" for reason, names in why.items())
        yield [kind.__name__, ", ".join(dict.fromkeys(shown)) or "nothing", withheld or "–"]


def _named_to_her(one: Shown) -> str:
    """A field that is null to a protected person has a star, and one that is null in some rows a dagger."""
    return f"`{one.name}`" + r"\*" * one.hidden_when_protected + "†" * (one.only_for is not of_every_row)


def visibility() -> str:
    return _table(("av – of a", "hon ser – she is shown", "undanhållet, och varför – withheld, and why"), _decided())


def lifecycle_diagram() -> str:
    """The lifecycle as a Mermaid diagram, which the pages' hosts draw; a step that goes nowhere is left out."""
    steps: dict[tuple[str, str], list[str]] = defaultdict(list)
    for (here, transition), there in lifecycle.TABLE.items():
        if here is not there:
            steps[here.value, there.value].append(transition.value)
    arrows = [f"    {here} --> {there}: {', '.join(names)}" for (here, there), names in steps.items()]
    return "\n".join(("```mermaid", "stateDiagram-v2", "    [*] --> initiated", *arrows, "```"))


def _scopes(language: int, heading: str) -> str:
    """Every scope of both APIs, and what it permits."""
    rows = ([f"`{scope}`", texts[language]] for one in SCOPES.values() for scope, texts in one.items())
    return _table(("scope", heading), rows)


def statuses() -> str:
    return _table(("status", "svenska", "English"), ([f"`{one}`", *TITLES[one]] for one in sorted(TITLES)))


def errors() -> str:
    """Every rule that a problem's `type` may name."""
    rows = ([f"`{one.id}`", one.sv, one.en, one.source or "–"] for one in catalogue().values())
    return _table(("type", "svenska", "English", "source"), rows)


TABLES = {
    "policy": policy,
    "gates": gates,
    "visibility": visibility,
    "lifecycle": lifecycle_diagram,
    "scopes": lambda: _scopes(1, "permits"),
    "behorigheter": lambda: _scopes(0, "ger rätt att"),
    "statuses": statuses,
    "errors": errors,
}


def with_tables(page: str) -> str:
    """The page with the tables that the code gives now."""

    def put(mark: re.Match[str]) -> str:
        if mark[2] not in TABLES:
            raise NoTable(mark[2])
        return f"{mark[1]}{TABLES[mark[2]]()}\n{mark[3]}"

    return MARKED.sub(put, page)


def stale(folder: Path) -> dict[Path, str]:
    """The pages whose tables are not the code's, each with what it should be."""
    pages = {path: path.read_text() for path in sorted(folder.glob("*.md"))}
    if not pages:
        raise NoTable(f"there are no pages in {folder.name}")
    return {path: made for path, text in pages.items() if (made := with_tables(text)) != text}
