"""What an administrator may do to a sealed log, at random: each gives the segment that has to be named.

Every one goes round the triggers, writes as the database's owner, and leaves the copy outside the database alone.
"""

import random
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import delete, insert, select, text, update

from app.domain.checkpoint import NAMES, NONE_BEFORE, Checkpoint, leaf
from app.domain.merkle import Peaks
from app.models.audit import audit_entry
from app.models.seal import audit_checkpoint, audit_leaf
from app.services.seal_checking import Wrong
from app.signatures import SealingKeys, new_key
from tests.house.sealed_log import Log, entry

Told = tuple[int, set[Wrong]]
CHANGED, MISSING, ADDED = {Wrong.CHANGED}, {Wrong.MISSING}, {Wrong.ADDED}
SIGNATURE, CUT = {Wrong.SIGNATURE}, {Wrong.CUT_TAIL}
COLUMNS = audit_entry.c.keys()
FAR = 1_000_000


class Found:
    """What is in the log before it is tampered with."""

    def __init__(self, checkpoints: list[Checkpoint], leaves: list[UUID], entries: dict[UUID, dict[str, Any]]) -> None:
        self.checkpoints, self.leaves, self.entries = checkpoints, leaves, entries
        self.unsealed = sorted(entries.keys() - set(leaves))

    def segment(self, sequence: int) -> int:
        return next(one.number for one in self.checkpoints if sequence < one.tree_size)

    @property
    def last(self) -> Checkpoint:
        return self.checkpoints[-1]


async def found_in(log: Log) -> Found:
    async with log.begin() as connection:
        rows = await connection.execute(select(audit_checkpoint).order_by(audit_checkpoint.c.number))
        checkpoints = [Checkpoint(**{name: row._mapping[name] for name in NAMES}) for row in rows]
        leaves = await connection.execute(select(audit_leaf.c.entry_id).order_by(audit_leaf.c.sequence))
        entries = {row["id"]: dict(row) for row in (await connection.execute(select(audit_entry))).mappings()}
        return Found(checkpoints, list(leaves.scalars()), entries)


def other(value: Any, column: str, chance: random.Random) -> Any:
    """Another value for that column, as like the old one as it can be."""
    if isinstance(value, UUID):
        return uuid4()
    if isinstance(value, datetime):
        return value + timedelta(microseconds=chance.choice((-1, 1)))
    if value is None:
        return uuid4() if column == "plan_id" else "x"
    if audit_entry.c[column].nullable and chance.random() < 0.3:
        return None
    at = chance.randrange(len(value))
    return value[:at] + ("x" if value[at] != "x" else "y") + value[at + 1 :]


async def a_column(log: Log, found: Found, chance: random.Random, column: str = "") -> Told:
    column = column or chance.choice(COLUMNS)
    sequence = chance.randrange(len(found.leaves))
    row = found.entries[found.leaves[sequence]]
    where = audit_entry.c.id == row["id"]
    await log.rewrite(update(audit_entry).where(where).values({column: other(row[column], column, chance)}))
    return found.segment(sequence), MISSING if column == "id" else CHANGED | ADDED


async def a_row_gone(log: Log, found: Found, chance: random.Random) -> Told:
    sequence = chance.randrange(len(found.leaves))
    await log.rewrite(delete(audit_entry).where(audit_entry.c.id == found.leaves[sequence]))
    return found.segment(sequence), MISSING


async def a_row_and_its_leaf_gone(log: Log, found: Found, chance: random.Random) -> Told:
    sequence = chance.randrange(len(found.leaves))
    await log.rewrite(
        delete(audit_entry).where(audit_entry.c.id == found.leaves[sequence]),
        delete(audit_leaf).where(audit_leaf.c.sequence == sequence),
    )
    return found.segment(sequence), MISSING


async def a_row_gone_and_the_gap_closed(log: Log, found: Found, chance: random.Random) -> Told:
    sequence = chance.randrange(len(found.leaves))
    await log.rewrite(
        delete(audit_entry).where(audit_entry.c.id == found.leaves[sequence]),
        delete(audit_leaf).where(audit_leaf.c.sequence == sequence),
        # In two steps: a key must not meet its neighbour on the way.
        update(audit_leaf).where(audit_leaf.c.sequence > sequence).values(sequence=audit_leaf.c.sequence + FAR),
        update(audit_leaf).where(audit_leaf.c.sequence >= FAR).values(sequence=audit_leaf.c.sequence - FAR - 1),
    )
    return found.segment(sequence), CHANGED | MISSING | ADDED


async def two_places_swapped(log: Log, found: Found, chance: random.Random) -> Told:
    one, two = sorted(chance.sample(range(len(found.leaves)), 2))
    at = audit_leaf.c.sequence
    await log.rewrite(
        update(audit_leaf).where(at == one).values(sequence=FAR),
        update(audit_leaf).where(at == two).values(sequence=one),
        update(audit_leaf).where(at == FAR).values(sequence=two),
    )
    return found.segment(one), CHANGED | ADDED


