"""Under which rules a copy is made: a fingerprint of the code that decides what the citizen is shown in it.

That is what makes the copies, what hands it the plan as it stands and the version that was adopted, what reads such a
version, and every rule that these rest on. How a copy is asked for is not of it, and needs not: that holds at once.

The code is hashed as it is understood, without comments and layout. Any of it made otherwise, a gate made tighter
above all, takes every older copy out of sight until `sip republish` has made it anew.
"""

import ast
import hashlib
import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from app import domain
from app.schemas.citizen.consent import CitizenConsents
from app.schemas.citizen.plan import CitizenPlan
from app.schemas.citizen.summons import CitizenSummonses

SHOWN = (CitizenPlan, CitizenConsents, CitizenSummonses)
# What makes the copies, and of what it makes them; the rest is found by what these import.
_HERE = Path(__file__).parent
MAKING = (
    _HERE / "publishing.py",
    _HERE / "renewing.py",
    _HERE / "adopted.py",
    _HERE.parent / "repositories" / "history.py",
    _HERE.parent / "repositories" / "decoding.py",
)
ROOT = Path(domain.__path__[0])


def _file(module: str) -> Path | None:
    """The file of a module of the domain; None where the name is something else, such as a class in a module."""
    place = ROOT.joinpath(*module.split(".")[2:])
    return next((file for file in (place.with_suffix(".py"), place / "__init__.py") if file.is_file()), None)


def _imported(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module and f"{node.module}.".startswith(f"{domain.__name__}."):
            yield node.module
            yield from (f"{node.module}.{one.name}" for one in node.names)


def deciding() -> dict[Path, ast.Module]:
    """The modules that make the copies, and every one of the domain that they rest on, however far away."""
    found = {file: ast.parse(file.read_text(encoding="utf-8")) for file in MAKING}
    waiting = [name for tree in found.values() for name in _imported(tree)]
    while waiting:
        file = _file(waiting.pop())
        if file is not None and file not in found:
            found[file] = ast.parse(file.read_text(encoding="utf-8"))
            waiting.extend(_imported(found[file]))
    return found


@cache
def fingerprint() -> str:
    """64 hexadecimal digits: of the deciding modules, and of the citizen's schemas."""
    # In an order that is the same wherever the package lies.
    ordered = sorted(deciding().items(), key=lambda one: (one[0] not in MAKING, one[0]))
    rules = [ast.dump(tree) for _, tree in ordered]
    schemas = [json.dumps(one.model_json_schema(), sort_keys=True) for one in SHOWN]
    return hashlib.sha256("\n".join([*rules, *schemas]).encode()).hexdigest()
