"""What the mirror keeps of an erased person for the log's sake: which number follows which, and if she was protected.

Keyed digests and a flag, at the number that she has now. What her extract was of before the erasure it is of
afterwards, until the log has nothing more about her.
"""

from typing import Any

from sqlalchemy import Column, ColumnElement, Exists, and_, delete, exists, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from app.models.audit import audit_entry
from app.models.mirror import mirrored_number, mirrored_person
from app.models.person import person
from app.models.representation import representation

_FORMER, _PRESENT, _HERS = mirrored_number.c.former_key, mirrored_number.c.person_key, mirrored_person.c.person_key


def protected(person_key: str) -> Exists:
    """Whether that is noted of whoever has the number, or of the number that she has instead."""
    now = select(_PRESENT).where(person_key == _FORMER)
    return exists().where(mirrored_person.c.protected, or_(person_key == _HERS, _HERS.in_(now)))


def _none(key: Column[Any], *where: Column[Any]) -> ColumnElement[bool]:
    """That key stands nowhere there."""
    return and_(*(~exists().where(one == key) for one in where))


async def forget(connection: AsyncConnection) -> None:
    """Removes what nothing needs any more: no row of hers, no entry in the log, nobody's reading for another."""
    needing = audit_entry.c.person_key, representation.c.reader_key
    links = mirrored_number.alias("links")
    # Of several that lead on, the first has to go first.
    useless = _none(_FORMER, person.c.key, *needing, links.c.person_key)
    while (await connection.execute(delete(mirrored_number).where(useless))).rowcount:
        pass
    useless = and_(_none(_HERS, person.c.key), or_(~_none(_HERS, _FORMER), _none(_HERS, *needing, _PRESENT)))
    # Locked, and then asked again: whoever is entering her anew has committed her row, or writes this one afterwards.
    keys = (await connection.execute(select(_HERS).where(useless).with_for_update())).scalars().all()
    await connection.execute(delete(mirrored_person).where(_HERS.in_(keys), useless))
