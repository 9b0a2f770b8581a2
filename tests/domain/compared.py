"""A plan with every kind of part in it, and one field of it changed to any value of its type."""

from dataclasses import fields, replace
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Any, get_args, get_origin, get_type_hints
from uuid import UUID

from hypothesis import strategies as st

from app.domain.plan import PARTS, Plan
from tests.domain.canaries import kinds
from tests.domain.everything import Flags, everything

FULL = everything(Flags(0))
assert all(getattr(FULL, collection) for collection in PARTS), "a kind of part that the tests have none of"
IDS = st.sampled_from([one.id for collection in PARTS for one in getattr(FULL, collection)]) | st.uuids()
PLAIN: dict[Any, st.SearchStrategy[Any]] = {
    str: st.text("abc åäö”“\n:;…", min_size=1, max_size=300),
    int: st.integers(1, 10**6),
    bool: st.booleans(),
    UUID: IDS,
    datetime: st.datetimes(datetime(1850, 1, 1), datetime(2150, 12, 30)).map(lambda at: at.replace(tzinfo=UTC)),
    date: st.dates(date(1850, 1, 1), date(2150, 12, 31)),
    type(None): st.none(),
}


def of_type(hint: Any) -> st.SearchStrategy[Any]:
    """Any value of a field's type."""
    each = []
    for one in kinds(hint):
        if get_origin(one) is tuple:
            each.append(st.lists(of_type(get_args(one)[0]), max_size=3).map(tuple))
        elif isinstance(one, type) and issubclass(one, StrEnum):
            each.append(st.sampled_from(one))
        else:
            each.append(PLAIN[one])
    return st.one_of(each)


def hints(kind: type) -> dict[str, Any]:
    """The types of the fields that are a part's own: the collections and the person are not the plan's."""
    left_out = {"person", *PARTS} if kind is Plan else set()
    found = get_type_hints(kind, localns={"Plan": Plan})
    return {field.name: found[field.name] for field in fields(kind) if field.name not in left_out}


@st.composite
def changes(draw: st.DrawFn) -> tuple[Plan, Plan, str, Any, str]:
    """A plan, the same with one field changed, and which: the collection (empty for the root), the row, the field."""
    before = FULL
    collection = draw(st.sampled_from(["", *PARTS]))
    row = draw(st.sampled_from(getattr(before, collection))) if collection else before
    name = draw(st.sampled_from([name for name in hints(type(row)) if name != "id"]))
    was = getattr(row, name)
    now = draw(of_type(hints(type(row))[name]).filter(lambda value: value != was))
    changed = replace(row, **{name: now})
    if not collection:
        return before, changed, "", row, name
    parts = tuple(changed if one is row else one for one in getattr(before, collection))
    return before, replace(before, **{collection: parts}), collection, row, name
