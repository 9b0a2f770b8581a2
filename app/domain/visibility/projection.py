"""Keeps what passes the gates, by the citizen's names, and raises on anything that the ledger does not know."""

from collections.abc import Callable
from dataclasses import fields
from typing import Any
from uuid import UUID

from app.domain.part import find
from app.domain.plan import Plan
from app.domain.visibility.decision import Shown, Written
from app.domain.visibility.gates import row_shown
from app.domain.visibility.ledger import LEDGER


class NotInTheLedger(Exception):
    """A field or a type that nobody has decided about. The change that met it is rolled back: nothing is published."""


def _participant(plan: Plan, row: Any, part_id: UUID | None) -> dict[str, Any] | None:
    """The participant a field points at, as the citizen may see her; None when her own row is withheld."""
    one = find(plan.participants, part_id) if part_id else None
    return project_row(plan, one) if one and row_shown(plan, one) else None


def _unit(plan: Plan, row: Any, unit_id: UUID | None) -> dict[str, Any] | None:
    one = find(plan.units, unit_id) if unit_id else None
    return project_row(plan, one) if one and row_shown(plan, one) else None


def _units(plan: Plan, row: Any, unit_ids: tuple[UUID, ...]) -> list[dict[str, Any] | None]:
    return [_unit(plan, row, unit_id) for unit_id in unit_ids]


def _in_her_words(plan: Plan, row: Any, text: str) -> str:
    """The wording for her where there is one, beside the professional text."""
    return row.citizen_text or text


def rows_shown(plan: Plan, row: Any, rows: tuple[Any, ...]) -> list[dict[str, Any]]:
    return [project_row(plan, one) for one in rows if row_shown(plan, one)]


WRITTEN: dict[Written, Callable[[Plan, Any, Any], Any]] = {
    Written.AS_IT_IS: lambda plan, row, value: value,
    Written.IN_HER_WORDS: _in_her_words,
    Written.PARTICIPANT: _participant,
    Written.UNIT: _unit,
    Written.UNITS: _units,
    Written.ROWS: rows_shown,
}


def project_row(plan: Plan, row: Any) -> dict[str, Any]:
    """The shown fields of one row, by the citizen's names. Raises `NotInTheLedger` for anything undecided."""
    entries = LEDGER.get(type(row))
    names = [field.name for field in fields(row)]
    if entries is None or set(names) != set(entries):
        raise NotInTheLedger(type(row).__name__)
    shown = {}
    for name in names:
        entry = entries[name]
        if isinstance(entry, Shown):
            protected = entry.hidden_when_protected and plan.person.protected
            hidden = protected or not entry.only_for(row)
            shown[entry.name] = None if hidden else WRITTEN[entry.written](plan, row, getattr(row, name))
    return shown
