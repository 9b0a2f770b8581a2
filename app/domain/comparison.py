"""Two versions of a plan compared field by field, each difference as a sentence that a person reads.

The mapping (kartläggning) is no part of a plan value and cannot come here. What a field is called, and which fields
are bookkeeping that nobody is told of, stands in `wording`.

Source: PDL (2008:355) 3 kap. 14 §: what stood before a change stays readable.
"""

from collections.abc import Iterator
from dataclasses import dataclass, fields
from enum import StrEnum
from typing import Any

from app.domain.plan import PARTS, Plan
from app.domain.rule import Rule
from app.domain.wording.field import Field
from app.domain.wording.fields import WORDS
from app.domain.wording.names import NAMES, name_of
from app.domain.wording.values import inline, rendered
from app.domain.wording.words import Words, joined, same, within

OUT_OF_ORDER = Rule(
    "versions-out-of-order",
    "Den tidigare versionen anges först.",
    "The earlier version is stated first.",
)
COLON = same(": ")


class DifferenceKind(StrEnum):
    ADDED = "added"  # nothing stood there before
    CHANGED = "changed"


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that differs. `pointer` is a JSON pointer (RFC 6901) to the field, or to the part that has come.

    `sentence` says it; `before` and `after` are the whole values in words, None where there is none. Of a part that
    has come, `after` tells every field.
    """

    pointer: str
    kind: DifferenceKind
    sentence: Words
    before: Words | None
    after: Words | None


def compare(before: Plan, after: Plan) -> list[Difference]:
    """What differs: the root first, then the parts in the order of `PARTS`. `after` is the same plan, later."""
    if before.id != after.id:
        raise ValueError("two plans are no two versions of one")
    return list(_differences(before, after))


def _differences(before: Plan, after: Plan) -> Iterator[Difference]:
    yield from _row(before, after, before, after, "")
    for collection in PARTS:
        old = {one.id: one for one in getattr(before, collection)}
        new = getattr(after, collection)
        if old.keys() - {one.id for one in new}:
            # Nothing is erased from a plan, so the later version has been given as the earlier.
            raise ValueError("a part of the earlier version is not in the later")
        for one in new:
            pointer = f"/{_camel(collection)}/{one.id}"
            if one.id in old:
                yield from _row(before, after, old[one.id], one, pointer)
            else:
                yield _come(after, one, pointer)


def _row(before: Plan, after: Plan, old: Any, new: Any, pointer: str) -> Iterator[Difference]:
    """The fields that differ between the two states of the plan's root, or of one part."""
    for name, field in _told(new):
        was, now = getattr(old, name), getattr(new, name)
        if was != now:
            first = rendered(before, field, was)
            yield Difference(
                f"{pointer}/{_camel(name)}",
                DifferenceKind.ADDED if first is None else DifferenceKind.CHANGED,
                name_of(after, new) + COLON + _news(field, inline(before, field, was), inline(after, field, now)),
                first,
                rendered(after, field, now),
            )


def _told(row: Any) -> Iterator[tuple[str, Field]]:
    """The row's fields that have words. Raises `KeyError` for a field that nobody has decided about."""
    entries = WORDS[type(row)]
    for each in fields(row):
        entry = entries[each.name]
        if isinstance(entry, Field):
            yield each.name, entry


def _label(field: Field, *, new: bool) -> Words:
    """The field's name as it stands before its value."""
    label = Words(field.sv, field.en)
    if new and field.new:
        label = Words(f"{field.new} ", "new ") + label
    return label + (same(" ") if field.flows else COLON)


def _news(field: Field, was: Words | None, now: Words | None) -> Words:
    earlier = Words(" (förut ", " (before: ") + was + same(")") if was else same("")
    if now is None:
        return Words(f"{field.sv} anges inte längre", f"{field.en} is no longer stated") + earlier
    return _label(field, new=was is not None) + now + earlier


def _come(plan: Plan, one: Any, pointer: str) -> Difference:
    """A part that has come: one difference, however many fields it has."""
    naming = NAMES[type(one)]
    told = dict(_told(one))
    words = ((field, inline(plan, field, getattr(one, name))) for name, field in told.items())
    whole = joined((_label(field, new=False) + value for field, value in words if value is not None), "; ")
    main = told.get(naming.tells)
    said = inline(plan, main, getattr(one, naming.tells)) if main else None
    if main and said and naming.follows:
        sentence = name_of(plan, one) + COLON + _label(main, new=True) + said
    else:
        sentence = Words(f"{naming.new} ", "New ") + within(name_of(plan, one)) + (COLON + said if said else same(""))
    return Difference(pointer, DifferenceKind.ADDED, sentence, None, whole)


def _camel(name: str) -> str:
    """The name as the wire has it."""
    first, *rest = name.split("_")
    return first + "".join(word.capitalize() for word in rest)
