"""Prunes the audit log (gallring): whole sealed segments, the oldest first, when their five years are over.

What goes are the entries. The checkpoints stay, and with each the peaks of its tree: they follow from the root that is
signed, and so the tree goes on from there and everything that is left can still be proved. Nothing is removed of a log
that does not hold: what has been changed is evidence. And the log tells of it: an entry for each time. With the last
entry about somebody who is erased goes what was kept to find it by.
"""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from uuid import UUID

from app.domain.auditing import Kind
from app.domain.checkpoint import Checkpoint
from app.domain.retention import YEARS, kept_since
from app.repositories import audit, prunings, pseudonyms, seals
from app.repositories.exported_seals import NAME, read
from app.repositories.prunings import Pruning
from app.services.audit import by_command
from app.services.seal_checking import check
from app.services.sealing import SEGMENT
from app.services.transaction import Begin, Now
from app.signatures import SealingKeys

# About as many entries as go in one transaction: whoever wants to write waits for it on SQLite.
AT_ONCE = 10_000


class NotPruned(Exception):
    """Why nothing, or nothing more, is removed."""


@dataclass(slots=True)
class Pruned:
    segments: int = 0
    entries: int = 0


async def prune(begin: Begin, keys: SealingKeys, folder: Path, before: datetime, now: Now) -> Pruned:
    """The segments all of whose entries are from before that instant, up to the first that has a later one."""
    kept = kept_since(now())
    if before > kept:
        raise NotPruned(f"the audit log is kept for {YEARS} years, that is from {kept:%Y-%m-%d} on")
    if not (folder / NAME).exists():
        raise NotPruned("the exported copy of the checkpoints is not there; run: sip audit export")
    held = await check(begin, keys.ours, read(folder / NAME), now())
    await _require_sealed(begin, before)
    found, done = await _old_enough(begin, held.pruned, before), Pruned()
    if found and held.exported < found[-1].number:
        raise NotPruned(f"the exported copy ends with segment {held.exported}; run: sip audit export")
    while found:
        batch = _batch(found)
        await _remove(begin, batch, now)
        done.segments += len(batch)
        done.entries += batch[-1].tree_size - batch[0].first_sequence
        found = found[len(batch) :]
    return done


async def _require_sealed(begin: Begin, before: datetime) -> None:
    after, end = UUID(int=0), seals.from_then_on(before)
    while after < end:
        async with begin() as connection:
            page = await seals.page(connection, after, SEGMENT)
        if any(not sealed for id_, sealed in page if id_ < end):
            raise NotPruned("there are entries from that time that are not sealed; run: sip audit seal")
        if len(page) < SEGMENT:
            return
        after = page[-1][0]


async def _old_enough(begin: Begin, pruned: int, before: datetime) -> list[Checkpoint]:
    found: list[Checkpoint] = []
    while True:
        async with begin() as connection:
            page = await seals.checkpoints(connection, found[-1].number if found else pruned, SEGMENT)
        for one, _ in page:
            if one.last_at >= before:
                return found
            found.append(one)
        if len(page) < SEGMENT:
            return found


def _batch(found: list[Checkpoint]) -> list[Checkpoint]:
    """The first of them, as many as go at once; at least one."""
    first = found[0].first_sequence
    return [one for one in found if one is found[0] or one.tree_size - first <= AT_ONCE]


async def _remove(begin: Begin, batch: list[Checkpoint], now: Now) -> None:
    """In one transaction: all of these segments and the entry that tells of it, or nothing."""
    first, last = batch[0], batch[-1]
    async with begin() as connection:
        if not await seals.take_turn(connection):
            raise NotPruned("the log is being sealed; try again in a moment")
        purpose = f"Gallring: segment {first.number} till {last.number}"
        entry = by_command(prunings.ACTION, Kind.ERASE, "sip audit prune", purpose, now)
        await audit.add(connection, [entry])
        one = Pruning(last.number, last.tree_size, entry["at"], entry["id"])
        removed = await prunings.prune(connection, one, first.first_sequence)
        if removed != last.tree_size - first.first_sequence:
            raise NotPruned(f"segments {first.number} to {last.number} are not as they were checked")
        await pseudonyms.forget(connection)
