"""Audit entries of the record systems' side: one for every access, change and denial.

An entry is written in the transaction of what it tells of: no entry, no access. A denial is written in a transaction
of its own, because the one that was denied is rolled back.
"""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncConnection

from app.domain.action import Action
from app.domain.actor import WRONG_KIND, Actor, Staff, System
from app.domain.auditing import Kind, Outcome, coordinating_principal
from app.domain.emergency import names_in_the_log
from app.domain.hsa_id import principal_of
from app.domain.plan import Plan
from app.domain.rule import Rule
from app.domain.unit import own_unit
from app.repositories import audit
from app.services.transaction import Now
from app.services.work import NO_TRACE, Denial, Work, about, new_id

# What is named as reading. What else is done by a name is to write, until somebody says otherwise here.
_READING = frozenset(
    {
        Action.PLAN_READ,
        Action.SUMMONS_READ,
        Action.ACTIONS_READ,
        Action.MAPPING_READ,
        Action.PLAN_LIST,
        Action.PLAN_SEARCH,
        Action.IMPORT_READ,
        Action.BLOCK_READ,
        Action.NOTICE_READ,
        Action.WORKLIST_READ,
        Action.EVENTS_READ,
        Action.CALENDAR_READ,
        Action.WEBHOOK_READ,
        Action.AUDIT_READ,
        Action.AUDIT_SEARCH,
        Action.STATISTICS_READ,
    }
)
# The method of a request that changes nothing, by whichever name it was asked about.
_ASKS = "get"


def kind_of(action: str) -> Kind:
    """What of the three it is to do that."""
    if action in (Action.EMERGENCY_OPEN, Action.EMERGENCY_READ):
        return Kind.EMERGENCY
    return Kind.READ if action in _READING else Kind.WRITE


def _kind_denied(action: str, asked: str) -> Kind:
    """What it is to be denied it. To look at what one has made is judged by the name of making it, and is to read."""
    kind = kind_of(action)
    return Kind.READ if asked == _ASKS and kind is Kind.WRITE else kind


def _where(actor: Staff, plan: Plan | None) -> dict[str, Any]:
    """The unit as the plan names it; only its number when the plan does not know it. And whose plan it is."""
    if plan is None:
        return {}
    unit = own_unit(actor, plan.units)
    named = {"unit_name": unit.name, "principal_name": unit.principal_name} if unit else _opener(actor, plan)
    return named | {"coordinated_by": coordinating_principal(plan)}


async def record_feed(
    connection: AsyncConnection, actor: Staff | System, at: datetime, trace_id: str, reason: str | None = None
) -> None:
    """Somebody has asked for events: about no plan, whatever was found. `reason`: why she was denied it.

    A system that follows units of several principals leaves one entry for each of them: each auditor finds her own.
    """
    empty = ("plan_id", "person_key", "unit_name", "principal_name", "coordinated_by", "person", "purpose")
    entry: dict[str, Any] = dict.fromkeys(empty)
    entry |= {"id": new_id(at), "at": at, "action": f"journal:{Action.EVENTS_READ}", "kind": Kind.READ}
    entry |= {"outcome": Outcome.DENIED if reason else Outcome.ALLOWED, "reason": reason}
    entry |= {"client": actor.client, "trace_id": trace_id}
    if isinstance(actor, Staff):
        entry |= {"actor_kind": "staff", "person": actor.person, "purpose": actor.purpose}
        await audit.add(connection, [entry | {"unit": actor.unit, "principal": actor.principal}])
        return
    units: dict[str | None, list[str]] = {}
    for unit in sorted(actor.units):
        units.setdefault(principal_of(unit), []).append(unit)
    entry |= {"actor_kind": "system"}
    # Of several units of a principal, the log has the client and the principal. One without any unit is logged, too.
    of_each = [{"principal": one, "unit": own[0] if len(own) == 1 else None} for one, own in units.items()]
    nobody = [{"principal": None, "unit": None}]
    await audit.add(connection, [entry | one | {"id": new_id(at)} for one in of_each or nobody])


