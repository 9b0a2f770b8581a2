"""Addresses: their letters, their nouns, and what must not stand in them."""

import re
from collections.abc import Iterable, Iterator

from tests.contract.profile.reading import Json, operations, parameters, responses, rule

VERBS = re.compile(
    r"(get|list|fetch|create|add|make|update|change|set|put|delete|remove|close|open|send|do|run|execute|find|search|"
    r"withdraw|accept|refuse|decline|acknowledge|register|release|establish)(-.*)?"
)
# Words that are a noun as they stand, and a thing that a plan or a person has one of.
ALSO_NOUNS = {"release"}
PERSONAL = re.compile("personnummer|personalid|socialsecurity|ssn|birth", re.IGNORECASE)


def segments(document: Json) -> Iterator[tuple[str, str]]:
    """(path, segment) of all that is no parameter."""
    for path in document["paths"]:
        yield from ((path, one) for one in path.split("/")[1:] if not one.startswith("{"))


@rule("UFN.05")
def long_addresses_are_refused(document: Json) -> Iterable[str]:
    for method, path, operation in operations(document):
        if "414" not in operation["responses"]:
            yield f"{method} {path}: no 414"


@rule("UFN.07")
def letters(document: Json) -> Iterable[str]:
    return [path for path, one in segments(document) if not re.fullmatch(r"[a-z0-9.~-]+", one)]


@rule("UFN.08")
def hyphens_between_words(document: Json) -> Iterable[str]:
    return [path for path, one in segments(document) if re.search(r"[^a-z0-9-]|^-|-$|--", one)]


@rule("UFN.09")
def no_blank_or_underscore(document: Json) -> Iterable[str]:
    return [path for path in document["paths"] if re.search(r"[_\s]|%20", path)]


@rule("RES.06")
def plural_nouns(document: Json) -> Iterable[str]:
    for path in document["paths"]:
        parts = path.split("/")[1:]
        for one, following in zip(parts, [*parts[1:], ""], strict=True):
            if following.startswith("{") and not one.endswith("s") and one != "represented":
                yield f"{path}: {one} is no plural"
            if one not in ALSO_NOUNS and VERBS.fullmatch(one):
                yield f"{path}: {one} is a verb"


@rule("RES.02", "UFN.03")
def nobody_is_named_in_an_address(document: Json) -> Iterable[str]:
    for place in ("path", "query", "header"):
        for where, one in parameters(document, place):
            if PERSONAL.search(one["name"]):
                yield where


@rule("RES.01", "RES.03", "RES.05", "SAK.22")
def identifiers_are_uuids(document: Json) -> Iterable[str]:
    # What has a name of its own: a version of a plan, a quarter of a year, and what a record system itself has named.
    named = {"version", "quarter", "sourceSystem", "sourceId"}
    for where, one in parameters(document, "path"):
        if one["name"] not in named and one["schema"].get("format") != "uuid":
            yield where


@rule("MOG.01")
def several_resources_and_methods(document: Json) -> Iterable[str]:
    if len(document["paths"]) < 2:
        yield "one path"


@rule(
    "MOG.02",
    "HYP.03",
    "HYP.05",
    "HYP.11",
    "HYP.12",
    "HYP.13",
    "HYP.14",
    "HYP.15",
    "HYP.16",
    "HYP.17",
    "HYP.18",
    "SAK.23",
)
def links(document: Json) -> Iterable[str]:
    link = document["components"]["schemas"].get("Link", {})
    if set(link.get("required", ())) != {"href", "rel", "method"}:
        yield "a link is href, rel and method"
    for where, status, answer in responses(document):
        content = answer.get("content", {}).get("application/json")
        if status < 300 and content and "_links" not in str(content["schema"]):
            yield f"{where}: no _links"
