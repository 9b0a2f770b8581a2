"""Names in documents: camelCase letters, plural lists; times with their zone."""

import re
from collections.abc import Iterable

from tests.contract.profile.reading import Json, properties, rule

# Lists whose names have no plural of their own (a deviation that the documentation records). No more shall come.
NO_PLURAL = {"invited", "missing", "information", "dependsOn", "scope", "represented"}
CAMEL = re.compile(r"[a-z]+([A-Z][a-z]*)*")


@rule("AME.04", "AME.05")
def camel_case(document: Json) -> Iterable[str]:
    return [f"{schema}.{name}" for schema, name, _ in properties(document) if not CAMEL.fullmatch(name)]


@rule("AME.07")
def letters_alone(document: Json) -> Iterable[str]:
    return [f"{schema}.{name}" for schema, name, _ in properties(document) if not re.fullmatch("[A-Za-z0-9]+", name)]


@rule("AME.06")
def lists_are_plural(document: Json) -> Iterable[str]:
    for schema, name, value in properties(document):
        kinds = [value, *value.get("anyOf", ())]
        if any(one.get("type") == "array" for one in kinds) and not name.endswith("s") and name not in NO_PLURAL:
            yield f"{schema}.{name}"


def _times(document: Json, kind: str) -> Iterable[tuple[str, str]]:
    for schema, name, value in properties(document):
        if value.get("format") == kind:
            yield f"{schema}.{name}", str(value.get("example", ""))


@rule("DOT.01", "DOT.02")
def days_and_times_by_rfc_3339(document: Json) -> Iterable[str]:
    for where, shown in _times(document, "date"):
        if not re.fullmatch(r"\d{4}-\d\d-\d\d", shown):
            yield where
    for where, shown in _times(document, "date-time"):
        if not re.match(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d", shown):
            yield where


@rule("DOT.03", "DOT.04")
def times_have_an_offset(document: Json) -> Iterable[str]:
    for where, shown in _times(document, "date-time"):
        if not re.search(r"(Z|[+-]\d\d:\d\d)$", shown):
            yield where
