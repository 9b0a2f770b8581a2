"""What serving does with each table, and the proof at start that the service's own login can do that and nothing else.

On PostgreSQL a login that is in `sip_service` serves. It owns nothing: it can neither change tables and rights nor
what the audit log holds already. What takes more are commands (`sip migrate`, `sip erase`, `sip audit prune`), and
these take the owner's login. SQLite has no logins.
"""

from typing import Any

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from app import grants
from app.models.base import SCHEMAS
from app.walls import WallDown, require_exactly

SERVICE_ROLE = "sip_service"

READS = frozenset({"SELECT"})
ADDS = READS | {"INSERT"}
CHANGES = ADDS | {"UPDATE"}
REPLACES = ADDS | {"DELETE"}
ALL = CHANGES | {"DELETE"}
# A table that is not here may not be served from. A row that is locked (FOR UPDATE) takes the right to change it.
SERVING: dict[str, frozenset[str]] = {
    # What has been done and seen: added to, sealed and sampled, and never changed. That something is pruned or erased
    # is written by the commands alone; that it was pruned is read by whoever checks the log.
    "audit.audit_entry": ADDS,
    "audit.audit_leaf": ADDS,
    "audit.audit_checkpoint": ADDS,
    "audit.audit_sample": ADDS,
    "audit.audit_sample_entry": ADDS,
    "audit.audit_sample_outcome": ADDS,
    "audit.audit_pruning": READS,
    "audit.erased_source": READS,
    "audit.plan_erasure": frozenset(),
    # A plan and its parts: written as the difference between two values, and never removed.
    "journal.person": CHANGES,
    "journal.plan": CHANGES,
    "journal.unit": CHANGES,
    "journal.participant": CHANGES,
    "journal.consent": CHANGES,
    "journal.representation": CHANGES,
    "journal.age_exception": CHANGES,
    "journal.block": CHANGES,
    "journal.emergency_access": CHANGES,
    "journal.offer": CHANGES,
    "journal.summons": CHANGES,
    "journal.invitation": CHANGES,
    "journal.summons_reply": CHANGES,
    "journal.meeting": CHANGES,
    "journal.goal": CHANGES,
    "journal.goal_result": CHANGES,
    "journal.intervention": CHANGES,
    "journal.intervention_status": CHANGES,
    "journal.follow_up": CHANGES,
    "journal.deviation": CHANGES,
    "journal.deviation_step": CHANGES,
    "journal.handover": CHANGES,
    "journal.takeover": CHANGES,
    "journal.plan_copy": CHANGES,
    "journal.note": CHANGES,
    "journal.notice": CHANGES,
    "journal.number_change": CHANGES,
    # Its history, and what has been told of it; an event gets its position afterwards.
    "journal.plan_version": ADDS,
    "journal.outbox_event": CHANGES,
    "journal.reach_turn": ADDS,
    "mapping.mapping_version": ADDS,
    # What follows from it, put in place of what followed before.
    "journal.plan_reach": ALL,
    "journal.plan_deadline": REPLACES,
    "mirror.mirrored_plan": ALL,
    "mirror.mirrored_consents": ALL,
    "mirror.mirrored_summonses": ALL,
    "mirror.mirrored_reader": REPLACES,
    "mirror.mirrored_number": REPLACES,
    "mirror.mirrored_person": CHANGES,
    # What record systems know it by, and what is kept for them for a day.
    "journal.source_identifier": ADDS,
    "journal.kept_answer": ALL,
    "journal.plan_import": ALL,
    # Subscriptions: ended, and never removed.
    "journal.calendar_subscription": CHANGES,
    "journal.webhook": CHANGES,
    "journal.webhook_key": CHANGES,
    "journal.webhook_progress": CHANGES,
    "journal.webhook_delivery": ALL,
    # Counted once.
    "journal.statistics_quarter": ADDS,
    "journal.statistics_figures": ADDS,
}


class NotOwner(Exception):
    """A command changes what serving may not, and the login is not the owner's."""


async def check(connection: AsyncConnection) -> bool:
    """Whether the login is one that serves and no more; False: it may be the owner's, and is not looked at.

    Raises `WallDown` when it is in the service's role and can do other than what is listed above, and when it is
    neither there nor the owner's.
    """
    if connection.dialect.name == "sqlite":
        return True
    if not (await connection.execute(text(grants.SERVES))).scalar_one():
        if not await _is_owners(connection):
            raise WallDown(f"the login in SIP_DATABASE_URL is not in {SERVICE_ROLE}: GRANT {SERVICE_ROLE} TO it")
        return False
    tables = {(name, right) for name, rights in SERVING.items() for right in rights}
    questions: list[tuple[str, set[Any]]] = [
        (grants.SERVICE_TABLES, tables),
        (grants.SERVICE_SCHEMAS, {(schema, "USAGE") for schema in SCHEMAS}),
        *((beyond, set()) for beyond in grants.BEYOND_SERVING),
    ]
    await require_exactly(
        connection,
        questions,
        lacks="the service's role lacks",
        more=f"the login in {SERVICE_ROLE} may do more than serve:",
    )
    return True


async def _is_owners(connection: AsyncConnection) -> bool:
    """Whether the login may do what the owner of the audit log may. Where nothing is migrated there is no log, which
    is told by whatever asks for a table next.
    """
    return (await connection.execute(text(grants.OWNS))).scalar_one_or_none() is not False


async def require_owner(connection: AsyncConnection) -> None:
    """Raises `NotOwner` when the login is not the owner's of the audit log."""
    if connection.dialect.name == "sqlite":
        return
    if not await _is_owners(connection):
        raise NotOwner("this takes the login of the database's owner in SIP_DATABASE_URL; the one there may not")
