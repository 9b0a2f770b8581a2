"""How the checks read a contract: operations with their references followed, schemas with all that they hold."""

from collections.abc import Callable, Iterable, Iterator
from typing import Any

Json = dict[str, Any]
Check = Callable[[Json], Iterable[str]]
METHODS = ("get", "put", "post", "patch", "delete", "head", "options", "trace")
RULES: dict[str, Check] = {}


def rule(*ids: str) -> Callable[[Check], Check]:
    """Makes a function the check of the requirements with those ids; no requirement has two checks."""

    def register(check: Check) -> Check:
        for each in ids:
            assert each not in RULES, each
            RULES[each] = check
        return check

    return register


def resolved(document: Json, node: Json) -> Json:
    while "$ref" in node:
        found: Any = document
        for part in node["$ref"].removeprefix("#/").split("/"):
            found = found[part]
        node = found
    return node


def operations(document: Json) -> Iterator[tuple[str, str, Json]]:
    """(method, path, operation) of each."""
    for path, item in document["paths"].items():
        yield from ((method, path, item[method]) for method in METHODS if method in item)


def parameters(document: Json, place: str) -> Iterator[tuple[str, Json]]:
    """(where, parameter) of every parameter in `query`, `path` or `header`."""
    for method, path, operation in operations(document):
        for given in operation.get("parameters", ()):
            one = resolved(document, given)
            if one["in"] == place:
                yield f"{method} {path} {one['name']}", one


def responses(document: Json) -> Iterator[tuple[str, int, Json]]:
    """(where, status, response) of each."""
    for method, path, operation in operations(document):
        for status, given in operation["responses"].items():
            yield f"{method} {path} {status}", int(status), resolved(document, given)


def contents(document: Json) -> Iterator[tuple[str, str, Json]]:
    """(where, media type, content) of every body that is sent or answered."""
    for method, path, operation in operations(document):
        for media, content in resolved(document, operation.get("requestBody", {})).get("content", {}).items():
            yield f"{method} {path} body", media, content
    for where, _, answer in responses(document):
        for media, content in answer.get("content", {}).items():
            yield where, media, content


def properties(document: Json) -> Iterator[tuple[str, str, Json]]:
    """(schema, name, property) of all named schemas, at every depth."""

    def within(name: str, schema: Any) -> Iterator[tuple[str, str, Json]]:
        if isinstance(schema, list):
            for one in schema:
                yield from within(name, one)
        elif isinstance(schema, dict):
            for member, value in schema.get("properties", {}).items():
                yield name, member, value
                yield from within(name, value)
            for key in ("items", "allOf", "anyOf", "oneOf", "additionalProperties"):
                yield from within(name, schema.get(key))

    for name, schema in document["components"]["schemas"].items():
        yield from within(name, schema)
