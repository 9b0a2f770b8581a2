"""Canaries: a plan in which every text, and every other withheld value that can, is one of a kind.

Found by walking the ledger and the types, never by a list of fields: a new field has its canary the day it is made.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, fields, replace
from datetime import UTC, date, datetime, timedelta
from types import UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints
from uuid import UUID

from app.domain.plan import PARTS, Plan
from app.domain.visibility.decision import Shown, Withheld
from app.domain.visibility.ledger import LEDGER

SHAPE = re.compile(r"KANARIE-[0-9]+-")
# Values that decide what is shown; a canary in them would change the very thing that is tested. That there is a wording
# for her decides too, so it is only planted where there is one.
DECIDES = {"born"}
FOR_HER = "citizen_text"


@dataclass(frozen=True)
class Canary:
    """One planted value, and where it stands. `row` is the row as it was before planting."""

    value: Any
    row: Any
    field: str

    @property
    def withheld(self) -> bool:
        return isinstance(LEDGER[type(self.row)][self.field], Withheld)


def kinds(hint: Any) -> set[Any]:
    """The plain types in a field's type: `tuple[str, ...] | None` is `{tuple[str, ...], NoneType}`."""
    return set(get_args(hint)) if get_origin(hint) in (Union, UnionType) else {hint}


def rows(plan: Plan) -> Iterator[Any]:
    yield plan
    yield plan.person
    for collection in PARTS:
        yield from getattr(plan, collection)


def _new(number: int, hint: Any, withheld: bool) -> Any:
    """A value of that type that nobody else has; None where there is none to make. Shown values are texts only."""
    plain = kinds(hint)
    if str in plain:
        return f"KANARIE-{number}-"
    if tuple[str, ...] in plain:
        return (f"KANARIE-{number}-",)
    if not withheld:
        return None
    if datetime in plain:
        return datetime(1901, 1, 1, tzinfo=UTC) + timedelta(microseconds=number)
    if date in plain:
        return date(1700, 1, 1) + timedelta(days=number)
    return 7_000_000 + number if int in plain else None


def planted(plan: Plan, first: int = 0) -> tuple[Plan, list[Canary]]:
    """The plan with canaries; and each of them, with the ids of rows and people that are withheld too.

    They are numbered from `first`, so that no two plans need have the same ones.
    """
    found: list[Canary] = []
    # An id that is shown where its own row is cannot tell whether a reference to that row came out.
    told = {row.id for row in rows(plan) if isinstance(LEDGER[type(row)]["id"], Shown)}

    def plant(row: Any) -> Any:
        hints, values = get_type_hints(type(row), localns={"Plan": Plan}), {}
        for field in fields(row):
            withheld = isinstance(LEDGER[type(row)][field.name], Withheld)
            decides = field.name in DECIDES or (field.name == FOR_HER and row.citizen_text is None)
            value = None if decides else _new(first + len(found), hints[field.name], withheld)
            if value is not None:
                values[field.name] = value
            elif (
                withheld and isinstance(getattr(row, field.name), UUID | date) and getattr(row, field.name) not in told
            ):
                value = getattr(row, field.name)
            if value is not None:
                found.append(Canary(value[0] if isinstance(value, tuple) else value, row, field.name))
        return replace(row, **values)

    parts = {collection: tuple(plant(row) for row in getattr(plan, collection)) for collection in PARTS}
    return replace(plant(plan), person=plant(plan.person), **parts), found


def leaves(document: Any) -> Iterator[Any]:
    """Every value in a projected document, at whatever depth, its member names included."""
    if isinstance(document, dict):
        for name, value in document.items():
            yield name
            yield from leaves(value)
    elif isinstance(document, list | tuple | set | frozenset):
        for value in document:
            yield from leaves(value)
    else:
        yield document


def sung(document: Any) -> set[Any]:
    """Every value that came out: what is hashable as itself, and every canary inside a text or a value's text."""
    out: set[Any] = set()
    for value in leaves(document):
        out.add(value)
        out.update(SHAPE.findall(str(value)))
    return out
