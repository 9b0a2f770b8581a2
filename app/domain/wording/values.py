"""A field's value in words: ids as names, times in Sweden, values of enumerations by their own words."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from app.domain.plan import Plan
from app.domain.wording.enumerations import enumerated
from app.domain.wording.field import Field
from app.domain.wording.names import instant, named
from app.domain.wording.words import Words, joined, quoted, same

YES, NO = Words("ja", "yes"), Words("nej", "no")


def rendered(plan: Plan, field: Field, value: Any) -> Words | None:
    """The whole value; None where there is none."""
    if value is None or value == ():
        return None
    if isinstance(value, tuple):
        return joined((_one(plan, field, item) for item in value), ", ")
    return _one(plan, field, value)


def inline(plan: Plan, field: Field, value: Any) -> Words | None:
    """The value as it stands inside a sentence: what somebody wrote is quoted, and cut where it is long."""
    if isinstance(value, str) and not isinstance(value, StrEnum):
        return quoted(value)
    return rendered(plan, field, value)


def _one(plan: Plan, field: Field, value: Any) -> Words:
    if isinstance(value, StrEnum):
        return enumerated(value)
    if isinstance(value, UUID):
        return named(plan, field.refers, value)
    if isinstance(value, bool):
        return YES if value else NO
    if isinstance(value, datetime):
        return instant(value)
    if isinstance(value, date):
        return same(value.isoformat())
    return same(str(value))
