"""JSON as it was meant: what Python's reader lets through and no honest sender writes is refused."""

import json
import math
from typing import Any, NoReturn

_LONGEST_INTEGER = 16


def strict_json(content: bytes) -> Any:
    """UTF-8 without double names, `NaN`, numbers beyond use, NUL, half a surrogate pair or endless nesting.

    Raises `ValueError`, which says nothing of the content.
    """
    try:
        value = json.loads(
            content.decode("utf-8"),
            object_pairs_hook=_pairs,
            parse_int=_integer,
            parse_float=_real,
            parse_constant=_constant,
        )
        _check_strings(value)
    except (ValueError, RecursionError):
        raise ValueError("not strict JSON") from None
    return value


def _pairs(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    names = dict(pairs)
    if len(names) != len(pairs):
        raise ValueError
    return names


def _integer(digits: str) -> int:
    if len(digits) > _LONGEST_INTEGER:
        raise ValueError
    return int(digits)


def _real(digits: str) -> float:
    number = float(digits)
    if not math.isfinite(number):
        raise ValueError
    return number


def _constant(_: str) -> NoReturn:
    raise ValueError


def _check_strings(value: Any) -> None:
    if isinstance(value, str):
        value.encode()  # half a surrogate pair raises UnicodeEncodeError, which is a ValueError
        if "\0" in value:
            raise ValueError
    elif isinstance(value, list):
        for item in value:
            _check_strings(item)
    elif isinstance(value, dict):
        for name, item in value.items():
            _check_strings(name)
            _check_strings(item)
