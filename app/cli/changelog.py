"""The change log of the two contracts: what has been added since the last release, put in by `sip openapi export`.

Operations, and of what was there already parameters, members and values: what a generated client does not know.

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


def contents(document: dict[str, Any]) -> dict[tuple[str, ...], str]:
    """All that a client may meet: operations with their parameters, named schemas with their members and values.

    By where it stands, the place that it stands in first; a named schema has no line of its own.
    """
    found: dict[tuple[str, ...], str] = {}
    for path, item in document["paths"].items():
        for method, operation in item.items():
            place = f"{method.upper()} {path}"
            found[place,] = f"`{place}` – {operation['summary']}"
            for one in operation.get("parameters", ()):
                # What is referred to is shared by all operations.
                if "name" in one:
                    found[place, one["name"]] = f"`{place}`: parameter `{one['name']}`"
                    found |= _within((place, one["name"]), one.get("schema", {}))
    for name, schema in document.get("components", {}).get("schemas", {}).items():
        found[name,] = ""
        found |= _within((name,), schema)
    return found


def _within(place: tuple[str, ...], schema: Any) -> dict[tuple[str, ...], str]:
    """Members and values of a schema, at every depth that has no name of its own."""
    found: dict[tuple[str, ...], str] = {}
    if not isinstance(schema, dict):
        return found
    owner, inside = place[0], ".".join(place[1:])
    for value in schema.get("enum", [schema["const"]] if "const" in schema else []):
        found[*place, f"={value}"] = f"`{owner}`: value `{value}`{f' of `{inside}`' if inside else ''}"
    for name, member in schema.get("properties", {}).items():
        found[*place, name] = f"`{owner}`: member `{'.'.join((*place[1:], name))}`"
        found |= _within((*place, name), member)
    for one in ("items", "additionalProperties"):
        found |= _within(place, schema.get(one))
    for one in ("allOf", "anyOf", "oneOf"):
        for choice in schema.get(one, ()):
            found |= _within(place, choice)
    return found


def added(folder: Path, name: str, document: dict[str, Any]) -> list[str]:
    """What the last released contract lacks; what is in something that is new goes without saying."""
    path = last_released(folder, name, int(document["info"]["version"].split(".")[0]))
    known = contents(json.loads(path.read_text())) if path else {}
    new = {place: line for place, line in contents(document).items() if place not in known}
    return [line for place, line in sorted(new.items()) if line and (len(place) == 1 or place[:-1] in known)]


def renewed(text: str, folder: Path, documents: dict[str, dict[str, Any]]) -> str:
    """The change log with its list put in anew."""
    lines = [f"- {name}: {line}\n" for name, document in documents.items() for line in added(folder, name, document)]
    if not MARKED.search(text):
        raise NoPlace
    return MARKED.sub(lambda found: f"{found[1]}{''.join(lines)}{found[2]}", text)
