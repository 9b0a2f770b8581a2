"""Media types: what Accept takes, and whether a body is JSON as it says it is.

Judged by the header fields alone; what a body really holds is `http.json_body`'s business.
"""

import re
from collections.abc import Iterable

ANSWERS = frozenset({"application/json", "application/problem+json"})
_TOKEN = r"[!#$%&'*+.^_`|~0-9A-Za-z-]+"
_RANGE = re.compile(rf"({_TOKEN})/({_TOKEN})((?:[ \t]*;[ \t]*{_TOKEN}=(?:{_TOKEN}|\"[^\"\\]*\"))*)[ \t]*;?")
_PARAMETER = re.compile(rf";[ \t]*({_TOKEN})=({_TOKEN}|\"[^\"\\]*\")")
_WEIGHT = re.compile(r"(?:0(?:\.[0-9]{0,3})?|1(?:\.0{0,3})?)")


def acceptable(accept: str | None, offered: Iterable[str]) -> bool:
    """Whether the Accept field takes at least one of the types in `offered`."""
    if accept is None or not accept.strip():
        return True
    weights: dict[str, float] = {}
    for item in accept.lower().split(","):
        parts = _RANGE.fullmatch(item.strip())
        if parts:
            given = dict(_PARAMETER.findall(parts[3])).get("q", "1")
            weights[f"{parts[1]}/{parts[2]}"] = float(given) if _WEIGHT.fullmatch(given) else 0.0
    return any(_weight(weights, each.partition(";")[0].strip().lower()) > 0 for each in offered)


def _weight(weights: dict[str, float], offered: str) -> float:
    """The most specific range that covers the type decides (RFC 9110 12.5.1)."""
    for name in (offered, f"{offered.partition('/')[0]}/*", "*/*"):
        if name in weights:
            return weights[name]
    return 0.0


def is_json(content_type: str | None, method: str) -> bool:
    """Whether a body may come as this Content-Type: JSON in UTF-8, and a merge patch too where one is applied."""
    parts = _RANGE.fullmatch((content_type or "").strip())
    if not parts:
        return False
    name = f"{parts[1]}/{parts[2]}".lower()
    if name != "application/json" and (name != "application/merge-patch+json" or method != "PATCH"):
        return False
    charsets = [value for key, value in _PARAMETER.findall(parts[3]) if key.lower() == "charset"]
    return all(value.strip('"').lower() == "utf-8" for value in charsets)
