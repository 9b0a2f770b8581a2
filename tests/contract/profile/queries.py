"""Query parameters and pages."""

import re
from collections.abc import Iterable, Iterator
from typing import Any

from tests.contract.profile.reading import Json, operations, parameters, resolved, rule


@rule("FNS.01", "UFN.04")
def camel_case(document: Json) -> Iterable[str]:
    return [
        where for where, one in parameters(document, "query") if not re.fullmatch("[a-z]+([A-Z][a-z]*)*", one["name"])
    ]


@rule("FNS.03")
def begins_with_a_letter(document: Json) -> Iterable[str]:
    return [where for where, one in parameters(document, "query") if not re.match("[A-Za-z]", one["name"])]


@rule("FNS.05")
def optional(document: Json) -> Iterable[str]:
    return [where for where, one in parameters(document, "query") if one.get("required") is not False]


@rule("FNS.06")
def safe_letters(document: Json) -> Iterable[str]:
    return [where for where, one in parameters(document, "query") if not re.fullmatch(r"[A-Za-z0-9._~-]+", one["name"])]


def paged(document: Json) -> Iterator[tuple[str, Json, Json]]:
    """(where, its query parameters, operation) of each that answers a page of many."""
    for method, path, operation in operations(document):
        given = [resolved(document, one) for one in operation.get("parameters", ())]
        query = {one["name"]: one["schema"] for one in given if one["in"] == "query"}
        if {"page", "limit", "offset"} & set(query):
            yield f"{method} {path}", query, operation


@rule("FNS.07")
def page_and_limit(document: Json) -> Iterable[str]:
    """What grows while it is read, audit log and feed, goes by a cursor: a deviation that is written down."""
    for where, query, _ in paged(document):
        if "limit" not in query or not {"page", "cursor", "after"} & set(query):
            yield where


@rule("FNS.08")
def pages_from_one(document: Json) -> Iterable[str]:
    return [where for where, query, _ in paged(document) if "page" in query and query["page"].get("default") != 1]


@rule("FNS.09")
def twenty_unless_asked(document: Json) -> Iterable[str]:
    """A feed is no page that somebody looks at: it gives more at once."""
    return [
        where
        for where, query, _ in paged(document)
        if "after" not in query and query.get("limit", {}).get("default") != 20
    ]


@rule("FNS.10", "FNS.13")
def counts(document: Json) -> Iterable[str]:
    for where, query, operation in paged(document):
        schema: Any = operation["responses"]["200"]["content"]["application/json"]["schema"]
        if "page" in query and not all(name in str(schema) for name in ("totalRecords", "page", "limit", "count")):
            yield where


@rule("FNS.14")
def no_page_is_an_error(document: Json) -> Iterable[str]:
    return [where for where, query, _ in paged(document) if "minimum" in query.get("page", {})]
