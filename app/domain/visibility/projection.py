"""Keeps what passes the gates, by the citizen's names, and raises on anything that the ledger does not know."""

from collections.abc import Callable, Mapping
from dataclasses import fields
from typing import Any
from uuid import UUID

from app.domain.visibility.decision import Shown, Written
from app.domain.visibility.gates import row_shown
from app.domain.visibility.ledger import LEDGER
from app.domain.visibility.lookup import Lookup


class NotInTheLedger(Exception):
    """A field or a type that nobody has decided about. The change that met it is rolled back: nothing is published."""


def _pointed(lookup: Lookup, part_id: UUID | None, parts: Mapping[UUID, Any]) -> dict[str, Any] | None:
    """The part a field points at, as the citizen may see it; None when its own row is withheld."""
    one = parts.get(part_id) if part_id else None
    if one is None:
        return None
    if (type(one), one.id) not in lookup.written:
        lookup.written[type(one), one.id] = project_row(lookup, one) if row_shown(lookup, one) else None
    return lookup.written[type(one), one.id]


def _participant(lookup: Lookup, row: Any, part_id: UUID | None) -> dict[str, Any] | None:
    return _pointed(lookup, part_id, lookup.participants)


def _unit(lookup: Lookup, row: Any, unit_id: UUID | None) -> dict[str, Any] | None:
    return _pointed(lookup, unit_id, lookup.units)


def _units(lookup: Lookup, row: Any, unit_ids: tuple[UUID, ...]) -> list[dict[str, Any] | None]:
    return [_unit(lookup, row, unit_id) for unit_id in unit_ids]


def _in_her_words(lookup: Lookup, row: Any, text: str) -> str:
    """The wording for her where there is one, beside the professional text."""
    return row.citizen_text or text


def rows_shown(lookup: Lookup, row: Any, rows: tuple[Any, ...]) -> list[dict[str, Any]]:
    return [project_row(lookup, one) for one in rows if row_shown(lookup, one)]


WRITTEN: dict[Written, Callable[[Lookup, Any, Any], Any]] = {
    Written.AS_IT_IS: lambda lookup, row, value: value,
    Written.IN_HER_WORDS: _in_her_words,
    Written.PARTICIPANT: _participant,
    Written.UNIT: _unit,
    Written.UNITS: _units,
    Written.ROWS: rows_shown,
}


def project_row(lookup: Lookup, row: Any) -> dict[str, Any]:
    """The shown fields of one row, by the citizen's names. Raises `NotInTheLedger` for anything undecided."""
    entries = LEDGER.get(type(row))
    names = [field.name for field in fields(row)]
    if entries is None or set(names) != set(entries):
        raise NotInTheLedger(type(row).__name__)
    shown = {}
    for name in names:
        entry = entries[name]
        if isinstance(entry, Shown):
            protected = entry.hidden_when_protected and lookup.plan.person.protected
            hidden = protected or not entry.only_for(row)
            shown[entry.name] = None if hidden else WRITTEN[entry.written](lookup, row, getattr(row, name))
    return shown
