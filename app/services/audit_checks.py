"""What an auditor reads of the audit log. Her own reading is an entry in it, about the patient or plan she asks of.

The patient stands in the log as a pseudonym, and the auditor is not shown that one either, but one made of it for her
principal: two principals' extracts cannot be laid beside each other to see who is a patient of both.
"""

from dataclasses import replace
from typing import Any
from uuid import UUID

from app.domain.action import Action
from app.domain.auditing import LOOKS_BACK, Sought, require_auditor
from app.keys import KeyRing
from app.repositories import audit as log
from app.repositories import audit_search, citizen
from app.schemas.journal.audit import AuditEntryOut
from app.services import audit
from app.services.judging import noting_denial
from app.services.work import Work

# As many characters as tell apart the patients of a principal; it is keyed, so fewer do no harm.
_PSEUDONYM = 32


async def entries(work: Work, sought: Sought, before: UUID | None, limit: int) -> tuple[list[AuditEntryOut], bool]:
    """One page, newest first, and whether there are older ones."""
    with noting_denial(work, Action.AUDIT_READ):
        require_auditor(work.actor)
    if sought.since is None and sought.plan_id is None:
        # Entries go by the real time, whatever the request's clock says.
        sought = replace(sought, since=(sought.until or work.received_at) - LOOKS_BACK)
    rows = await audit_search.page(work.connection, work.actor.principal, sought, before, limit + 1)
    # A plan that shows her nothing is not hers to leave an entry about: its own list tells who was there.
    plan_id = sought.plan_id if rows else None
    # Whoever reads for the person is told of it by the plan, and she herself by what the log knows her by.
    person_key = await log.person_of(work.connection, plan_id) if plan_id else None
    await audit.record_check(work, Action.AUDIT_READ, plan_id=plan_id, person_key=person_key)
    return [shown(row, work.actor.principal, work.keys) for row in rows[:limit]], len(rows) > limit


async def about_patient(
    work: Work, personnummer: str, sought: Sought, before: UUID | None, limit: int
) -> tuple[list[AuditEntryOut], bool]:
    """The same about one patient, as far back as the log goes. The person herself sees that it was asked."""
    with noting_denial(work, Action.AUDIT_SEARCH):
        require_auditor(work.actor)
    key = work.keys.person_key(personnummer)
    # By whichever number an entry was made: the extract follows the person, as her own does.
    numbers = await citizen.numbers(work.connection, await citizen.number_now(work.connection, key))
    sought = replace(sought, person_keys=frozenset(numbers))
    rows = await audit_search.page(work.connection, work.actor.principal, sought, before, limit + 1)
    await audit.record_check(work, Action.AUDIT_SEARCH, person_key=key)
    return [shown(row, work.actor.principal, work.keys) for row in rows[:limit]], len(rows) > limit


def shown(row: Any, principal: str, keys: KeyRing) -> AuditEntryOut:
    """Another principal's staff are not named: who they are is for that principal to know and to check.

    What the service has done, or its operator by a command, is nobody's staff: which it was stands as the client.
    """
    own = row["principal"] == principal or row["actor_kind"] == "service"
    patient = None
    if row["person_key"] is not None:
        patient = keys.digest(f"audit {principal} {row['person_key']}".encode())[:_PSEUDONYM]
    same = ("id", "at", "action", "kind", "outcome", "reason", "unit", "unit_name", "principal", "principal_name")
    return AuditEntryOut(
        **{name: row[name] for name in (*same, "purpose", "plan_id")},
        staff=row["person"] if own else None,
        client=row["client"] if own else None,
        patient=patient,
    )