async def two_rows_swapped(log: Log, found: Found, chance: random.Random) -> Told:
    """Each has what the other had, but for the id."""
    one, two = sorted(chance.sample(range(len(found.leaves)), 2))
    rows = [found.entries[found.leaves[at]] for at in (one, two)]
    await log.rewrite(
        *(
            update(audit_entry).where(audit_entry.c.id == row["id"]).values(another | {"id": row["id"]})
            for row, another in zip(rows, reversed(rows), strict=True)
        )
    )
    return found.segment(one), CHANGED | ADDED


def forged(found: Found, chance: random.Random) -> dict[str, Any]:
    """An access that never was, at a time that is sealed."""
    assert found.last.closed_until is not None
    return entry(found.last.closed_until - timedelta(seconds=chance.randrange(1, 900)), chance)


async def a_row_added(log: Log, found: Found, chance: random.Random) -> Told:
    await log.rewrite(insert(audit_entry).values(forged(found, chance)))
    return found.last.number + 1, ADDED


async def a_row_added_and_sealed_honestly(log: Log, found: Found, chance: random.Random) -> Told:
    """The sealer loses nothing, this neither; but it says when it came."""
    await log.rewrite(insert(audit_entry).values(forged(found, chance)))
    await log.seal(everything=True)
    return found.last.number + 1, ADDED


async def a_row_put_in_between(log: Log, found: Found, chance: random.Random) -> Told:
    row, sequence = forged(found, chance), chance.randrange(len(found.leaves))
    await log.rewrite(
        insert(audit_entry).values(row),
        update(audit_leaf).where(audit_leaf.c.sequence >= sequence).values(sequence=audit_leaf.c.sequence + FAR),
        update(audit_leaf).where(audit_leaf.c.sequence >= FAR).values(sequence=audit_leaf.c.sequence - FAR + 1),
        insert(audit_leaf).values(sequence=sequence, entry_id=row["id"]),
    )
    return found.segment(sequence), CHANGED | ADDED


async def a_row_put_at_the_end(log: Log, found: Found, chance: random.Random) -> Told:
    row = forged(found, chance)
    await log.rewrite(
        insert(audit_entry).values(row), insert(audit_leaf).values(sequence=len(found.leaves), entry_id=row["id"])
    )
    return found.last.number + 1, CUT


async def another_row_in_its_place(log: Log, found: Found, chance: random.Random) -> Told:
    sequence = chance.randrange(len(found.leaves))
    put = chance.choice([*found.unsealed, uuid4()])
    await log.rewrite(update(audit_leaf).where(audit_leaf.c.sequence == sequence).values(entry_id=put))
    return found.segment(sequence), CHANGED | MISSING | ADDED


async def cut(log: Log, found: Found, chance: random.Random) -> Told:
    """The last segments, as if they had never been: with or without the entries."""
    kept = chance.randrange(len(found.checkpoints))
    size = found.checkpoints[kept - 1].tree_size if kept else 0
    gone = found.leaves[size:] if chance.random() < 0.5 else []
    await log.rewrite(
        delete(audit_checkpoint).where(audit_checkpoint.c.number > kept),
        delete(audit_leaf).where(audit_leaf.c.sequence >= size),
        delete(audit_entry).where(audit_entry.c.id.in_(gone)),
    )
    return kept + 1, CUT


async def the_last_checkpoint_gone(log: Log, found: Found, _chance: random.Random) -> Told:
    await log.rewrite(delete(audit_checkpoint).where(audit_checkpoint.c.number == found.last.number))
    return found.last.number, CUT


async def a_checkpoint_gone(log: Log, found: Found, chance: random.Random) -> Told:
    one = chance.choice(found.checkpoints[:-1])
    await log.rewrite(delete(audit_checkpoint).where(audit_checkpoint.c.number == one.number))
    return one.number, MISSING


async def a_checkpoint_changed(log: Log, found: Found, chance: random.Random, column: str = "") -> Told:
    one = chance.choice(found.checkpoints)
    column = column or chance.choice([name for name in NAMES if name != "number"])
    value = getattr(one, column)
    if isinstance(value, datetime) or value is None:
        value = (value or one.made_at) + timedelta(microseconds=1)
    elif isinstance(value, int):
        value += chance.choice((-1, 1))
    else:
        value = ("1" if value[0] != "1" else "2") + value[1:]
    where = audit_checkpoint.c.number == one.number
    await log.rewrite(update(audit_checkpoint).where(where).values({column: value}))
    return one.number, SIGNATURE


async def the_peaks_changed(log: Log, found: Found, chance: random.Random) -> Told:
    one = chance.choice(found.checkpoints)
    where = audit_checkpoint.c.number == one.number
    await log.rewrite(update(audit_checkpoint).where(where).values(peaks=b"\x00" * 32 * one.tree_size.bit_count()))
    return one.number, CHANGED


