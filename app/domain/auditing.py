"""Checks of the audit log (loggkontroll): who may make them, and which entries she is shown.

A principal checks, systematically and again and again, whether anybody has had access who should not (PDL 2008:355
4 kap. 3 §, HSLF-FS 2016:40 4 kap. 9 §). The auditor (granskare) reads the log and no plan. She is shown what her own
principal's units have done, wherever; and, of a plan that her principal coordinated when it was done, what others have
done in it. Of another principal's unit it is known where and when, and not by whom – that is the other principal's to
check; of the service and its operator (an erasure, say) there is nobody else to check it.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from app.domain.actor import Staff
from app.domain.part import find
from app.domain.plan import Plan
from app.domain.policy import SCOPE_MISSING
from app.domain.refusal import Forbidden, ScopeMissing
from app.domain.rule import Rule

AUDIT = "journal:audit"
# Of the purposes of use in the national catalogue, those under which an operation may be followed up (uppföljning).
PURPOSES = frozenset({"Kvalitetssäkring", "Administration"})
PURPOSE_NOT_FOR_CHECKS = Rule(
    "purpose-not-for-checks",
    "Loggen granskas för kvalitetssäkring eller administration, inte för det ändamål som åtkomstintyget anger.",
    "The log is checked for quality assurance or administration, and not for the purpose that the token states.",
    "PDL 2:4",
)
# How far back a question goes that says nothing of it.
LOOKS_BACK = timedelta(days=30)


class Kind(StrEnum):
    """What was done, in the national vocabulary (loggstandard för Sveriges regioner och kommuner).

    All of it, as the contract has it: nothing is signed or printed here, and an auditor who asks for it finds nothing.
    """

    READ = "Läsa"
    WRITE = "Skriva"
    SIGN = "Signera"
    PRINT = "Utskrift"
    ERASE = "Radera"
    EMERGENCY = "Nödöppning"


class Outcome(StrEnum):
    ALLOWED = "allowed"
    DENIED = "denied"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sought:
    """What an auditor asks for; None where she asks for nothing. From `since` up to, and not including, `until`.

    `staff` is the HSA-id of a person at work, and finds her own principal's only. `person_keys` are the patient's.
    """

    unit: str | None = None
    staff: str | None = None
    kind: Kind | None = None
    outcome: Outcome | None = None
    plan_id: UUID | None = None
    person_keys: frozenset[str] = frozenset()
    since: datetime | None = None
    until: datetime | None = None


def require_auditor(actor: Staff) -> None:
    """The scope first: whoever lacks it is told nothing more."""
    if AUDIT not in actor.scopes:
        raise ScopeMissing(SCOPE_MISSING, AUDIT)
    if actor.purpose not in PURPOSES:
        raise Forbidden(PURPOSE_NOT_FOR_CHECKS)


def coordinating_principal(plan: Plan) -> str | None:
    """Whose plan it is to check: the coordinator's principal; until she is named, the initiating unit's."""
    coordinator = find(plan.participants, plan.coordinator_id) if plan.coordinator_id else None
    unit_id = coordinator.unit_id if coordinator else plan.initiated_by_unit_id
    unit = find(plan.units, unit_id) if unit_id else None
    return unit.principal_hsa_id if unit else None
