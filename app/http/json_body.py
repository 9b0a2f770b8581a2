"""A request's JSON, read as strictly as the format was meant, with a rule for each way of being wrong.

What cannot be read as one document with one meaning is malformed (400); what can be read but holds a text or number
that no part of the service may meet is invalid (422). What the fields mean is the schemas' business, never this one's.
"""

import json
import math
import re
from typing import Any, NoReturn

from app.domain.refusal import Invalid, Malformed, Refusal
from app.domain.rule import Rule

DEEPEST = 32
NOT_JSON = Rule(
    "not-json",
    "Innehållet är inte ett JSON-dokument i UTF-8 utan byteordningsmärke.",
    "The body is not a JSON document in UTF-8 without a byte order mark.",
    "RFC 8259",
)
NOT_A_NUMBER = Rule(
    "not-a-json-number",
    "NaN, Infinity och tal som är för stora för att räknas är inte tal i JSON.",
    "NaN, Infinity and numbers too large to compute are not numbers in JSON.",
    "RFC 8259 6",
)
DUPLICATE_NAME = Rule(
    "duplicate-name", "Ett objekt har samma namn två gånger.", "An object has the same name twice.", "RFC 7493 2.3"
)
TOO_DEEP = Rule(
    "nested-too-deep",
    f"Dokumentet är nästlat djupare än {DEEPEST} nivåer.",
    f"The document is nested deeper than {DEEPEST} levels.",
    "RFC 8259 9",
)
INTEGER_TOO_LARGE = Rule(
    "number-too-large",
    "Talet ryms inte i ett heltal på 64 bitar med tecken.",
    "The number does not fit a signed 64-bit integer.",
    "RFC 7493 2.2",
)
NUL_IN_TEXT = Rule("nul-in-text", "En text innehåller tecknet NUL.", "A string contains NUL.", "Unicode U+0000")
LONE_SURROGATE = Rule(
    "lone-surrogate",
    "En text innehåller ett halvt surrogatpar.",
    "A string contains half a surrogate pair.",
    "RFC 7493 2.1",
)
BIDI_CONTROL = Rule(
    "bidi-control",
    "En text innehåller styrtecken som byter läsriktning.",
    "A string contains control characters that change the reading direction.",
    "Unicode UAX 9 2.1, 2.2, 2.4",
)
HIDDEN_TEXT = Rule(
    "hidden-text",
    "En text innehåller tecken som inte syns, och som kan bära en annan text.",
    "A string contains characters that are not seen, and that can carry another text.",
    "Unicode 23.2, 23.9",
)
_BIDI = "\u061c\u202a-\u202e\u2066-\u2069"
# Tags, invisible operators and annotations; what joins or parts letters and words is let through, as writing needs it.
_HIDDEN = "\u2061-\u2064\ufff9-\ufffb\U000e0000-\U000e007f"
_FORBIDDEN = re.compile(f"[\0\ud800-\udfff{_BIDI}{_HIDDEN}]")
_LIMIT = 2**63


def read(content: bytes) -> Any:
    """The document in `content`. Raises `Malformed` or `Invalid`, which say nothing of what stands in it."""
    try:
        document = json.loads(
            content.decode("utf-8"),
            object_pairs_hook=_object,
            parse_int=_integer,
            parse_float=_real,
            parse_constant=_constant,
        )
    except RecursionError:
        raise Malformed(TOO_DEEP) from None
    except ValueError:
        # Without its cause: the reader's exception carries the whole document.
        raise Malformed(NOT_JSON) from None
    _check(document)
    return document


def check_text(text: str) -> None:
    """Raises `Invalid` for a text that no column and no page may hold, wherever in a request it stood."""
    found = _FORBIDDEN.search(text)
    if found:
        raise _refusal(found[0])


def _refusal(character: str) -> Refusal:
    if character == "\0":
        return Invalid(NUL_IN_TEXT)
    if "\ud800" <= character <= "\udfff":
        return Invalid(LONE_SURROGATE)
    return Invalid(BIDI_CONTROL if re.match(f"[{_BIDI}]", character) else HIDDEN_TEXT)


def _check(document: Any) -> None:
    """Depth and texts, level by level: no recursion, so that no depth is too deep to be refused."""
    level, depth = [document], 0
    while level:
        inner: list[Any] = []
        deeper = False
        for value in level:
            if isinstance(value, str):
                check_text(value)
            elif isinstance(value, dict):
                deeper = True
                for name in value:
                    check_text(name)
                inner.extend(value.values())
            elif isinstance(value, list):
                deeper = True
                inner.extend(value)
        depth += deeper
        if depth > DEEPEST:
            raise Malformed(TOO_DEEP)
        level = inner


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    if len(members) != len(pairs):
        raise Malformed(DUPLICATE_NAME)
    return members


def _integer(digits: str) -> int:
    # The length first: Python takes quadratic time, or refuses, for thousands of digits.
    if len(digits) > 20 or not -_LIMIT <= (value := int(digits)) < _LIMIT:
        raise Invalid(INTEGER_TOO_LARGE)
    return value


def _real(digits: str) -> float:
    value = float(digits)
    if not math.isfinite(value):
        raise Malformed(NOT_A_NUMBER)
    if abs(value) >= _LIMIT:
        # Pydantic takes 1e19 for an integer where a schema lets it.
        raise Invalid(INTEGER_TOO_LARGE)
    return value


def _constant(_: str) -> NoReturn:
    raise Malformed(NOT_A_NUMBER)
