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
from app.domain.action import Action
from app.domain.auditing import AUDIT
from app.domain.emergency import EMERGENCY
from app.domain.plan import Plan
from app.domain.policy import PERMITS, READ, WRITE
from app.domain.reach import Ground
from app.domain.rule import Rule
from app.domain.statistics import STATISTICS
from app.domain.visibility import drafts
from app.domain.visibility.decision import Shown, Withheld, of_every_row
from app.domain.visibility.ledger import LEDGER
from app.domain.webhook import WEBHOOKS
from app.http.about import SCOPES
from app.http.rules import catalogue
from app.http.statuses import TITLES
from app.services.events import SCOPE as EVENTS

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


# What has no row in `PERMITS`: what gives it, the scopes that it takes, and the code that judges it.
_A = Action
_APART: dict[tuple[Action, ...], tuple[str, str, str]] = {
    (_A.PLAN_CREATE,): ("the scope alone", f"`{WRITE}`", "domain/policy.py"),
    (_A.IMPORT_READ,): ("how far her own has come", f"`{WRITE}`", "services/plan_imports.py"),
    (_A.PLAN_LIST, _A.PLAN_SEARCH, _A.WORKLIST_READ): (
        "each plan by the same rules, in SQL",
        f"`{READ}`",
        "repositories/reach.py",
    ),
    (_A.EVENTS_READ,): (
        "each event by the same rules, in SQL",
        f"`{READ}`; of a system without a person `{EVENTS}`",
        "repositories/feed.py",
    ),
    (_A.CALENDAR_SUBSCRIBE,): (
        "her own",
        f"`{READ}`; to make or end one `{WRITE}` too",
        "services/calendars.py",
    ),
    (_A.CALENDAR_READ,): ("whoever holds the secret address", "none", "services/calendars.py"),
    (_A.WEBHOOK_READ, _A.WEBHOOK_SUBSCRIBE): ("those of her unit", f"`{WEBHOOKS}`", "domain/webhook.py"),
    (_A.WEBHOOK_DELIVER,): (
        "the service, by itself: what the feed would tell the unit",
        "none",
        "repositories/feed.py",
    ),
    (_A.AUDIT_READ, _A.AUDIT_SEARCH, _A.AUDIT_SAMPLE): (
        "her principal's part of the log, for two purposes",
        f"`{AUDIT}`",
        "domain/auditing.py",
    ),
    (_A.STATISTICS_READ,): ("her principal's, for three purposes", f"`{STATISTICS}`", "domain/statistics.py"),
    (_A.EMERGENCY_OPEN, _A.EMERGENCY_READ): (
        "the purpose; to open, a reason",
        f"`{EMERGENCY}`",
        "domain/emergency.py",
    ),
}
_CITIZEN = ("what a citizen reads", "the number in her token; by whom she is registered", "`citizen:read`")


def apart() -> str:
    """What the one rule does not decide. A new action stands there or here, or the pages cannot be made."""
    here = [action for actions in _APART for action in actions]
    if sorted(here) != sorted(set(Action) - set(PERMITS)):
        raise NoTable("apart")
    rows = [
        [", ".join(f"`{one}`" for one in actions), given, scope, f"`app/{code}`"]
        for actions, (given, scope, code) in _APART.items()
    ]
    return _table(("what", "by what", "scope", "decided in"), [*rows, [*_CITIZEN, "`app/services/citizen/`"]])


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


def _of_a_plan(names: Iterable[str]) -> str:
    """Those fields of a plan, by the names that she is shown."""
    shown = (LEDGER[Plan][name] for name in names)
    return ", ".join(f"`{one.name}`" for one in shown if isinstance(one, Shown))


def while_revised() -> str:
    """What waits until a plan that is revised is adopted anew, and what does not."""
    waits = (*drafts.DRAFTED_FIELDS, *drafts.DRAFTED)
    rows = (("what was adopted", _of_a_plan(waits)), ("what is so now", _of_a_plan(drafts.AS_IT_IS_NOW)))
    return _table(("she is shown", "of"), rows)


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
    "apart": apart,
    "gates": gates,
    "visibility": visibility,
    "drafts": while_revised,
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
