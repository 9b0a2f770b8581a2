"""Turns a row that the database gave as a JSON object into a frozen domain value, by the value's own field types."""

from collections.abc import Callable
from dataclasses import MISSING, fields
from datetime import UTC, date, datetime
from enum import StrEnum
from functools import cache
from types import UnionType
from typing import Any, get_args, get_origin, get_type_hints
from uuid import UUID

Decode = Callable[[Any], Any]


def _instant(value: str) -> datetime:
    return datetime.fromisoformat(value).astimezone(UTC)


_DECODERS: dict[Any, Decode] = {
    str: str,
    int: int,
    bool: bool,  # SQLite's JSON has 0 and 1
    UUID: UUID,
    datetime: _instant,
    date: date.fromisoformat,
}


def _decoder(hint: Any) -> Decode:
    if get_origin(hint) is UnionType:
        (inner,) = (arg for arg in get_args(hint) if arg is not type(None))
        decode = _decoder(inner)
        return lambda value: None if value is None else decode(value)
    if get_origin(hint) is tuple:
        each = _decoder(get_args(hint)[0])
        return lambda value: tuple(each(item) for item in value)
    if isinstance(hint, type) and issubclass(hint, StrEnum):
        return hint
    return _DECODERS[hint]


@cache
def _plan_of(kind: type, without: frozenset[str]) -> list[tuple[str, Decode]]:
    hints = get_type_hints(kind)
    return [(field.name, _decoder(hints[field.name])) for field in fields(kind) if field.name not in without]


def decoded_of_old(kind: type, row: dict[str, Any], without: frozenset[str] = frozenset()) -> dict[str, Any]:
    """The same of a row that may have been written before some fields were: they are left to their defaults.

    Raises `KeyError` for a field without a default, which would be a version that can no longer be read.
    """
    needed = {field.name for field in fields(kind) if field.default is MISSING and field.default_factory is MISSING}
    return {name: decode(row[name]) for name, decode in _plan_of(kind, without) if name in row or name in needed}


def decoded(kind: type, row: dict[str, Any], without: frozenset[str] = frozenset()) -> dict[str, Any]:
    """The row's values by field name, each of the field's type; `without` names fields that are not columns."""
    return {name: decode(row[name]) for name, decode in _plan_of(kind, without)}
