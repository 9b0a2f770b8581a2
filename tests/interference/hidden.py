"""Another plan that differs from a given one in nothing that its owner is shown.

Found by walking the ledger: a field that is withheld, or withheld as she or the row is, gets another value of its type.
A new field is in it the day it is made. Which rows she may see is told by `tests.domain.test_visibility`, apart from
the gates.
"""

import random
import string
from dataclasses import fields, replace
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from typing import Any, get_args, get_type_hints
from uuid import UUID

from app.domain.consent import Consent
from app.domain.offer import Offer
from app.domain.participant import Participant
from app.domain.person import Person, ProtectedIdentity
from app.domain.plan import PARTS, Plan
from app.domain.representation import Representation
from app.domain.visibility.decision import Shown, Written
from app.domain.visibility.ledger import LEDGER, OWN_WORDS
from tests.domain.canaries import kinds
from tests.domain.everything import NEVER_MIRRORED, PLACES
from tests.domain.test_visibility import row_may_be_seen

# What she is not shown, and what decides what she is shown: when, whether, and in which order.
DECIDES: set[tuple[type, str]] = {
    (Plan, "person"),
    (Plan, "approved_for_patient"),
    (Plan, "held_back_until"),
    (Plan, "revises"),
    (Plan, "version"),  # which is what `revises` names, and what a change builds on
    (Plan, "changed_at"),  # from when on an ended consent closes the plan
    (Plan, "annulled_at"),  # nobody reads for her of a plan that is annulled
    (Plan, "entered_at"),  # from when on whoever reads for her is shown summonses and consents
    (Person, "key"),
    (Person, "entered_key"),  # by which the log's entries are hers
    (Person, "born"),
    (Person, "protected"),
    (Consent, "guardian_id"),
    (Consent, "entered_at"),  # a yes counts again only if it was noted after the no
    (Consent, "withdrawal_entered_at"),
    *((Offer, name) for name in ("answer", "answered_at", "answered_by")),  # her no takes back the yes before it
    *((kind, "withheld_from_patient") for kind in PARTS.values()),
}
# Which row a hidden row points at may decide whether she sees that row, or whether a consent is in force.
SHAPE = {"parent_id", "goal_id", "intervention_id", "summons_id", "unit_id", "kind", "given_by", "position"}
SHAPE |= {"given_at", "valid_until", "withdrawn_at", "withdrawn_by", "recipients", "responsible_kind"}
SHAPE |= {"responsible_unit_id", "follow_up_id"}
# Whether it is there decides; what it says does not.
IF_THERE = {"citizen_text", "responsible_name"}
# Of whoever asks in her place: not shown either, and decides whether and what she is answered.
READS = {"kind", "reader_key", "scope", "since", "until", "ended_at"}
DRAFTED_PARTS = ("goals", "interventions", "follow_ups", "meetings")
# Of a kind of which nothing is shown, a row more or less is no difference; these others point at.
ONE_OF_ITS_SORT = {"goal_results", "invitations", "consents"}


def word(chance: random.Random) -> str:
    return "".join(chance.choices(string.ascii_letters + "åäö ", k=chance.randrange(1, 30)))


def hsa_id(chance: random.Random, kept: str | None) -> str:
    """Another number with the same principal: a search that found nothing is told by the principal's."""
    principal = kept.partition("-")[0] if kept else "SE2329990015"
    return f"{principal}-{chance.getrandbits(64):016X}"


