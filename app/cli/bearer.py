"""Whom `sip token` makes a token for, and which arguments that takes.

A wrong argument is answered with what to give, never with what was given: it may be a personnummer.
"""

import re
from enum import StrEnum

from app.domain import hsa_id
from app.domain.personnummer import born
from app.domain.refusal import Invalid

HSA_ID = "SE, ten digits, a hyphen and at most 18 capital letters and digits"
SHAPES = {
    "--unit": f"the unit's HSA-id, {HSA_ID}",
    "--person": f"the person's HSA-id, {HSA_ID}",
    "--personnummer": "twelve digits, YYYYMMDDNNNN, the last of them the right check digit",
}


class Kind(StrEnum):
    STAFF = "staff"
    CITIZEN = "citizen"
    SYSTEM = "system"


def mistake(
    kind: Kind,
    unit: str | None,
    person: str | None,
    personnummer: str | None,
    scopes: list[str],
    purpose: str | None = None,
) -> str | None:
    """The first wrong argument of `sip token`: what to give instead, and never what was given."""
    given = {"--unit": unit, "--person": person, "--personnummer": personnummer}
    needed = {Kind.STAFF: ("--unit", "--person"), Kind.CITIZEN: ("--personnummer",), Kind.SYSTEM: ()}[kind]
    # A system follows a unit's events, or nobody's.
    optional = ("--unit",) if kind is Kind.SYSTEM else ()
    for name, value in given.items():
        if name not in (*needed, *optional) and value is not None:
            return f"--kind {kind} takes no {name}; leave it out"
        if (name in needed or value is not None) and not right(name, value):
            return f"--kind {kind} needs {name}: {SHAPES[name]}"
    if purpose is not None and kind is not Kind.STAFF:
        return f"--kind {kind} takes no --purpose; leave it out"
    if not all(re.fullmatch("[a-z]+:[a-z]+", scope) for scope in scopes):
        return "--scope must be one scope, such as journal:read; give --scope again for another"
    return None


def right(name: str, value: str | None) -> bool:
    if name != "--personnummer":
        return re.fullmatch(hsa_id.HSA_ID, value or "") is not None
    try:
        born(value or "")
    except Invalid:
        return False
    return True
