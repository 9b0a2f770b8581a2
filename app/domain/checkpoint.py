"""A checkpoint: one signed line that says what the audit log held at an instant, and what a leaf of its tree holds.

Both are written in one way only, byte for byte, so that whoever has the rows and the line can compute them anew:
a JSON object in UTF-8 as RFC 8785 writes it (names sorted, no spaces, only what must be escaped), every value text or a
whole number, times in UTC with six decimals (`2026-01-02T03:04:05.000006Z`), ids in small letters with hyphens. What is
null is left out: a column that is added later leaves the leaves that there are as they were.

A leaf is every column of one audit entry. The person stands there as her pseudonym alone, so that nothing in it has to
be erased with her: destroying the key of the pseudonyms, or of the numbers, leaves the seals as they are.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any
from uuid import UUID

from app.domain.merkle import leaf_hash

# What the first checkpoint names as the one before it.
NONE_BEFORE = "0" * 64


def canonical(values: Mapping[str, Any]) -> bytes:
    """The one way to write them. Raises `TypeError` or `ValueError` for a value of any other kind."""
    written = {name: _written(value) for name, value in values.items() if value is not None}
    return json.dumps(written, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def _written(value: Any) -> str | int:
    if isinstance(value, datetime):
        return f"{value.astimezone(UTC):%Y-%m-%dT%H:%M:%S.%f}Z"
    if isinstance(value, UUID):
        return str(value)
    if isinstance(value, str) or type(value) is int:
        return value
    raise TypeError(f"{type(value).__name__} in a seal")


def leaf(entry: Mapping[str, Any]) -> bytes:
    """The leaf of one audit entry: all its columns by name."""
    return leaf_hash(canonical(entry))


@dataclass(frozen=True, slots=True, kw_only=True)
class Checkpoint:
    """Segment `number`: the leaves from `first_sequence` up to, and not including, `tree_size`. The first leaf is 0.

    `root_hash` is of the whole tree, from leaf 0 on. `closed_until` is the sealer's word that everything received
    before that instant is sealed: an entry from before it that turns up in a later segment was put there afterwards.
    None if the sealer had not come to the end. `key` is the public key itself.
    """

    number: int
    first_sequence: int
    tree_size: int
    root_hash: str
    first_at: datetime
    last_at: datetime
    closed_until: datetime | None
    made_at: datetime
    previous: str
    key: str
    signature: str = ""

    def body(self) -> bytes:
        """What is signed: everything but the signature."""
        return canonical({name: getattr(self, name) for name in NAMES if name != "signature"})

    def hash(self) -> str:
        """How the next checkpoint names this one."""
        return sha256(self.body()).hexdigest()

    def line(self) -> bytes:
        """How it stands in the exported copy."""
        return canonical({name: getattr(self, name) for name in NAMES}) + b"\n"

    def follows(self, before: "Checkpoint | None") -> bool:
        """Whether it is the one that comes next. Says nothing of the signature, and nothing of the rows."""
        number, size, named = (before.number, before.tree_size, before.hash()) if before else (0, 0, NONE_BEFORE)
        next_in_line = (self.number, self.first_sequence, self.previous) == (number + 1, size, named)
        return next_in_line and self.tree_size > self.first_sequence


NAMES = tuple(field.name for field in fields(Checkpoint))
_TIMES = ("first_at", "last_at", "closed_until", "made_at")


def read_line(line: bytes) -> Checkpoint:
    """The checkpoint of a line. Raises `ValueError` for what is not, byte for byte, such a line."""
    try:
        values: dict[str, Any] = {"closed_until": None} | json.loads(line)
        times = {name: datetime.fromisoformat(values[name]) for name in _TIMES if values[name] is not None}
        read = Checkpoint(**values | times)
        if read.line() == line:
            return read
    except (ValueError, TypeError, KeyError, RecursionError):
        pass
    raise ValueError("not a checkpoint")
