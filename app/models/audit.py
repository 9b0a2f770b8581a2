"""The audit log (åtkomstlogg): every access, change and denial. Only ever added to; never content, never a token.

HSLF-FS 2016:40 4 kap. 9 §, PDL (2008:355) 8 kap. 5 §: what was done, at which unit, when, by whom, about whom. The
person stands as keyed pseudonym. `unit_name` is as it was at the time of the access, and so is `coordinated_by`, the
principal whose coordinator the plan had.
"""

from sqlalchemy import Column, Index, String, Table, Text, Uuid, func, literal_column

from app.models.base import UtcDateTime, metadata

audit_entry = Table(
    "audit_entry",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("at", UtcDateTime, nullable=False),
    Column("action", String(80), nullable=False),
    Column("kind", String(20), nullable=False),
    Column("outcome", String(20), nullable=False),
    Column("reason", String(80)),
    Column("person_key", String(64)),
    Column("plan_id", Uuid),
    Column("actor_kind", String(20), nullable=False),
    Column("unit", String(64)),
    Column("unit_name", Text),
    Column("principal", String(64)),
    Column("principal_name", Text),
    Column("person", String(64)),
    Column("purpose", Text),
    Column("client", Text, nullable=False),
    Column("trace_id", String(32), nullable=False),
    Column("coordinated_by", String(64)),
    Index(None, "person_key", "at"),
    Index(None, "plan_id", "at"),
    Index(None, "principal", "id"),
    schema="audit",
)
# Another's doing in a plan that one coordinates, or nobody's (the service's own, an operator's command): the few that
# an auditor is shown beside her own principal's. It is asked for in these very words, or the index is not used.
BY_ANOTHER = audit_entry.c.coordinated_by != func.coalesce(audit_entry.c.principal, literal_column("''"))
Index(None, audit_entry.c.coordinated_by, audit_entry.c.id, postgresql_where=BY_ANOTHER, sqlite_where=BY_ANOTHER)
