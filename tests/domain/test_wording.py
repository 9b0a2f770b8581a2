"""The words of comparison: every field of every type has its own or a reason, and so has every value."""

from dataclasses import fields
from enum import StrEnum
from typing import Any, get_args, get_origin
from uuid import UUID

import pytest

from app.domain.comparison import compare
from app.domain.plan import PARTS, Plan
from app.domain.wording.enumerations import ENUMERATIONS
from app.domain.wording.field import Bookkeeping, Field
from app.domain.wording.fields import WORDS
from app.domain.wording.names import NAMES
from tests.domain.canaries import kinds
from tests.domain.compared import FULL, hints

TYPES = (Plan, *PARTS.values())


def told(kind: type) -> dict[str, Field]:
    return {name: entry for name, entry in WORDS[kind].items() if isinstance(entry, Field)}


def plain(kind: type, name: str) -> set[Any]:
    """The types that one value of the field has, inside a tuple too."""
    each = kinds(hints(kind)[name]) - {type(None)}
    return {get_args(one)[0] if get_origin(one) is tuple else one for one in each}


def test_every_field_of_every_type_has_words_or_a_reason_and_nothing_else_has() -> None:
    assert set(WORDS) == set(TYPES)
    for kind in TYPES:
        assert set(WORDS[kind]) == {field.name for field in fields(kind)}, kind
        for name, entry in WORDS[kind].items():
            if isinstance(entry, Bookkeeping):
                assert len(entry.why) > 10, (kind, name)
            else:
                assert entry.sv and entry.en and entry.new in ("", "ny", "nytt", "nya"), (kind, name)


def test_no_two_fields_of_a_type_are_called_the_same() -> None:
    for kind in TYPES:
        for language in ("sv", "en"):
            names = [getattr(entry, language) for entry in told(kind).values()]
            assert len(names) == len(set(names)), (kind, language, names)


def test_every_value_of_every_enumeration_has_words() -> None:
    found = {one for kind in TYPES for name in told(kind) for one in plain(kind, name) if issubclass(one, StrEnum)}
    assert set(ENUMERATIONS) == found
    for kind, words in ENUMERATIONS.items():
        assert set(words) == set(kind), kind
        assert all(type(value) is kind for value in words), kind
        for language in ("sv", "en"):
            said = [getattr(one, language) for one in words.values()]
            assert all(said) and len(set(said)) == len(said), (kind, said)


def test_every_reference_says_what_it_refers_to_and_nothing_else_does() -> None:
    for kind in TYPES:
        for name, entry in told(kind).items():
            assert (UUID in plain(kind, name)) is bool(entry.refers), (kind, name)
            assert entry.refers in ("", *PARTS), (kind, name)


def test_every_kind_of_part_has_a_name_that_says_a_field_of_it() -> None:
    assert set(NAMES) == set(PARTS.values())
    for kind, naming in NAMES.items():
        assert naming.new in ("Ny", "Nytt")
        assert naming.tells in ("", *told(kind)), kind
        assert naming.tells or not naming.follows, kind


@pytest.mark.parametrize("kind", TYPES)
def test_a_field_that_nobody_has_decided_about_stops_the_comparison(kind: type, monkeypatch: Any) -> None:
    without = dict(WORDS[kind])
    without.pop("status" if kind is Plan else "entered_at")
    monkeypatch.setitem(WORDS, kind, without)
    with pytest.raises(KeyError):
        compare(FULL, FULL)


def test_the_mapping_cannot_be_compared() -> None:
    """Domain rules: the mapping is never mirrored, versioned or announced with the plan."""
    assert not [name for kind in WORDS for name in WORDS[kind] if "mapping" in name]
    assert "Mapping" not in {kind.__name__ for kind in WORDS}
