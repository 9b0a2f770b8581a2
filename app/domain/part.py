"""What every part of a plan has, and the ways a plan's parts may change.

A part is never removed: nothing in a plan is erased (PDL 2008:355 3:14), it is marked, ended or answered.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, TypeVar
from uuid import UUID

from app.domain.refusal import Finding, Invalid
from app.domain.rule import Rule

NO_SUCH_PART = Rule(
    "no-such-part",
    "Det som värdet pekar på finns inte i planen.",
    "What the value points at is not in the plan.",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """`version` counts the changes of this part alone; `entered_at` is when it was entered, not when it happened."""

    id: UUID
    version: int = 1
    entered_at: datetime


P = TypeVar("P", bound=Part)


def find(parts: Sequence[P], part_id: UUID) -> P | None:
    """The part with that id, or None."""
    return next((part for part in parts if part.id == part_id), None)


def by_id(parts: Iterable[P]) -> dict[UUID, P]:
    """The parts by their ids, for whoever looks for many of them."""
    return {part.id: part for part in parts}


def grouped(parts: Iterable[P], pointing: str) -> dict[UUID, list[P]]:
    """The parts by the id in the field `pointing`, each group in their order: one pass for all that they point at."""
    found: dict[UUID, list[P]] = {}
    for part in parts:
        found.setdefault(getattr(part, pointing), []).append(part)
    return found


def require(parts: Sequence[P], part_id: UUID | None, pointer: str) -> P:
    """The part that a reference in a body points at; `Invalid` with the pointer when there is none."""
    found = None if part_id is None else find(parts, part_id)
    if found is None:
        raise Invalid(NO_SUCH_PART, Finding(NO_SUCH_PART, pointer))
    return found


def changed(parts: Sequence[P], part: P, **values: Any) -> tuple[P, ...]:
    """The same parts with `part` replaced by a copy that has the new values and the next version."""
    newer = replace(part, version=part.version + 1, **values)
    return tuple(newer if other.id == part.id else other for other in parts)
