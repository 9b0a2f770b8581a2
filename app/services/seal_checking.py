"""Checks the audit log against its seals: whether every sealed entry is there, and as it was.

Everything is computed anew from the rows and compared with the signed checkpoints, and these with the copy that was
exported: what is stored to go faster is not believed. It reads page by page, holds one of them at a time, and changes
nothing. Sealed things do not move, so it may be run while the service writes.
"""

from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from app.domain.checkpoint import Checkpoint, leaf
from app.domain.merkle import Peaks
from app.domain.retention import kept_since
from app.repositories import prunings, seals
from app.repositories.prunings import Pruning
from app.repositories.seals import Unreadable
from app.services.sealing import SEGMENT
from app.services.transaction import Begin
from app.signatures import signed_by_its_key


class Wrong(StrEnum):
    CHANGED = "changed"
    MISSING = "missing"
    ADDED = "added"
    SIGNATURE = "signature"
    CUT_TAIL = "cut tail"


class Fault(Exception):
    """The first segment that is not as it was sealed, and its times where they are known."""

    def __init__(self, segment: int, wrong: Wrong, why: str, times: tuple[datetime, datetime] | None = None) -> None:
        told = " to ".join(f"{at.astimezone(UTC):%Y-%m-%d %H:%M:%S}Z" for at in times or ())
        super().__init__(f"segment {segment} ({told or 'times unknown'}): {wrong}: {why}")
        self.segment, self.wrong = segment, wrong


@dataclass(slots=True)
class Held:
    """What was found to be as it was sealed: entries that are there; segments, also those `pruned`, the first ones."""

    entries: int = 0
    segments: int = 0
    pruned: int = 0
    until: datetime | None = None
    unsealed: int = 0
    exported: int = 0


@dataclass(slots=True)
class _Tree:
    """The tree as it grows out of the rows, and the checkpoint that was last found right."""

    peaks: Peaks = field(default_factory=Peaks)
    before: Checkpoint | None = None


async def check(begin: Begin, trusted: frozenset[str], exported: Iterator[Checkpoint], now: datetime) -> Held:
    """Raises `Fault` for the first thing that is wrong. `trusted` are the public keys; `exported` may be empty."""
    held, tree, leaves = Held(), _Tree(), _leaves(begin)
    async with begin() as connection:
        made = await prunings.made(connection)
    pruned = made[-1] if made else None
    # A copy may begin later than the log, or lack a line: each line binds all that is before it.
    waiting = next(exported, None)
    async for stored, peaks in _checkpoints(begin):
        copied = None
        if waiting is not None and waiting.number <= stored.number:
            copied, waiting = waiting, next(exported, None)
        _check_checkpoint(stored, copied, tree.before, trusted)
        if pruned is not None and stored.number <= pruned.last_segment:
            await _check_pruned(stored, leaves, tree, peaks, kept_since(now))
            held.pruned = stored.number
        else:
            await _check_entries(stored, leaves, tree)
            held.entries += stored.tree_size - stored.first_sequence
        if tree.peaks.stored() != peaks:
            raise Fault(stored.number, Wrong.CHANGED, "what is kept to let the tree grow is of another", _times(stored))
        held.exported = stored.number if copied else held.exported
        held.segments, held.until = stored.number, stored.made_at
    if waiting is not None:
        why = "the exported copy has it, and the database has not"
        raise Fault(held.segments + 1, Wrong.CUT_TAIL, why, _times(waiting))
    async with begin() as connection:
        uncovered = await seals.beyond(connection)
    if uncovered:
        raise Fault(held.segments + 1, Wrong.CUT_TAIL, "entries were sealed, and their checkpoint is gone")
    await _check_told(begin, made, held.pruned)
    held.unsealed = await _check_unsealed(begin, tree.before)
    return held


def _times(one: Checkpoint) -> tuple[datetime, datetime]:
    return one.first_at, one.last_at


def _check_checkpoint(
    stored: Checkpoint, copied: Checkpoint | None, before: Checkpoint | None, trusted: frozenset[str]
) -> None:
    number = before.number + 1 if before else 1
    if stored.number != number:
        raise Fault(number, Wrong.MISSING, "its checkpoint is gone", _times(copied) if copied else None)
    if stored.key not in trusted:
        raise Fault(number, Wrong.SIGNATURE, "its checkpoint is signed with a key that is not ours", _times(stored))
    if not signed_by_its_key(stored):
        raise Fault(number, Wrong.SIGNATURE, "its checkpoint is not what was signed", _times(stored))
    if not stored.follows(before):
        raise Fault(number, Wrong.CHANGED, "its checkpoint does not follow the one before it", _times(stored))
    if copied is not None and copied != stored:
        raise Fault(number, Wrong.CHANGED, "its checkpoint is another in the exported copy", _times(copied))


