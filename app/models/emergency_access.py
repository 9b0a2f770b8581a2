"""Emergency accesses (nödöppningar). Never changed, never gone."""

from sqlalchemy import Boolean, Column, String, Text

from app.models.base import UtcDateTime, part_table

emergency_access = part_table(
    "emergency_access",
    Column("unit_hsa_id", String(64), nullable=False),
    Column("unit_name", Text, nullable=False),
    Column("principal_name", Text, nullable=False),
    Column("person_hsa_id", String(64), nullable=False),
    Column("reason", Text, nullable=False),
    Column("opened_at", UtcDateTime, nullable=False),
    Column("ends_at", UtcDateTime, nullable=False),
    Column("despite_block", Boolean, nullable=False),
)