def other(chance: random.Random, hint: Any, kept: Any, rows: list[set[UUID]]) -> Any:
    """Another value of that type; a reference to another row of the same kind."""
    plain = kinds(hint)
    if type(None) in plain and chance.random() < 0.2:
        return None
    for kind in sorted(plain - {type(None)}, key=str):
        if kind is str:
            return word(chance)
        if kind is bool:
            return chance.random() < 0.5
        if kind is int:
            return chance.randrange(1, 1000)
        if kind is datetime:
            return datetime(2020, 1, 1, tzinfo=UTC) + timedelta(seconds=chance.randrange(10**9 // 4))
        if kind is date:
            return date(2020, 1, 1) + timedelta(days=chance.randrange(3000))
        if isinstance(kind, type) and issubclass(kind, StrEnum):
            return chance.choice(list(kind))
        if kind is UUID:
            return _other_row(chance, kept, rows)
        if getattr(kind, "__origin__", None) is tuple:
            inner = get_args(kind)[0]
            if inner is UUID:
                return tuple(chance.sample(kept, chance.randrange(len(kept) + 1)))
            return tuple(other(chance, inner, None, rows) for _ in range(chance.randrange(4)))
    raise AssertionError(f"no other value for {hint}: say here how one is made")


def _other_row(chance: random.Random, kept: UUID | None, rows: list[set[UUID]]) -> UUID | None:
    return next((chance.choice(sorted(ids)) for ids in rows if kept in ids), kept)


def is_hidden(plan: Plan, row: Any, name: str, seen: bool) -> bool:
    """Whether she is not told this field of this row. `seen`: whether she may see the row at all."""
    kind, entry = type(row), LEDGER[type(row)][name]
    if (kind, name) in DECIDES or name in ("id", "protected_identity"):
        return False
    if not seen:
        return name not in SHAPE
    if not isinstance(entry, Shown):
        return entry is not OWN_WORDS
    if entry.written is Written.IN_HER_WORDS and row.citizen_text:
        return True
    place = plan.person.protected and name in PLACES.get(kind.__name__, ())
    return place or (kind is Participant and name == "phone" and row.kind != "staff")


def differently(
    plan: Plan, chance: random.Random, *, drafts: bool = False, reader: str | None = None, many: int = 3
) -> Plan:
    """The twin. `drafts`: of the plan itself nothing is shown, or not as it now stands. `reader`: the key of whoever
    asks in her place. `many`: fewer hidden rows than that are put to each kind.
    """
    rows = [{one.id for one in getattr(plan, name)} for name in PARTS]

    def vary(row: Any, seen: bool) -> Any:
        hints, values = get_type_hints(type(row), localns={"Plan": Plan}), {}
        for field in fields(row):
            kept = getattr(row, field.name)
            if field.name in PARTS or not is_hidden(plan, row, field.name, seen):
                continue
            if isinstance(row, Representation) and row.reader_key == reader and field.name in READS:
                continue
            if field.name == "hsa_id":
                values[field.name] = hsa_id(chance, kept) if kept else None
            elif field.name in IF_THERE and kept is None:
                continue
            elif field.name in IF_THERE:
                values[field.name] = word(chance)
            else:
                values[field.name] = other(chance, hints[field.name], kept, rows)
        if "protected_identity" in hints and row.protected_identity is not ProtectedIdentity.NONE:
            values["protected_identity"] = chance.choice([one for one in ProtectedIdentity if one != "none"])
        return replace(row, **values)

    parts = {}
    for name in PARTS:
        draft = drafts and name in DRAFTED_PARTS
        parts[name] = tuple(vary(one, row_may_be_seen(plan, one) and not draft) for one in getattr(plan, name))
    root = vary(plan, True)
    if drafts:
        root = replace(root, reason=word(chance), first_follow_up_on=other(chance, date, None, rows))
    return more(replace(root, person=vary(plan.person, True), **parts), chance, reader, many)


def more(plan: Plan, chance: random.Random, reader: str | None, many: int) -> Plan:
    """With more rows that she is not shown, each like one that she is not shown."""
    grown: dict[str, tuple[Any, ...]] = {}
    for name, kind in PARTS.items():
        rows = getattr(plan, name)
        hidden = [one for one in rows if not row_may_be_seen(plan, one) and getattr(one, "reader_key", "") != reader]
        if name not in ONE_OF_ITS_SORT and hidden:
            new = (chance.choice(hidden) for _ in range(chance.randrange(many)))
            rows += tuple(replace(one, id=UUID(int=chance.getrandbits(128))) for one in new)
        assert hidden or kind.__name__ not in NEVER_MIRRORED, f"nothing hidden among {name}"
        grown[name] = rows
    # A unit that has no part in anything is shown nowhere.
    unit = chance.choice(plan.units)
    idle = replace(unit, id=UUID(int=chance.getrandbits(128)), name=word(chance), hsa_id=hsa_id(chance, unit.hsa_id))
    return replace(plan, **grown | {"units": (*plan.units, idle)})
