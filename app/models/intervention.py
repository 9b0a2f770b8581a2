"""Interventions, and their statuses, which are only ever added to. The check holds "exactly one responsible"."""

from sqlalchemy import Boolean, CheckConstraint, Column, Date, Integer, Text

from app.domain.intervention import InterventionState, ResponsibleKind
from app.models.base import Json, UtcDateTime, choice, part_table, reference

intervention = part_table(
    "intervention",
    reference("goal_id", "goal", nullable=False),
    Column("text", Text, nullable=False),
    Column("citizen_text", Text),
    Column("responsible_kind", choice(ResponsibleKind), nullable=False),
    reference("responsible_unit_id", "unit"),
    Column("responsible_name", Text),
    Column("position", Integer, nullable=False),
    Column("starts_on", Date),
    Column("ends_on", Date),
    Column("depends_on", Json, nullable=False, server_default="[]"),
    Column("withheld_from_patient", Boolean, nullable=False),
)
intervention.append_constraint(
    CheckConstraint(
        "(responsible_kind = 'unit' AND responsible_unit_id IS NOT NULL AND responsible_name IS NULL)"
        " OR (responsible_kind = 'other' AND responsible_unit_id IS NULL AND responsible_name IS NOT NULL)"
        " OR (responsible_kind = 'person' AND responsible_unit_id IS NULL AND responsible_name IS NULL)",
        name="one_responsible",
    )
)

intervention_status = part_table(
    "intervention_status",
    reference("intervention_id", "intervention", nullable=False),
    Column("state", choice(InterventionState), nullable=False),
    Column("since", UtcDateTime, nullable=False),
)
