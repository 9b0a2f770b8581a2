"""What is hashed and what is signed, byte for byte: there is one way to write it, and no other is read."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from hashlib import sha256
from typing import Any
from uuid import UUID

import pytest

from app.domain.checkpoint import NAMES, NONE_BEFORE, Checkpoint, canonical, leaf, read_line

AT = datetime(2026, 3, 3, 10, 15, 0, 7, UTC)
ONE = Checkpoint(
    number=1,
    first_sequence=0,
    tree_size=3,
    root_hash="0a" * 32,
    first_at=AT,
    last_at=AT + timedelta(seconds=1),
    closed_until=None,
    made_at=AT + timedelta(minutes=1),
    previous=NONE_BEFORE,
    key="key",
    signature="signature",
)
TWO = replace(ONE, number=2, first_sequence=3, tree_size=5, previous=ONE.hash(), closed_until=AT)


def test_a_leaf_byte_for_byte() -> None:
    entry = {"b": 'å"\\\n\x01', "a": UUID(int=255), "at": AT, "none": None}
    written = '{"a":"00000000-0000-0000-0000-0000000000ff","at":"2026-03-03T10:15:00.000007Z","b":"å\\"\\\\\\n\\u0001"}'
    assert leaf(entry) == sha256(b"\x00" + written.encode()).digest()


def test_one_instant_has_one_text() -> None:
    there = timezone(timedelta(hours=2))
    assert canonical({"at": AT}) == canonical({"at": AT.astimezone(there)})


def test_null_is_left_out_and_is_not_empty() -> None:
    assert canonical({"a": None, "b": "b"}) == canonical({"b": "b"}) != canonical({"a": "", "b": "b"})


def test_no_two_entries_have_one_text() -> None:
    """Where one value ends and the next begins cannot be moved."""
    written = [
        canonical(values)
        for values in ({"a": "b", "c": "d"}, {"a": 'b","c":"d'}, {"a": "bc", "d": ""}, {"a": "b"}, {"a": 1}, {"a": "1"})
    ]
    assert len(set(written)) == len(written)


@pytest.mark.parametrize("value", [1.0, b"a", True, [], {}, "\ud800"])
def test_any_other_kind_of_value_is_refused(value: Any) -> None:
    with pytest.raises((TypeError, ValueError)):
        canonical({"a": value})


def test_everything_but_the_signature_is_signed() -> None:
    for name in NAMES:
        value = getattr(ONE, name)
        other: Any = AT if value is None else value + 1 if isinstance(value, int) else "other"
        if isinstance(value, datetime):
            other = value + timedelta(microseconds=1)
        changed = replace(ONE, **{name: other})
        assert (changed.body() == ONE.body()) == (name == "signature")
        assert changed.line() != ONE.line()


@pytest.mark.parametrize("one", [ONE, TWO])
def test_a_line_is_read_as_it_was_written(one: Checkpoint) -> None:
    assert read_line(one.line()) == one


@pytest.mark.parametrize(
    "line",
    [
        b"",
        b"\n",
        b"{}\n",
        b"null\n",
        b"[]\n",
        b"\xff\n",
        ONE.line()[:-1],
        ONE.line()[:-2] + b"\n",
        ONE.line() + b"\n",
        b" " + ONE.line(),
        ONE.line().replace(b",", b", "),
        ONE.line().replace(b'"number":1', b'"number":1.0'),
        ONE.line().replace(b'"number":1', b'"number":01'),
        ONE.line().replace(b'"number":1', b'"number":1,"number":1'),
        ONE.line().replace(b'"number":1,', b""),
        ONE.line().replace(b"{", b'{"a":1,'),
        ONE.line().replace(b"000007Z", b"000007+00:00"),
        ONE.line().replace(b'"signature":"signature"', b'"signature":null'),
        b"[" * 100_000 + b"\n",
    ],
)
def test_what_is_not_written_so_is_no_line(line: bytes) -> None:
    with pytest.raises(ValueError, match="not a checkpoint"):
        read_line(line)


def test_what_follows_what() -> None:
    assert ONE.follows(None) and TWO.follows(ONE)
    assert not TWO.follows(None) and not ONE.follows(ONE)
    for changed in ({"number": 3}, {"first_sequence": 2}, {"tree_size": 3}, {"previous": NONE_BEFORE}):
        assert not replace(TWO, **changed).follows(ONE)
    assert not TWO.follows(replace(ONE, root_hash="0b" * 32))
