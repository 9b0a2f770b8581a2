"""What somebody reads for another: the very copies that the person herself is shown, but for her own age gate.

The token names the reader and nobody else; the representation's id says for whom and of which plan, and is nothing to
anybody but its reader: *never was*, *not yet*, *over*, *not yours* and *not in your scope* are the same here. The rows
were made by the record systems' side (`publishing.readers`); time, and protection once more, decide at the read. Every
read is in the log as the representative's, and among the accesses that the person herself is shown.
"""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Row

from app.domain.policy import OUT_OF_REACH, SCOPE_MISSING
from app.domain.refusal import ScopeMissing, Unreachable
from app.domain.representation import Readable
from app.repositories import audit, citizen
from app.repositories.citizen import Reading
from app.schemas.citizen.access import CitizenAccess
from app.services.citizen.portal import SCOPE, Visit, entry, told
from app.services.fingerprint import fingerprint


async def _enter(visit: Visit, action: str, rows: Sequence[Reading], *, found: bool = True) -> None:
    """One entry for each person who is read about, as the representative's; raises as `portal` does."""
    allowed = SCOPE in visit.citizen.scopes
    reason = None if allowed and found else (OUT_OF_REACH if allowed else SCOPE_MISSING).id
    about: list[dict[str, Any]] = [
        {"person_key": one.person_key, "plan_id": one.plan_id, "actor_kind": one.kind.value, "person": visit.person_key}
        for one in rows
    ]
    # Nobody is read about; the question was hers, all the same.
    nobody = {"person_key": None, "person": visit.person_key}
    await audit.add(visit.connection, [entry(visit, action, reason) | one for one in about or [nobody]])
    if not allowed:
        raise ScopeMissing(SCOPE_MISSING, SCOPE)
    if not found:
        raise Unreachable(OUT_OF_REACH)


async def in_force(visit: Visit) -> list[Reading]:
    """For whom she reads now."""
    rows = await citizen.represented(visit.connection, visit.person_key, visit.now, fingerprint())
    await _enter(visit, "represented.list", rows)
    return rows


async def _mine(visit: Visit, representation_id: UUID, what: Readable) -> Reading:
    rows = await citizen.represented(visit.connection, visit.person_key, visit.now, fingerprint())
    mine = [one for one in rows if one.representation_id == representation_id and what in one.scope]
    await _enter(visit, f"represented.{what}", mine, found=bool(mine))
    return mine[0]


async def copies(visit: Visit, representation_id: UUID, what: Readable) -> Sequence[Row[Any]]:
    """What is shown of that plan now, or nothing: (plan_id, etag, body)."""
    mine = await _mine(visit, representation_id, what)
    return await citizen.of_others(visit.connection, what, mine.plan_id, visit.now, fingerprint())


async def accesses(visit: Visit, representation_id: UUID, number: int, limit: int) -> tuple[list[CitizenAccess], int]:
    """Which units have read or changed that plan. That the person herself, or another for her, has read is not told."""
    mine = await _mine(visit, representation_id, Readable.ACCESSES)
    rows, total = await audit.of_plan(visit.connection, mine.plan_id, number, limit)
    return [told(row, True) for row in rows], total
