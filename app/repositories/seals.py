"""The seals of the audit log, written and read. Every question here is bounded: a page, a segment, one row.
Raises `Unreadable` for what somebody has made unreadable.

`audit_leaf` says which entries are sealed: "not yet" is always asked of it, never of a time or of the last id seen, and
so an entry that is committed late is found by whoever looks at its page.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, exists, func, insert, select, text
from sqlalchemy.exc import OperationalError
from sqlalchemy.ext.asyncio import AsyncConnection

from app.domain.checkpoint import NAMES, Checkpoint
from app.domain.merkle import Peaks
from app.models.audit import audit_entry
from app.models.seal import audit_checkpoint, audit_leaf

# Any number that nothing else locks by; the migrations have 7351.
_SEALER = 7352


class Unreadable(Exception):
    """A column holds what it cannot, unless somebody wrote it there from outside."""


@contextmanager
def _reading() -> Iterator[None]:
    try:
        yield
    except (ValueError, TypeError, AttributeError, OverflowError):
        raise Unreadable from None
    except OperationalError as error:
        # SQLite's text that is not UTF-8. Whatever else the driver says is about the database itself.
        if "Could not decode" in str(error.orig):
            raise Unreadable from None
        raise


def from_then_on(at: datetime | None) -> UUID:
    """Below every id that is made from that instant on: ids sort by time (UUIDv7). None: from the beginning."""
    return UUID(int=int(at.timestamp() * 1000) << 80 if at else 0)


async def take_turn(connection: AsyncConnection) -> bool:
    """Whether this transaction may seal: one at a time. The lock goes with the transaction, however that ends.

    On SQLite each transaction has the writer's lock already (`db.one_writer`).
    """
    if connection.dialect.name == "sqlite":
        return True
    taken = await connection.execute(text("SELECT pg_try_advisory_xact_lock(:lock)"), {"lock": _SEALER})
    return bool(taken.scalar_one())


async def last(connection: AsyncConnection) -> tuple[Checkpoint, bytes] | None:
    """The newest checkpoint, and the peaks stored with it."""
    query = select(audit_checkpoint).order_by(audit_checkpoint.c.number.desc()).limit(1)
    with _reading():
        row = (await connection.execute(query)).one_or_none()
    return None if row is None else (_checkpoint(row), row.peaks)


async def checkpoints(connection: AsyncConnection, after: int, limit: int) -> list[tuple[Checkpoint, bytes]]:
    """The next ones, each with its peaks."""
    query = select(audit_checkpoint).where(audit_checkpoint.c.number > after).order_by(audit_checkpoint.c.number)
    with _reading():
        return [(_checkpoint(row), row.peaks) for row in await connection.execute(query.limit(limit))]


def _checkpoint(row: Row[Any]) -> Checkpoint:
    return Checkpoint(**{name: row._mapping[name] for name in NAMES})


async def page(connection: AsyncConnection, after: UUID, limit: int) -> list[tuple[UUID, bool]]:
    """The next entries in the order of their ids, and whether each is sealed."""
    # Two walks along an index. A join would be planned by how large the tables are, and read the whole of one.
    entry_id = audit_entry.c.id
    query = select(entry_id).where(entry_id > after).order_by(entry_id).limit(limit)
    with _reading():
        ids = (await connection.execute(query)).scalars().all()
        if not ids:
            return []
        leaf_of = audit_leaf.c.entry_id
        sealed = set((await connection.execute(select(leaf_of).where(leaf_of > after, leaf_of <= ids[-1]))).scalars())
    return [(id_, id_ in sealed) for id_ in ids]


async def entries(connection: AsyncConnection, ids: Sequence[UUID]) -> list[dict[str, Any]]:
    """These entries whole, in the order in which they are sealed: by time, then id."""
    query = select(audit_entry).where(audit_entry.c.id.in_(ids)).order_by(audit_entry.c.at, audit_entry.c.id)
    with _reading():
        return [dict(row) for row in (await connection.execute(query)).mappings()]


async def leaves(connection: AsyncConnection, start: int, stop: int) -> list[tuple[int, dict[str, Any] | None]]:
    """(sequence, entry) of the leaves from `start` up to `stop`; None for an entry that is not there."""
    joined = audit_leaf.outerjoin(audit_entry, audit_entry.c.id == audit_leaf.c.entry_id)
    query = select(audit_leaf.c.sequence, audit_entry).select_from(joined)
    query = query.where(audit_leaf.c.sequence >= start, audit_leaf.c.sequence < stop).order_by(audit_leaf.c.sequence)
    with _reading():
        rows = [dict(row) for row in (await connection.execute(query)).mappings()]
    return [(row.pop("sequence"), row if row["id"] is not None else None) for row in rows]


async def beyond(connection: AsyncConnection) -> bool:
    """Whether there are leaves that no checkpoint covers."""
    covered = select(func.coalesce(func.max(audit_checkpoint.c.tree_size), 0)).scalar_subquery()
    query = select(exists().where(audit_leaf.c.sequence >= covered))
    return bool((await connection.execute(query)).scalar_one())


async def add(connection: AsyncConnection, made: Checkpoint, peaks: Peaks, ids: Sequence[UUID]) -> None:
    """A new segment: its leaves, and the checkpoint over them."""
    numbered = [{"sequence": made.first_sequence + at, "entry_id": id_} for at, id_ in enumerate(ids)]
    await connection.execute(insert(audit_leaf), numbered)
    values = {name: getattr(made, name) for name in NAMES} | {"peaks": peaks.stored()}
    await connection.execute(insert(audit_checkpoint), values)