async def _check_entries(stored: Checkpoint, leaves: AsyncIterator[tuple[int, Any]], tree: _Tree) -> None:
    closed = tree.before.closed_until if tree.before else None
    for expected in range(stored.first_sequence, stored.tree_size):
        found = await anext(leaves, None)
        if found is None or found[0] != expected or found[1] is None:
            raise Fault(stored.number, Wrong.MISSING, f"entry {expected} of the log is gone", _times(stored))
        entry = found[1]
        if entry is Unreadable:
            raise Fault(stored.number, Wrong.CHANGED, f"entry {expected} cannot be read", _times(stored))
        try:
            tree.peaks.append(leaf(entry))
        except (ValueError, TypeError):
            raise Fault(stored.number, Wrong.CHANGED, f"entry {expected} is no entry", _times(stored)) from None
        if closed is not None and entry["at"] < closed:
            why = f"entry {expected} says a time that was sealed before it was there"
            raise Fault(stored.number, Wrong.ADDED, why, _times(stored))
    if tree.peaks.root().hex() != stored.root_hash:
        raise Fault(stored.number, Wrong.CHANGED, "an entry in it is not what was sealed", _times(stored))
    tree.before = stored


async def _check_pruned(
    stored: Checkpoint, leaves: AsyncIterator[tuple[int, Any]], tree: _Tree, peaks: bytes, kept: datetime
) -> None:
    """No entry of it is there, its time was over, and the tree goes on from peaks that follow from its signed root."""
    for expected in range(stored.first_sequence, stored.tree_size):
        found = await anext(leaves, None)
        if found is None or found[0] != expected:
            raise Fault(stored.number, Wrong.MISSING, f"leaf {expected} of the log is gone", _times(stored))
        if found[1] is not None:
            raise Fault(stored.number, Wrong.ADDED, f"entry {expected} was pruned, and is there", _times(stored))
    if stored.last_at >= kept:
        raise Fault(stored.number, Wrong.MISSING, "it was pruned before its time was over", _times(stored))
    try:
        tree.peaks = Peaks.read(stored.tree_size, peaks)
    except ValueError:
        tree.peaks = Peaks()
    if tree.peaks.root().hex() != stored.root_hash:
        raise Fault(stored.number, Wrong.CHANGED, "what is kept to let the tree grow is of another", _times(stored))
    tree.before = stored


async def _check_told(begin: Begin, made: list[Pruning], pruned: int) -> None:
    """Pruning is logged too: one that the log does not tell of was no pruning."""
    for one in made:
        async with begin() as connection:
            if one.last_segment > pruned or not await prunings.told(connection, one, made[-1].tree_size):
                raise Fault(one.last_segment, Wrong.MISSING, "it is pruned, and the log does not tell of it")


async def _check_unsealed(begin: Begin, last: Checkpoint | None) -> int:
    """How many there are. One that says a time that is closed was not there when that time was sealed."""
    unsealed, after = 0, UUID(int=0)
    while True:
        async with begin() as connection:
            page = await seals.page(connection, after, SEGMENT)
            ids = [id_ for id_, sealed in page if not sealed]
            try:
                entries = await seals.entries(connection, ids) if ids else []
            except Unreadable:
                why = "an entry that is not sealed cannot be read"
                raise Fault(last.number + 1 if last else 1, Wrong.ADDED, why) from None
        unsealed += len(ids)
        early = [one["at"] for one in entries if last and last.closed_until and one["at"] < last.closed_until]
        if early and last:
            why = "an entry that is not sealed says a time that was sealed without it"
            raise Fault(last.number + 1, Wrong.ADDED, why, (early[0], early[-1]))
        if len(page) < SEGMENT:
            return unsealed
        after = page[-1][0]


async def _checkpoints(begin: Begin) -> AsyncIterator[tuple[Checkpoint, bytes]]:
    after, size = 0, SEGMENT
    while True:
        try:
            async with begin() as connection:
                made = await seals.checkpoints(connection, after, size)
        except Unreadable:
            if size == 1:
                raise Fault(after + 1, Wrong.SIGNATURE, "its checkpoint cannot be read") from None
            size = 1  # from here on one by one, up to the one that it is
            continue
        for one in made:
            yield one
            after = one[0].number
        if len(made) < size:
            return


async def _leaves(begin: Begin) -> AsyncIterator[tuple[int, Any]]:
    """Every leaf in its order, up to a first that is lacking; `Unreadable` in place of an entry that is."""
    start, size = 0, SEGMENT
    while True:
        try:
            async with begin() as connection:
                found: list[tuple[int, Any]] = await seals.leaves(connection, start, start + size)
        except Unreadable:
            if size > 1:
                size = 1  # from here on one by one, up to the one that it is
                continue
            found = [(start, Unreadable)]
        for one in found:
            yield one
            start = one[0] + 1
        if not found:
            return
