"""The root of a plan. `version` moves on every change of the root or of any part; nothing is ever deleted."""

from sqlalchemy import Boolean, Column, Date, Integer, Table, Text, Uuid

from app.domain.person import ProtectedIdentity
from app.domain.plan import ClosingReason, PlanStatus
from app.domain.unit import PrincipalType
from app.models.base import Json, UtcDateTime, choice, metadata, reference

plan = Table(
    "plan",
    metadata,
    Column("id", Uuid, primary_key=True),
    reference("person_id", "person", nullable=False, index=True),
    Column("version", Integer, nullable=False),
    Column("status", choice(PlanStatus), nullable=False),
    Column("person_name", Text, nullable=False),
    Column("protected_identity", choice(ProtectedIdentity), nullable=False),
    Column("title", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("legal_bases", Json, nullable=False),
    # Participants and units point at their plan, so the plan's pointers back at them are not foreign keys.
    Column("initiated_by_unit_id", Uuid, nullable=False),
    Column("initiated_at", UtcDateTime, nullable=False),
    Column("entered_at", UtcDateTime, nullable=False),
    Column("changed_at", UtcDateTime, nullable=False),
    Column("discharge_ready_at", UtcDateTime),
    Column("coordinator_id", Uuid),
    Column("main_responsible_id", Uuid),
    Column("overall_responsible", choice(PrincipalType)),
    Column("first_follow_up_on", Date),
    Column("approved_for_patient", Boolean, nullable=False),
    Column("held_back_until", UtcDateTime),
    Column("held_back_reason", Text),
    Column("held_back_by_id", Uuid),
    Column("established_at", UtcDateTime),
    Column("revises", Integer),
    Column("closed_at", UtcDateTime),
    Column("closing_reason", choice(ClosingReason)),
    Column("closing_text", Text),
    Column("annulled_at", UtcDateTime),
    Column("annulment_reason", Text),
    # Follows from the plan: until when the SIP consent stands; null: it does not.
    Column("consent_until", UtcDateTime),
    # As it was created with; whose ids they are, and that one means one thing, stands in `source_identifier`.
    Column("source_system", Text),
    Column("source_id", Text),
    schema="journal",
)
