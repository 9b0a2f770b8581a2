"""Seals the audit log: takes what is committed and not yet sealed into the tree, and signs a checkpoint over it.

One sealer at a time, a page of entries in each transaction, and then the new checkpoints to the copy outside the
database. Whatever it dies of in between, the next run goes on from what is committed: a transaction leaves a whole
segment or nothing, and the copy is brought up to the database's newest checkpoint, not to what this run has made.

It builds on nothing that it would not vouch for: it refuses when the newest checkpoint is not signed with a key of
ours, or when the copy has what the database lacks. `services.seal_checking` then says what is wrong.
"""

import asyncio
import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncConnection

from app.domain.checkpoint import NONE_BEFORE, Checkpoint, leaf
from app.domain.merkle import Peaks
from app.repositories import seals
from app.repositories.exported_seals import Copy
from app.services.transaction import Begin
from app.signatures import SealingKeys

# A page of entries, and so the most that a segment holds: what a request may have to wait for behind the sealer.
SEGMENT = 1000
# How long after it was received a request may still commit its entry, and how far the servers' clocks may differ.
LATE = timedelta(minutes=5)


class SealBroken(Exception):
    """There is something that must not be built on. Says which segment, and nothing of what is in the log."""


async def seal(
    begin: Begin, keys: SealingKeys, folder: Path, now: Callable[[], datetime], *, everything: bool = False
) -> int:
    """How many entries were sealed. It looks at those received since the log was last closed, or at all of them.

    All, because an entry that is committed later than `LATE` is sealed too: checking will say so of it.
    """
    await _require_copy_behind(begin, folder)
    started, sealed, after = now(), 0, None
    while True:
        async with begin() as connection:
            if not await seals.take_turn(connection):
                break
            before = await _newest(connection, keys)
            if after is None:
                after = seals.from_then_on(before[0].closed_until if before and not everything else None)
            page = await seals.page(connection, after, SEGMENT)
            at_end = len(page) < SEGMENT
            if ids := [id_ for id_, sealed_already in page if not sealed_already]:
                await _add_segment(connection, keys, before, ids, now(), started - LATE if at_end else None)
                sealed += len(ids)
        if at_end:
            break
        after = page[-1][0]
    await export(begin, keys, folder)
    return sealed


async def _newest(connection: AsyncConnection, keys: SealingKeys) -> tuple[Checkpoint, Peaks] | None:
    found = await seals.last(connection)
    if found is None:
        return None
    newest, stored = found
    try:
        peaks = Peaks.read(newest.tree_size, stored)
    except ValueError:
        raise SealBroken(f"segment {newest.number} is not as it was sealed") from None
    if not keys.signed(newest) or peaks.root().hex() != newest.root_hash:
        raise SealBroken(f"segment {newest.number} is not as it was sealed")
    return newest, peaks


async def _add_segment(
    connection: AsyncConnection,
    keys: SealingKeys,
    before: tuple[Checkpoint, Peaks] | None,
    ids: list[UUID],
    at: datetime,
    closed_until: datetime | None,
) -> None:
    newest, peaks = before or (None, Peaks())
    entries, first = await seals.entries(connection, ids), peaks.size
    for entry in entries:
        peaks.append(leaf(entry))
    # It never goes back, not even when the clock does.
    closed = [one for one in (closed_until, newest and newest.closed_until) if one]
    made = Checkpoint(
        number=newest.number + 1 if newest else 1,
        first_sequence=first,
        tree_size=peaks.size,
        root_hash=peaks.root().hex(),
        first_at=entries[0]["at"],
        last_at=entries[-1]["at"],
        closed_until=max(closed) if closed else None,
        made_at=at,
        previous=newest.hash() if newest else NONE_BEFORE,
        key=keys.key,
    )
    await seals.add(connection, keys.sign(made), peaks, [entry["id"] for entry in entries])


async def _require_copy_behind(begin: Begin, folder: Path) -> None:
    """The copy is read first: whatever stands in it, the database has had since before."""
    copy = await asyncio.to_thread(Copy, folder)
    try:
        newest = copy.last()
    finally:
        copy.close()
    if newest is None:
        return
    async with begin() as connection:
        found = await seals.checkpoints(connection, newest.number - 1, 1)
        if [one for one, _ in found] != [newest]:
            raise SealBroken(f"segment {newest.number} of the exported copy is not in the database")


async def export(begin: Begin, keys: SealingKeys, folder: Path) -> int:
    """Brings the copy up to the newest checkpoint of the database. How many lines that took."""
    written = 0
    copy = await asyncio.to_thread(Copy, folder)
    try:
        newest = copy.last()
        absent = newest is None
        while True:
            async with begin() as connection:
                found = await seals.checkpoints(connection, newest.number if newest else 0, SEGMENT)
            made = [one for one, _ in found]
            for one in made:
                if not one.follows(newest) or not keys.signed(one):
                    raise SealBroken(f"segment {one.number} is not as it was sealed")
                newest = one
            await asyncio.to_thread(copy.append, made)
            written += len(made)
            if len(made) < SEGMENT:
                break
    finally:
        copy.close()
    if absent and written > 1:
        # It may be a new folder, or somebody has taken away what a log that was cut off would have been held against.
        logging.getLogger("sip.seal").warning("there was no exported copy of %d checkpoints: made anew", written)
    return written