def _opener(actor: Staff, plan: Plan) -> dict[str, Any]:
    """What a unit that has no part in the plan called itself when it opened it in an emergency, and that it did so."""
    one = next((one for one in reversed(plan.emergency_accesses) if one.unit_hsa_id == actor.unit), None)
    unit, principal = names_in_the_log(one) if one else (None, None)
    return {"unit_name": unit, "principal_name": principal}


def _entry(work: Work, action: str, kind: Kind, plan: Plan | None) -> dict[str, Any]:
    empty = dict.fromkeys(("reason", "plan_id", "person_key", "unit_name", "principal_name", "coordinated_by"))
    return empty | {
        "id": new_id(work.received_at),
        "at": work.received_at,
        "action": f"journal:{action}",
        "kind": kind,
        "outcome": Outcome.ALLOWED,
        # What the service does by itself has nobody's unit and nobody's name.
        "actor_kind": "staff" if work.actor.person else "service",
        "unit": work.actor.unit or None,
        "principal": work.actor.principal or None,
        "person": work.actor.person or None,
        "purpose": work.actor.purpose,
        "client": work.actor.client,
        "trace_id": work.trace_id,
        **about(plan),
        **_where(work.actor, plan),
    }


def by_command(action: str, kind: Kind, client: str, purpose: str, now: Now, **about: Any) -> dict[str, Any]:
    """An entry of what an operator does by a command: nobody's unit and nobody's name.

    A command may have worked for hours, and a time that is sealed already takes no entry more: so the clock is asked
    here, in the transaction that the entry is written in, and nobody brings a time along.
    """
    at = now()
    return {
        "id": new_id(at),
        "at": at.astimezone(UTC),
        "action": action,
        "kind": kind,
        "outcome": Outcome.ALLOWED,
        "actor_kind": "service",
        "purpose": purpose,
        "client": client,
        "trace_id": NO_TRACE,
        **about,
    }


async def record(work: Work, action: str, kind: Kind, *plans: Plan) -> None:
    """One entry for each plan that was read or changed."""
    await audit.add(work.connection, [_entry(work, action, kind, plan) for plan in plans])


async def record_search(work: Work, action: Action, person_key: str | None) -> None:
    """A list or search that showed nothing was still a question, perhaps about a person."""
    await audit.add(work.connection, [_entry(work, action, Kind.READ, None) | {"person_key": person_key}])


async def record_check(
    work: Work, action: Action, kind: Kind = Kind.READ, *, plan_id: UUID | None = None, person_key: str | None = None
) -> None:
    """The log itself was read or sampled: about whom, where it was about somebody."""
    entry = _entry(work, action, kind, None) | {"plan_id": plan_id, "person_key": person_key}
    await audit.add(work.connection, [entry])


async def record_denial(
    work: Work, connection: AsyncConnection, action: str, reason: str, plan_id: UUID | None
) -> None:
    """What was denied and why, in the transaction given; `plan_id` where no plan was come to.

    `action` is what was asked for: the request's method, which is also its name where nothing better is known. One
    entry for each plan that the refusal told of.
    """
    denied = work.denied or work.seen or Denial(action, None)
    kind = _kind_denied(denied.action, action)
    entries = [_entry(work, denied.action, kind, plan) for plan in (denied.plan, *denied.named)]
    for entry in entries:
        entry |= {"outcome": Outcome.DENIED, "reason": reason, "plan_id": entry["plan_id"] or denied.plan_id or plan_id}
        entry["person_key"] = entry["person_key"] or denied.person_key
    await audit.add(connection, entries)


async def record_wrong_kind(
    connection: AsyncConnection,
    actor: Actor,
    kind: str,
    api: str,
    at: datetime,
    trace_id: str,
    why: Rule = WRONG_KIND,
) -> None:
    """A caller of one kind at the other kind's door."""
    entry = dict.fromkeys(
        ("plan_id", "person_key", "unit_name", "principal_name", "unit", "principal", "person", "purpose")
    )
    entry |= {"id": new_id(at), "at": at, "action": f"{api}:enter", "kind": Kind.READ, "outcome": Outcome.DENIED}
    entry |= {"reason": why.id, "actor_kind": kind, "client": actor.client, "trace_id": trace_id}
    if isinstance(actor, Staff):
        entry |= {"unit": actor.unit, "principal": actor.principal, "person": actor.person, "purpose": actor.purpose}
    await audit.add(connection, [entry])
