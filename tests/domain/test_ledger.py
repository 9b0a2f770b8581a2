"""The ledger: every field of every type is shown or withheld with a reason, and what is undecided stops everything."""

from dataclasses import fields, make_dataclass
from typing import Any

import pytest

from app.domain.person import Person
from app.domain.plan import PARTS, Plan
from app.domain.source import SourceIdentifier
from app.domain.visibility.decision import Shown, Withheld
from app.domain.visibility.gates import ROW_GATES, row_shown
from app.domain.visibility.ledger import LEDGER
from app.domain.visibility.lookup import Lookup
from app.domain.visibility.projection import NotInTheLedger, project_row
from tests.domain.canaries import rows
from tests.domain.everything import NEVER_MIRRORED, PLACES, Flags, everything
from tests.domain.plans import established, uid

TYPES = (Plan, Person, SourceIdentifier, *PARTS.values())
# Domain rules, "withheld, always", in the program's names: what no decision in the ledger may ever open.
NEVER = """
Plan: person person_name source_system source_id version deviations deviation_steps notes handovers
Plan: notices offers summons_replies takeovers copies held_back_until held_back_reason held_back_by_id
Person: id key sealed_number born protected entered_key entered_number entered_born
Participant: hsa_id sealed_number protected_identity
SourceIdentifier: owner system kind source_id plan_id part_id client entered_at
Unit: hsa_id
Consent: guardian_id registered_by_id withdrawal_registered_by_id assessment
Invitation: reason representative_id
Intervention: withheld_from_patient
Participant: function
Meeting: attendee_ids
FollowUp: attendee_ids helped hindered
"""


def test_the_ledger_decides_every_field_of_every_type_and_nothing_else() -> None:
    assert set(LEDGER) == set(TYPES)
    for kind in TYPES:
        assert set(LEDGER[kind]) == {field.name for field in fields(kind)}, kind
        names = [entry.name for entry in LEDGER[kind].values() if isinstance(entry, Shown)]
        assert len(names) == len(set(names)), f"two fields of {kind} under one name"
        for entry in LEDGER[kind].values():
            assert isinstance(entry, Shown) or (isinstance(entry, Withheld) and len(entry.why) > 10)


def test_every_collection_of_a_plan_is_in_parts() -> None:
    plan = established()
    assert set(PARTS) == {field.name for field in fields(Plan) if isinstance(getattr(plan, field.name), tuple)} - {
        "legal_bases"
    }


@pytest.mark.parametrize("line", NEVER.strip().splitlines())
def test_what_is_always_withheld_is_withheld(line: str) -> None:
    kind = next(one for one in TYPES if one.__name__ == line.split(":")[0])
    for name in line.split(":")[1].split():
        assert isinstance(LEDGER[kind][name], Withheld), (kind, name)
    for name in PLACES.get(kind.__name__, ()):
        entry = LEDGER[kind][name]
        assert isinstance(entry, Shown) and entry.hidden_when_protected, (kind, name)


@pytest.mark.parametrize("name", [*NEVER_MIRRORED, "Person"])
def test_what_is_never_mirrored_has_no_gate_and_no_shown_field(name: str) -> None:
    kind = next(one for one in TYPES if one.__name__ == name)
    assert kind not in ROW_GATES
    assert all(isinstance(entry, Withheld) for entry in LEDGER[kind].values())
    for row in rows(everything(Flags(0))):
        if type(row) is kind:
            assert not row_shown(Lookup.of(established()), row)


def test_the_mapping_is_no_part_of_what_is_projected() -> None:
    """Domain rules: the mapping is never mirrored, in any part."""
    assert not [name for kind in TYPES for name in LEDGER[kind] if "mapping" in name.lower()]
    assert "mapping" not in {getattr(entry, "name", "").lower() for kind in TYPES for entry in LEDGER[kind].values()}


@pytest.mark.parametrize("kind", [Plan, *PARTS.values()])
def test_a_field_that_nobody_has_decided_about_stops_the_projection(kind: type, monkeypatch: Any) -> None:
    row = next(one for one in rows(everything(Flags(0))) if type(one) is kind)
    grown = make_dataclass(f"Grown{kind.__name__}", [("secret", str, "x")], bases=(kind,), frozen=True, kw_only=True)
    new = grown(**{field.name: getattr(row, field.name) for field in fields(row)})
    with pytest.raises(NotInTheLedger):
        project_row(Lookup.of(established()), new)  # the type is unknown
    monkeypatch.setitem(LEDGER, grown, LEDGER[kind])
    with pytest.raises(NotInTheLedger):
        project_row(Lookup.of(established()), new)  # the type is known, the field is not
    monkeypatch.setitem(LEDGER, grown, LEDGER[kind] | {"secret": Withheld("planted by a test"), "gone": Shown("gone")})
    with pytest.raises(NotInTheLedger):
        project_row(Lookup.of(established()), new)  # the ledger names a field that is not there
    monkeypatch.setitem(LEDGER, grown, LEDGER[kind] | {"secret": Withheld("planted by a test")})
    assert project_row(Lookup.of(established()), new) == project_row(Lookup.of(established()), row)


def test_a_row_of_an_unknown_type_passes_no_gate() -> None:
    assert not row_shown(Lookup.of(established()), make_dataclass("Stray", ["id"])(uid(1)))
