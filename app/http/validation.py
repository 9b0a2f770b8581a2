"""What pydantic found wrong, told without saying what it was.

Pydantic's own messages and contexts repeat the input; so do its places, when the caller chose the names. Here each
mistake becomes a code, a place that we know, and a sentence of ours, with the contract's own limit where there is one.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from fastapi.exceptions import RequestValidationError

from app.domain.rule import Rule

MOST = 100  # an answer must not grow with the number of mistakes in the body
# Names in our contracts are letters. A place is told as far as its names are of that shape: a key with digits in it
# may be somebody's personnummer.
_NAME = re.compile(r"_?[A-Za-z][A-Za-z-]{0,39}")
_SENTENCES: dict[str, tuple[str, str]] = {
    "missing": ("Uppgiften saknas.", "This is missing."),
    "extra_forbidden": ("Det finns inget fält med det namnet.", "There is no field of that name."),
    "string_type": ("Ska vara en text.", "Must be a string."),
    "int_type": ("Ska vara ett heltal.", "Must be an integer."),
    "int_parsing": ("Ska vara ett heltal.", "Must be an integer."),
    "bool_type": ("Ska vara true eller false.", "Must be true or false."),
    "list_type": ("Ska vara en lista.", "Must be a list."),
    "dict_type": ("Ska vara ett objekt.", "Must be an object."),
    "model_type": ("Ska vara ett objekt.", "Must be an object."),
    "model_attributes_type": ("Ska vara ett objekt.", "Must be an object."),
    "uuid_parsing": ("Ska vara ett UUID.", "Must be a UUID."),
    "uuid_type": ("Ska vara ett UUID.", "Must be a UUID."),
    "timezone_aware": ("Tiden ska ha en förskjutning, till exempel Z.", "The time needs an offset, such as Z."),
}
# What of a context is the contract's own, by the type of error: the place in each sentence is for it.
_LIMITS: dict[str, tuple[str, str, str]] = {
    "string_pattern_mismatch": ("pattern", "Texten ska ha formen {}", "The string must have the form {}"),
    "string_too_long": ("max_length", "Texten är för lång: högst {} tecken.", "Too long: at most {} characters."),
    "string_too_short": ("min_length", "Texten är för kort: minst {} tecken.", "Too short: at least {} characters."),
    "too_long": ("max_length", "För många: högst {}.", "Too many: at most {}."),
    "too_short": ("min_length", "För få: minst {}.", "Too few: at least {}."),
    "enum": ("expected", "Inte ett av de värden som finns: {}.", "Not one of the values that exist: {}."),
    "literal_error": ("expected", "Inte ett av de värden som finns: {}.", "Not one of the values that exist: {}."),
    "greater_than_equal": ("ge", "För litet: minst {}.", "Too small: at least {}."),
    "less_than_equal": ("le", "För stort: högst {}.", "Too large: at most {}."),
}
_OTHER = ("Värdet är inte tillåtet här.", "The value is not allowed here.")
_KINDS = {
    "date": ("Ska vara ett datum enligt RFC 3339.", "Must be an RFC 3339 date."),
    "datetime": ("Ska vara en tidpunkt enligt RFC 3339.", "Must be an RFC 3339 date-time."),
}


@dataclass(frozen=True, slots=True)
class Mistake:
    """One mistake: pydantic's type of error or a rule's id, where, and a sentence in each language."""

    pointer: str
    code: str
    sv: str
    en: str


def mistakes(error: RequestValidationError, rules: Mapping[str, Rule]) -> list[Mistake]:
    """At most `MOST` of the mistakes in `error`; a code that is the id of a rule gets that rule's sentences."""
    told = []
    for each in list(error.errors())[:MOST]:
        code = str(each["type"])
        rule = rules.get(code)
        sentences = (rule.sv, rule.en) if rule else _sentences(code, each.get("ctx", {}))
        place = _place(each["loc"], error.body, code)
        # A rule about several members says which of them is to be mended; it may not have been sent.
        if rule and (member := each.get("ctx", {}).get("member")):
            place += f"/{member}"
        told.append(Mistake(place, code, *sentences))
    return told


def _sentences(code: str, context: Mapping[str, Any]) -> tuple[str, str]:
    name, sv, en = _LIMITS.get(code, ("", "", ""))
    if name in context:
        limit = str(context[name]).replace("' or '", "', '")
        return sv.format(limit), en.format(limit)
    return _SENTENCES.get(code) or _KINDS.get(code.split("_")[0], _OTHER)


def _place(loc: tuple[Any, ...], body: Any, code: str) -> str:
    """A JSON pointer into the body; for other parts of the request, the parameter's name."""
    if loc[:1] != ("body",):
        name = str(loc[1]) if len(loc) > 1 else ""
        return name if _NAME.fullmatch(name) else ""
    pointer, here = "", body
    for number, step in enumerate(loc[1:], 2):
        if isinstance(here, list) and isinstance(step, int) and step < len(here):
            pointer, here = f"{pointer}/{step}", here[step]
        elif isinstance(step, str) and (
            (isinstance(here, dict) and step in here) or (code == "missing" and number == len(loc))
        ):
            if not _NAME.fullmatch(step):
                break
            pointer, here = f"{pointer}/{step}", here.get(step) if isinstance(here, dict) else None
        # Anything else is pydantic's own mark of a union's branch or a validator, and no place in the body.
    return pointer
