"""The audit log on the wire, to an auditor: who, when, where, about whom, what was done; no plan content."""

from pydantic import Field

from app.domain.auditing import Kind, Outcome
from app.schemas.base import Wire
from app.schemas.types import HsaId, Id, Instant, Personnummer

OTHERS = "Null för en annan huvudmans personal. Null for another principal's staff."


class AuditEntryOut(Wire):
    """En post i åtkomstloggen (HSLF-FS 2016:40 4:9). One entry of the audit log."""

    id: Id
    at: Instant
    action: str = Field(examples=["journal:plan.read"])
    kind: Kind = Field(examples=["Läsa"])
    outcome: Outcome = Field(examples=["allowed"])
    reason: str | None = Field(description="Varför det nekades. Why it was denied.", examples=[None])
    unit: HsaId | None
    unit_name: str | None = Field(examples=["Kommunrehab"])
    principal: str | None = Field(examples=["SE2129990023"])
    principal_name: str | None = Field(examples=["Exempelstads kommun"])
    staff: HsaId | None = Field(description=f"Den som gjorde det. Who did it. {OTHERS}")
    purpose: str | None = Field(examples=["Vård och behandling"])
    client: str | None = Field(description=f"Systemet. The system. {OTHERS}", examples=["journalsystem"])
    plan_id: Id | None
    patient: str | None = Field(
        description=(
            "Pseudonym för patienten, densamma i hela huvudmannens logg och i ingen annans. A pseudonym of the "
            "patient, the same in all of the principal's log and in nobody else's."
        ),
        examples=["6f1c0b9e52d7a834c90b1f6a2e7d4835"],
    )


class AuditLogOut(Wire):
    """Poster ur åtkomstloggen, nyast först; `next` bland länkarna leder till de äldre. Entries, newest first."""

    entries: list[AuditEntryOut]


class AuditSearchIn(Wire):
    """Vad som söks om en patient. What is asked about one patient."""

    personnummer: Personnummer
    since: Instant | None = Field(None, alias="from", description="Från och med. From.")
    until: Instant | None = Field(None, alias="to", description="Till, inte med. Up to, not included.")