async def a_checkpoint_replaced(log: Log, found: Found, chance: random.Random) -> Told:
    """By what another one says, signature and all."""
    one, another = chance.sample(found.checkpoints, 2)
    values = {name: getattr(another, name) for name in NAMES if name != "number"}
    await log.rewrite(update(audit_checkpoint).where(audit_checkpoint.c.number == one.number).values(values))
    return one.number, SIGNATURE


async def a_row_changed_and_the_peaks_made_to_fit(log: Log, found: Found, chance: random.Random) -> Told:
    """What is stored to go faster says what the rows say now; what is signed does not."""
    sequence = chance.randrange(len(found.leaves))
    found.entries[found.leaves[sequence]]["client"] = "another"
    where = audit_entry.c.id == found.leaves[sequence]
    statements: list[Any] = [update(audit_entry).where(where).values(client="another")]
    peaks = Peaks()
    for one in found.checkpoints:
        for id_ in found.leaves[one.first_sequence : one.tree_size]:
            peaks.append(leaf(found.entries[id_]))
        which = audit_checkpoint.c.number == one.number
        statements.append(update(audit_checkpoint).where(which).values(peaks=peaks.stored()))
    await log.rewrite(*statements)
    return found.segment(sequence), CHANGED


async def _sealed_anew(log: Log, found: Found, chance: random.Random, keys: SealingKeys) -> int:
    """A row is rewritten, and every checkpoint from its segment on made and signed anew: all of it fits together."""
    sequence = chance.randrange(len(found.leaves))
    first = found.segment(sequence)
    found.entries[found.leaves[sequence]]["unit"] = "SE2329990015-E000000009999"
    where = audit_entry.c.id == found.leaves[sequence]
    statements: list[Any] = [update(audit_entry).where(where).values(unit="SE2329990015-E000000009999")]
    peaks, before = Peaks(), NONE_BEFORE
    for one in found.checkpoints:
        for id_ in found.leaves[one.first_sequence : one.tree_size]:
            peaks.append(leaf(found.entries[id_]))
        made = one
        if one.number >= first:
            made = keys.sign(replace(one, root_hash=peaks.root().hex(), previous=before, key=keys.key))
            values = {name: getattr(made, name) for name in NAMES} | {"peaks": peaks.stored()}
            statements.append(update(audit_checkpoint).where(audit_checkpoint.c.number == one.number).values(values))
        before = made.hash()
    await log.rewrite(*statements)
    return first


async def sealed_anew_with_another_key(log: Log, found: Found, chance: random.Random) -> Told:
    return await _sealed_anew(log, found, chance, SealingKeys.read(new_key())), SIGNATURE


async def sealed_anew_with_our_own_key(log: Log, found: Found, chance: random.Random) -> Told:
    """The key was stolen: only the copy tells."""
    return await _sealed_anew(log, found, chance, log.keys), CHANGED


async def unreadable(log: Log, found: Found, chance: random.Random) -> Told:
    """What our own reading would stumble over."""
    sequence = chance.randrange(len(found.leaves))
    id_ = found.leaves[sequence]
    if log.database.is_sqlite:
        put = chance.choice(
            ("at = 'yesterday'", "plan_id = 'x'", "unit = CAST(x'ff' AS TEXT)", "unit = x'ff'", "at = x'00'")
        )
        await log.rewrite(text(f"UPDATE audit_entry SET {put} WHERE id = '{id_.hex}'"))
    else:
        put = chance.choice(("infinity", "-infinity"))
        await log.rewrite(text(f"UPDATE audit.audit_entry SET at = '{put}' WHERE id = '{id_}'"))
    return found.segment(sequence), CHANGED | ADDED


async def an_unreadable_checkpoint(log: Log, found: Found, chance: random.Random) -> Told:
    one = chance.choice(found.checkpoints)
    if log.database.is_sqlite:
        put = chance.choice(("made_at = 'now'", "key = x'ff'", "tree_size = 'x'", "root_hash = CAST(x'ff' AS TEXT)"))
        await log.rewrite(text(f"UPDATE audit_checkpoint SET {put} WHERE number = {one.number}"))
    else:
        await log.rewrite(text(f"UPDATE audit.audit_checkpoint SET made_at = 'infinity' WHERE number = {one.number}"))
    return one.number, SIGNATURE


Tamper = Callable[[Log, Found, random.Random], Awaitable[Told]]
ALL: list[Tamper] = [
    a_column,
    a_row_gone,
    a_row_and_its_leaf_gone,
    a_row_gone_and_the_gap_closed,
    two_places_swapped,
    two_rows_swapped,
    a_row_added,
    a_row_added_and_sealed_honestly,
    a_row_put_in_between,
    a_row_put_at_the_end,
    another_row_in_its_place,
    cut,
    the_last_checkpoint_gone,
    a_checkpoint_gone,
    a_checkpoint_changed,
    the_peaks_changed,
    a_row_changed_and_the_peaks_made_to_fit,
    a_checkpoint_replaced,
    sealed_anew_with_another_key,
    sealed_anew_with_our_own_key,
    unreadable,
    an_unreadable_checkpoint,
]
