"""What a citizen reads: her mirrored plans, her consents, and who has read. Every read leaves an entry, or is refused.

*Never was*, *not yet*, *not yours* and *withdrawn* are the same here: no row. She is known by the number in her token
and by nothing else, and an entry is written whether anything was found or not, so that "no plan" costs the same.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row
from sqlalchemy.ext.asyncio import AsyncConnection

from app.domain.actor import Citizen
from app.domain.auditing import Kind, Outcome
from app.domain.policy import OUT_OF_REACH, SCOPE_MISSING
from app.domain.publication import accesses_shown
from app.domain.purpose import own, stated
from app.domain.refusal import ScopeMissing, Unreachable
from app.domain.representation import RepresentativeKind
from app.domain.wording.words import Words
from app.repositories import audit, citizen
from app.schemas.citizen.access import CitizenAccess
from app.services.fingerprint import fingerprint
from app.services.work import new_id

SCOPE = "citizen:read"


@dataclass(frozen=True, slots=True)
class Visit:
    """One request of hers: the transaction, who she is, and the two times (see `services.work`)."""

    connection: AsyncConnection = field(repr=False)
    citizen: Citizen
    person_key: str
    now: datetime
    received_at: datetime
    trace_id: str


def entry(visit: Visit, action: str, reason: str | None) -> dict[str, Any]:
    """What every entry of the citizen's side says; about whom is added where that is known."""
    return {
        "id": new_id(visit.received_at),
        "at": visit.received_at,
        "action": f"citizen:{action}",
        "kind": Kind.READ,
        "outcome": Outcome.DENIED if reason else Outcome.ALLOWED,
        "reason": reason,
        "person_key": visit.person_key,
        "plan_id": None,
        "actor_kind": "citizen",
        "person": None,
        "client": visit.citizen.client,
        "trace_id": visit.trace_id,
    }


async def _enter(visit: Visit, action: str, plan_id: UUID | None = None, *, found: bool = True) -> None:
    """Her entry, written before anything is answered; raises when the token lacks the scope, or nothing was found."""
    allowed = SCOPE in visit.citizen.scopes
    reason = None if allowed and found else (OUT_OF_REACH if allowed else SCOPE_MISSING).id
    await audit.add(visit.connection, [entry(visit, action, reason) | {"plan_id": plan_id}])
    if not allowed:
        raise ScopeMissing(SCOPE_MISSING, SCOPE)
    if not found:
        raise Unreachable(OUT_OF_REACH)


async def presence(visit: Visit) -> tuple[bool, bool]:
    """Whether anything of hers is shown now, and whether she reads for somebody else. The entry is hers: nothing is
    read of a person for whom she reads.
    """
    await _enter(visit, "presence.read")
    shown = False
    for copies in (citizen.plans, citizen.summonses, citizen.consents):
        shown = bool(await copies(visit.connection, visit.person_key, visit.now, fingerprint())) or shown
    represented = await citizen.represented(visit.connection, visit.person_key, visit.now, fingerprint())
    return shown, bool(represented)


async def plans(visit: Visit) -> Sequence[Row[Any]]:
    """Her published plans, newest first: (plan_id, etag, body)."""
    await _enter(visit, "plan.list")
    return await citizen.plans(visit.connection, visit.person_key, visit.now, fingerprint())


async def plan(visit: Visit, plan_id: UUID) -> Row[Any]:
    """One of her published plans. The same probe as for all of them: she has one, or a few."""
    rows = await citizen.plans(visit.connection, visit.person_key, visit.now, fingerprint())
    mine = [row for row in rows if row.plan_id == plan_id]
    await _enter(visit, "plan.read", plan_id, found=bool(mine))
    return mine[0]


async def consents(visit: Visit) -> Sequence[Row[Any]]:
    """Her published consents: (plan_id, etag, body), one row for each plan."""
    await _enter(visit, "consent.list")
    return await citizen.consents(visit.connection, visit.person_key, visit.now, fingerprint())


async def summonses(visit: Visit) -> Sequence[Row[Any]]:
    """Her published summonses: (plan_id, etag, body), one row for each plan."""
    await _enter(visit, "summons.list")
    return await citizen.summonses(visit.connection, visit.person_key, visit.now, fingerprint())


async def accesses(visit: Visit, number: int, limit: int) -> tuple[list[CitizenAccess], int]:
    """Who has read or changed her plans, newest first: units, and those who read for her.

    Before the age at which she reads herself, of those plans alone that it is decided that she reads earlier.
    A protected person is told of the access but not where: the name of a unit may give away where she is.
    """
    await _enter(visit, "access.list")
    earlier: set[UUID] | None = None
    if not accesses_shown(visit.citizen.born, visit.now):
        earlier = await citizen.own_plans(visit.connection, visit.person_key, visit.now, fingerprint())
    numbers = await citizen.numbers(visit.connection, visit.person_key)
    named = await citizen.may_name_units(visit.connection, visit.person_key, numbers)
    rows, total = await audit.of_person(visit.connection, numbers, number, limit, earlier)
    return [told(row, named) for row in rows], total


def told(row: Any, named: bool) -> CitizenAccess:
    """An entry in words: nothing that somebody has written freely but the names of unit and principal."""
    purpose = _purpose(row)
    return CitizenAccess(
        at=row["at"],
        action=row["kind"],
        unit=row["unit_name"] if named else None,
        principal=_principal(row) if named else None,
        purpose=purpose.sv if purpose else None,
        purpose_in_english=purpose.en if purpose else None,
        plan_id=row["plan_id"],
        representative=row["actor_kind"] if row["actor_kind"] in set(RepresentativeKind) else None,
    )


def _principal(row: Any) -> str | None:
    """Its name is what somebody at work has written; its number is the token's, and stands beside it.

    Where nobody in a plan has said the name, as of a search that found nothing, the number stands first (`emergency`).
    """
    number, name = row["principal"], row["principal_name"]
    if not name or not number or name.startswith(f"{number}, "):
        return name or number
    return f"{name} ({number})"


def _purpose(row: Any) -> Words | None:
    """Whoever reads for her states none: as whom, is told instead."""
    if row["purpose"] is None:
        return None
    return own(row["purpose"]) if row["actor_kind"] == "service" else stated(row["purpose"])
