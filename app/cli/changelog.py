"""The change log of the two contracts: what has been added since the last release, put in by `sip openapi export`.

What a release holds is written by hand under its heading; the list of what is not released yet is made here, from the
contracts, so that it can neither lag nor be forgotten.
"""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

MARKED = re.compile(r"(<!-- not released -->\n).*?(<!-- end of not released -->)", re.DOTALL)
_NAME = re.compile(r"([a-z]+)-(\d+)\.(\d+)\.(\d+)\.json")


class NoPlace(Exception):
    """The change log has no marks between which the list is to stand."""


def last_released(folder: Path, name: str, major: int) -> Path | None:
    """The newest released contract of that API and major version, as `openapi/released` keeps them."""
    found = [(tuple(map(int, match.groups()[1:])), path) for path, match in _released(folder) if match[1] == name]
    return max(((version, path) for version, path in found if version[0] == major), default=(None, None))[1]


def _released(folder: Path) -> Iterator[tuple[Path, re.Match[str]]]:
    for path in folder.glob("released/*.json"):
        match = _NAME.fullmatch(path.name)
        if match:
            yield path, match


def operations(document: dict[str, Any]) -> dict[str, str]:
    """`POST /plans` and its summary, of every operation."""
    return {
        f"{method.upper()} {path}": operation["summary"]
        for path, item in document["paths"].items()
        for method, operation in item.items()
    }


def added(folder: Path, name: str, document: dict[str, Any]) -> dict[str, str]:
    """The operations that the last released contract lacks."""
    path = last_released(folder, name, int(document["info"]["version"].split(".")[0]))
    known = operations(json.loads(path.read_text())) if path else {}
    return {key: summary for key, summary in operations(document).items() if key not in known}


def renewed(text: str, folder: Path, documents: dict[str, dict[str, Any]]) -> str:
    """The change log with its list put in anew."""
    lines = [
        f"- {name}: `{key}` – {summary}\n"
        for name, document in documents.items()
        for key, summary in sorted(added(folder, name, document).items())
    ]
    if not MARKED.search(text):
        raise NoPlace
    return MARKED.sub(lambda found: f"{found[1]}{''.join(lines)}{found[2]}", text)
